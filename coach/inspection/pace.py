"""Pace of a session's words, from the timeline alone; whether it is true of the sound is for `cues` to say."""

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise

from coach.timeline.model import Chapter, Cue, Timeline
from coach.units import SAMPLE_RATE, to_samples, to_seconds

BLOCK_GAP = to_samples(4.0)
"""Samples of silence that end a block of instructions; so does a tone."""

LEAST_WORDS = 20
"""Words of a block that counts, without its last sentence. A shorter one says little about pace."""


def words_in(cue: Cue) -> int:
    """Count the words of a spoken cue."""
    return len(cue.content.split())


def blocks(chapter: Chapter) -> Iterator[tuple[Cue, ...]]:
    """Yield the spoken cues that belong together, in order."""
    block: list[Cue] = []
    for cue in chapter.cues:
        if block and (cue.kind != "speech" or cue.start - block[-1].end >= BLOCK_GAP):
            yield tuple(block)
            block = []
        if cue.kind == "speech":
            block.append(cue)
    if block:
        yield tuple(block)


def paced(chapters: Iterable[Chapter]) -> tuple[int, float | None]:
    """Count the words in all blocks that are long enough, and their words a minute, each sentence with its pause.

    The last sentence of a block is left out: a rest or a tone follows it. None for the pace without any block.
    """
    words = samples = 0
    for block in (block for chapter in chapters for block in blocks(chapter)):
        counted = sum(map(words_in, block[:-1]))
        if counted >= LEAST_WORDS:
            words += counted
            samples += block[-1].start - block[0].start
    return words, words / samples * SAMPLE_RATE * 60 if samples else None


def articulation(timeline: Timeline) -> float:
    """Compute the words a minute while there is speech, without any pause; NaN without speech."""
    spoken = [cue for _, _, cue in timeline.cues() if cue.kind == "speech"]
    samples = sum(cue.length for cue in spoken)
    return sum(map(words_in, spoken)) / samples * SAMPLE_RATE * 60 if samples else math.nan


def longest_pause(timeline: Timeline) -> float:
    """Find the seconds of the longest stretch between two cues; 0 with fewer than two."""
    placed = [(start, start + cue.length) for _, start, cue in timeline.cues()]
    return max((float(to_seconds(after[0] - before[1])) for before, after in pairwise(placed)), default=0.0)
