"""What lies under every cue: the carrier, a person's own music over it, or nothing."""

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from coach.timeline import Chapter
from coach.units import CARRIER_PERIOD

FULL = 32767.0
"""16-bit values for full scale."""

CARRIER_PEAK = 1250
"""Of 32768. Nobody hears it; it keeps Bluetooth awake and holds from being skipped as silence."""

_PERIOD = CARRIER_PEAK * np.sin(2 * np.pi * np.arange(CARRIER_PERIOD) / CARRIER_PERIOD)


def carrier(length: int) -> NDArray[np.float64]:
    """`length` samples of the carrier from phase zero, as 16-bit values."""
    return np.resize(_PERIOD, length)


class Bed(ABC):
    """Anything that lies under a session."""

    peak = CARRIER_PEAK / 32768
    """Its highest sample while a cue sounds, 1.0 being full scale: cues have to leave it room."""

    endless = True
    """It is the same wherever a chapter stands in its session."""

    @property
    def identity(self) -> str:
        """Of everything that decides how it sounds."""
        return type(self).__name__

    @abstractmethod
    def under(self, chapter: Chapter, start: int, gain: float, *, last: bool = False) -> NDArray[np.float64]:
        """As many samples as the chapter is long, as 16-bit values.

        `start` is where the chapter begins in its session, in samples; `gain` is that of spoken cues;
        `last` says that the session ends with this chapter.
        """

    def pcm(self, chapter: Chapter, start: int, gain: float, *, last: bool = False) -> NDArray[np.int16]:
        """The same, rounded."""
        made: NDArray[np.int16] = np.rint(np.clip(self.under(chapter, start, gain, last=last), -FULL, FULL)).astype(
            np.int16
        )
        return made


class Carrier(Bed):
    """The default: nothing that can be heard, and no digital silence."""

    def pcm(self, chapter: Chapter, start: int, gain: float, *, last: bool = False) -> NDArray[np.int16]:
        """One rounded period, repeated."""
        return np.resize(np.rint(_PERIOD).astype(np.int16), chapter.length)

    def under(self, chapter: Chapter, start: int, gain: float, *, last: bool = False) -> NDArray[np.float64]:
        """The carrier, from phase zero."""
        return carrier(chapter.length)


class Nothing(Bed):
    """Digital silence between cues. Sinks fall asleep in it, and players skip it."""

    def under(self, chapter: Chapter, start: int, gain: float, *, last: bool = False) -> NDArray[np.float64]:
        """Zeros."""
        return np.zeros(chapter.length)
