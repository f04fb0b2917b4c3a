"""Where the stream gets its chapters: a promise that other stages keep."""

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from coach.timeline.model import Chapter


class Loaded(NamedTuple):
    """A chapter with its sound."""

    chapter: Chapter
    pcm: NDArray[np.int16]
    """Mono at 48 kHz, carrier included, exactly `chapter.length` samples."""


class ChapterSource(Protocol):
    """Chapters in order, made when asked for."""

    @property
    def count(self) -> int:
        """How many chapters the session has."""

    def load(self, index: int) -> Loaded:
        """Chapter `index`, from 0. May take seconds and is called from a worker thread.

        Raises CoachError if the chapter cannot be made.
        """
