"""The one gain of a whole session, from its clips: nothing is rendered for it."""

import numpy as np
from numpy.typing import NDArray

from coach.pcm.loudness import HOP, gated, weighted_energy
from coach.sound.mix import Mixer
from coach.timeline import Timeline

SESSION_LOUDNESS = -16.0
"""LUFS of a whole export, as podcasts and phones expect."""

STEP_DB = 0.25
"""Gains are whole steps: so a changed sentence changes its own track and, nearly always, no other."""


def album_gain(mixer: Mixer, timeline: Timeline) -> float:
    """The one gain that brings the whole session to its loudness, within half a step.

    Found twice, as the limiter may take some of what the first measurement asks for.
    """
    steps = 0
    for _ in range(2):
        at = mixer.at_gain(mixer.gain * 10 ** (steps * STEP_DB / 20))
        measured = session_loudness(at, timeline)
        if not np.isfinite(measured):
            break
        steps += round((SESSION_LOUDNESS - measured) / STEP_DB)
    return float(mixer.gain * 10 ** (steps * STEP_DB / 20))


def session_loudness(mixer: Mixer, timeline: Timeline) -> float:
    """LUFS of the whole session's cues. What lies under them is too soft to count: the gate leaves it out."""
    hops = np.zeros(timeline.length // HOP + 8)
    energies: dict[tuple[str, str, float], NDArray[np.float64]] = {}
    for index, start, cue in timeline.cues():
        lean = abs(mixer.lean(timeline.chapters[index]))
        key = (cue.kind, cue.content, lean)
        if key not in energies:
            # The mean of both channels' powers, where one is louder by as much as the other is softer.
            energies[key] = weighted_energy(mixer.cue(*key)) * (1 + lean**2)
        total = energies[key]
        edges = np.arange(start // HOP, (start + len(total) - 1) // HOP + 2) * HOP - start
        hops[start // HOP : start // HOP + len(edges) - 1] += np.diff(total[np.clip(edges, 0, len(total) - 1)])
    return gated(hops[: timeline.length // HOP] / HOP)
