"""Levels of any sound as it streams by: loudness and its range, peaks, clipping, silence."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.audio import Meter
from coach.audio.levels import AUDIBLE, FULL_SCALE, READ_FULL_SCALE
from coach.inspection.model import Wave
from coach.units import SAMPLE_RATE

Floats = NDArray[np.float32]

WAVE_STEP = SAMPLE_RATE // 100
"""Samples in one step of the outline."""


class Levels:
    """Meter of a sound that is given piece by piece. Keeps ten numbers a second."""

    def __init__(self) -> None:
        self.clipped = 0
        """Number of samples at full scale beside another one there, or beyond it."""
        self.length = 0
        """Samples of each channel."""
        self._meters: list[Meter] = []
        self._fine: list[Any] = []
        self._peak = 0.0
        self._full: NDArray[np.bool_] | None = None
        self._longest = self._quiet = 0

    def add(self, pcm: Floats) -> None:
        """Measure the next samples: shape (samples, channels)."""
        if not len(pcm):
            return
        if not self._meters:
            self._start(pcm.shape[1])
        if pcm.shape[1] != len(self._meters):  # a track unlike the first one: its mean, from everywhere
            pcm = np.repeat(pcm.mean(axis=1, keepdims=True), len(self._meters), axis=1)
        self.length += len(pcm)
        for channel, meter in enumerate(self._meters):
            own = np.ascontiguousarray(pcm[:, channel])
            meter.add(own)
            self._oversample(channel, own)
        self._count_clipped(pcm)
        self._time_silence(pcm)

    def loudness(self) -> float:
        """Compute the LUFS; minus infinity for silence."""
        return Meter.of_channels(self._meters).loudness() if self._meters else -np.inf

    def range(self) -> float:
        """Compute the loudness range in LU."""
        return Meter.of_channels(self._meters).range() if self._meters else np.nan

    def true_peak(self) -> float:
        """Compute the dBTP of the loudest channel, by fourfold oversampling. Call it when everything was added."""
        for channel in range(len(self._meters)):
            self._oversample(channel, np.zeros(0, np.float32), last=True)
        return float(20 * np.log10(self._peak)) if self._peak else -np.inf

    def longest_silence(self) -> int:
        """Count the samples of the longest stretch in which no channel reaches `AUDIBLE`."""
        return max(self._longest, self._quiet)

    def _start(self, channels: int) -> None:
        import soxr

        self._meters = [Meter() for _ in range(channels)]
        self._fine = [soxr.ResampleStream(SAMPLE_RATE, 4 * SAMPLE_RATE, 1, dtype="float32") for _ in range(channels)]

    def _oversample(self, channel: int, pcm: Floats, last: bool = False) -> None:
        fine = self._fine[channel].resample_chunk(pcm, last=last)
        self._peak = max(self._peak, float(np.max(np.abs(fine), initial=0.0)), float(np.max(np.abs(pcm), initial=0.0)))

    def _count_clipped(self, pcm: Floats) -> None:
        size = np.abs(pcm)
        full = np.max(size, axis=1) >= (FULL_SCALE - 0.5) / READ_FULL_SCALE
        before = np.concatenate([self._full if self._full is not None else [False], full[:-1]])
        after = np.concatenate([full[1:], [False]])
        self.clipped += int(np.count_nonzero((full & (before | after)) | (np.max(size, axis=1) > 1.0)))
        self._full = full[-1:]

    def _time_silence(self, pcm: Floats) -> None:
        loud = np.flatnonzero(np.max(np.abs(pcm), axis=1) >= AUDIBLE - 0.5 / READ_FULL_SCALE)
        if not len(loud):
            self._quiet += len(pcm)
            return
        gaps = np.diff(loud) - 1
        self._longest = max(self._longest, self._quiet + int(loud[0]), int(np.max(gaps, initial=0)))
        self._quiet = len(pcm) - 1 - int(loud[-1])


def outline(pcm: Floats) -> Wave:
    """Find the lowest and highest sample of any channel in each 10 ms of `pcm`: shape (samples, channels)."""
    padded = np.pad(pcm, ((0, -len(pcm) % WAVE_STEP), (0, 0)))
    steps = padded.reshape(-1, WAVE_STEP * pcm.shape[1])
    return Wave(steps.min(axis=1).tolist(), steps.max(axis=1).tolist(), WAVE_STEP)
