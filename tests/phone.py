"""Phones as the coach's sound meets them: players that skip silence, and sinks that fall asleep in it.

Each model takes decoded 16-bit mono samples at 48 kHz and says for every one of them whether it is heard.
The models of players follow the published sources, state by state:

- Media3 and ExoPlayer, `SilenceSkippingAudioProcessor.java`. ExoPlayer 2 and Media3 before 1.3: silence of 150 ms
  is dropped but for 20 ms at each of its ends; a first version compared the high byte of a sample only. Media3 since
  1.3: silence of 100 ms is shortened to a fifth, faded at both ends. But it took frames for bytes, so that in mono
  silence of 50 ms was enough and in stereo 25 ms (androidx/media pull request 3271, 2026); since then 25 ms is what
  it says as well.
- Pocket Casts for Android, `ShiftyTrimSilenceProcessor.kt` in its strongest mode: 83 ms, nothing left of it,
  threshold 250.

A stretch counts as silence only as a whole, so the size of the buffers that a player hands over does not matter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from coach.units import to_samples

THRESHOLD = 1024
"""Of 32768: Media3 takes a sample for noise that is above it, on either side of zero."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Played:
    """What became of each sample."""

    kept: Mask
    """It comes out at all. What does not is lost time: everything after it comes earlier."""
    untouched: Mask
    """It comes out as loud as it was."""

    @property
    def lost(self) -> int:
        """By how many samples the whole got shorter."""
        return int(np.count_nonzero(~self.kept))


class Player(Protocol):
    """A player with its switch for skipping silence turned on."""

    @property
    def name(self) -> str:
        """Which version of which player."""

    def play(self, pcm: NDArray[np.int16]) -> Played:
        """What becomes of each sample of `pcm`."""


@dataclass(frozen=True)
class Cutting:
    """Drops what is silent for `minimum` seconds, but for `padding` seconds beside each sound."""

    name: str
    minimum: float
    padding: float
    threshold: int = THRESHOLD
    high_byte: bool = False
    """Compares the high byte only: then 1279 is silence above zero, and -1025 is sound below it."""

    def __post_init__(self) -> None:
        if 2 * self.padding > self.minimum:
            raise ValueError("padding that overlaps would repeat samples, and a mask cannot say so")

    def play(self, pcm: NDArray[np.int16]) -> Played:
        wide = pcm.astype(np.int32)
        quiet = np.abs(wide >> 8) <= self.threshold >> 8 if self.high_byte else np.abs(wide) <= self.threshold
        padding = to_samples(self.padding)
        kept = np.ones(len(pcm), np.bool_)
        for start, end in stretches(quiet, to_samples(self.minimum)):
            # Nothing has sounded before the first sample, and nothing will after the last.
            kept[start + (padding if start else 0) : end - (padding if end < len(pcm) else 0)] = False
        return Played(kept, kept)


@dataclass(frozen=True)
class Shortening:
    """Keeps a share of what is silent for `minimum` seconds, `most` seconds of it at most, and turns it down."""

    name: str
    minimum: float
    share: float = 0.2
    most: float = 2.0
    threshold: int = THRESHOLD

    def play(self, pcm: NDArray[np.int16]) -> Played:
        half = to_samples(self.minimum) // 2
        kept = np.ones(len(pcm), np.bool_)
        untouched = np.ones(len(pcm), np.bool_)
        for start, end in stretches(np.abs(pcm.astype(np.int32)) <= self.threshold, 2 * half):
            untouched[start:end] = False  # faded out, down to a tenth, faded in
            # Half a buffer as it was; then, half a buffer at a time, the beginning of each; at last half a buffer.
            at, out = start + half, half
            while end - at >= 2 * half:
                keep = self._share_of(half, out, half)
                kept[at + keep : at + half] = False
                at, out = at + half, out + keep
            rest = end - at - half
            kept[at : at + rest - self._share_of(rest, out, half)] = False
        return Played(kept, untouched)

    def _share_of(self, length: int, out: int, half: int) -> int:
        return min(int(length * self.share + 0.5), to_samples(self.most) - out - half)


@dataclass(frozen=True)
class Sink:
    """Headphones that sleep after `sleepy` seconds of nothing and swallow `waking` seconds of the next sound.

    They are asleep when playing starts.
    """

    nothing: int = 0
    """The largest sample that they take for nothing: digital silence, or the last bit of a lossy decoder."""
    sleepy: float = 2.0
    waking: float = 1.5

    def heard(self, pcm: NDArray[np.int16]) -> Mask:
        """True for each sample that is played aloud."""
        silent = np.abs(pcm.astype(np.int32)) <= self.nothing
        sounds = np.flatnonzero(~silent)
        heard = np.zeros(len(pcm), np.bool_)
        awake_from = -1
        while len(sounds):
            awake_from = int(sounds[0]) + to_samples(self.waking)
            naps = stretches(silent[awake_from:], to_samples(self.sleepy))
            asleep_from = awake_from + next((start for start, _ in naps), len(pcm)) + to_samples(self.sleepy)
            heard[awake_from:asleep_from] = True
            sounds = sounds[sounds >= asleep_from]
        return heard


def stretches(quiet: Mask, least: int) -> Iterator[tuple[int, int]]:
    """Where each unbroken stretch of at least `least` samples begins and ends, in order."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], quiet, [False]]).astype(np.int8)))
    for start, end in edges.reshape(-1, 2):
        if end - start >= least:
            yield int(start), int(end)


def longest_below(pcm: NDArray[np.int16], threshold: int = THRESHOLD) -> int:
    """Samples in the longest stretch in which none reaches `threshold`."""
    return max((end - start for start, end in stretches(np.abs(pcm.astype(np.int32)) < threshold, 1)), default=0)


PLAYERS: tuple[Player, ...] = (
    Cutting("ExoPlayer 2.8, high byte, 150 ms", 0.150, 0.020, high_byte=True),
    Cutting("Media3 1.0, 150 ms", 0.150, 0.020),
    Shortening("Media3 1.3 as it says, 100 ms", 0.100),
    Shortening("Media3 1.3 as it runs in mono, 50 ms", 0.050),
    Cutting("Pocket Casts, 83 ms", 0.083, 0.0, threshold=250),
    Cutting("Pocket Casts with Media3's threshold, 83 ms", 0.083, 0.0),
)

STRICTEST = Shortening("Media3 since 2026, and 1.3 in stereo, 25 ms", 0.025)
"""Not among the others: after Opus a real voice can cancel the carrier for longer than this, at the end of a word."""
