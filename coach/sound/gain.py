"""The one gain of a whole session, from its clips: nothing is rendered for it."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from coach.pcm.loudness import HOP, gated, weighted_energy
from coach.sound.mix import Mixer
from coach.timeline import Timeline

SESSION_LOUDNESS = -16.0
"""LUFS of a whole export, as podcasts and phones expect."""

STEP_DB = 0.25
"""Gains are whole steps: so a changed sentence changes its own track and, nearly always, no other."""


Energies: TypeAlias = dict[tuple[str, str, float], NDArray[np.float64]]
"""By a cue's kind, content and lean: its energy, summed up sample by sample."""


def album_gain(mixer: Mixer, timeline: Timeline) -> float:
    """The one gain that brings the whole session to its loudness, within half a step.

    Found twice, as the limiter may take some of what the first measurement asks for.
    """
    steps = 0
    known: Energies = {}
    for _ in range(2):
        at = mixer.at_gain(mixer.gain * 10 ** (steps * STEP_DB / 20))
        measured = session_loudness(at, timeline, known)
        if not np.isfinite(measured):
            break
        steps += round((SESSION_LOUDNESS - measured) / STEP_DB)
    return float(mixer.gain * 10 ** (steps * STEP_DB / 20))


def session_loudness(mixer: Mixer, timeline: Timeline, known: Energies | None = None) -> float:
    """LUFS of the whole session's cues. What lies under them is too soft to count: the gate leaves it out.

    `known` keeps, for another gain, the energies of sounds that no limiter touches, at a gain of 1.
    """
    hops = np.zeros(timeline.length // HOP + 8)
    unlimited: Energies = {} if known is None else known
    limited: Energies = {}
    for index, start, cue in timeline.cues():
        lean = abs(mixer.lean(timeline.chapters[index]))
        key = (cue.kind, cue.content, lean)
        scales = mixer.scales(cue.kind, lean)
        kept, power = (unlimited, mixer.gain**2) if scales else (limited, 1.0)
        if key not in kept:
            # The mean of both channels' powers, where one is louder by as much as the other is softer.
            kept[key] = weighted_energy(mixer.cue(*key)) * ((1 + lean**2) / power)
        total = kept[key]
        edges = np.arange(start // HOP, (start + len(total) - 1) // HOP + 2) * HOP - start
        added = np.diff(total[np.clip(edges, 0, len(total) - 1)]) * power
        hops[start // HOP : start // HOP + len(added)] += added
    return gated(hops[: timeline.length // HOP] / HOP)
