"""Reference: the coach's own sound as the device was given it, beside the samples of the microphone.

A device takes its sound in bursts, up to a third of a second before it is heard. Both ends are counted in samples, so
the two run beside each other without a jump; the rest of the delay is found from the sound itself (`alignment.py`).
"""

import time
from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from coach.listen.microphone import RATE
from coach.units import SAMPLE_RATE

EARLY = RATE // 10
"""Samples by which less is taken of the past than a device has in hand: its bursts are uneven."""

KEPT = 3 * RATE
"""Samples of the past that are kept."""

JUMP = RATE * 6 // 100
"""Samples of difference from which the two ends are set beside each other anew: sound was lost on one side."""

STOPPED = 0.5
"""Seconds without a new sample after which a device has stopped."""

_LEADS, _SETTLES = 50, 20


class Reference:
    """The coach's own sound at 16 kHz. `given` is called by the thread of the device, all else by the listener."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        import soxr

        self._now = now
        self._pieces: deque[tuple[float, NDArray[np.int16]]] = deque()
        self._coarse = soxr.ResampleStream(SAMPLE_RATE, RATE, 1, dtype="float32", quality="MQ")
        self._past = np.zeros(0, np.float32)
        self._count = 0  # samples so far, those that are not kept any more among them
        self._last = -STOPPED
        self._shift: int | None = None
        self._leads: deque[int] = deque(maxlen=_LEADS)

    def given(self, pcm: NDArray[np.int16]) -> None:
        """Take in what the device was given: 48 kHz, of shape (frames,) or (frames, 2). Costs nothing."""
        self._pieces.append((self._now(), pcm))

    def beside(self, end: int, length: int) -> NDArray[np.float32]:
        """Return the `length` samples that belong to those of the microphone before its sample `end`, which just came.

        Zeros stand for what was never given.
        """
        self._take()
        if self._now() - self._last > STOPPED:
            self._leads.clear()
            self._shift = None
            return np.zeros(length, np.float32)
        self._leads.append(self._count - end - EARLY)
        lead = min(self._leads)
        if self._shift is not None and abs(lead - self._shift) > JUMP:
            self._leads.clear()
            self._leads.append(self._count - end - EARLY)
            lead = self._leads[0]
        if self._shift is None or len(self._leads) <= _SETTLES:
            self._shift = lead
        return self._between(end + self._shift - length, end + self._shift)

    def _take(self) -> None:
        fresh = []
        while self._pieces:
            self._last, pcm = self._pieces.popleft()
            fresh.append(pcm if pcm.ndim == 1 else pcm.mean(axis=1))
        if fresh:
            given = np.concatenate(fresh).astype(np.float32) / 32768
            made = self._coarse.resample_chunk(given)
            self._count += len(made)
            self._past = np.concatenate([self._past, made])[-KEPT:]

    def _between(self, start: int, end: int) -> NDArray[np.float32]:
        """Cut samples from `start` to `end` out of the past, counted from the first one that was ever given."""
        first = self._count - len(self._past)
        found = np.zeros(end - start, np.float32)
        low, high = max(start, first), min(end, self._count)
        if low < high:
            found[low - start : high - start] = self._past[low - first : high - first]
        return found
