"""Loop without a seam, made of music as it is decoded: 16 bits for each sample, so that long music fits into memory."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from coach.audio import Clip, Meter
from coach.audio.levels import LOOP_PEAK, MUSIC_LOUDNESS
from coach.mix.bed import STEP
from coach.units import to_samples, to_seconds

Loop: TypeAlias = NDArray[np.int16]

LONGEST = to_samples(15 * 60.0)
"""Samples of a file that are used and held at most: 86 MB. A session is hardly longer."""

SHORTEST = to_samples(1.0)

UNIT = LOOP_PEAK / 32767
"""Amplitude of 1 in a loop."""

_SEAM = to_samples(2.0)
_HOP = STEP
_SILENCE = 10 ** (-45 / 20)  # of the loudest hop
_TOGETHER = 500  # hops

# What lies near the carrier's 32 Hz could cancel it for a moment, and players would skip a hold there.
_CUT_HZ = (45.0, 75.0)  # gone below, untouched above
_PIECE = 1 << 16
_OVERLAP = 1 << 13  # the filter has died away in it
_STEP = (_PIECE - 2 * _OVERLAP) // _HOP * _HOP


class TooShortError(ValueError):
    """Music of which too little can be heard."""


class _Hops:
    """Hops in 16 bits, each with a scale of its own, so that soft music loses as little as loud music."""

    def __init__(self) -> None:
        most = LONGEST // _HOP
        self.kept = np.empty((most, _HOP), np.int16)  # what is not used of it takes no memory
        self.peaks = np.zeros(most, np.float32)
        self.count = 0

    def add(self, music: Clip) -> None:
        """Keep whole hops, shape (samples,), up to the most that are held."""
        hops = music.reshape(-1, _HOP)[: len(self.kept) - self.count]
        self[self.count : self.count + len(hops)] = hops
        self.count += len(hops)

    def __setitem__(self, at: slice, hops: Clip) -> None:
        peaks = np.maximum(hops.max(axis=1, initial=0.0), -hops.min(axis=1, initial=0.0))
        self.peaks[at] = peaks
        self.kept[at] = np.rint(hops * (np.float32(32767) / np.maximum(peaks, np.float32(1e-30)))[:, None])

    def __getitem__(self, at: slice) -> Clip:
        scaled: Clip = self.kept[at] * (self.peaks[at] / np.float32(32767))[:, None]
        return scaled


def looped(music: Iterable[Clip]) -> Loop | None:
    """Make a loop of `music` without a seam, clear of the carrier, at `MUSIC_LOUDNESS` and not above `LOOP_PEAK`.

    `music` comes in blocks of shape (samples,) at 48 kHz. The loop is a little shorter, in whole hops of 10 ms, without
    the silence at both ends; `UNIT` is its 1. None if nothing in it can be heard.
    Raises TooShortError if less than `SHORTEST` can be heard.
    """
    hops, levels = _Hops(), list[NDArray[np.float32]]()
    for piece in _clear_of_the_carrier(_levelled(music, levels)):
        hops.add(piece)
    level = np.concatenate([np.zeros(0, np.float32), *levels])[: hops.count]
    loud = np.flatnonzero(level > level.max(initial=0.0) * _SILENCE)
    if not len(loud) or loud[-1] + 1 - loud[0] < SHORTEST // _HOP:
        raise TooShortError
    first, last = int(loud[0]), int(loud[-1]) + 1
    # It begins after the part that the end fades into, so that a session does not open with the music's end.
    seam = min(_SEAM // _HOP, (last - first) // 4)
    turn = np.linspace(0, np.pi / 2, seam * _HOP, endpoint=False, dtype=np.float32).reshape(-1, _HOP)
    hops[last - seam : last] = hops[last - seam : last] * np.cos(turn) + hops[first : first + seam] * np.sin(turn)
    return _at_loudness(hops, first + seam, last)


def _levelled(music: Iterable[Clip], levels: list[NDArray[np.float32]]) -> Iterator[Clip]:
    """Yield the music in whole hops, without its last part of one, and note the level of each hop."""
    rest = np.zeros(0, np.float32)
    for block in music:
        rest = np.concatenate([rest, block])
        whole = len(rest) // _HOP * _HOP
        hops = rest[:whole].reshape(-1, _HOP)
        levels.append(np.sqrt(np.einsum("ij,ij->i", hops, hops)))
        yield rest[:whole]
        rest = rest[whole:]


def _clear_of_the_carrier(music: Iterable[Clip]) -> Iterator[Clip]:
    """Filter out the lowest frequencies: as many samples as come in whole hops."""
    low, high = _CUT_HZ
    hz = np.fft.rfftfreq(_PIECE, to_seconds(1))
    response = (0.5 - 0.5 * np.cos(np.pi * np.clip((hz - low) / (high - low), 0, 1))).astype(np.float32)

    def filtered(around: Clip) -> Clip:
        around = np.pad(around, (0, _PIECE - len(around)))
        return np.fft.irfft(np.fft.rfft(around) * response, _PIECE)[_OVERLAP : _OVERLAP + _STEP].astype(np.float32)

    rest = np.zeros(_OVERLAP, np.float32)
    for block in music:
        rest = np.concatenate([rest, block])
        while len(rest) >= _PIECE:
            yield filtered(rest[:_PIECE])
            rest = rest[_STEP:]
    while len(rest) > _OVERLAP:
        yield filtered(rest)[: len(rest) - _OVERLAP]
        rest = rest[_STEP:]


def _at_loudness(hops: _Hops, first: int, last: int) -> Loop | None:
    """Scale the hops in place to `MUSIC_LOUDNESS`, and limit them to `LOOP_PEAK` by a gain that bends around each peak.

    The gain joins at the loop's ends. Sample peaks by hops are enough here: cues have a limiter of their own, for true
    peaks. None for silence.
    """
    meter = Meter()
    for start in range(first, last, _TOGETHER):
        meter.add(hops[start : min(start + _TOGETHER, last)].reshape(-1))
    measured = meter.loudness()
    if not np.isfinite(measured):
        return None
    gain = 10 ** ((MUSIC_LOUDNESS - measured) / 20)
    needed = np.minimum(1.0, LOOP_PEAK / np.maximum(hops.peaks[first:last] * gain, 1e-9))
    # Lowest of two hops to each side, the mean of one to each side, straight lines between the middles:
    # nowhere in a hop is that above what the hop needs.
    lowest = np.min([np.roll(needed, by) for by in range(-2, 3)], axis=0)
    mean = np.mean([np.roll(lowest, by) for by in (-1, 0, 1)], axis=0)
    across = (np.arange(_HOP) + 0.5) / _HOP - 0.5
    before, after = np.clip(-across, 0, 1).astype(np.float32), np.clip(across, 0, 1).astype(np.float32)
    left, here, right = (np.roll(mean, by).astype(np.float32)[:, None] for by in (1, 0, -1))
    for start in range(0, last - first, _TOGETHER):
        some = slice(start, min(start + _TOGETHER, last - first))
        limited = here[some] + (left - here)[some] * before + (right - here)[some] * after
        at = slice(first + some.start, first + some.stop)
        hops.kept[at] = np.clip(np.rint(hops[at] * limited * np.float32(gain / UNIT)), -32767, 32767)
    return hops.kept[first:last].reshape(-1)
