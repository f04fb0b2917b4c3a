"""How far music sinks for a chapter's cues: so that it is far enough under every word, whatever it does there."""

import numpy as np

from coach.audio.levels import DUCK, UNDER_SPEECH
from coach.mix.bed import STEP, Floats, Spoken
from coach.timeline import Chapter, Cue
from coach.units import to_samples

WINDOW = 20
"""Steps in which voice and music are compared, 200 ms: about a short word, so that neither the louder word beside it
nor the silence between two notes counts for it."""

SOFTEST = 0.1
"""Of the mean power of a cue, 10 dB below it: what is softer is taken for a word as soft as that, and not for none."""

ATTACK = to_samples(0.45)
"""Before a cue; the music is all the way down when the cue starts."""

RELEASE = to_samples(1.0)
"""After the last of some cues. Shorter where the chapter ends before, so that each begins and ends with music up."""

TOGETHER = to_samples(1.5)
"""Across a shorter gap between cues the music stays down."""


def ducking(chapter: Chapter, start: int, music: Floats, spoken: Spoken, every: int = 1) -> Floats:
    """The music's gain: 1 at both ends of the chapter, so that it does not jump at a join.

    At each sample, or in the middle of each `every` samples. `music` is the power of each `STEP` of its loop, as
    `spoken` gives that of cues; the chapter begins with its sample `start`, the loop turned round as often as need be.
    """
    places = np.arange(0, chapter.length, every) + every / 2
    down = np.zeros(len(places))  # dB
    for cues in _together(chapter):
        depth = max([DUCK, *(_depth(cue, start, music, spoken) for cue in cues if cue.kind == "speech")])
        first, end = cues[0].start, cues[-1].end
        attack, release = min(ATTACK, first), min(RELEASE, chapter.length - end)
        inside = slice(*np.searchsorted(places, (first - attack, end + release)))
        into = (places[inside] - first + attack) / max(attack, 1)
        out = (end + release - places[inside]) / max(release, 1)
        down[inside] = depth * _raised(np.minimum(np.minimum(into, out), 1.0))
    return np.asarray(10 ** (-down / 20), np.float64)


def ramp(size: int) -> Floats:
    """A raised cosine from 0 to 1."""
    return _raised((np.arange(size) + 0.5) / max(size, 1))


def _raised(share: Floats) -> Floats:
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * share), np.float64)


def _depth(cue: Cue, start: int, music: Floats, spoken: Spoken) -> float:
    """dB by which the music has to sink to be `UNDER_SPEECH` under each word of this cue."""
    voice = spoken(cue)
    words = np.maximum(windows(voice), voice.mean(axis=0) * SOFTEST)
    # One step more, as the steps of both do not begin together.
    steps = (start + cue.start) // STEP + np.arange(len(voice) + 1)
    heard = music.take(steps, axis=0, mode="wrap")
    under = np.maximum(windows(heard[:-1]), windows(heard[1:]))
    return float(10 * np.log10(max(np.max(under / np.maximum(words, 1e-12)), 1e-12))) + UNDER_SPEECH


def windows(powers: Floats) -> Floats:
    """The mean of each `WINDOW` steps, or of all if there are fewer."""
    size = min(WINDOW, len(powers))
    total = np.concatenate([np.zeros((1, 2)), np.cumsum(powers, axis=0)])
    return np.asarray((total[size:] - total[:-size]) / size)


def _together(chapter: Chapter) -> list[list[Cue]]:
    """The cues in order, those with only a short gap between them as one list."""
    groups: list[list[Cue]] = []
    for cue in sorted(chapter.cues, key=lambda cue: cue.start):
        if groups and cue.start - groups[-1][-1].end < TOGETHER:
            groups[-1].append(cue)
        else:
            groups.append([cue])
    return groups
