"""What lies under every cue: the carrier, a person's own music over it, or nothing."""

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
"""The power of a spoken cue in each `STEP` of it, K-weighted and as it is, where 1.0 is full scale: shape (steps, 2).
As it sounds: at its gain, limited, in the ear in which it is softer."""

STEP = to_samples(0.010)
"""Samples between two levels of a sound."""

_PERIOD = CARRIER_PEAK * np.sin(2 * np.pi * np.arange(CARRIER_PERIOD) / CARRIER_PERIOD)


def carrier(length: int) -> NDArray[np.float64]:
    """`length` samples of the carrier from phase zero, as 16-bit values."""
    return np.resize(_PERIOD, length)


@cache
def carrier_power() -> float:
    """Its mean power, K-weighted, where 1.0 is full scale."""
    second = short_powers((carrier(2 * SAMPLE_RATE) / FULL_SCALE).astype(np.float32), SAMPLE_RATE)
    return float(second[1, 0])


class Bed(ABC):
    """Anything that lies under a session."""

    peak = CARRIER_AMPLITUDE
    """Its highest sample while a cue sounds, 1.0 being full scale: cues have to leave it room."""

    position_independent = True
    """It is the same wherever a chapter stands in its session."""

    file: Path | None = None
    """Of the music, if there is some."""

    @property
    def identity(self) -> str:
        """Of everything that decides how it sounds."""
        return type(self).__name__

    @abstractmethod
    def under(self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False) -> Floats:
        """As many samples as the chapter is long, as 16-bit values.

        `start` is where the chapter begins in its session, in samples; `gain` is that of music;
        `last` says that the session ends with this chapter.
        """

    @abstractmethod
    def weighted(self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False) -> Floats:
        """The K-weighted power of the same in each `STEP`, where 1.0 is full scale. Nothing is rendered for it."""

    def pcm(
        self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False
    ) -> NDArray[np.int16]:
        """The same as `under`, rounded."""
        loud = self.under(chapter, start, gain, spoken, last=last)
        made: NDArray[np.int16] = np.rint(np.clip(loud, -FULL_SCALE, FULL_SCALE)).astype(np.int16)
        return made


class Carrier(Bed):
    """The default: nothing that can be heard, and no digital silence."""

    def pcm(
        self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False
    ) -> NDArray[np.int16]:
        """One rounded period, repeated."""
        return np.resize(np.rint(_PERIOD).astype(np.int16), chapter.length)

    def under(self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False) -> Floats:
        """The carrier, from phase zero."""
        return carrier(chapter.length)

    def weighted(self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False) -> Floats:
        """The same everywhere."""
        return np.full(-(-chapter.length // STEP), carrier_power())


class Nothing(Bed):
    """Digital silence between cues. Sinks fall asleep in it, and players skip it."""

    def under(self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False) -> Floats:
        """Zeros."""
        return np.zeros(chapter.length)

    def weighted(self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False) -> Floats:
        """Zeros."""
        return np.zeros(-(-chapter.length // STEP))
