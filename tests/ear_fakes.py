"""Stands in for microphones, detectors and rooms: blocks of sound in, what was said about them out."""

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from coach.errors import CoachError
from coach.listen.detector import Detection, Levels
from coach.listen.microphone import BLOCK, RATE
from coach.listen.phrases import Phrase

Sound = NDArray[np.float32]


def blocks(sound: Sound) -> list[Sound]:
    """The sound in blocks of 80 ms, the last one filled up."""
    padded = np.concatenate([sound, np.zeros(-len(sound) % BLOCK, np.float32)])
    return list(padded.reshape(-1, BLOCK))


def noise(seconds: float, level: float, seed: int = 1) -> Sound:
    """White noise at an RMS level in decibels of full scale."""
    made = np.random.default_rng(seed).standard_normal(round(seconds * RATE)) * 10 ** (level / 20)
    return made.astype(np.float32)


def voiced(seconds: float, level: float, hertz: float = 330.0, syllables: float = 0.0) -> Sound:
    """A voice: a pitch with its overtones; with `syllables` in each second it has gaps between them, as speech has."""
    time = np.arange(round(seconds * RATE)) / RATE
    wobble = hertz * time + 4 * np.sin(2 * np.pi * 5 * time) / (2 * np.pi)
    made = sum(np.sin(2 * np.pi * part * wobble) / part for part in range(1, 9))
    if syllables:
        made = made * np.clip(1.6 * np.sin(np.pi * syllables * time) ** 2 - 0.3, 0.002, 1)
    made *= 10 ** (level / 20) / np.sqrt(np.mean(np.square(made)))
    return np.asarray(made, np.float32)


class FakeMicrophone:
    """Gives these blocks, at once; then `ends`: an error, or nothing more until it is closed."""

    def __init__(self, sound: Iterable[Sound], ends: CoachError | None = None, refuses: CoachError | None = None):
        self.log: list[str] = []
        self._sound = iter(sound)
        self._ends, self._refuses = ends, refuses
        self._closed = threading.Event()

    def __enter__(self) -> Self:
        if self._refuses is not None:
            raise self._refuses
        self.log.append("open")
        return self

    def __exit__(self, *_: object) -> None:
        self.log.append("closed")

    def read(self) -> Sound:
        block = next(self._sound, None)
        if block is not None:
            return block
        if self._ends is not None:
            raise self._ends
        self._closed.wait(0.02)
        return noise(BLOCK / RATE, -60)


class FakeDetector:
    """Hears these phrases in these blocks; in those of `nearly` it is not sure; `fails` raises in a block."""

    def __init__(
        self,
        heard: dict[int, Phrase] | None = None,
        nearly: Sequence[int] = (),
        fails: dict[int, Exception] | None = None,
    ):
        self._heard, self._nearly, self._fails = heard or {}, nearly, fails or {}
        self._count = -1

    def hear(self, near: Sound, far: Sound) -> Detection | None:
        self._count += 1
        if self._count in self._fails:
            raise self._fails[self._count]
        phrase = self._heard.get(self._count)
        return None if phrase is None else Detection(phrase, 0.95, self._count * BLOCK)

    def levels(self) -> Levels:
        nearly = self._count in self._nearly
        return Levels(-40, -120, True, Phrase.NEXT if nearly else None, 0.6 if nearly else 0.0)


class Notes:
    """Follower that notes what it is told; `until` waits for something."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self._changed = threading.Condition()

    def until(self, true: Callable[[], object]) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: bool(true()), 10), self.log

    def _note(self, line: str) -> None:
        with self._changed:
            self.log.append(line)
            self._changed.notify_all()

    def opened(self) -> None:
        self._note("opened")

    def closed(self) -> None:
        self._note("closed")

    def heard(self, detection: Detection) -> None:
        self._note(str(detection.phrase))

    def unclear(self) -> None:
        self._note("unclear")

    def cried(self) -> None:
        self._note("cry")

    def faulty(self, line: str, *, ends: bool) -> None:
        self._note(f"{'ends' if ends else 'goes on'}: {line}")
