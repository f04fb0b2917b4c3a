"""Ducking: music gets softer for a chapter's cues, far enough under every word whatever the music does there."""

from collections.abc import Iterator

import numpy as np

from coach.audio.levels import DUCK, UNDER_SPEECH
from coach.mix.bed import STEP, Floats, Spoken
from coach.timeline import Chapter, Cue
from coach.units import CARRIER_PERIOD, to_samples

WINDOW = 20
"""Steps in which voice and music are compared, 200 ms: about a short word, so that neither the louder word beside it
nor the silence between two notes counts for it."""

SOFTEST = 0.1
"""Share of the mean power of a cue, 10 dB below it: what is softer counts as a word that soft, not as none."""

ATTACK = to_samples(0.45)
"""Samples of ducking before a cue; the music is all the way down when the cue starts."""

RELEASE = to_samples(1.0)
"""Samples in which music comes up after cues; fewer where the chapter ends before, so that it ends with music up."""

PIECE = 100 * CARRIER_PERIOD
"""Values computed at a time; of samples, 3.1 s: they take little memory, however long the chapter."""

TOGETHER = to_samples(1.5)
"""Samples of a gap between cues across which the music comes up; across a shorter one, it stays down."""


def ducking(chapter: Chapter, start: int, music: Floats, spoken: Spoken, every: int = 1) -> Iterator[Floats]:
    """Compute the gain of the music in a chapter in pieces of `PIECE` values, the last of fewer: length / every in all.

    The gain is 1 at both ends, so that no join is heard. Each value is for the middle of `every` samples. `music` is
    the power of each `STEP` of the loop, shape (steps, 2), as `spoken` gives that of cues; the chapter begins at sample
    `start` of the loop, which is repeated as need be.
    """
    dips = []
    for cues in _together(chapter):
        depth = max([DUCK, *(_depth(cue, start, music, spoken) for cue in cues if cue.kind == "speech")])
        first, end = cues[0].start, cues[-1].end
        dips.append((first, end, min(ATTACK, first), min(RELEASE, chapter.length - end), depth))
    count = -(-chapter.length // every)
    for at in range(0, count, PIECE):
        places = np.arange(at, min(at + PIECE, count)) * every + every / 2
        down = np.zeros(len(places))  # dB
        for first, end, attack, release, depth in dips:
            inside = slice(*np.searchsorted(places, (first - attack, end + release)))
            into = (places[inside] - first + attack) / max(attack, 1)
            out = (end + release - places[inside]) / max(release, 1)
            down[inside] = depth * _raised(np.minimum(np.minimum(into, out), 1.0))
        yield np.asarray(10 ** (-down / 20), np.float64)


def ramp(size: int) -> Floats:
    """Make a raised cosine from 0 to 1: shape (size,)."""
    return _raised((np.arange(size) + 0.5) / max(size, 1))


def _raised(share: Floats) -> Floats:
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * share), np.float64)


def _depth(cue: Cue, start: int, music: Floats, spoken: Spoken) -> float:
    """Find the dB by which the music has to sink to be `UNDER_SPEECH` under each word of a cue."""
    voice = spoken(cue)
    words = np.maximum(windows(voice), voice.mean(axis=0) * SOFTEST)
    # One step more, as the steps of both do not begin together.
    steps = (start + cue.start) // STEP + np.arange(len(voice) + 1)
    heard = music.take(steps, axis=0, mode="wrap")
    under = np.maximum(windows(heard[:-1]), windows(heard[1:]))
    return float(10 * np.log10(max(np.max(under / np.maximum(words, 1e-12)), 1e-12))) + UNDER_SPEECH


def windows(powers: Floats) -> Floats:
    """Average powers, shape (steps, 2), over each `WINDOW` steps, or over all if there are fewer."""
    size = min(WINDOW, len(powers))
    total = np.concatenate([np.zeros((1, 2)), np.cumsum(powers, axis=0)])
    return np.asarray((total[size:] - total[:-size]) / size)


def _together(chapter: Chapter) -> list[list[Cue]]:
    """Group the cues, in order: those with only a short gap between them are one list."""
    groups: list[list[Cue]] = []
    for cue in sorted(chapter.cues, key=lambda cue: cue.start):
        if groups and cue.start - groups[-1][-1].end < TOGETHER:
            groups[-1].append(cue)
        else:
            groups.append([cue])
    return groups
