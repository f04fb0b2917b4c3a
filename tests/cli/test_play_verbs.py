"""Every verb through every way in: what `coach play` is asked for by key and by media key is heard in a recording.

Time passes in samples of the recording: a sound is looked for after the one that was heard last.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

import needs
import numpy as np
import pytest
from answered import answered
from bus import Bus, needs_bus
from bus import session_bus as session_bus
from numpy.typing import NDArray
from pulse import RATE, PulseServer, Recording, find, last_sound, retried
from sessions import ROOT, SHORT

from coach.diary.store import About, Diary, begin
from coach.play.controls.verbs import Rating, Request, Verb
from coach.play.stream.prompt_cache import needed
from coach.render.renderer import SessionRenderer
from coach.session import Choices
from coach.session.prompts import Prompt, PromptKind
from coach.session.request import SessionRequest, Sounds
from coach.units import CARRIER_PERIOD

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
pytestmark = [pytest.mark.pulse, pytest.mark.piper, needs.pulse]

PROTOCOL = SHORT.replace("short: 1.5 s", "short: 3 s")
"""With a rest before each hold in which there is room for an answer."""

KEYS: dict[Request, str] = {
    Verb.PAUSE: " ",
    Verb.RESUME: " ",
    Verb.AGAIN: "a",
    Verb.NEXT: "n",
    Verb.BACK: "b",
    Verb.LOUDER: "+",
    Verb.SOFTER: "-",
    Verb.REMAINING: "t",
    Verb.STOP: "q",
}
KEYS |= {Rating(value): str(value) for value in range(10)}
BUTTONS: dict[Request, str] = {
    Verb.PAUSE: "pause",
    Verb.RESUME: "play",
    Verb.AGAIN: "position 5-",
    Verb.NEXT: "next",
    Verb.BACK: "previous",
    Verb.LOUDER: "volume 0.1+",
    Verb.SOFTER: "volume 0.1-",
    Verb.REMAINING: "position 5+",
    Verb.STOP: "stop",
}

Press = Callable[[Request], None]


class Warm:
    """A short session that was spoken once: its files, and each of its sounds as it is mixed in."""

    def __init__(
        self,
        folder: Path,
        text: str = PROTOCOL,
        options: Sequence[str] = (),
        program: Sequence[str] = ("-m", "coach"),
    ) -> None:
        self.protocol, self.cache = folder / "short.yaml", folder / "cache"
        self._state = folder / "state"
        self._options, self._program = options, program
        self.protocol.write_text(text)
        self._answered = answered(folder / "data", str(self.protocol))
        # Not the first session: that one tells its keys.
        with Diary(folder / "data" / "smr-coach" / "diary.sqlite").writing() as connection:
            about = About(protocol="short", version=1, title="Short", level="learn", language="en", choices="{}")
            begin(connection, about, datetime.now().astimezone() - timedelta(days=30))
        self._prepared = SessionRenderer(SessionRequest(str(self.protocol), Choices(), Sounds(cache=self.cache)))
        self.timeline = self._prepared.timeline
        name = self._prepared.protocol.protocol
        comfort = [PromptKind(kind) for kind in ("how now", "how was it", "fewer", "less", "side over", "other side")]
        for said in (*needed([name]), Prompt(PromptKind.REMAINING), *(Prompt(kind, protocol=name) for kind in comfort)):
            self._prepared.prompts.words(said)

    def words(self, text: str) -> NDArray[np.int16]:
        return self._prepared.mixer.render_cue("speech", text)

    def tone(self, name: str) -> NDArray[np.int16]:
        return self._prepared.mixer.render_cue("tone", name)

    def start(self, terminal: int, server: PulseServer, bus: Bus | None = None) -> subprocess.Popen[bytes]:
        """`coach play` with a terminal, or with -1 without one; with the desktop of `bus`, or without any."""
        command = [sys.executable, *self._program, "play", str(self.protocol), "--plain", "--cache", str(self.cache)]
        command += self._options
        desktop = bus.env["DBUS_SESSION_BUS_ADDRESS"] if bus else "unix:path=/nonexistent/bus"
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env={
                **os.environ,
                **server.env,
                **self._answered,
                "DBUS_SESSION_BUS_ADDRESS": desktop,
                "XDG_STATE_HOME": str(self._state),  # not where a person's own session is remembered
            },
            stdin=subprocess.DEVNULL if terminal < 0 else terminal,
            stdout=subprocess.DEVNULL if terminal < 0 else terminal,
            stderr=None if terminal < 0 else terminal,
            start_new_session=True,
        )


class Live:
    """A session under way, and somebody who listens."""

    def __init__(self, process: subprocess.Popen[bytes], recording: Recording, press: Press) -> None:
        self.process, self.recording = process, recording
        self.at = 0
        """All before this sample was heard."""
        self._press = press

    def press(self, verb: Request) -> int:
        """Ask for something. Returns the sample that was recorded last."""
        self.at = pressed = self.recording.length
        self._press(verb)
        return pressed

    def hear(self, sound: NDArray[np.int16], within: float, since: int | None = None) -> int:
        """Wait for a sound that begins within so many seconds of what was heard last. Returns its first sample."""
        since = searched = self.at if since is None else since
        last = since + round(within * RATE)
        while True:
            # not its very end, so that the peak of a correlation has passed; and nothing twice, as that costs much
            stands = max(searched, self.recording.length - RATE // 100)
            found = [searched + each for each in find(self.recording.samples()[searched:stands], sound)]
            if found:
                assert found[0] <= last, f"heard {(found[0] - last) / RATE:.2f} s too late"
                self.at = found[0] + len(sound)
                return found[0]
            assert stands < last + len(sound), "not heard"
            assert self.process.poll() is None or stands < last, "not heard, and the session is over"
            searched = max(searched, stands - len(sound) - RATE // 100)
            time.sleep(0.1)

    def decibels(self, start: int, sound: NDArray[np.int16]) -> float:
        """How much louder than `sound` itself the recording of it is."""
        heard = self.recording.samples()[start : start + len(sound)].astype(np.float64)
        wanted = sound - sound.mean()
        return float(20 * np.log10(heard @ wanted / (wanted @ wanted)))


@contextmanager
def at_keys(warm: Warm, server: PulseServer) -> Iterator[Live]:
    """A session in a pseudo-terminal, and the keys typed into it."""
    ours, theirs = pty.openpty()

    def drain() -> None:
        with suppress(OSError):  # Linux reports the end of a pseudo-terminal as an error
            while os.read(ours, 4096):
                pass

    reader = threading.Thread(target=drain)
    with server.record() as recording:
        process = warm.start(theirs, server)
        os.close(theirs)
        reader.start()
        try:
            yield Live(process, recording, lambda verb: void(os.write(ours, KEYS[verb].encode())))
        finally:
            end(process)
            reader.join()
            os.close(ours)


@contextmanager
def at_buttons(warm: Warm, server: PulseServer, bus: Bus) -> Iterator[Live]:
    """A session without any terminal, and the media keys of its desktop."""

    def playerctl(*words: str) -> str:
        command = ["playerctl", "-p", "smr_coach", *words]
        done = subprocess.run(command, env={**os.environ, **bus.env}, capture_output=True, text=True, timeout=10)
        return done.stdout.strip() if done.returncode == 0 and not done.stderr else f"failed: {done.stderr}"

    def press(verb: Request) -> None:
        assert playerctl(*BUTTONS[verb].split()) == ""

    with server.record() as recording:
        process = warm.start(-1, server, bus)
        try:
            until = time.monotonic() + 10
            while playerctl("status") != "Playing":
                assert time.monotonic() < until, "the session is not on the bus"
                time.sleep(0.02)
            yield Live(process, recording, press)
        finally:
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    process.wait()


def void(_: object) -> None:
    """A press returns nothing."""


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Warm:
    return Warm(tmp_path_factory.mktemp("verbs"))


def every_verb(live: Live, warm: Warm) -> None:
    """Ask for each verb once, and hear what becomes of it."""
    answer, start = warm.tone("answer"), warm.tone("start")
    left, right = warm.words("Left arm."), warm.words("Right arm.")
    live.hear(warm.words("Ask first."), 10)

    live.press(Verb.NEXT)
    live.hear(answer, 1)
    live.hear(left, 1)

    live.press(Verb.PAUSE)
    live.hear(warm.tone("pause"), 1)
    live.hear(warm.words("Paused."), 1)
    since = live.at + RATE // 10
    live.recording.wait_until(since + RATE // 2)
    resumed = live.press(Verb.RESUME)
    is_carrier(live.recording.samples()[since:resumed])
    usual = live.decibels(live.hear(answer, 1), answer)
    live.hear(left, 1)  # its tone was interrupted, its words were not
    first = live.hear(start, 8)

    live.press(Verb.LOUDER)
    louder = live.decibels(live.hear(answer, 1), answer)
    assert louder - usual == pytest.approx(3, abs=0.5)

    live.press(Verb.AGAIN)
    live.hear(answer, 1)
    live.hear(warm.words("Ease off."), 1)  # it was pressed on the way into the hold
    live.hear(left, 3)
    again = live.hear(start, 8)
    assert live.decibels(again, start) - live.decibels(first, start) == pytest.approx(3, abs=0.5)

    live.press(Verb.SOFTER)
    softer = live.decibels(live.hear(answer, 1), answer)
    assert softer - louder == pytest.approx(-3, abs=0.5)

    live.press(Verb.NEXT)
    live.hear(answer, 1)
    live.hear(warm.words("Ease off."), 1)
    live.hear(right, 3)
    following = live.hear(start, 8)
    assert live.decibels(following, start) - live.decibels(again, start) == pytest.approx(-3, abs=0.5)

    live.press(Verb.BACK)
    live.hear(answer, 1)
    live.hear(warm.words("Ease off."), 1)
    live.hear(left, 3)

    live.hear(warm.tone("settle"), 2)  # with nothing of it under the answer
    live.press(Verb.REMAINING)
    live.hear(answer, 1)
    live.hear(warm.words("About one minute left."), 18)  # in the next quiet that is long enough

    stops(live, warm)


def stops(live: Live, warm: Warm) -> None:
    """Ask it to stop, in a session with holds: it eases off in words, and ends."""
    live.press(Verb.STOP)
    live.hear(warm.tone("answer"), 1)
    live.hear(warm.words("We stop here."), 4)  # after what leads out of a stretch
    live.hear(warm.words("Put it away."), 2)
    assert live.process.wait(timeout=10) == 0
    over = live.recording.length
    live.recording.wait_until(over + RATE // 5)
    assert last_sound(live.recording.samples(), 0) < over, "the carrier ends too"


def is_carrier(quiet: NDArray[np.int16]) -> None:
    """There is the carrier and nothing else: nothing louder, and each period is like the one before.

    A busy machine may leave out some of it, so only most of it is compared.
    """
    whole = quiet.astype(np.int32)
    assert 2400 < np.ptp(whole) < 2600
    assert np.quantile(np.abs(whole[CARRIER_PERIOD:] - whole[:-CARRIER_PERIOD]), 0.6) <= 1


@retried
def test_every_verb_by_key(warm: Warm, pulse_server: PulseServer) -> None:
    with at_keys(warm, pulse_server) as live:
        every_verb(live, warm)


@needs_bus
@retried
def test_every_verb_by_media_key(warm: Warm, pulse_server: PulseServer, session_bus: Bus) -> None:
    with at_buttons(warm, pulse_server, session_bus) as live:
        every_verb(live, warm)


@retried
def test_no_hold_is_resumed_in_its_middle_or_left_without_words(warm: Warm, pulse_server: PulseServer) -> None:
    """A pause in a hold eases off, and comes back to it through its approach; so does a stop, and ends."""
    left, hold, two = warm.words("Left arm."), warm.tone("hold"), warm.words("Two.")
    with at_keys(warm, pulse_server) as live:
        live.hear(warm.words("Ask first."), 10)
        live.press(Verb.NEXT)
        live.hear(left, 3)
        live.hear(hold, 9)
        live.recording.wait_until(live.at + RATE // 2)

        live.press(Verb.PAUSE)
        live.hear(warm.tone("pause"), 1)
        live.hear(warm.words("Ease off."), 1)  # first what is safe, then what it is
        since = live.hear(warm.words("Paused."), 3) + RATE
        live.recording.wait_until(since + RATE // 2)

        resumed = live.press(Verb.RESUME)
        is_carrier(live.recording.samples()[since:resumed])
        live.hear(warm.tone("answer"), 1)
        opened = live.hear(left, 1)
        live.hear(warm.tone("start"), 8)
        held = live.hear(hold, 5)
        assert find(live.recording.samples()[resumed:opened], hold) == []
        cues = {cue.content: cue.start for cue in warm.timeline.chapters[1].cues}
        counted = live.hear(two, 5)
        assert held - opened == pytest.approx(cues["hold"] - cues["Left arm."], abs=RATE // 10)
        assert counted - held == pytest.approx(cues["Two."] - cues["hold"], abs=RATE // 10)

        stops(live, warm)
