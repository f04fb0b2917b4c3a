"""A chapter that sounds, with its ramps of 20 ms."""

import numpy as np
from numpy.typing import NDArray

from coach.play.carrier import carrier
from coach.play.source import Loaded
from coach.timeline.model import Chapter, Cue
from coach.units import to_samples

RAMP = to_samples(0.020)

_GAIN = 0.5 - 0.5 * np.cos(np.pi * np.arange(RAMP + 1) / RAMP)
"""Gain of each level from 0, silent, to RAMP, full."""


def fade_out(piece: NDArray[np.int16], left: int) -> NDArray[np.int16]:
    """`piece` cut to the `left` samples that remain of the ramp to silence, and ramped."""
    piece = piece[:left]
    return np.rint(piece * _gain(left - np.arange(len(piece)), piece)).astype(np.int16)


def _gain(levels: NDArray[np.int64], piece: NDArray[np.int16]) -> NDArray[np.float64]:
    """The gain of each level, in a shape that multiplies `piece`: the same in all channels."""
    return _GAIN[levels].reshape(-1, *[1] * (piece.ndim - 1))


class Voice:
    """One chapter from `goal` on. Only what lies over the carrier is ramped, the carrier stays.

    A goal inside the chapter gets a lead-in of one ramp before it, so that its first cue is whole.
    """

    def __init__(self, loaded: Loaded, goal: int, *, follows: bool = True) -> None:
        self.chapter: Chapter = loaded.chapter
        self.offset = max(0, goal - RAMP)
        self.leaving = False
        self._pcm = loaded.pcm
        self._level = RAMP if follows and not self.offset else 0
        self._cues = sorted((cue for cue in self.chapter.cues if cue.start >= goal), key=lambda cue: cue.start)

    @property
    def over(self) -> bool:
        """Nothing of it is left to be heard."""
        return self.offset >= len(self._pcm) or (self.leaving and self._level == 0)

    def leave(self) -> None:
        """From the next sample on, ramp down."""
        self.leaving = True

    def take(self, room: int, clock: int) -> tuple[NDArray[np.int16], list[Cue]]:
        """At most `room` samples, to be heard from frame `clock`, and the cues that start in them."""
        step = -1 if self.leaving else 1 if self._level < RAMP else 0
        if step:
            room = min(room, self._level if self.leaving else RAMP - self._level)
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
