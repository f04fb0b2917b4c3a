"""Echo canceller: takes out of a microphone's sound what the coach itself plays, with the exact output as reference.

A Kalman filter in the frequency domain, in partitions (F. Kuech, E. Mabande, G. Enzner, "State-space architecture of
the partitioned-block-based acoustic echo controller", ICASSP 2014). It learns the way from the loudspeaker to the
microphone as a room's response, and how sure it is of each frequency: while the person speaks, it learns less.
"""

import numpy as np
from numpy.typing import NDArray

HOP = 640
"""Samples of a block of the filter, 40 ms at 16 kHz."""

PARTITIONS = 8
"""Blocks of the room's response: 0.32 s."""

FADING = 0.999
"""Factor by which what was learned fades with each block: a person moves, so does the room's response."""

AUDIBLE = 1e-3
"""Amplitude of the far end's steps from sample to sample from which it sounds: the carrier alone stays below."""

ENOUGH = 6.0
"""dB of echo taken out, from which the filter has converged."""

LONG_ENOUGH = 10 * 16_000 // HOP
"""Blocks in which the far end sounded, after which the filter has converged even where noise covers the echo."""


def sounds(far: NDArray[np.float32]) -> bool:
    """Whether more than the carrier sounds in these samples of the coach's output."""
    return bool(np.sqrt(np.mean(np.square(np.diff(far)))) > AUDIBLE)


class EchoCanceller:
    """Echo canceller for one stream; both ends come in blocks of any whole number of `HOP` samples."""

    def __init__(self) -> None:
        """Begin with nothing learned."""
        self.reset()

    def reset(self) -> None:
        """Forget the room."""
        bins = HOP + 1
        self._far = np.zeros((PARTITIONS, bins), np.complex64)
        self._room = np.zeros((PARTITIONS, bins), np.complex64)
        self._doubt = np.full((PARTITIONS, bins), 1.0, np.float32)
        self._noise = np.full(bins, 1e-3, np.float32)
        self._last = np.zeros(HOP, np.float32)
        self._before = self._after = 1e-9
        self._sounded = 0

    @property
    def reduction(self) -> float:
        """Echo return loss enhancement: dB between the sound before and after, while the far end sounds."""
        return float(10 * np.log10(self._before / self._after))

    @property
    def converged(self) -> bool:
        """True if what comes out can be listened to."""
        return self._sounded > LONG_ENOUGH or self.reduction >= ENOUGH

    def process(self, near: NDArray[np.float32], far: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return near without the echo of far: as many samples, without delay. Both 16 kHz, 1.0 at full scale."""
        pieces = range(0, len(near), HOP)
        return np.concatenate([self._block(near[at : at + HOP], far[at : at + HOP]) for at in pieces])

    def _block(self, near: NDArray[np.float32], far: NDArray[np.float32]) -> NDArray[np.float32]:
        self._far = np.roll(self._far, 1, axis=0)
        self._far[0] = np.fft.rfft(np.concatenate([self._last, far]))
        self._last = far
        echo = np.fft.irfft((self._far * self._room).sum(0))[HOP:]
        clean = (near - echo).astype(np.float32)
        if sounds(far):
            self._learn(clean)
            self._before = 0.95 * self._before + float(near @ near)
            self._after = 0.95 * self._after + float(clean @ clean)
            self._sounded += 1
        return clean

    def _learn(self, clean: NDArray[np.float32]) -> None:
        error = np.fft.rfft(np.concatenate([np.zeros(HOP, np.float32), clean])).astype(np.complex64)
        power = np.abs(self._far) ** 2
        self._noise += 0.3 * (np.abs(error) ** 2 - self._noise)
        gain = self._doubt / ((power * self._doubt).sum(0) + 2 * self._noise + 1e-9)
        step = np.fft.irfft(gain * self._far.conj() * error)
        step[:, HOP:] = 0
        self._room = (FADING * (self._room + np.fft.rfft(step))).astype(np.complex64)
        self._doubt = FADING**2 * (1 - 0.5 * gain * power) * self._doubt + (1 - FADING**2) * np.abs(self._room) ** 2
