"""Chapters become PCM: the carrier, and on it one cue at a time."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from coach.pcm import Clip, Meter, limit
from coach.pcm.shape import CEILING
from coach.timeline import Chapter
from coach.units import CARRIER_PERIOD

CARRIER_PEAK = 1250
"""Of 32768. Nobody hears it; it keeps Bluetooth awake and holds from being skipped as silence."""

FULL = 32767.0

SESSION_LOUDNESS = -16.0
"""LUFS of a whole export, as podcasts and phones expect."""

_PERIOD = CARRIER_PEAK * np.sin(2 * np.pi * np.arange(CARRIER_PERIOD) / CARRIER_PERIOD)


def carrier(length: int) -> NDArray[np.float64]:
    """`length` samples of the carrier from phase zero, as 16-bit values."""
    return np.resize(_PERIOD, length)


class Mixer:
    """Renders any chapter at one gain. Holds no more than the clips of a few cues."""

    def __init__(self, clip: Callable[[str], Clip], tones: dict[str, Clip], gain: float = 1.0) -> None:
        self._clip = clip
        self._tones = tones
        self.gain = gain
        self._cue = lru_cache(maxsize=64)(self._limited)

    def render(self, chapter: Chapter) -> NDArray[np.int16]:
        """The chapter's samples, exactly as many as its length says."""
        mix = carrier(chapter.length)
        for cue in chapter.cues:
            mix[cue.start : cue.end] += self._cue(cue.kind, cue.content) * FULL
        return np.round(np.clip(mix, -FULL, FULL)).astype(np.int16)

    def at_gain(self, gain: float) -> "Mixer":
        """The same sounds at another gain. The carrier keeps its level."""
        return Mixer(self._clip, self._tones, gain)

    def _limited(self, kind: str, content: str) -> NDArray[np.float64]:
        clip = self._clip(content) if kind == "speech" else self._tones[content]
        # Cues never overlap (it is proved), so a limit on each is a limit on the sum.
        return limit(clip * np.float32(self.gain), CEILING - CARRIER_PEAK / FULL).astype(np.float64)


def album_gain(mixer: Mixer, chapters: tuple[Chapter, ...]) -> float:
    """The one gain that brings the whole session to its loudness. Each chapter is rendered once to measure."""
    meter = Meter()
    for chapter in chapters:
        meter.add(mixer.render(chapter).astype(np.float32) / np.float32(FULL))
    measured = meter.loudness()
    return mixer.gain * (10 ** ((SESSION_LOUDNESS - measured) / 20) if np.isfinite(measured) else 1.0)
