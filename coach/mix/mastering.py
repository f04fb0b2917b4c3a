"""Mastering: one gain for a whole session, from its clips and the levels of its bed. Nothing is rendered for it."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from coach.audio.levels import MUSIC_COUNTS, SESSION_LOUDNESS
from coach.audio.loudness import HOP, gated, weighted_energy
from coach.mix.bed import STEP
from coach.mix.mixer import Mixer
from coach.timeline import Timeline

STEP_DB = 0.25
"""dB of one step. Gains are whole steps, so a changed sentence changes its own track and, nearly always, no other."""

SOFTER_DB = (0.0, -2.0, -4.0, -6.0, -9.0, -12.0, -18.0)
"""dB by which softer music is tried, in order."""

_TRIES = 6

Energies: TypeAlias = dict[tuple[str, str, float], dict[int, NDArray[np.float64]]]
"""Energies of each hop by a cue's kind, content and pan, and by the sample of a hop with which the cue begins.

Not sample by sample: of a whole session, that is 200 MB.
"""


def album_gains(mixer: Mixer, timeline: Timeline) -> tuple[float, float]:
    """Find the factor that brings a whole session to its loudness, within half a step, and that of its music.

    Music is as loud as it can be without counting for more than `MUSIC_COUNTS`.
    """
    known: Energies = {}
    gain = _gain(mixer, timeline, 0.0, known)
    music = 1.0
    if mixer.position_independent:  # there is no music
        return gain, music
    alone = session_loudness(mixer.at_gain(gain, 0.0), timeline, known)
    for softer in SOFTER_DB:
        music = 10 ** (softer / 20)
        if abs(session_loudness(mixer.at_gain(gain, music), timeline, known) - alone) <= MUSIC_COUNTS:
            break
    return _gain(mixer.at_gain(gain), timeline, music, known), music


def _gain(mixer: Mixer, timeline: Timeline, music: float, known: Energies) -> float:
    """Find the gain step by step until nothing changes.

    The limiter may take some of what a measurement asks for; the carrier, and music from some gain on, do not follow.
    """
    steps = 0
    off: dict[int, float] = {}
    while steps not in off and len(off) < _TRIES:
        measured = session_loudness(mixer.at_gain(_raised(mixer, steps), music), timeline, known)
        if not np.isfinite(measured):
            return mixer.gain
        off[steps] = SESSION_LOUDNESS - measured
        steps += round(off[steps] / STEP_DB)
    return _raised(mixer, min(off, key=lambda tried: abs(off[tried])))


def _raised(mixer: Mixer, steps: int) -> float:
    return float(mixer.gain * 10 ** (steps * STEP_DB / 20))


def session_loudness(mixer: Mixer, timeline: Timeline, known: Energies | None = None) -> float:
    """Compute the LUFS of the whole session: of its cues, and of its bed, which decides where the gate is.

    `known` keeps, for another gain, the energies of sounds that no limiter touches, at a gain of 1.
    """
    hops = np.zeros(timeline.length // HOP + 8)
    unlimited: Energies = {} if known is None else known
    limited: Energies = {}
    cues = [
        (start, (cue.kind, cue.content, abs(mixer.pan(timeline.chapters[index]))))
        for index, start, cue in timeline.cues()
    ]
    begins: dict[tuple[str, str, float], set[int]] = {}
    for start, key in cues:
        begins.setdefault(key, set()).add(start % HOP)
    for start, key in cues:
        kind, _, pan = key
        kept, power = (unlimited, mixer.gain**2) if mixer.below_limiter(kind, pan) else (limited, 1.0)
        if key not in kept:
            # The mean of both channels' powers, where one is louder by as much as the other is softer.
            total = weighted_energy(mixer.cue(*key)) * ((1 + pan**2) / power)
            kept[key] = {begin: _of_hops(total, begin) for begin in begins[key]}
        added = kept[key][start % HOP] * power
        hops[start // HOP : start // HOP + len(added)] += added
    for index, (start, chapter) in enumerate(zip(timeline.starts, timeline.chapters, strict=True)):
        under = mixer.bed_power(timeline, index)
        places = start + np.minimum(np.arange(len(under) + 1) * STEP, chapter.length)
        summed = np.concatenate([[0.0], np.cumsum(under * np.diff(places))])
        edges = np.arange(start // HOP, (start + chapter.length - 1) // HOP + 2) * HOP
        hops[edges[0] // HOP : edges[-1] // HOP] += np.diff(np.interp(edges, places, summed))
    return gated(hops[: timeline.length // HOP] / HOP)


def _of_hops(total: NDArray[np.float64], begin: int) -> NDArray[np.float64]:
    """Return the energy in each hop, of one that is summed up sample by sample and begins in a hop at `begin`."""
    edges = np.arange((begin + len(total) - 1) // HOP + 2) * HOP - begin
    return np.diff(total[np.clip(edges, 0, len(total) - 1)])
