"""Where the stream gets its chapters: a promise that other stages keep."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from coach.timeline.model import Chapter
from coach.units import Samples


def shape(frames: int, channels: int) -> tuple[int, ...]:
    """Of an array with so many frames: mono has one axis, stereo two."""
    return (frames,) if channels == 1 else (frames, channels)


class Loaded(NamedTuple):
    """A chapter with its sound, or the beginning of one."""

    chapter: Chapter
    pcm: NDArray[np.int16]
    """At 48 kHz, carrier included, exactly `chapter.length` samples: shape (length,), or (length, 2) in stereo."""
    whole: bool = True
    """False for a beginning: more of the same chapter follows."""


class ChapterSource(Protocol):
    """Chapters in order, made when asked for."""

    @property
    def count(self) -> int:
        """How many chapters the session has."""

    @property
    def channels(self) -> int:
        """1 for mono, 2 for left and right; the same for all chapters."""

    def load(self, index: int) -> Iterable[Loaded]:
        """Chapter `index`, from 0: beginnings of it, each longer than the one before, and at last the whole.

        Each beginning has the same samples as the whole, has no hold in it, and ends between two phrases. May take
        seconds and is called from a worker thread. Raises CoachError if the chapter cannot be made.
        """

    def remaining(self, index: int, offset: int) -> Samples | None:
        """From sample `offset` of chapter `index` to the end of the session; None while nobody knows. Never waits."""
