"""Music of a person's own as a bed: looped without a seam, ducked under every cue, with the carrier beneath."""

import hashlib
from functools import cached_property
from pathlib import Path

import numpy as np

from coach.audio import Clip, Meter, resample
from coach.audio.files import read
from coach.audio.levels import (
    CARRIER_AMPLITUDE,
    FULL_SCALE,
    LOOP_PEAK,
    MOST_MUSIC_GAIN,
    MUSIC_LOUDNESS,
    PEAK_UNDER_CUES,
)
from coach.audio.loudness import short_powers
from coach.errors import InputError
from coach.mix.bed import STEP, Bed, Floats, Spoken, carrier, carrier_power
from coach.mix.ducking import ducking, ramp
from coach.timeline import Chapter
from coach.units import to_samples, to_seconds

LONGEST = to_samples(15 * 60.0)
"""Samples of a file that are used and held at most: 170 MB. A session is hardly longer."""

SHORTEST = to_samples(1.0)

_SEAM = to_samples(2.0)
_FADE_IN = to_samples(1.0)
_FADE_OUT = to_samples(2.0)
_HOP = STEP
_SILENCE = 10 ** (-45 / 20)  # of the loudest hop

# What lies near the carrier's 32 Hz could cancel it for a moment, and players would skip a hold there.
_CUT_HZ = (45.0, 75.0)  # gone below, untouched above
_PIECE = 1 << 16
_OVERLAP = 1 << 13  # the filter has died away in it


class Music(Bed):
    """Bed of one loop in memory. Any chapter can be rendered alone, and chapters join without a seam."""

    peak = CARRIER_AMPLITUDE + PEAK_UNDER_CUES
    """Highest sample of this bed while a cue sounds; 1.0 is full scale."""

    def __init__(self, loop: Clip, file: Path | None = None) -> None:
        """Take a `loop` as `looped` gives it, shape (samples,), and the file that it was made of."""
        self._loop = loop
        self.file = file

    @classmethod
    def of_file(cls, name: str) -> "Music":
        """Open the first 15 minutes of a file in any format that ffmpeg reads.

        Raises InputError for one that is missing, no sound, silent or shorter than a second.
        """
        takes = "--bed takes carrier, none or a music file"
        try:
            samples, rate = read(Path(name), to_seconds(LONGEST))
        except InputError as error:
            raise InputError(f"--bed {error}; {takes}") from error
        music = _without_silence(resample(samples, rate))
        if len(music) < SHORTEST:
            raise InputError(f"--bed {name}: less than {to_seconds(SHORTEST):g} s that can be heard; {takes}")
        loop = looped(music)
        if loop is None:
            raise InputError(f"--bed {name}: nothing in it can be heard; {takes}")
        return cls(loop, Path(name))

    position_independent = False

    @property
    def identity(self) -> str:
        """Name of the loop's samples and of the way they are ducked."""
        return f"Music 2 {hashlib.sha256(self._loop.tobytes()).hexdigest()}"

    def under(self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False) -> Floats:
        """Make the carrier and the music on it, which fades in as the session begins, and out in its `last` chapter."""
        envelope = self._envelope(chapter, start, gain, spoken, last=last)
        return carrier(chapter.length) + self.up(start, chapter.length) * envelope * FULL_SCALE

    def up(self, start: int, length: int) -> Clip:
        """Take the loop from sample `start` of a session, at a gain of 1 and not ducked: shape (length,)."""
        return self._loop.take(np.arange(start, start + length), mode="wrap")

    def weighted(self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False) -> Floats:
        """Compute the power from that of the loop and from its envelope."""
        envelope = self._envelope(chapter, start, gain, spoken, last=last, every=STEP)
        power = self._powers.take(np.arange(len(envelope)) + start // STEP, axis=0, mode="wrap")[:, 0]
        return power * envelope**2 + carrier_power()

    def _envelope(
        self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool, every: int = 1
    ) -> Floats:
        """Compute the factor of the loop in the middle of each `every` samples: shape (length / every,)."""
        volume = min(gain, MOST_MUSIC_GAIN)
        envelope = ducking(chapter, start, self._powers * volume**2, spoken, every) * volume
        if start == 0:
            rise = min(_FADE_IN, chapter.length) // every
            envelope[:rise] *= ramp(rise)
        if last:
            fall = min(_FADE_OUT, chapter.length - max((cue.end for cue in chapter.cues), default=0)) // every
            envelope[len(envelope) - fall :] *= ramp(fall)[::-1]
        return envelope

    @cached_property
    def _powers(self) -> Floats:
        """Power of each `STEP` of the loop, K-weighted and unweighted: shape (steps, 2)."""
        return short_powers(self._loop, STEP)


def looped(music: Clip) -> Clip | None:
    """Make a loop of `music` without a seam, clear of the carrier, at `MUSIC_LOUDNESS` and not above `LOOP_PEAK`.

    Shape (samples,) at 48 kHz: a little shorter than `music`, in whole hops of 10 ms. None if nothing can be heard.
    """
    seam = min(_SEAM, len(music) // 4) // _HOP * _HOP
    music = music[: len(music) // _HOP * _HOP]
    # It begins after the part that the end fades into, so that a session does not open with the music's end.
    loop = music[seam:].copy()
    turn = np.linspace(0, np.pi / 2, seam, endpoint=False)
    loop[len(loop) - seam :] *= np.cos(turn)
    loop[len(loop) - seam :] += music[:seam] * np.sin(turn)
    loop = _clear_of_the_carrier(loop)
    meter = Meter()
    meter.add(loop)
    measured = meter.loudness()
    if not np.isfinite(measured):
        return None
    loop *= np.float32(10 ** ((MUSIC_LOUDNESS - measured) / 20))
    _limit(loop)
    return loop


def _without_silence(music: Clip) -> Clip:
    """Cut silence as `coach.audio.trim` does, but in steps of 10 ms and without a copy: music can be long."""
    hops = music[: len(music) // _HOP * _HOP].reshape(-1, _HOP)
    level = np.sqrt(np.einsum("ij,ij->i", hops, hops))
    loud = np.flatnonzero(level > level.max(initial=0.0) * _SILENCE)
    return music[loud[0] * _HOP : (loud[-1] + 1) * _HOP] if len(loud) else music[:0]


def _clear_of_the_carrier(loop: Clip) -> Clip:
    """Filter out the lowest frequencies as if the loop were repeated without end: same shape."""
    low, high = _CUT_HZ
    hz = np.fft.rfftfreq(_PIECE, to_seconds(1))
    response = (0.5 - 0.5 * np.cos(np.pi * np.clip((hz - low) / (high - low), 0, 1))).astype(np.float32)
    clear = np.empty_like(loop)
    step = _PIECE - 2 * _OVERLAP
    for start in range(0, len(loop), step):
        around = loop.take(np.arange(start - _OVERLAP, start - _OVERLAP + _PIECE), mode="wrap")
        piece = np.fft.irfft(np.fft.rfft(around) * response, _PIECE)[_OVERLAP : _OVERLAP + step]
        clear[start : start + step] = piece[: len(loop) - start]
    return clear


def _limit(loop: Clip) -> None:
    """Limit the samples in place to `LOOP_PEAK`, by a gain that bends around each peak and joins at the loop's ends.

    Sample peaks by hops are enough here: cues have a limiter of their own, for true peaks.
    """
    hops = loop.reshape(-1, _HOP)
    peaks = np.maximum(hops.max(axis=1), -hops.min(axis=1))
    needed = np.minimum(1.0, LOOP_PEAK / np.maximum(peaks, 1e-9))
    if needed.min() == 1.0:
        return
    # Lowest of two hops to each side, the mean of one to each side, straight lines between the middles:
    # nowhere in a hop is that above what the hop needs.
    lowest = np.min([np.roll(needed, by) for by in range(-2, 3)], axis=0)
    mean = np.mean([np.roll(lowest, by) for by in (-1, 0, 1)], axis=0)
    across = (np.arange(_HOP) + 0.5) / _HOP - 0.5
    before, after = np.clip(-across, 0, 1), np.clip(across, 0, 1)
    for index in range(len(hops)):
        left, here, right = mean[index - 1], mean[index], mean[(index + 1) % len(hops)]
        if min(left, here, right) < 1.0:
            hops[index] *= here + (left - here) * before + (right - here) * after
