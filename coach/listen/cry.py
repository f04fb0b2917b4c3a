"""Cry: a loud, continued sound that is neither the coach's own nor the room's, such as somebody in pain makes.

Speech has gaps between its syllables, so that no second of it stays loud; and the coach's own sound is known, with how
loud it comes back from the room. The numbers are our choice; no recording of pain was at hand.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from coach.listen.microphone import BLOCK, RATE

LASTS = 13
"""Blocks of 80 ms that a cry lasts: 1.04 s."""

ABOVE = 15.0
"""Decibels over the room, and over the coach's own echo."""

LOUD = -32.0
"""Decibels, of full scale, that a cry has at the least."""

EVEN = 12.0
"""Decibels between the loudest and the softest block of a cry."""

AGAIN_AFTER = 60
"""Blocks until there can be another one, 4.8 s."""

KNOWS_AFTER = 125
"""Blocks until the room is known, 10 s: no session has a stretch before."""

_BAND = slice(round(250 * BLOCK / RATE), round(4_000 * BLOCK / RATE))
_ECHO, _PAST, _LEARNT = 8, 250, 25
_ACTIVE = -55.0


def level(block: NDArray[np.float32]) -> float:
    """Measure a block between 250 and 4,000 Hz, in decibels of full scale; the carrier lies below."""
    power = np.abs(np.fft.rfft(block)[_BAND]) ** 2
    return float(10 * np.log10(2 * power.sum() / len(block) ** 2 + 1e-10))


class CryDetector:
    """Hears each block of the microphone, with the coach's own sound beside it."""

    def __init__(self) -> None:
        self._own: deque[float] = deque(maxlen=_ECHO)
        self._room: deque[float] = deque(maxlen=_PAST)
        self._back: deque[float] = deque(maxlen=_PAST)
        self._loud: deque[float] = deque(maxlen=LASTS)
        self._rest = KNOWS_AFTER

    def hear(self, near: NDArray[np.float32], far: NDArray[np.float32]) -> bool:
        """Take in 80 ms; return True once for a cry, when it has lasted for long enough."""
        heard = level(near)
        self._own.append(level(far))
        own = max(self._own)
        expected = max(self._usual(), own + self._echo())
        (self._back if own > _ACTIVE else self._room).append(heard - own if own > _ACTIVE else heard)
        self._rest = max(0, self._rest - 1)
        if heard < max(LOUD, expected + ABOVE):
            self._loud.clear()
            return False
        self._loud.append(heard)
        if len(self._loud) < LASTS or max(self._loud) - min(self._loud) > EVEN or self._rest:
            return False
        self._loud.clear()
        self._rest = AGAIN_AFTER
        return True

    def _usual(self) -> float:
        """Level of the room, as it mostly was in the last 20 s in which the coach was silent."""
        return float(np.percentile(self._room, 70)) if len(self._room) >= _LEARNT else -60.0

    def _echo(self) -> float:
        """Decibels by which the coach's own sound is louder in the microphone than it was given out.

        Until that is known, it counts as not softer.
        """
        return float(np.percentile(self._back, 90)) if len(self._back) >= _LEARNT else 0.0
