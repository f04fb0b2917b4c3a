"""Stands in for synthesis, devices and fingers: plain data in, plain data out."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Self

import numpy as np
from numpy.typing import NDArray

from coach.mix.model import RenderedChapter
from coach.play.controls.verbs import Request, Verb
from coach.play.devices.base import Player
from coach.play.events import Event
from coach.play.stream.carrier import carrier
from coach.play.stream.source import ChapterSource
from coach.play.stream.stream import Stream
from coach.session.location import USUAL, Arrival
from coach.timeline.model import Chapter, Cue, Effort
from coach.units import SAMPLE_RATE, Samples, to_samples, whole_periods

CHIRP = to_samples(0.15)


def chirp(number: int) -> NDArray[np.int16]:
    """A tone of 150 ms like no other number's: even ones rise, odd ones fall, each from its own pitch."""
    time = np.arange(CHIRP) / SAMPLE_RATE
    low, rise = 500.0 + 250.0 * number, 400.0 if number % 2 == 0 else -300.0
    attack = np.minimum(1, np.minimum(time, time[::-1]) / 0.01)
    wave = 9000 * attack * np.sin(2 * np.pi * (low * time + rise * time * time / (2 * 0.15)))
    made: NDArray[np.int16] = np.rint(wave).astype(np.int16)
    return made


def make(
    length: int,
    sounds: Sequence[tuple[int, NDArray[np.int16]]] = (),
    cues: Sequence[Cue] = (),
    held: Sequence[Effort] = (),
    title: str = "spot",
) -> RenderedChapter:
    """A chapter with these sounds at these offsets over the carrier; cues as given, else one a sound."""
    length = whole_periods(length)
    pcm = carrier(0, length)
    for start, sound in sounds:
        pcm[start : start + len(sound)] += sound
    made = cues or [
        Cue("tone", f"{title} {number}", Samples(start), Samples(len(sound)), number)
        for number, (start, sound) in enumerate(sounds)
    ]
    return RenderedChapter(Chapter(title, length, tuple(made), tuple(held)), pcm)


def wide(loaded: RenderedChapter) -> RenderedChapter:
    """The chapter in stereo: what lies over the carrier is half as strong on the right."""
    chapter, pcm, _ = loaded
    under = carrier(0, chapter.length)
    return RenderedChapter(chapter, np.stack([pcm, under + (pcm - under) // 2], axis=1))


class FakeSource(ChapterSource):
    """Chapters that are there at once; those in `slow` wait for `release`, those in `failing` raise."""

    def __init__(
        self,
        chapters: Sequence[RenderedChapter],
        slow: Sequence[int] = (),
        failing: dict[int, Exception] | None = None,
    ) -> None:
        self.chapters = chapters
        self.loads: list[int] = []
        self._slow = set(slow)
        self._failing = failing or {}
        self._released = threading.Event()

    @property
    def count(self) -> int:
        return len(self.chapters)

    @property
    def channels(self) -> int:
        return 2 if self.chapters and self.chapters[0].pcm.ndim == 2 else 1

    def load(self, index: int, arrival: Arrival = USUAL) -> Iterator[RenderedChapter]:
        self.loads.append(index)
        if index in self._slow:
            self._released.wait(10)
        if index in self._failing:
            raise self._failing[index]
        yield self.chapters[index]

    def remaining(self, index: int, offset: int) -> Samples | None:
        return Samples(sum(each.chapter.length for each in self.chapters[index:]) - offset)

    def release(self) -> None:
        self._released.set()


class Shown:
    """A screen that hands each event to a function."""

    def __init__(self, show: Callable[[Event], None], tick: Callable[[Samples], None] = lambda heard: None) -> None:
        self.show = show
        self.tick = tick


class FakeClock:
    """Time passes only when someone waits."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.suspended = 0.0
        """Seconds that the machine slept."""

    def __call__(self) -> float:
        return self.seconds

    def now(self) -> float:
        return self.seconds

    def real(self) -> float:
        return self.seconds + self.suspended

    def wall(self) -> datetime:
        return datetime.fromtimestamp(self.real(), UTC)

    def at(self, local: datetime) -> datetime:
        return local.replace(tzinfo=UTC)


class FakeKeys:
    """Presses each verb of `plan` at its second, raises KeyboardInterrupt at those in `interrupts`."""

    def __init__(
        self, clock: FakeClock, plan: Sequence[tuple[float, Verb]] = (), interrupts: Sequence[float] = ()
    ) -> None:
        self.clock = clock
        self.open = False
        self._plan = list(plan)
        self._interrupts = list(interrupts)

    def __enter__(self) -> Self:
        self.open = True
        return self

    def __exit__(self, *_: object) -> None:
        self.open = False

    def wait(self, seconds: float) -> list[Request]:
        self.clock.seconds += seconds
        if self._interrupts and self._interrupts[0] <= self.clock.seconds:
            self._interrupts.pop(0)
            raise KeyboardInterrupt
        pressed: list[Request] = [verb for at, verb in self._plan if at <= self.clock.seconds]
        self._plan = [(at, verb) for at, verb in self._plan if at > self.clock.seconds]
        return pressed

    def wake(self) -> None:
        pass


class FakeDevice(Player):
    """A device on a fake clock: takes blocks of 1,920 frames when they are due, sounds them 160 ms later."""

    BLOCK = 1920
    DELAY = 7680

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self.log: list[str] = []
        self.blocks: list[NDArray[np.int16]] = []
        self._now = now
        self._began = 0.0

    @property
    def sound(self) -> NDArray[np.int16]:
        return np.concatenate(self.blocks)

    def _open(self) -> None:
        self.log.append("open")

    def _start(self, stream: Stream) -> None:
        self.log.append("start")
        self._began = self._now()

    def _close(self) -> None:
        self.log.append("close")

    def _poll(self, stream: Stream) -> float:
        stream.wait(5)  # a fake clock must not run away from the real worker
        due = int((self._now() - self._began) * SAMPLE_RATE) + self.DELAY
        while len(self.blocks) * self.BLOCK + self.BLOCK <= due:
            self.blocks.append(self._pull(stream, self.BLOCK))
        return 0.02

    def _heard(self, stream: Stream) -> Samples:
        return Samples(min(stream.clock, int((self._now() - self._began) * SAMPLE_RATE)))

    def _done(self, stream: Stream) -> bool:
        return stream.finished
