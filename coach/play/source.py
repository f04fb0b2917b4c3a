"""Where the stream gets its chapters: a promise that other stages keep."""

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from coach.timeline.model import Chapter


def shape(frames: int, channels: int) -> tuple[int, ...]:
    """Of an array with so many frames: mono has one axis, stereo two."""
    return (frames,) if channels == 1 else (frames, channels)


class Loaded(NamedTuple):
    """A chapter with its sound."""

    chapter: Chapter
    pcm: NDArray[np.int16]
    """At 48 kHz, carrier included, exactly `chapter.length` samples: shape (length,), or (length, 2) in stereo."""


class ChapterSource(Protocol):
    """Chapters in order, made when asked for."""

    @property
    def count(self) -> int:
        """How many chapters the session has."""

    @property
    def channels(self) -> int:
        """1 for mono, 2 for left and right; the same for all chapters."""

    def load(self, index: int) -> Loaded:
        """Chapter `index`, from 0. May take seconds and is called from a worker thread.

        Raises CoachError if the chapter cannot be made.
        """
