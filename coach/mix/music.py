"""Music of a person's own as a bed: looped without a seam, ducked under every cue, with the carrier beneath."""

import hashlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.audio import Clip
from coach.audio.files import mono_blocks
from coach.audio.levels import (
    CARRIER_AMPLITUDE,
    FULL_SCALE,
    MOST_MUSIC_GAIN,
    PEAK_UNDER_CUES,
)
from coach.audio.loudness import short_powers
from coach.errors import InputError
from coach.mix.bed import STEP, Bed, Floats, Spoken, carrier, carrier_power, rounded
from coach.mix.ducking import ducking, ramp
from coach.mix.loop import LONGEST, SHORTEST, UNIT, Loop, TooShortError, looped
from coach.timeline import Chapter
from coach.units import to_samples, to_seconds

_FADE_IN = to_samples(1.0)
_FADE_OUT = to_samples(2.0)


class Music(Bed):
    """Bed of one loop in memory. Any chapter can be rendered alone, and chapters join without a seam."""

    peak = CARRIER_AMPLITUDE + PEAK_UNDER_CUES
    """Highest sample of this bed while a cue sounds; 1.0 is full scale."""

    def __init__(self, loop: Loop, file: Path | None = None) -> None:
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
            loop = looped(mono_blocks(Path(name), to_seconds(LONGEST)))
        except InputError as error:
            raise InputError(f"--bed {error}; {takes}") from error
        except TooShortError as error:
            least = to_seconds(SHORTEST)
            raise InputError(f"--bed {name}: less than {least:g} s that can be heard; {takes}") from error
        if loop is None:
            raise InputError(f"--bed {name}: nothing in it can be heard; {takes}")
        return cls(loop, Path(name))

    position_independent = False

    @property
    def identity(self) -> str:
        """Name of the loop's samples and of the way they are ducked."""
        return f"Music 3 {hashlib.sha256(self._loop.data).hexdigest()}"

    def under(self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False) -> Floats:
        """Make the carrier and the music on it, which fades in as the session begins, and out in its `last` chapter."""
        return np.concatenate(list(self._pieces(chapter, start, gain, spoken, last=last)))

    def pcm(
        self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False
    ) -> NDArray[np.int16]:
        """Make the same rounded to 16 bits, a piece at a time, in little memory."""
        made, done = np.empty(chapter.length, np.int16), 0
        for piece in self._pieces(chapter, start, gain, spoken, last=last):
            made[done : done + len(piece)] = rounded(piece)
            done += len(piece)
        return made

    def _pieces(self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool) -> Iterator[Floats]:
        at = start
        for factor in self._envelope(chapter, start, gain, spoken, last=last):
            yield carrier(len(factor)) + self.up(at, len(factor)) * factor * FULL_SCALE
            at += len(factor)

    def up(self, start: int, length: int) -> Clip:
        """Take the loop from sample `start` of a session, at a gain of 1 and not ducked: shape (length,)."""
        part, done = np.empty(length, np.float32), 0
        while done < length:
            at = (start + done) % len(self._loop)
            some = self._loop[at : at + length - done]
            part[done : done + len(some)] = some
            done += len(some)
        part *= np.float32(UNIT)
        return part

    def weighted(self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool = False) -> Floats:
        """Compute the power from that of the loop and from its envelope."""
        envelope = np.concatenate(list(self._envelope(chapter, start, gain, spoken, last=last, every=STEP)))
        power = self._powers.take(np.arange(len(envelope)) + start // STEP, axis=0, mode="wrap")[:, 0]
        return np.asarray(power * envelope**2 + carrier_power(), np.float64)

    def _envelope(
        self, chapter: Chapter, start: int, gain: float, spoken: Spoken, *, last: bool, every: int = 1
    ) -> Iterator[Floats]:
        """Compute the factor of the loop in the middle of each `every` samples, in pieces: length / every values."""
        volume = min(gain, MOST_MUSIC_GAIN)
        rise = ramp(min(_FADE_IN, chapter.length) // every) if start == 0 else np.ones(0)
        after = chapter.length - max((cue.end for cue in chapter.cues), default=0)
        fall = ramp(min(_FADE_OUT, after) // every)[::-1] if last else np.ones(0)
        at, falls = 0, -(-chapter.length // every) - len(fall)
        for factor in ducking(chapter, start, self._powers * volume**2, spoken, every):
            end = at + len(factor)
            factor *= volume
            factor[: max(0, len(rise) - at)] *= rise[at:end]
            factor[max(0, falls - at) :] *= fall[max(0, at - falls) : max(0, end - falls)]
            yield factor
            at = end

    @cached_property
    def _powers(self) -> Floats:
        """Power of each `STEP` of the loop, K-weighted and unweighted: shape (steps, 2)."""
        return short_powers(self._loop, STEP) * UNIT**2
