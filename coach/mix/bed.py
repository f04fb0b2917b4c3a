"""Bed under every cue: the carrier, a person's own music over it, or nothing."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from coach.audio.levels import CARRIER_AMPLITUDE, CARRIER_PEAK, FULL_SCALE
from coach.audio.loudness import short_powers
from coach.timeline import Chapter, Cue
from coach.units import CARRIER_PERIOD, SAMPLE_RATE, to_samples

Floats: TypeAlias = NDArray[np.float64]

Spoken: TypeAlias = Callable[[Cue], Floats]
"""Function from a spoken cue to its power in each `STEP`, K-weighted and not: shape (steps, 2), 1.0 is full scale.
The cue is measured as it sounds: at its gain, limited, in the ear in which it is softer."""

STEP = to_samples(0.010)
"""Samples in one step of measured powers, 10 ms."""

_PERIOD = CARRIER_PEAK * np.sin(2 * np.pi * np.arange(CARRIER_PERIOD) / CARRIER_PERIOD)


def carrier(length: int) -> NDArray[np.float64]:
    """Make `length` samples of the carrier from phase zero: shape (length,), in 16-bit values, not rounded."""
    return np.resize(_PERIOD, length)


def rounded(loud: Floats) -> NDArray[np.int16]:
    """Round 16-bit values to whole ones, clipped at full scale."""
    made: NDArray[np.int16] = np.rint(np.clip(loud, -FULL_SCALE, FULL_SCALE)).astype(np.int16)
    return made


@cache
def carrier_power() -> float:
    """Measure the K-weighted mean power of the carrier, where 1.0 is full scale."""
    second = short_powers((carrier(2 * SAMPLE_RATE) / FULL_SCALE).astype(np.float32), SAMPLE_RATE)
    return float(second[1, 0])


class Bed(ABC):
    """Bed of a session: the sound under all of its cues."""

    peak = CARRIER_AMPLITUDE
    """Highest sample of the bed while a cue sounds (1.0 is full scale): the limit of cues leaves room for it."""

    position_independent = True
    """True if a chapter's bed is the same at every position in a session."""

    file: Path | None = None
    """File of the music; None without music."""

    @property
    def identity(self) -> str:
        """Name of everything that decides how the bed sounds."""
        return type(self).__name__

    @abstractmethod
    def under(self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False) -> Floats:
        """Make the bed of a chapter: shape (chapter.length,), in 16-bit values, not rounded.

        `start` is the chapter's first sample in its session; `gain` is the factor of music;
        `last` says that the session ends with this chapter.
        """

    @abstractmethod
    def weighted(self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False) -> Floats:
        """Measure the K-weighted power of that bed: shape (steps,), 1.0 is full scale. Nothing is rendered for it."""

    def pcm(
        self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False
    ) -> NDArray[np.int16]:
        """Make the bed of a chapter as `under` does, rounded to 16 bits."""
        return rounded(self.under(chapter, start, gain, spoken, last=last))


class Carrier(Bed):
    """Carrier alone, the default: nothing that can be heard, and no digital silence."""

    def pcm(
        self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False
    ) -> NDArray[np.int16]:
        """Repeat one rounded period."""
        return np.resize(np.rint(_PERIOD).astype(np.int16), chapter.length)

    def under(self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False) -> Floats:
        """Make the carrier, from phase zero."""
        return carrier(chapter.length)

    def weighted(self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False) -> Floats:
        """Repeat the carrier's power, which is the same everywhere."""
        return np.full(-(-chapter.length // STEP), carrier_power())


class Nothing(Bed):
    """Bed of digital silence between cues. Sinks fall asleep in it, and players skip it."""

    def under(self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False) -> Floats:
        """Make zeros."""
        return np.zeros(chapter.length)

    def weighted(self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False) -> Floats:
        """Make zeros."""
        return np.zeros(-(-chapter.length // STEP))
