"""Six kinds of button, from the press to the answer: real threads read them, and the samples tell how late it came."""

import statistics
import sys
import threading
from collections.abc import Callable

import pytest
from bus import Bus, needs_bus
from bus import session_bus as session_bus
from fake_bluez import FakeBluez
from fake_devices import CLICKER, INLINE, PAD, PEDAL, REMOTE, Desk
from fake_devices import desk as desk
from play_fakes import FakeClock, FakeDevice, FakeKeys, FakeSource, Shown
from test_answers import Chirps, spot
from test_mpris import until

from coach.play.controls.base import Joined
from coach.play.controls.evdev import Hardware
from coach.play.controls.verbs import Request
from coach.play.devices.supervisor import Device
from coach.play.events import Answered, Event, SessionInfo
from coach.play.live import run
from coach.play.remotes import join_buttons, join_players
from coach.play.screens.presses import Presses
from coach.play.stream.stream import Stream
from coach.units import Samples, to_samples

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these devices")

LIMIT = to_samples(0.25)
APART = 0.7377
"""Seconds between two presses, so that they fall anywhere in the blocks of the device."""


class Finger(FakeKeys):
    """Presses by `press` at its seconds; the fake clock stands still until the press has come through its thread."""

    def __init__(self, clock: FakeClock, times: list[float], press: Callable[[], None]) -> None:
        super().__init__(clock)
        self.pressed: list[float] = []
        self._times, self._press = times, press
        self._came = threading.Event()

    def wait(self, seconds: float) -> list[Request]:
        if self._times and self._times[0] <= self.clock.seconds + seconds:
            self.clock.seconds = self._times.pop(0)
            self.pressed.append(self.clock.seconds)
            self._came.clear()
            self._press()
            assert self._came.wait(10), "the press did not come"
            return []
        return super().wait(seconds)

    def wake(self) -> None:
        self._came.set()


def answers(press: Callable[[], None]) -> list[Samples]:
    """Play a session with presses in it; the samples from each press until its answer leaves the device."""
    clock = FakeClock()
    finger = Finger(clock, [0.5 + APART * number for number in range(5)], press)
    heard: list[Samples] = []

    def show(event: Event) -> None:
        if isinstance(event, Answered) and not event.text:
            heard.append(event.frame)

    controls = Joined(finger, clock)
    info = SessionInfo("Arm", 2)
    presses = Presses()
    players = join_players(controls, info, presses, "en")
    join_buttons(controls, (), presses, "en")
    stream = Stream(FakeSource([spot(), spot()]), answers=Chirps())
    device = FakeDevice(clock)
    run(stream, Device(lambda: device), controls, Shown(show), *players)
    assert len(finger.pressed) == len(heard) == 5
    return [Samples(at - to_samples(pressed)) for at, pressed in zip(heard, finger.pressed, strict=True)]


@pytest.fixture(autouse=True)
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """No desktop of the machine's own."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")


@pytest.mark.parametrize(
    ("hardware", "code"),
    [(CLICKER, 104), (PEDAL, 256), (PAD, 305), (REMOTE, 358), (INLINE, 208)],
    ids=["clicker", "pedal", "game pad", "remote control", "wired headset"],
)
def test_a_button_at_hand_is_answered_soon(desk: Desk, hardware: Hardware, code: int) -> None:
    desk.plug(hardware)
    assert statistics.median(answers(lambda: desk.press(hardware, code))) < LIMIT


@needs_bus
def test_a_bluetooth_headset_is_answered_soon(session_bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", session_bus.address)
    with FakeBluez(session_bus.address) as bluez:

        def press() -> None:
            until(lambda: bool(bluez.registered))
            bluez.press("Previous")

        assert statistics.median(answers(press)) < LIMIT
