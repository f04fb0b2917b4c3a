"""How soon is a button answered? From the press of six kinds to the first sample of the `answer` tone, in a recording.

As in `verbs`, a real `coach play` plays into a PulseAudio server of its own. Its input devices are pipes that carry
what the kernel tells, and its Bluetooth headset belongs to a BlueZ that is made up, on a bus of its own.
"""

import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bus import Bus
from fake_bluez import FakeBluez
from fake_devices import AT_HAND, CLICKER, INLINE, PAD, PEDAL, REMOTE, Desk
from pulse import RATE, PulseServer, private_server
from test_play_verbs import Live, Warm, end

from benches import ROOT
from benches.bars import Bar, BenchError
from coach.play.controls.evdev import Hardware
from coach.play.controls.verbs import Request, Verb
from coach.play.devices.miniaudio import PULSE_LATENCY_MS

BAR_MS = 250
BACK = ((CLICKER, 104), (PEDAL, 256), (PAD, 310), (REMOTE, 105), (INLINE, 165))
"""Button of each device that goes back."""


def _press(desk: Desk, hardware: Hardware, code: int) -> Callable[[], None]:
    def press() -> None:
        desk.press(hardware, code)

    return press


def session(server: PulseServer, warm: Warm, presses: dict[str, Callable[[], None]]) -> dict[str, float]:
    """Return the milliseconds of each kind in one session. Raises AssertionError if a sound was not found."""
    took: dict[str, float] = {}

    def press(_: Request) -> None:
        presses[kind]()

    with server.record() as recording:
        process = warm.start(-1, server)
        try:
            live = Live(process, recording, press)
            live.hear(warm.words("Ask first."), 15)
            for kind in presses:
                time.sleep(random.uniform(0.6, 0.8))  # anywhere in the device's period, and no echo of the last press
                pressed = live.press(Verb.BACK)
                took[kind] = (live.hear(warm.tone("answer"), 1) - pressed) / RATE * 1000
        finally:
            end(process)
    return took


def measure(*, quick: bool, spoken: Path) -> list[Bar]:
    """Press a button of each kind once in each of some sessions. Raises BenchError if it cannot."""
    if shutil.which("dbus-daemon") is None:
        raise BenchError("left out, for want of dbus-daemon")
    wanted = 3 if quick else 10
    sessions: list[dict[str, float]] = []
    with private_server() as server, tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bus = Bus(Path(folder))
        os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = bus.address
        desk = Desk(Path(folder))
        for hardware in AT_HAND:
            desk.plug(hardware)
        program = (str(ROOT / "tests" / "fake_devices.py"), folder)
        warm = Warm(Path(folder), options=("--buttons",), program=program)
        try:
            for _ in range(2 * wanted):
                with FakeBluez(bus.address) as bluez:
                    presses = {hardware.kind.value: _press(desk, hardware, code) for hardware, code in BACK}
                    presses["Bluetooth headset"] = bluez.previous
                    try:
                        sessions.append(session(server, warm, presses))
                    except AssertionError as error:
                        told = str(error).partition(chr(10))[0]
                        print(f"buttons: a session was disturbed: {told}", file=sys.stderr)
                if len(sessions) == wanted:
                    break
        finally:
            del os.environ["DBUS_SYSTEM_BUS_ADDRESS"]
            desk.close()
            bus.kill()
    if not sessions:
        raise BenchError("no session was heard undisturbed")
    return [
        Bar(
            name=f"from button to answer, {kind}, median",
            figure=statistics.median(took[kind] for took in sessions),
            unit="ms",
            beside=f"none; the device keeps up to {PULSE_LATENCY_MS} ms ready",
            bar=BAR_MS,
        )
        for kind in sessions[0]
    ]
