"""Cues of a chapter found in its sound: their loudness, and their place."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from numpy.typing import NDArray

from coach.audio import loudness
from coach.timeline.model import Cue
from coach.units import CARRIER_PERIOD, SAMPLE_RATE, to_samples

if TYPE_CHECKING:
    from coach.timeline.model import Chapter

Floats = NDArray[np.float32]

OVER_BED = 15.0
"""LU by which speech stands over its bed at least; the coach keeps music 20 LU under it."""

TONE_OVER_BED = 6.0
"""LU by which a tone stands over its bed at least. Tones are softer than speech, and a person may turn them down."""

MATCHES = 0.7
"""Normalised correlation from which a sound is the shipped tone."""

_EDGE = to_samples(0.06)  # sound may ring on for so long: encoders smear, and so do filters
_PIECE = 13 * CARRIER_PERIOD  # of the bed; whole periods, so that the carrier is measured without a step
_AROUND = to_samples(0.25)  # music is ducked 0.3 s before speech; speech that is further off is missed inside
_LATE = to_samples(0.3)  # a soft first consonant
_FADED = to_samples(0.45)  # a soft last syllable
_WINDOW = to_samples(0.02)
_SOUNDS, _INTRUDES = 10 ** (-15 / 10), 10 ** (-10 / 10)  # of the cue's own mean power
_OVER_STIR = 4.0  # times its power, 6 dB
_LAG = to_samples(0.01)


class CueFound(msgspec.Struct, frozen=True):
    """Cue as it sounds."""

    cue: Cue
    loudness: float
    """LUFS of its span, with the bed."""
    bed: float
    """LUFS of the bed of its chapter; NaN if there is no gap to hear it in."""
    in_place: bool
    """True if speech begins and ends as planned; always for tones, which have `late`."""
    late: float | None
    """Seconds after its planned place; None for speech and for a tone that is not the shipped one."""

    @property
    def heard(self) -> bool:
        """Whether the cue stands out of the bed."""
        if not np.isfinite(self.loudness):
            return False
        if self.late is not None:
            return True
        least = OVER_BED if self.cue.kind == "speech" else TONE_OVER_BED
        return bool(np.isnan(self.bed) or self.loudness - self.bed >= least)


def listen(chapter: Chapter, mono: Floats) -> list[CueFound]:
    """Find every cue of the chapter in its samples: shape (samples,), the mean of all channels."""
    gaps = _gaps(chapter, len(mono))
    bed, stir = _bed(mono, gaps), _stir(mono, gaps)
    found = []
    for index, cue in enumerate(chapter.cues):
        span = mono[cue.start : cue.end]
        loud = loudness(span) if len(span) > cue.length // 2 else -np.inf
        if cue.kind == "tone":
            found.append(CueFound(cue, loud, bed, True, _late(cue, mono)))
        else:
            before = chapter.cues[index - 1].end if index else 0
            after = chapter.cues[index + 1].start if index + 1 < len(chapter.cues) else chapter.length
            found.append(CueFound(cue, loud, bed, _in_place(cue, mono, before, after, stir), None))
    return found


def _gaps(chapter: Chapter, length: int) -> list[tuple[int, int]]:
    """List the gaps without a cue, from one sample up to another, without their edges."""
    edges = [0, *(edge for cue in chapter.cues for edge in (cue.start, cue.end)), min(chapter.length, length)]
    return [(start + _EDGE, end - _EDGE) for start, end in list(pairwise(edges))[::2]]


def _bed(mono: Floats, gaps: list[tuple[int, int]]) -> float:
    """Measure the LUFS of the bed in the softest gaps: there, as under a cue, music is ducked."""
    pieces = (piece for start, end in gaps for piece in range(start, end - _PIECE + 1, _PIECE))
    levels = [loudness(mono[piece : piece + _PIECE]) for piece in pieces]
    return float(np.sort(levels)[len(levels) // 10]) if levels else float("nan")


def _stir(mono: Floats, gaps: list[tuple[int, int]]) -> float:
    """Measure the power of the bed in its louder quarter, where music is not ducked."""
    windows = [_windows(_power(mono[start:end])) for start, end in gaps if min(end, len(mono)) - start >= _WINDOW]
    return float(np.percentile(np.concatenate(windows), 75)) if windows else 0.0


def _power(pcm: Floats) -> NDArray[np.float64]:
    """Compute the power of the difference of neighbours, which weakens the carrier by 47 dB and speech hardly."""
    return np.diff(pcm, prepend=pcm[:1]).astype(np.float64) ** 2


def _in_place(cue: Cue, mono: Floats, before: int, after: int, stir: float) -> bool:
    """Whether the span begins and ends with sound, and there is no such sound right before or after it."""
    first, last = max(before, cue.start - _AROUND, 0), min(after, cue.end + _AROUND, len(mono))
    if cue.end > len(mono):
        return False
    power = _power(mono[first:last])
    start, end = cue.start - first, cue.end - first
    mean = power[start:end].mean()
    if not mean:
        return False
    inside = np.flatnonzero(_windows(power[start:end]) > mean * _SOUNDS)
    outside = np.concatenate([_windows(power[: max(start - _EDGE, 0)]), _windows(power[end + _EDGE :])])
    most = max(mean * _INTRUDES, stir * _OVER_STIR)
    begins, ends = int(inside[0]) * _WINDOW, (int(inside[-1]) + 1) * _WINDOW
    return bool(begins <= _LATE and cue.length - ends <= _FADED and not np.any(outside > most))


def _windows(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """Average the power, shape (samples,), over each 20 ms; a shorter rest is left out, unless it is all there is."""
    whole = len(power) // _WINDOW * _WINDOW
    return power[:whole].reshape(-1, _WINDOW).mean(axis=1) if whole else np.array([power.mean()] if len(power) else [])


def _late(cue: Cue, mono: Floats) -> float | None:
    """Find the seconds by which the shipped tone of that name is late; None if it is not there."""
    from coach.mix import load_tones

    tone = load_tones().get(cue.content)
    first = max(cue.start - _LAG, 0)
    if tone is None or len(tone) != cue.length or cue.end + _LAG > len(mono):
        return None
    sound = np.diff(mono[first : cue.end + _LAG]).astype(np.float64)
    wanted = np.diff(tone).astype(np.float64)
    size = 1 << (len(sound) - 1).bit_length()
    product = np.fft.irfft(np.fft.rfft(sound, size) * np.conj(np.fft.rfft(wanted, size)), size)
    product = product[: len(sound) - len(wanted) + 1]
    energy = np.concatenate([[0.0], np.cumsum(sound**2)])
    energy = energy[len(wanted) :] - energy[: -len(wanted)]
    scores = product / np.sqrt(np.maximum(energy, 1e-12) * np.sum(wanted**2))
    best = int(np.argmax(scores))
    return (first + best - cue.start) / SAMPLE_RATE if scores[best] >= MATCHES else None
