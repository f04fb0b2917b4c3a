"""Dialogue with a person who records: a line is shown, recorded, judged, heard again, and kept or asked for again."""

import time
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from coach.listen.microphone import Microphone
from coach.record.folder import Line, Takes
from coach.record.judge import LOUD_ROOM, OwnPace, described, fault, foretold
from coach.record.prompter import Keys, Prompter
from coach.record.recorder import record_room, record_take
from coach.record.sound import Loudspeaker
from coach.record.take import Take, measure
from coach.units import to_samples

READY = "Keys: space records, p plays, s skips, b goes back, q quits."
GOOD = "Keys: Enter keeps, p plays, r records again, s skips, b goes back, q quits."

_QUITS = ("q", "\x03")  # where Ctrl-C is a key
_LONGEST = 4.0  # times the foretold length
_SLOW = 12.0  # seconds for a line, while nobody knows better
_FEWEST = 5  # lines from which their time tells how long the others take


class Sound(msgspec.Struct, frozen=True):
    """Devices of a recording."""

    microphone: Microphone
    loudspeaker: Loudspeaker


class Tally(msgspec.Struct):
    """Tally of one sitting."""

    kept: set[str] = set()
    """Ids of the lines that were recorded."""
    seconds: float = 0.0

    def minutes_for(self, lines: int) -> int:
        """Foretell the whole minutes that so many lines take, by the time that those of this sitting took."""
        each = self.seconds / len(self.kept) if len(self.kept) >= _FEWEST else _SLOW
        return -(-round(lines * each) // 60)


class _Attempt(msgspec.Struct, frozen=True):
    pcm: NDArray[np.float32]
    take: Take
    fault: str | None


class Dialogue:
    """Dialogue over lines that are not recorded yet, one after the other."""

    def __init__(
        self,
        takes: Takes,
        pace: OwnPace,
        sound: Sound,
        keys: Keys,
        prompter: Prompter,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`pace` is that of the takes that are there."""
        self._takes = takes
        self._pace = pace
        self._sound = sound
        self._keys = keys
        self._prompter = prompter
        self._now = now
        self._room = np.zeros(0, np.float32)

    def run(self, lines: Sequence[Line]) -> Tally:
        """Lead through the lines until all were shown, or the person quits. Raises CoachError."""
        tally, begun, at = Tally(), self._now(), 0
        with self._keys.terminal:
            self._prompter.tell("The room is measured: be quiet for two seconds.")
            self._room = record_room(self._sound.microphone)
            note = _of_room(self._room)
            while at < len(lines):
                self._prompter.show(lines[at], at + 1, len(lines))
                if note:  # a large line clears the window
                    self._prompter.tell(note)
                    note = ""
                match self._ask(lines[at]):
                    case "quit":
                        break
                    case "back":
                        at = max(0, at - 1)
                    case "kept":
                        tally.kept.add(lines[at].id)
                        at += 1
                    case "skip":
                        at += 1
        tally.seconds = self._now() - begun
        return tally

    def _ask(self, line: Line) -> Literal["kept", "skip", "back", "quit"]:
        """Ask for one line, as often as need be."""
        attempt: _Attempt | None = None
        while True:
            good = attempt is not None and attempt.fault is None
            self._prompter.tell(GOOD if good else READY)
            match self._keys.pressed():
                case key if key in _QUITS:
                    return "quit"
                case "b":
                    return "back"
                case "s":
                    return "skip"
                case "p":
                    self._play(self._takes.of(line) if attempt is None else attempt.pcm)
                case " " | "\r" | "\n" if attempt is not None and good:
                    self._takes.keep(line, attempt.pcm, attempt.take)
                    self._pace.learn(attempt.take, line.text, line.language)
                    return "kept"
                case " " | "\r" | "\n" | "r":
                    attempt = self._record(line)

    def _record(self, line: Line) -> _Attempt:
        longest = to_samples(_LONGEST * foretold(line.text, line.language) + 5.0)
        self._keys.forget()
        self._prompter.again()
        pcm = record_take(
            self._sound.microphone, self._room, longest, lambda: self._prompter.tell("Speak now."), self._keys.is_typed
        )
        self._keys.forget(but=_QUITS)
        take = measure(pcm)
        wrong = fault(take, line.text, line.language, self._pace)
        self._prompter.tell(f"Again, please. This take is {wrong}" if wrong else f"Good: {described(take)}.")
        return _Attempt(pcm, take, wrong)

    def _play(self, pcm: NDArray[np.float32] | None) -> None:
        if pcm is None:
            self._prompter.tell("There is no take of this line yet.")
            return
        self._prompter.tell("Playing; any key ends it.")
        self._sound.loudspeaker(pcm, self._keys.is_typed)
        self._keys.forget(but=_QUITS)


def _of_room(room: NDArray[np.float32]) -> str:
    """Tell how loud the room is, and what to do about a loud one."""
    level = measure(room).noise
    if not np.isfinite(level):
        return "The microphone gives no sound at all: it may be muted. Look in the sound settings of this machine."
    if level > LOUD_ROOM:
        return f"The room is loud ({level:.0f} LUFS): close windows and doors, turn off what hums, and begin again."
    return f"The room is quiet enough ({level:.0f} LUFS)."
