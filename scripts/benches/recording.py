"""Recordings of a session: each tone in its place, stretches without sound, samples that are not its own."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pulse import RATE, correlate

from benches.bars import BenchError
from coach.render.renderer import SessionRenderer

SEARCH = RATE // 2
"""A tone is looked for this far around its place after the one before it."""
LIKE = 0.7
ZEROS = 24
"""Half a millisecond: sound passes through zero, and no device loses less."""
BLOCK = 1 << 22


class Tone(NamedTuple):
    """Tone of a session, at its planned sample."""

    name: str
    start: int


class Found(NamedTuple):
    """Tones that were found in a recording."""

    planned: int
    places: dict[Tone, int]
    worst_ms: float
    """Of the tone farthest from its place, counted from the first one found."""


class Gaps(NamedTuple):
    """Gaps in a recording."""

    last: int
    """Sample that is not zero."""
    places: list[tuple[int, int]]
    """Where each stretch begins, and its length in samples."""


def gaps(heard: NDArray[np.int16]) -> Gaps:
    """Stretches of zeros between the first and the last other sample."""
    last = -1
    places: list[tuple[int, int]] = []
    for begin in range(0, len(heard), BLOCK):  # half an hour is 170 MB
        at = np.flatnonzero(heard[begin : begin + BLOCK]) + begin
        if len(at):
            quiet = np.diff(at, prepend=last if last >= 0 else at[0]) - 1
            places += [(int(at[i] - quiet[i]), int(quiet[i])) for i in np.flatnonzero(quiet > ZEROS)]
            last = int(at[-1])
    return Gaps(last, places)


def find(heard: NDArray[np.int16], end: int, planned: list[Tone], tones: dict[str, NDArray[np.int16]]) -> Found:
    """Each tone near where it has to be after the one before it, up to sample `end`."""
    first = _first(heard, tones[planned[0].name])
    shift = first - planned[0].start
    planned = [tone for tone in planned if tone.start + shift < end]
    places: dict[Tone, int] = {}
    for tone in planned:
        begin = max(0, tone.start + shift - SEARCH)
        score = correlate(heard[begin : begin + 2 * SEARCH + len(tones[tone.name])], tones[tone.name])
        if score.max() >= LIKE:
            places[tone] = begin + int(score.argmax())
            shift = places[tone] - tone.start
    late = [at - first - (tone.start - planned[0].start) for tone, at in places.items()]
    return Found(len(planned), places, max(map(abs, late)) * 1000 / RATE)


def _first(heard: NDArray[np.int16], tone: NDArray[np.int16]) -> int:
    for begin in range(0, len(heard) - len(tone), 10 * RATE):
        score = correlate(heard[begin : begin + 10 * RATE + len(tone)], tone)
        if score.max() >= LIKE:
            return begin + int(score.argmax())
    raise BenchError("not even the first tone was found")


def different(
    heard: NDArray[np.int16], end: int, prepared: SessionRenderer, found: Found, skipped: int
) -> tuple[int, int]:
    """Samples that are not those of the session, and samples compared, by whole chapters."""
    wrong = compared = 0
    timeline = prepared.timeline
    shift = next(at - tone.start for tone, at in found.places.items())
    for index, start in list(enumerate(timeline.starts))[skipped:]:
        # Where sound was lost before, the chapter is later: not all after it is wrong.
        shift = next((at - tone.start for tone, at in reversed(found.places.items()) if tone.start <= start), shift)
        if start + shift + timeline.chapters[index].length <= end:
            pcm = prepared.mixer.of_session(timeline, index)
            wrong += int(np.count_nonzero(pcm != heard[start + shift : start + shift + len(pcm)]))
            compared += len(pcm)
    return wrong, compared
