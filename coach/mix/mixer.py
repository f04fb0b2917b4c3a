"""Mixer: chapters become PCM, a bed and on it one cue at a time."""

import hashlib
import os
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from coach.audio import Clip, limit
from coach.audio.levels import CEILING, CUE_CEILING, FULL_SCALE
from coach.audio.loudness import short_powers
from coach.errors import InputError
from coach.mix.bed import STEP, Bed, Carrier, Floats
from coach.timeline import Chapter, Cue, Timeline
from coach.units import Samples

_FULL = int(FULL_SCALE)

PAN = {"left": 0.25, "right": -0.25}
"""Pan of a side's cues in stereo, from -1 (right) to 1 (left). The channels are 5.4 dB apart, so that one ear alone
hears everything."""


class Volumes(msgspec.Struct, frozen=True):
    """Amplitudes of voice and tones apart; 1.0 is as measured."""

    voice: float = 1.0
    tones: float = 1.0

    @classmethod
    def of_percent(cls, voice: int, tones: int) -> "Volumes":
        """Convert percent. Raises InputError outside 25 to 200: nothing that guides may vanish or hurt."""
        for name, percent in (("voice", voice), ("tone", tones)):
            if not 25 <= percent <= 200:
                raise InputError(f"--{name}-volume {percent}: use 25 to 200 percent; nothing that guides may vanish")
        return cls(voice / 100, tones / 100)


class Mixer:
    """Mixer of any chapter at one gain. Holds no more than the clips of a few cues."""

    def __init__(
        self,
        clip: Callable[[str], Clip],
        tones: Mapping[str, Clip],
        bed: Bed | None = None,
        volumes: Volumes | None = None,
        gain: float = 1.0,
        *,
        stereo: bool = False,
        music: float = 1.0,
        powers: Callable[[str], Floats] | None = None,
    ) -> None:
        """Mix what `clip` gives for the words of a cue, and `tones`, at a `gain` and with a factor for `music`.

        `powers` gives those of a spoken clip at gain 1, shape (steps, 2); `at_gain` hands on what was measured.
        """
        self._clip = clip
        self._tones = tones
        self._bed = bed or Carrier()
        self._volumes = volumes or Volumes()
        self.gain = gain
        self._music = music
        self.channels = 2 if stereo else 1
        self._cue = lru_cache(maxsize=4)(self._limited)
        self._pcm = lru_cache(maxsize=16)(self._rounded)
        self._powers = powers or lru_cache(maxsize=2048)(lambda text: short_powers(clip(text), STEP))

    def of_session(self, timeline: Timeline, index: int) -> NDArray[np.int16]:
        """Render chapter `index` at its position in the session: shape (length,), or (length, 2) in stereo."""
        return self.render(timeline.chapters[index], timeline.starts[index], last=index == len(timeline.chapters) - 1)

    def render(self, chapter: Chapter, start: Samples | int = 0, *, last: bool = False) -> NDArray[np.int16]:
        """Render a chapter that begins at sample `start` of its session; `last` says that the session ends with it.

        Shape (length,), or (length, 2) in stereo, where the mean of both channels is the mono mix (the limiter
        holds a side's cues 1.9 dB lower).
        """
        pan = self.pan(chapter)
        mix = self._bed.pcm(chapter, start, *self._over(chapter), last=last)
        if self.channels == 1:
            channels = [(mix, 1.0)]
        else:
            mix = np.stack([mix, mix], axis=1)
            channels = [(mix[:, 0], 1 + pan), (mix[:, 1], 1 - pan)]
        for cue in chapter.cues:
            for channel, factor in channels:
                part = channel[cue.start : cue.end]
                both = part.astype(np.int32) + self._pcm(cue.kind, cue.content, abs(pan), factor)
                part[:] = np.clip(both, -_FULL, _FULL)
        return mix

    def bed_power(self, timeline: Timeline, index: int) -> Floats:
        """Measure the K-weighted power of the bed of chapter `index`: shape (steps,), 1.0 is full scale."""
        chapter, last = timeline.chapters[index], index == len(timeline.chapters) - 1
        return self._bed.weighted(chapter, timeline.starts[index], *self._over(chapter), last=last)

    def pan(self, chapter: Chapter) -> float:
        """Look up the pan of a chapter's cues, from -1 (right) to 1 (left)."""
        return PAN.get(chapter.location.side or "", 0.0) if self.channels == 2 else 0.0

    @cached_property
    def identity(self) -> str:
        """Name of everything but the spoken clips that decides how a chapter sounds."""
        tones = hashlib.sha256(b"".join(self._tones[name].tobytes() for name in sorted(self._tones)))
        volumes = (self.gain, self._music, self._volumes.voice, self._volumes.tones)
        return repr((*volumes, self.channels, self._bed.identity, tones.hexdigest()))

    @property
    def position_independent(self) -> bool:
        """Whether the bed of a chapter is the same at every position in the session."""
        return self._bed.position_independent

    def music(self, folder: Path) -> dict[str, str] | None:
        """Describe the music of an export into `folder`: its `file` as seen from there, `identity`; None without."""
        if self._bed.file is None:
            return None
        file = self._bed.file.resolve()
        try:
            name = Path(os.path.relpath(file, folder.resolve()))
        except ValueError:  # on another drive
            name = file
        return {"file": name.as_posix(), "identity": self._bed.identity}

    def cue(self, kind: str, content: str, pan: float = 0.0) -> Clip:
        """Render a cue at its gain and limit, as the mean of both channels: shape (samples,), 1.0 is full scale."""
        return self._cue(kind, content, abs(pan))

    def below_limiter(self, kind: str, pan: float) -> bool:
        """Whether no peak of a cue of this kind meets the limiter, so that the gain alone decides its loudness."""
        return kind == "speech" and self.gain * self._volumes.voice * CUE_CEILING <= self._ceiling(pan)

    def _ceiling(self, pan: float) -> float:
        # Both channels get the same limit, that of the louder one: so its place does not move with its peaks.
        return (CEILING - self._bed.peak) / (1 + pan)

    def render_cue(self, kind: str, content: str) -> NDArray[np.int16]:
        """Render one cue without a bed, to be laid over anything: shape (samples,), or (samples, 2) in stereo."""
        clip = self._pcm(kind, content, 0.0, 1.0)
        return clip if self.channels == 1 else np.stack([clip, clip], axis=1)

    def at_gain(self, gain: float, music: float = 1.0) -> "Mixer":
        """Return a mixer of the same sounds at other factors of the whole and of the music in it. The carrier stays."""
        own = (self._clip, self._tones, self._bed, self._volumes, gain)
        return Mixer(*own, stereo=self.channels == 2, music=music, powers=self._powers)

    def _over(self, chapter: Chapter) -> tuple[float, Callable[[Cue], Floats]]:
        """Give a bed its gain, which follows the voice, and the power of each spoken cue in its softer ear."""
        pan = abs(self.pan(chapter))
        gain = self.gain * self._volumes.voice

        def spoken(cue: Cue) -> Floats:
            if self.below_limiter("speech", pan):
                return self._powers(cue.content) * (gain * (1 - pan)) ** 2
            return short_powers(self.cue("speech", cue.content, pan), STEP) * (1 - pan) ** 2

        return gain * self._music, spoken

    def _limited(self, kind: str, content: str, pan: float) -> Clip:
        volume = self.gain * (self._volumes.voice if kind == "speech" else self._volumes.tones)
        clip = self._clip(content) if kind == "speech" else self._tones[content]
        # Cues never overlap (it is proved), so a limit on each is a limit on the sum.
        scaled = clip * np.float32(volume)
        # The peaks of spoken clips are known, and to measure them again takes longer than all the rest.
        return scaled if self.below_limiter(kind, pan) else limit(scaled, self._ceiling(pan))

    def _rounded(self, kind: str, content: str, pan: float, factor: float) -> NDArray[np.int16]:
        loud = self._cue(kind, content, pan) * np.float32(factor * FULL_SCALE)
        made: NDArray[np.int16] = np.rint(np.clip(loud, -FULL_SCALE, FULL_SCALE)).astype(np.int16)
        return made
