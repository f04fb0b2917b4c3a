"""Take: one recording of a line, measured: where its words are, how loud, over which noise, clipped or not."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from coach.audio.loudness import loudness, short_powers
from coach.units import SAMPLE_RATE, Samples, to_samples

HOP = SAMPLE_RATE // 100
"""Samples of a frame, 10 ms: shorter than any sound of speech."""

PAUSE = 30
"""Frames of quiet that count as a part of speech: a voice shortens longer pauses to as much."""

_SMOOTH = 3  # frames
_OVER_NOISE = 4.0  # of power, 6 dB
_UNDER_SPEECH = 10 ** (-32 / 10)  # of power
_TRANSIENT = 8  # frames at least: a click of a key is shorter than any word
_QUIETEST = 10  # percentile of a take's frames that what is louder is compared with
_APART = 10  # frames between words and what counts as the room
_EDGE = 3  # frames
_FEWEST = 25  # frames
_MARGIN = to_samples(0.3)
_FULL = 0.999
_FLAT = 1.5 / 32768
_RUN = 3  # samples


class Take(msgspec.Struct, frozen=True):
    """Measures of a take. Levels are K-weighted, in LUFS of mono as dual mono, as everywhere in the coach."""

    length: Samples
    start: Samples
    """First sample of the words; `start` and `end` are the same where none are heard."""
    end: Samples
    speech: Samples
    """Length of the words, with pauses of at most 0.3 s."""
    loudness: float
    """LUFS of the words; minus infinity for none."""
    noise: float
    """LUFS of the room before and after the words; minus infinity where a take leaves no place to hear it."""
    first: float
    """LUFS of the first 30 ms of the take."""
    last: float
    """LUFS of the last 30 ms of the take."""
    flat: int
    """Peaks that were cut off flat, at full scale or below. MP3 makes them round again: there none are found."""


def measure(pcm: NDArray[np.float32]) -> Take:
    """Measure a take: mono at 48 kHz, shape (samples,), where 1.0 is full scale."""
    # In a quarter of a second nobody has said anything.
    power = short_powers(pcm, HOP)[:, 0] if len(pcm) >= _FEWEST * HOP else np.zeros(_FEWEST)
    smooth = np.convolve(power, np.full(_SMOOTH, 1 / _SMOOTH), mode="same")
    spoken = _spoken(smooth)
    where = np.flatnonzero(spoken)
    first, last = (int(where[0]), int(where[-1]) + 1) if len(where) else (0, 0)
    quiet = power[np.convolve(spoken, np.ones(2 * _APART + 1), mode="same") < 0.5]
    return Take(
        length=Samples(len(pcm)),
        start=Samples(first * HOP),
        end=Samples(min(last * HOP, len(pcm))),
        speech=Samples(_without_pauses(where) * HOP),
        loudness=loudness(pcm[first * HOP : last * HOP]),
        noise=_lufs(float(quiet.mean())) if len(quiet) >= _APART else -np.inf,
        first=_lufs(float(power[:_EDGE].mean())),
        last=_lufs(float(power[-_EDGE:].mean())),
        flat=_flat_peaks(pcm),
    )


def trimmed(pcm: NDArray[np.float32], take: Take) -> NDArray[np.float32]:
    """Cut a take to its words, with 0.3 s of its room on both sides; the samples stay as they were recorded."""
    return pcm[max(0, take.start - _MARGIN) : take.end + _MARGIN]


def _spoken(smooth: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Find the frames with words: well over the quietest, near the loudest, and no shorter than a sound of speech."""
    room = _OVER_NOISE * float(np.percentile(smooth, _QUIETEST))
    over = smooth > max(room, _UNDER_SPEECH * float(smooth.max()))
    edges = np.flatnonzero(np.diff(np.concatenate(([False], over, [False])).astype(np.int8)))
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if end - begin < _TRANSIENT:
            over[begin:end] = False
    return over


def _without_pauses(where: NDArray[np.intp]) -> int:
    """Count the frames from the first to the last of `where`, with each gap as long as `PAUSE` at most."""
    return int(np.minimum(np.diff(where), PAUSE).sum()) + 1 if len(where) else 0


def _flat_peaks(pcm: NDArray[np.float32]) -> int:
    """Count runs of samples at full scale, or as good as equal at nine tenths of the peak and above."""
    loud = np.abs(pcm)
    peak = float(loud.max(initial=0.0))
    if peak < 0.05:
        return 0
    still = np.concatenate(([False], np.abs(np.diff(pcm)) <= _FLAT)) & (loud >= 0.9 * peak)
    flat = (loud >= _FULL) | still
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flat, [False])).astype(np.int8)))
    return int(np.count_nonzero(edges[1::2] - edges[::2] >= _RUN))


def _lufs(power: float) -> float:
    """Return the level of a mean K-weighted power."""
    return float(-0.691 + 10 * np.log10(2 * power)) if power > 0 else -np.inf
