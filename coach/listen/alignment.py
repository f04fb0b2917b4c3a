"""Alignment of the two ends: finds by how much the microphone is late on what the coach plays."""

import numpy as np
from numpy.typing import NDArray

from coach.listen.canceller import sounds

WINDOW = 65_536
"""Samples that are compared, 4.1 s at 16 kHz."""

LONGEST = 8_000
"""Samples of the longest delay, 0.5 s."""

MARGIN = 320
"""Samples that the reference comes early, so that nothing of the echo precedes it."""

EVERY = 25
"""Blocks in which the far end sounded, after which the delay is looked for again: 2 s."""

CERTAIN = 9.0
"""Height of a peak over the usual correlation, from which it is an echo."""

MOVED = 800
"""Samples by which a delay must have changed to be another one."""


class Alignment:
    """Alignment of one pair of streams. `found` is False where no echo is heard, as with headphones."""

    def __init__(self) -> None:
        """Begin without a delay."""
        self._near = np.zeros(WINDOW, np.float32)
        self._far = np.zeros(WINDOW + LONGEST, np.float32)
        self._count = 0
        self._seen: int | None = None
        self.checked = False
        """True once a delay has been looked for."""
        self.delay: int | None = None
        """Samples by which the echo is late, or None."""

    @property
    def found(self) -> bool:
        """True if there is an echo."""
        return self.delay is not None

    def push(self, near: NDArray[np.float32], far: NDArray[np.float32]) -> tuple[NDArray[np.float32], bool]:
        """Return the far end as late as its echo, and True if the delay is another one since the last block."""
        self._near = np.concatenate([self._near[len(near) :], near])
        self._far = np.concatenate([self._far[len(far) :], far])
        changed = False
        if sounds(far):
            self._count += 1
            if self._count % EVERY == 0:
                changed = self._look()
        shift = max(0, (self.delay or 0) - MARGIN)
        end = len(self._far) - shift
        return self._far[end - len(far) : end], changed

    def _look(self) -> bool:
        """Look for the delay; take a new one only if two looks agree."""
        self.checked = self._count >= 2 * EVERY
        seen = find_delay(self._near, self._far)
        agrees = seen is not None and self._seen is not None and abs(seen - self._seen) < MARGIN
        self._seen = seen
        if not agrees or (self.delay is not None and seen is not None and abs(seen - self.delay) < MOVED):
            return False
        self.delay = seen
        return True


def find_delay(near: NDArray[np.float32], far: NDArray[np.float32]) -> int | None:
    """Find the samples by which `near` is late on `far`, which is `LONGEST` samples longer at its beginning.

    None if nothing of far is found in near. By the phase of the cross-correlation (GCC-PHAT), 200 to 4,000 Hz.
    """
    size = 2 * WINDOW
    one = np.fft.rfft(near, size)
    other = np.fft.rfft(far, size)
    cross = one * other.conj()
    hertz = np.fft.rfftfreq(size, 1 / 16_000)
    # A little of the size stays: frequencies in which there is only noise count less.
    cross /= np.abs(cross) + 1e-2 * np.abs(cross).mean() + 1e-12
    cross[(hertz < 200) | (hertz > 4_000)] = 0
    correlation = np.fft.irfft(cross, size)
    # near[n] is far[n + LONGEST - delay]
    by_delay = np.abs(np.concatenate([correlation[-LONGEST:], correlation[:1]]))
    best = int(by_delay.argmax())
    if by_delay[best] <= CERTAIN * np.sqrt(np.mean(by_delay**2)):
        return None
    return best
