"""Music under each word of an export: its level, found in the exported sound itself."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from coach.audio.levels import FULL_SCALE, MUSIC_UNDER_WORDS
from coach.audio.loudness import short_powers
from coach.errors import InputError
from coach.inspection.model import Measure, Target
from coach.mix.bed import STEP, carrier
from coach.mix.ducking import SOFTEST, windows
from coach.mix.music import Music

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from coach.inspection.cues import CueFound
    from coach.timeline.plan_file import MusicUnder

UNDER = Target(MUSIC_UNDER_WORDS, None)
"""Target in dB from the music up to every word."""

_FRAME, _HOP = 2_048, 512
_ROUNDS = 5
_FLOOR = 0.01  # of the mean power: in what is softer an encoder leaves nothing as it was
_SURE = 4.0  # times what chance makes of a factor


class UnderWords:
    """Meter of the music in each spoken cue.

    Voice and music are mixed in a file, but what the music was is known: its own file lies where it lay. The factor by
    which that is found in the mix, at the place of a cue, is how far it really sank there; nothing is taken from the
    coach's ducking. Each time and frequency counts the more the less else there is, so a voice 20 dB above hides
    little: a known level is found again within 2 dB, mostly within 0.5. What the factor makes of the music is compared
    with the mix, which is the word, in windows of 200 ms, K-weighted and as it is; what is more than 10 dB softer than
    its cue counts as that soft. The least difference in any window, cue and channel is told.

    An encoder that leaves out soft noise, or puts its own in its place, takes that from what is found: of music like
    noise up to 3 dB with MP3 and 5 with Opus. Measure WAV or FLAC for the last decibel.
    """

    def __init__(self, music: Music | None, starts: Sequence[int], missing: str = "") -> None:
        """Take the first sample of each chapter in the session; without its music, `missing` tells why."""
        self._music = music
        self._starts = starts
        self._missing = missing
        self._found: list[tuple[float, CueFound]] = []

    def listen(self, index: int, pcm: NDArray[np.float32], cues: Sequence[CueFound]) -> None:
        """Measure the cues found in chapter `index`, whose sound is `pcm`: shape (samples, channels)."""
        for found in cues:
            cue = found.cue
            if self._music is None or cue.kind != "speech" or cue.end > len(pcm):
                continue
            loop = self._music.up(self._starts[index] + cue.start, cue.length)
            mix = pcm[cue.start : cue.end] - (carrier(cue.end)[cue.start :, None] / FULL_SCALE).astype(np.float32)
            spans = (np.ascontiguousarray(channel) for channel in mix.T)
            self._found.append((min(_under(span, loop) for span in spans), found))

    def measure(self, told: Callable[[CueFound], str]) -> Measure:
        """Give the least level of all, with its place as `told` gives it; NaN where the music is not known."""
        least, about = math.nan, (self._missing,)
        if self._found:
            least, where = min(self._found, key=lambda found: found[0])
            about = (f"least at {told(where)}",)
        return Measure("music_under_words", "music under every word", least, "dB", UNDER, 1, about)


def music_of(folder: Path, used: MusicUnder | None, starts: Sequence[int]) -> UnderWords | None:
    """Make the measurement for the export in `folder`, whose plan names the music `used`; None without music."""
    if used is None:
        return None
    try:
        music = Music.of_file(str(folder / used.file))
    except InputError as error:
        return UnderWords(None, starts, f"cannot be measured without the music: {error}")
    if music.identity != used.identity:
        return UnderWords(None, starts, f"cannot be measured: {used.file} is not the music it was; export again")
    return UnderWords(music, starts)


def _under(mix: NDArray[np.float32], loop: NDArray[np.float32]) -> float:
    """Find the dB from the music up to the word, in the window where they are least; infinite without music."""
    music = short_powers(loop * np.float32(_factor(mix, loop)), STEP)
    word = short_powers(mix, STEP)
    ratio = np.maximum(windows(word), word.mean(axis=0) * SOFTEST) / np.maximum(windows(music), 1e-12)
    return float(10 * np.log10(max(float(np.min(ratio)), 1e-12)))


def _factor(mix: NDArray[np.float32], loop: NDArray[np.float32]) -> float:
    """Find the factor of `loop` in `mix`, both of shape (samples,), by least squares, weighted by all else there.

    It is found, taken out, and found again.
    """
    heard, known = _spectra(mix), _spectra(loop)
    floor = _FLOOR * float(np.mean(np.abs(heard) ** 2))
    factor, power = 0.0, 0.0
    for _ in range(_ROUNDS if floor else 0):
        rest = np.abs(heard - factor * known) ** 2
        weight = 1 / (_smooth(_smooth(rest).T).T + floor)
        power = float(np.sum(weight * np.abs(known) ** 2))
        if not power:
            break
        factor = max(0.0, float(np.sum(weight * (heard * known.conj()).real)) / power)
    return factor if factor * power**0.5 > _SURE else 0.0


def _spectra(pcm: NDArray[np.float32]) -> NDArray[np.complex128]:
    padded = np.pad(pcm.astype(np.float64), (0, max(0, _FRAME - len(pcm))))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_HOP] * np.hanning(_FRAME)
    return np.fft.rfft(frames, axis=1)[:, 1:]


def _smooth(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """Average each three rows, the outer ones twice at an edge: same shape."""
    around = np.concatenate([power[:1], power, power[-1:]])
    return np.asarray((around[:-2] + around[1:-1] + around[2:]) / 3)
