"""Loudness in LUFS and true peak, after ITU-R BS.1770-4, for a stream or one clip.

Mono is measured as dual mono, that is, as it sounds from two loudspeakers: 3 dB more than one
channel alone. Own code, because no library gives the weighted energy of one clip, from which a session's
gain is found without rendering it; tests compare it with ffmpeg's meter.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from coach.units import SAMPLE_RATE

Floats = NDArray[np.float32]

SILENT = -70.0
"""LUFS of the absolute gate: quieter blocks do not count."""

HOP = SAMPLE_RATE // 10
"""Samples in 100 ms."""

_RANGE_HOPS = 30  # windows of 3 s, a new one each 100 ms
_RANGE_GATE = 0.01  # of energy, 20 LU below the mean

_BLOCK_HOPS = 4  # blocks of 400 ms, a new one each 100 ms
_ABSOLUTE_GATE = 10 ** ((SILENT + 0.691) / 10)
_RELATIVE_GATE = 0.1  # of energy, 10 LU below the mean
_CHANNELS = 2

# A stream is filtered in pieces by FFT, each behind the last samples of the one before: the weighting
# has died away to nothing after 0.17 s.
_TAIL = 8192
_PIECE = 65536 - _TAIL

# The two filters of the K weighting at 48 kHz, from tables 1 and 2 of the recommendation.
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


class Meter:
    """Meter of integrated loudness, and of loudness range after EBU Tech 3342, for a stream given piece by piece.

    Keeps one number for each 100 ms.
    """

    def __init__(self) -> None:
        self._past: list[Floats] = []  # of each channel
        self._rest = np.zeros(0, np.float32)
        self._hops: list[NDArray[np.float64]] = []

    def add(self, pcm: Floats) -> None:
        """Measure the next samples, any number of them: of shape (samples,), or (samples, 2) for left and right.

        Raises ValueError where the number of channels changes.
        """
        channels = [pcm] if pcm.ndim == 1 else list(pcm.T)
        self._past = self._past or [np.zeros(_TAIL, np.float32)] * len(channels)
        if len(self._past) != len(channels):
            raise ValueError(f"{len(channels)} channels after {len(self._past)}")
        for start in range(0, len(pcm), _PIECE):
            powers = []
            for index, (past, channel) in enumerate(zip(self._past, channels, strict=True)):
                piece = np.concatenate([past, channel[start : start + _PIECE]])
                weighted = _weighted(np.pad(piece, (0, _TAIL + _PIECE - len(piece))))[_TAIL : len(piece)]
                self._past[index] = piece[-_TAIL:]
                powers.append(weighted**2)
            power = np.concatenate([self._rest, sum(powers[1:], powers[0]) / np.float32(len(powers))])
            whole = len(power) // HOP * HOP
            self._hops.append(power[:whole].reshape(-1, HOP).mean(axis=1, dtype=np.float64))
            self._rest = power[whole:]

    @classmethod
    def of_channels(cls, meters: Sequence["Meter"]) -> "Meter":
        """Join one meter for each channel into one of the whole sound; a single one counts as dual mono."""
        joined = cls()
        joined._hops = [np.mean([meter._powers() for meter in meters], axis=0)]
        return joined

    def loudness(self) -> float:
        """Compute the integrated loudness in LUFS; minus infinity where there was nothing but silence."""
        return gated(self._powers())

    def range(self) -> float:
        """Compute the loudness range in LU: 10th to 95th percentile of windows of 3 s; NaN if none counts."""
        hops = self._powers()
        if len(hops) < _RANGE_HOPS:
            return float("nan")
        energy = _CHANNELS * np.convolve(hops, np.full(_RANGE_HOPS, 1 / _RANGE_HOPS), mode="valid")
        energy = energy[energy > _ABSOLUTE_GATE]
        if not len(energy):
            return float("nan")
        levels = 10 * np.log10(energy[energy > energy.mean() * _RANGE_GATE])
        low, high = np.percentile(levels, (10, 95))
        return float(high - low)

    def _powers(self) -> NDArray[np.float64]:
        """Join the mean K-weighted power of each hop so far: shape (hops,)."""
        return np.concatenate([np.zeros(0), *self._hops])


def loudness(clip: Floats) -> float:
    """Measure the LUFS of one clip as if it were repeated without end, so that one short word can be measured too."""
    if not len(clip) or not np.any(clip):
        return -np.inf
    shortest = HOP * _BLOCK_HOPS
    length = len(clip) * -(-shortest // len(clip))
    # From before its beginning, so that the weighting has settled, to one block behind its end.
    around = np.take(clip, np.arange(-_TAIL, length + shortest), mode="wrap")
    power = (
        _weighted(np.pad(around, (0, _fast(len(around)) - len(around))))[_TAIL : len(around)].astype(np.float64) ** 2
    )
    total = np.concatenate([[0.0], np.cumsum(power)])
    starts = np.arange(0, length, HOP)
    return _gated((total[starts + shortest] - total[starts]) / shortest)


def weighted_energy(clip: Floats) -> NDArray[np.float64]:
    """Sum up the K-weighted energy of a clip and its dying away.

    Shape (samples + tail + 1,): entry n is the energy of the first n samples, where 1.0 is full scale.
    """
    size = len(clip) + _TAIL
    power = _weighted(np.pad(clip, (0, _fast(size + _TAIL) - len(clip))))[:size].astype(np.float64) ** 2
    return np.concatenate([[0.0], np.cumsum(power)])


def short_powers(pcm: Floats | NDArray[np.int16], hop: int) -> NDArray[np.float64]:
    """Measure the mean power of each `hop` samples, K-weighted and not: shape (hops, 2). The last is filled up."""
    powers = np.zeros((-(-len(pcm) // hop), 2))
    step = _PIECE // hop * hop
    for start in range(0, len(pcm), step):
        before = min(start, _TAIL)
        piece = pcm[start - before : start + step].astype(np.float32)
        weighted = _weighted(np.pad(piece, (0, _fast(len(piece) + _TAIL) - len(piece))))[before : len(piece)]
        for kind, own in enumerate((weighted, piece[before:])):
            whole = np.pad(own, (0, -len(own) % hop)).reshape(-1, hop)
            mean = np.einsum("ij,ij->i", whole, whole, dtype=np.float64) / hop
            powers[start // hop : start // hop + len(mean), kind] = mean
    return powers


def gated(hops: NDArray[np.float64]) -> float:
    """Compute LUFS from the mean K-weighted power of each `HOP` samples, shape (hops,); minus infinity for silence."""
    if len(hops) < _BLOCK_HOPS:
        return -np.inf
    return _gated(np.convolve(hops, np.full(_BLOCK_HOPS, 1 / _BLOCK_HOPS), mode="valid"))


def true_peak(pcm: Floats) -> float:
    """Measure the highest true peak (1.0 is full scale), also between the samples, by fourfold oversampling."""
    return float(np.max(envelope(pcm), initial=0.0))


def envelope(pcm: Floats) -> Floats:
    """Measure the true peak around each sample: same shape as `pcm`, (samples,)."""
    import soxr

    padded = np.concatenate([pcm, np.zeros(HOP, np.float32)])
    fine = soxr.resample(padded, SAMPLE_RATE, 4 * SAMPLE_RATE, quality="HQ")
    peaks = np.abs(fine, out=fine)[: 4 * len(pcm)].reshape(-1, 4).max(axis=1)
    around = np.maximum(peaks, np.concatenate([peaks[:1], peaks[:-1]]))
    return np.asarray(np.maximum(np.abs(pcm), around), np.float32)


def _gated(blocks: NDArray[np.float64]) -> float:
    energy = blocks * _CHANNELS
    energy = energy[energy > _ABSOLUTE_GATE]
    if not len(energy):
        return -np.inf
    energy = energy[energy > energy.mean() * _RELATIVE_GATE]
    return float(-0.691 + 10 * np.log10(energy.mean()))


def _weighted(pcm: Floats) -> Floats:
    """Apply the K weighting as if `pcm` were repeated without end: same shape."""
    spectrum = np.fft.rfft(pcm.astype(np.float32)) * _response(len(pcm))
    return np.asarray(np.fft.irfft(spectrum, len(pcm)), np.float32)


def _fast(size: int) -> int:
    """Find the next size with a fast transform: a power of two, or three quarters of one."""
    power = 1 << (size - 1).bit_length()
    return power * 3 // 4 if power * 3 // 4 >= size else power


@lru_cache(maxsize=16)
def _response(size: int) -> NDArray[np.complex64]:
    response = np.empty(size // 2 + 1, np.complex64)
    for start in range(0, len(response), _PIECE):  # all at once, it takes ten times the memory of the clip
        piece = response[start : start + _PIECE]
        z = np.exp(-2j * np.pi * np.arange(start, start + len(piece)) / size)
        exact = np.ones(len(z), np.complex128)
        for above, below in (_SHELF, _HIGH_PASS):
            exact *= np.polyval(above[::-1], z) / np.polyval(below[::-1], z)
        piece[:] = exact
    return response
