"""Reader of a chapter that sounds, with its ramps of 20 ms."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from coach.mix.model import RenderedChapter
from coach.play.stream.carrier import carrier
from coach.timeline.model import Chapter, Cue
from coach.units import to_samples

if TYPE_CHECKING:
    from coach.play.stream.standing import Standing

RAMP = to_samples(0.020)

HUSH = to_samples(0.2)
"""In so long music fades for words that are laid over it, and comes back after them."""

STEP_DB = 3.0
STEPS = range(-8, 3)
"""Steps of volume: up to 6 dB more, as spoken peaks leave 7 dB, and 24 dB less."""

_GAIN = 0.5 - 0.5 * np.cos(np.pi * np.arange(RAMP + 1) / RAMP)
"""Gain of each level from 0, silent, to RAMP, full."""


def fade_out(piece: NDArray[np.int16], left: int) -> NDArray[np.int16]:
    """Cut `piece` to the `left` samples that remain of the ramp to silence, and ramp them."""
    piece = piece[:left]
    return np.rint(piece * _gain(left - np.arange(len(piece)), piece)).astype(np.int16)


def _gain(levels: NDArray[np.int64], piece: NDArray[np.int16]) -> NDArray[np.float64]:
    """Return the gain of each level, in a shape that multiplies `piece`: the same in all channels."""
    return _GAIN[levels].reshape(-1, *[1] * (piece.ndim - 1))


class Volume:
    """Factor of everything but the carrier, which keeps devices awake."""

    def __init__(self) -> None:
        self._step = 0
        self._gain = 1.0

    @property
    def steps(self) -> int:
        """Steps over the volume at the start; below it they are negative."""
        return self._step

    @property
    def gain(self) -> float:
        """As a factor of amplitude."""
        return float(10 ** (self._step * STEP_DB / 20))

    def step(self, *, up: bool) -> bool:
        """Go one step up or down; False at the end of the scale."""
        before = self._step
        self._step = min(STEPS.stop - 1, max(STEPS.start, self._step + (1 if up else -1)))
        return self._step != before

    def of(self, piece: NDArray[np.int16], clock: int) -> NDArray[np.int16]:
        """Return `piece`, to be heard from frame `clock`, at this volume; a change takes one ramp."""
        before, self._gain = self._gain, self.gain
        if before == self._gain == 1.0:
            return piece
        gain = np.full(len(piece), self._gain)
        ramp = min(RAMP, len(piece))
        gain[:ramp] = np.linspace(before, self._gain, ramp)
        under = carrier(clock, len(piece), piece.shape[1] if piece.ndim == 2 else 1).astype(np.float64)
        loud = under + (piece - under) * gain.reshape(-1, *[1] * (piece.ndim - 1))
        made: NDArray[np.int16] = np.rint(np.clip(loud, -32767, 32767)).astype(np.int16)
        return made


class ChapterReader:
    """Reader of one chapter from sample `goal` on. Only what lies over the carrier is ramped, the carrier stays.

    A goal inside the chapter gets a lead-in of one ramp before it, so that its first cue is whole.
    """

    def __init__(self, loaded: RenderedChapter, goal: int, *, follows: bool = True) -> None:
        self.offset = max(0, goal - RAMP)
        self.leaving = False
        self.standing: Standing | None = None
        """Wait in which it stands still, once it has ramped down, and only the carrier goes on."""
        self._level = RAMP if follows and not self.offset else 0
        self._pcm = loaded.pcm
        self.grow(loaded, goal)

    def grow(self, loaded: RenderedChapter, goal: int) -> None:
        """Go on with a longer beginning of the same chapter; cues before `goal` are known already."""
        before = self._pcm[self.offset : self.offset + RAMP]
        self.chapter: Chapter = loaded.chapter
        self.whole = loaded.whole
        self._pcm = loaded.pcm
        after = self._pcm[self.offset : self.offset + len(before)]
        if not np.array_equal(before, after):  # music sinks by what is known to follow, and now more is known
            share = _gain(np.arange(len(before)) * RAMP // max(len(before), 1), before)
            self._replace(before + (after.astype(np.float64) - before) * share)
        self._cues = sorted((cue for cue in self.chapter.cues if cue.start >= goal), key=lambda cue: cue.start)

    def hush(self, length: int) -> int:
        """Let music fade, be silent for `length` samples and come back; returns in how many it has faded.

        That is 0 where there is no music. There must be no cue in all that.
        """
        span = self._pcm[self.offset : self.offset + 2 * HUSH + length]
        under = carrier(self.offset, len(span), span.shape[1] if span.ndim == 2 else 1).astype(np.float64)
        if not span.any() or not (span - under).any():
            return 0
        places = np.arange(len(span))
        away = np.minimum(places, np.maximum(len(span) - 1 - places, 0)) / HUSH
        gain = 0.5 + 0.5 * np.cos(np.pi * np.minimum(away, 1.0))
        self._replace(under + (span - under) * gain.reshape(-1, *[1] * (span.ndim - 1)))
        return HUSH

    def _replace(self, span: NDArray[np.float64]) -> None:
        """Copy the samples that come next: others hold the same chapter."""
        self._pcm = self._pcm.copy()
        self._pcm[self.offset : self.offset + len(span)] = np.rint(span)

    def quiet_for(self) -> int:
        """Count the samples until the next cue; 0 while one sounds."""
        if any(cue.start <= self.offset < cue.end for cue in self.chapter.cues):
            return 0
        return min((cue.start for cue in self._cues), default=len(self._pcm)) - self.offset

    @property
    def over(self) -> bool:
        """Nothing of it is left to be heard."""
        return self.offset >= len(self._pcm) or (self.leaving and self._level == 0)

    def leave(self) -> None:
        """Ramp down from the next sample on."""
        self.leaving = True

    def take(self, room: int, clock: int) -> tuple[NDArray[np.int16], list[Cue]]:
        """Take at most `room` samples, to be heard from frame `clock`, and the cues that start in them."""
        step = -1 if self.leaving or self.standing else 1 if self._level < RAMP else 0
        if self.standing and not self.leaving and self._level == 0:
            return carrier(clock, room, self._pcm.shape[1] if self._pcm.ndim == 2 else 1), []
        if step:
            room = min(room, self._level if step < 0 else RAMP - self._level)
        piece = self._pcm[self.offset : self.offset + room]
        if step:
            gain = _gain(self._level + step * np.arange(len(piece)), piece)
            under = carrier(clock, len(piece), piece.shape[1] if piece.ndim == 2 else 1).astype(np.float64)
            piece = np.rint(under + (piece - under) * gain).astype(np.int16)
            self._level += step * len(piece)
        self.offset += len(piece)
        begun = [cue for cue in self._cues if cue.start < self.offset]
        del self._cues[: len(begun)]
        return piece, begun
