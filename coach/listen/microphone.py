"""Microphone: 16 kHz, mono, in blocks of 80 ms; and the faults of one, each as a line for a person."""

from types import TracebackType
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from coach.listen.features import BLOCK as BLOCK
from coach.listen.features import RATE as RATE

SILENT_FOR = 10 * RATE
"""Samples without any sound from which a microphone counts as silent."""

SILENCE = 1e-4
"""Amplitude, of 1, under which nothing is heard: -80 dB."""

CLIPPED, FULL = 0.01, 0.99
"""Share of samples at full scale, and the amplitude that counts as that, from which a microphone clips."""

CLIPS_FOR = 10 * RATE
"""Samples over which that share is taken: one loud cry is no fault."""


class Microphone(Protocol):
    """Any microphone. It is open while entered, and only then."""

    def __enter__(self) -> Self:
        """Open it. Raises DeviceError if there is none or it may not be used."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def read(self) -> NDArray[np.float32]:
        """Wait for the next block of samples, each from -1 to 1. Raises DeviceError if none come any more."""


class Health:
    """Looks at each block for a microphone that is silent or clips."""

    silent = (
        "the microphone is silent: it may be muted, or its level at nothing; look in the sound settings of this "
        "machine; the coach listens as soon as it gives a sound"
    )

    clips = (
        "the microphone clips: its level is too high to understand anything, or it lies too near; turn its level down "
        "in the sound settings of this machine"
    )

    def __init__(self) -> None:
        self._quiet = 0
        self._told = False
        self._heard = 0
        self._full = 0

    def fault(self, block: NDArray[np.float32]) -> str | None:
        """Take in a block; return the line of a fault that was not told before."""
        loudness = np.abs(block)
        self._quiet = 0 if loudness.max() > SILENCE else self._quiet + len(block)
        if self._quiet >= SILENT_FOR and not self._told:
            self._told = True
            return self.silent
        self._heard += len(block)
        self._full += int(np.count_nonzero(loudness >= FULL))
        if self._heard >= CLIPS_FOR:
            full, self._full, self._heard = self._full / self._heard, 0, 0
            if full >= CLIPPED:
                return self.clips
        return None


def refused(reason: str) -> str:
    """Return the line for a microphone that cannot be opened; `reason` says what was tried."""
    return (
        f"no microphone ({reason}): none is plugged in, or this program may not use it; look in the sound and privacy "
        "settings of this machine"
    )


def dead(seconds: float) -> str:
    """Return the line for a microphone that gave nothing for so many seconds."""
    return (
        f"the microphone gave nothing for {seconds:g} s: it was unplugged, or another program took it; plug it in "
        "again, or close that program"
    )
