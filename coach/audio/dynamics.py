"""Make clips alike: one rate, no silence around them, no click at their edges, one loudness."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from coach.audio.levels import CUE_CEILING, CUE_LOUDNESS
from coach.audio.loudness import envelope, loudness
from coach.units import SAMPLE_RATE, to_samples

Clip = NDArray[np.float32]

_FADE_IN = to_samples(0.003)
_FADE_OUT = to_samples(0.010)
_KEEP_BEFORE = to_samples(0.010)  # the breath before a consonant
_KEEP_AFTER = to_samples(0.040)  # the end of a soft last syllable
_WINDOW = to_samples(0.005)
_SILENCE = 10 ** (-45 / 20)  # of the loudest window
_QUIET = 10 ** (-36 / 20)  # of the loudest window: a breath, or the room of a voice's model
_LONGEST_PAUSE = to_samples(0.3)
_JOIN = to_samples(0.010)
_LOOK_AHEAD = to_samples(0.004)


def resample(pcm: NDArray[np.float32], rate: int) -> Clip:
    """Resample mono `pcm`, shape (samples,) at `rate` Hz, to a clip at 48 kHz."""
    if rate == SAMPLE_RATE:
        return pcm.astype(np.float32)
    import soxr

    return np.asarray(soxr.resample(pcm.astype(np.float32), rate, SAMPLE_RATE, quality="HQ"), np.float32)


def silence_around(clip: Clip) -> tuple[int, int]:
    """Find the silence around a clip: the first sample to keep, and the one after the last."""
    power = _power(clip)
    loud = np.flatnonzero(power > power.max(initial=0.0) * _SILENCE)
    if not len(loud):
        return 0, 0
    first, last = int(loud[0]), int(loud[-1])
    return max(0, first * _WINDOW - _KEEP_BEFORE), min(len(clip), (last + 1) * _WINDOW + _KEEP_AFTER)


def long_pauses(clip: Clip) -> list[tuple[int, int]]:
    """Find the middle of each pause longer than 0.3 s, in samples: without it, the words of a sentence stay together.

    Half of what is left of a pause is its beginning, half its end.
    """
    power = _power(clip)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], power <= power.max(initial=0.0) * _QUIET, [0]))))
    half = (_LONGEST_PAUSE - _JOIN) // 2
    return [
        (int(first + half), int(last - half - _JOIN))
        for first, last in zip(edges[::2] * _WINDOW, edges[1::2] * _WINDOW, strict=True)
        if first > 0 and last < len(clip) and last - first > _LONGEST_PAUSE
    ]


def cut_out(clip: Clip, middles: Sequence[tuple[int, int]]) -> Clip:
    """Cut `middles` out of a clip, and join what is left by cross-fades of 10 ms."""
    fade_in = _ramp(_JOIN)
    parts, begun = [], 0
    for first, last in middles:
        joined = clip[first : first + _JOIN] * fade_in[::-1]
        joined += clip[last : last + _JOIN] * fade_in
        parts += [clip[begun:first], joined]
        begun = last + _JOIN
    return np.concatenate([*parts, clip[begun:]]) if parts else clip


def fade(clip: Clip) -> Clip:
    """Fade a clip in over 3 ms and out over 10 ms by raised cosines, so that neither edge clicks."""
    faded = clip.astype(np.float32, copy=True)
    rise, fall = min(_FADE_IN, len(clip) // 2), min(_FADE_OUT, len(clip) // 2)
    faded[:rise] *= _ramp(rise)
    faded[len(clip) - fall :] *= _ramp(fall)[::-1]
    return faded


def set_loudness(clip: Clip, target: float = CUE_LOUDNESS) -> Clip:
    """Scale a clip to `target` LUFS. A silent clip stays as it is."""
    measured = loudness(clip)
    return clip if not np.isfinite(measured) else (clip * 10 ** ((target - measured) / 20)).astype(np.float32)


def normalise_loudness(clip: Clip) -> Clip:
    """Scale a clip to `CUE_LOUDNESS` with its peaks below `CUE_CEILING`; loudness that limiting takes is given back."""
    peaks = envelope(clip)
    gain, measured = 0.0, loudness(clip)
    made, raised, step = clip, 1.0, CUE_LOUDNESS - measured
    for _ in range(4):
        if not np.isfinite(measured):
            break
        gain += step
        factor = np.float32(10 ** (gain / 20))
        made = _limited(clip * factor, peaks * factor, CUE_CEILING)
        before, measured = measured, loudness(made)
        # By how much the loudness rose for each dB of gain; what is missing needs that much more.
        raised = min(1.0, max(0.25, (measured - before) / step)) if abs(step) > 0.01 else raised
        step = (CUE_LOUDNESS - measured) / raised
    return made


def limit(clip: Clip, ceiling: float) -> Clip:
    """Limit the true peaks of a clip to `ceiling` (1.0 is full scale); a clip without higher ones is returned itself.

    The gain sinks ahead of each peak and never jumps, so that there is no distortion to hear.
    """
    return _limited(clip, envelope(clip), ceiling)


def _limited(clip: Clip, peaks: NDArray[np.float32], ceiling: float) -> Clip:
    """Limit a clip whose true peaks, of the same shape, are `peaks`."""
    above = np.flatnonzero(peaks > ceiling)
    if not len(above):
        return clip
    limited = clip.astype(np.float32, copy=True)
    reach = 2 * _LOOK_AHEAD + 1
    window = np.hanning(reach + 2)[1:-1]
    # Only around the peaks: a convolution of everything would take longer than speaking it, and hold up other threads.
    for group in np.split(above, np.flatnonzero(np.diff(above) > 2 * reach) + 1):
        start, end = max(0, group[0] - reach), min(len(clip), group[-1] + 1 + reach)
        needed = np.minimum(1.0, ceiling / np.maximum(peaks[start:end], 1e-9))
        lowest = _sliding_minimum(np.pad(needed, 2 * _LOOK_AHEAD, constant_values=1.0), reach)
        gain = np.convolve(lowest, window / window.sum(), mode="valid")
        limited[start:end] *= gain.astype(np.float32)
    return limited


def _ramp(size: int) -> Clip:
    return (0.5 - 0.5 * np.cos(np.pi * (np.arange(size) + 0.5) / max(size, 1))).astype(np.float32)


def _sliding_minimum(values: NDArray[np.floating], size: int) -> NDArray[np.floating]:
    """Find the lowest of each `size` neighbours by doubling the window: shape (len(values) - size + 1,)."""
    span = 1
    while span * 2 <= size:
        values = np.minimum(values[:-span], values[span:])
        span *= 2
    left = size - span
    return np.minimum(values[: len(values) - left], values[left:]) if left else values


def _power(clip: Clip) -> NDArray[np.float64]:
    """Return the root mean square of each window of 5 ms; the last one is filled up with silence."""
    windows = -(-len(clip) // _WINDOW)
    padded = np.pad(clip, (0, windows * _WINDOW - len(clip)))
    return np.asarray(np.sqrt((padded.reshape(windows, _WINDOW).astype(np.float64) ** 2).mean(axis=1)))
