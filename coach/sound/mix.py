"""Chapters become PCM: a bed, and on it one cue at a time."""

from collections.abc import Callable
from functools import lru_cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from coach.errors import InputError
from coach.pcm import Clip, Meter, limit
from coach.pcm.shape import CEILING
from coach.sound.bed import FULL, Bed, Carrier
from coach.timeline import Chapter, Timeline
from coach.units import Samples

SESSION_LOUDNESS = -16.0
"""LUFS of a whole export, as podcasts and phones expect."""

LEAN = {"left": 0.25, "right": -0.25}
"""How far a side's cues lean to a channel with stereo: 5.4 dB apart, so that one ear alone hears everything."""


class Volumes(msgspec.Struct, frozen=True):
    """Amplitudes of voice and tones apart; 1.0 is as measured."""

    voice: float = 1.0
    tones: float = 1.0

    @classmethod
    def of_percent(cls, voice: int, tones: int) -> "Volumes":
        """Raises InputError outside 25 to 200 percent: nothing that guides may vanish or hurt."""
        for name, percent in (("voice", voice), ("tone", tones)):
            if not 25 <= percent <= 200:
                raise InputError(f"--{name}-volume {percent}: use 25 to 200 percent; nothing that guides may vanish")
        return cls(voice / 100, tones / 100)


class Mixer:
    """Renders any chapter at one gain. Holds no more than the clips of a few cues."""

    def __init__(
        self,
        clip: Callable[[str], Clip],
        tones: dict[str, Clip],
        bed: Bed | None = None,
        volumes: Volumes | None = None,
        gain: float = 1.0,
        *,
        stereo: bool = False,
    ) -> None:
        self._clip = clip
        self._tones = tones
        self._bed = bed or Carrier()
        self._volumes = volumes or Volumes()
        self.gain = gain
        self.channels = 2 if stereo else 1
        self._cue = lru_cache(maxsize=64)(self._limited)

    def of_session(self, timeline: Timeline, index: int) -> NDArray[np.int16]:
        """Chapter `index` as it sounds in its place in the session."""
        return self.render(timeline.chapters[index], timeline.starts[index], last=index == len(timeline.chapters) - 1)

    def render(self, chapter: Chapter, start: Samples | int = 0, *, last: bool = False) -> NDArray[np.int16]:
        """The chapter's samples, exactly as many as its length says, as it sounds from sample `start` of its session.

        Shape (length,), or (length, 2) in stereo, where the mean of both channels is the mono mix (the limiter
        holds a side's cues 1.9 dB lower).
        """
        lean = LEAN.get(chapter.side or "", 0.0) if self.channels == 2 else 0.0
        cues = np.zeros(chapter.length)
        for cue in chapter.cues:
            cues[cue.start : cue.end] = self._cue(cue.kind, cue.content, abs(lean)) * FULL
        bed = self._bed.under(chapter, start, self.gain * self._volumes.voice, last=last)
        if self.channels == 1:
            return _pcm(bed + cues)
        return np.stack([_pcm(bed + cues * (1 + lean)), _pcm(bed + cues * (1 - lean))], axis=1)

    def alone(self, kind: str, content: str) -> NDArray[np.int16]:
        """One cue without a bed, to be laid over anything: shape (samples,), or (samples, 2) in stereo."""
        clip = _pcm(self._cue(kind, content, 0.0) * FULL)
        return clip if self.channels == 1 else np.stack([clip, clip], axis=1)

    def at_gain(self, gain: float) -> "Mixer":
        """The same sounds at another gain. The carrier keeps its level."""
        return Mixer(self._clip, self._tones, self._bed, self._volumes, gain, stereo=self.channels == 2)

    def _limited(self, kind: str, content: str, lean: float) -> NDArray[np.float64]:
        clip = self._clip(content) * np.float32(self._volumes.voice) if kind == "speech" else None
        if clip is None:
            clip = self._tones[content] * np.float32(self._volumes.tones)
        # Cues never overlap (it is proved), so a limit on each is a limit on the sum.
        # Both channels get the same limit, that of the louder one: so its place does not move with its peaks.
        return limit(clip * np.float32(self.gain), (CEILING - self._bed.peak) / (1 + lean)).astype(np.float64)


def album_gain(mixer: Mixer, timeline: Timeline) -> float:
    """The one gain that brings the whole session to its loudness. Each chapter is rendered once to measure.

    In stereo twice, because there the limiter takes some of the loudness that the first measurement asks for.
    """
    gain = _next_gain(mixer, timeline)
    return gain if mixer.channels == 1 else _next_gain(mixer.at_gain(gain), timeline)


def _next_gain(mixer: Mixer, timeline: Timeline) -> float:
    meter = Meter()
    for index in range(len(timeline.chapters)):
        meter.add(mixer.of_session(timeline, index).astype(np.float32) / np.float32(FULL))
    measured = meter.loudness()
    return mixer.gain * (10 ** ((SESSION_LOUDNESS - measured) / 20) if np.isfinite(measured) else 1.0)


def _pcm(mix: NDArray[np.float64]) -> NDArray[np.int16]:
    return np.round(np.clip(mix, -FULL, FULL)).astype(np.int16)
