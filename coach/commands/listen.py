"""Listen: list what a person can say to a session, or try whether it is understood in this room. Experimental."""

import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from coach.commands.doctor import install
from coach.errors import CoachError, DeviceError, InputError, shown
from coach.listen.detector import Detection, Detector
from coach.listen.listener import Hears, Listener
from coach.listen.microphone import Microphone
from coach.listen.phrases import Phrase
from coach.play.controls.ear import VoiceControl
from coach.play.devices.microphone import SystemMicrophone
from coach.text import hanging_text
from coach.units import parse_duration, to_seconds

DOES: dict[Phrase, str] = {
    Phrase.STOP: "leads out of a stretch and pauses",
    Phrase.PAUSE: "leads out of a stretch and pauses",
    Phrase.GO_ON: "goes on: after a pause, and where the session waits for you",
    Phrase.READY: "goes on where the session waits for you",
    Phrase.AGAIN: "this spot again",
    Phrase.NEXT: "the next spot",
    Phrase.BACK: "the spot before",
    Phrase.LOUDER: "3 dB louder, once; louder than that by key",
    Phrase.SOFTER: "3 dB softer",
    Phrase.HOW_LONG: "how long is left",
    Phrase.YES: 'the same, without "coach", in the quiet after its words',
    Phrase.READY_WORD: "the same",
    Phrase.GO_ON_WORD: "the same",
    Phrase.NO: "leaves all as it is",
}

_NEVER = (
    "Never by voice alone: the questions before a session, starting one, numbers for how it feels, going on after a "
    "stop in a stretch, ending. Silence means nothing. Each has its key: see coach play --help."
)

_LOOKS = 0.25
"""Seconds between two looks at the level."""

_LINE_EVERY = 20
"""Looks from one line to the next, where no line can be drawn over: 5 s."""

_WIDTH, _FLOOR = 30, -60.0
_TOO_LOUD, _QUIET = -12.0, -55.0


def voice_control(player: str) -> VoiceControl:
    """Open the control by voice for a session on `player`.

    Raises CoachError that says what to install, and InputError for a player that does not tell what it plays.
    """
    if player == "simpleaudio":
        raise InputError("--listen needs to know what the device plays, which simpleaudio does not tell; leave out one")
    _ask_for_the_extra()
    return VoiceControl(SystemMicrophone, Detector())


def _ask_for_the_extra() -> None:
    if find_spec("livekit") is None:
        raise CoachError(f"listening needs the package livekit-wakeword, which is not installed; {install('listen')}")


def lines() -> list[str]:
    """List the phrases, each with what it does, and what no phrase does."""
    width = max(map(len, DOES)) + 4
    rows = [hanging_text(f"  {phrase:{width}}", does + _also(phrase), sys.stdout) for phrase, does in DOES.items()]
    return ["Experimental, and in English only:", *rows, hanging_text("", _NEVER, sys.stdout)]


def _also(phrase: Phrase) -> str:
    others = phrase.forms[1:]
    return f" (also: {'; '.join(others)})" if others else ""


class Try:
    """Follower that prints what is heard, as lines. A `coach.listen.listener.Follower`."""

    def __init__(self, show: Callable[[str], None], detector: Hears) -> None:
        """`show` prints a line."""
        self.ended = threading.Event()
        self.fault: str | None = None
        """Fault of the microphone that ended the listening."""
        self._show = show
        self._detector = detector

    def opened(self) -> None:
        """Tell that the microphone is open."""
        self._show("The microphone is on. Nothing is kept or sent. Say: coach, pause. Ctrl-C ends it.")

    def closed(self) -> None:
        """End the trial."""
        self.ended.set()

    def heard(self, detection: Detection) -> None:
        """Print a phrase, with how sure the detector is and what a session would do."""
        self._show(f"heard: {detection.phrase} ({detection.confidence:.0%}): {DOES[detection.phrase]}")

    def unclear(self) -> None:
        """Print that something was nearly a phrase."""
        self._show("not sure: something like a phrase; a session ticks softly")

    def cried(self) -> None:
        """Print that a cry was heard."""
        self._show("a loud, continued sound: in a stretch, a session leads out of it and pauses")

    def faulty(self, line: str, *, ends: bool) -> None:
        """Keep a fault that ends it; print another one."""
        if ends:
            self.fault = line
        else:
            self._show(line)


def try_listening(
    lasts: str | None,
    *,
    plain: bool = False,
    microphone: Callable[[], Microphone] = SystemMicrophone,
    detector: Hears | None = None,
) -> None:
    """Show what is heard until Ctrl-C, or for a time such as ``30s``. A `plain` trial draws no bar.

    Raises InputError for a wrong time, DeviceError without a microphone, and CoachError that says what to install.
    """
    try:
        seconds = None if lasts is None else to_seconds(parse_duration(lasts))
    except ValueError as error:
        raise InputError(f"--for {shown(lasts)}: write it like 30s or 5m") from error
    if detector is None:
        _ask_for_the_extra()
    hears = detector or Detector()
    meter = _Meter(drawn=sys.stdout.isatty() and not plain)
    follower = Try(meter.line, hears)
    until = None if seconds is None else time.monotonic() + seconds
    with suppress(KeyboardInterrupt), Listener(microphone, hears, _silence, follower):
        while not follower.ended.wait(_LOOKS) and (until is None or time.monotonic() < until):
            meter.show(hears.levels().near)
    meter.clear()
    if follower.fault is not None:
        raise DeviceError(follower.fault)
    print("The microphone is off.")


def _silence(end: int, length: int) -> NDArray[np.float32]:
    return np.zeros(length, np.float32)


class _Meter:
    """Level of the microphone: a bar that is drawn over, or now and then a line for whoever cannot see one."""

    def __init__(self, *, drawn: bool) -> None:
        self._drawn = drawn
        self._looks = 0
        self._loudest = _FLOOR

    def show(self, level: float) -> None:
        """Show a level in decibels of full scale."""
        self._loudest = max(self._loudest, level)
        if self._drawn:
            words = _judged(level)
            filled = round(_WIDTH * min(1.0, max(0.0, 1 - level / _FLOOR)))
            print(f"\r[{'#' * filled:{_WIDTH}}] {level:4.0f} dB {words:8}", end="", flush=True)
        self._looks += 1
        if not self._drawn and self._looks % _LINE_EVERY == 0:
            print(f"loudest: {self._loudest:.0f} dB, {_judged(self._loudest)}", flush=True)
            self._loudest = _FLOOR

    def clear(self) -> None:
        """Wipe the bar away."""
        if self._drawn:
            print(f"\r{'':{_WIDTH + 20}}\r", end="", flush=True)

    def line(self, text: str) -> None:
        """Print a line of its own."""
        self.clear()
        print(text, flush=True)


def _judged(level: float) -> str:
    return "too loud" if level > _TOO_LOUD else "quiet" if level < _QUIET else "good"
