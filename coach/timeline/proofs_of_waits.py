"""Proofs about waits, and the ways through them: of who is ready at once, and of who never answers."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, get_args

from msgspec.structs import replace

from coach.timeline.model import Chapter, Timeline, Wait
from coach.units import CARRIER_PERIOD, Samples

Way = Literal["shortest", "longest"]

Flaws = Iterator[str]

WAYS: tuple[Way, ...] = get_args(Way)


def walked(chapter: Chapter, way: Way) -> Chapter:
    """Return the chapter as it is heard on one way: what comes after a wait is moved, and nothing else changes."""

    def change(wait: Wait) -> int:
        return wait.longer if way == "longest" else -wait.shorter

    def moved(at: int) -> Samples:
        return Samples(at + sum(change(wait) for wait in chapter.waits if at >= wait.end))

    return replace(
        chapter,
        length=Samples(chapter.length + sum(map(change, chapter.waits))),
        cues=tuple(replace(cue, start=moved(cue.start)) for cue in chapter.cues),
        held=tuple(replace(held, start=moved(held.start)) for held in chapter.held),
        leads=tuple(
            replace(lead, start=moved(lead.start), end=moved(lead.end), words_end=moved(lead.words_end))
            for lead in chapter.leads
        ),
        waits=tuple(
            replace(wait, start=moved(wait.start), end=Samples(moved(wait.start) + max(0, _lasts(wait, way))))
            for wait in chapter.waits
        ),
    )


def _lasts(wait: Wait, way: Way) -> int:
    return wait.end - wait.start + (wait.longer if way == "longest" else -wait.shorter)


def walked_through(timeline: Timeline, way: Way) -> Timeline:
    """Return the whole timeline as it is heard on one way."""
    return replace(timeline, chapters=tuple(walked(chapter, way) for chapter in timeline.chapters))


def waits_are_quiet_and_loose(chapter: Chapter) -> Flaws:
    """Prove that each wait lies in a rest: no cue and no stretch in it, and words between it and a stretch."""
    for wait in chapter.waits:
        if not 0 <= wait.start < wait.end <= chapter.length or wait.longer % CARRIER_PERIOD or wait.longer < 0:
            yield f"{chapter.title}: a wait at {wait.start} does not lie inside its chapter, or cannot be joined"
        if wait.longer and not 0 < wait.remind < wait.longer:
            yield f"{chapter.title}: a wait at {wait.start} ends without a reminder"
        if any(cue.start < wait.end and cue.end > wait.start for cue in chapter.cues):
            yield f"{chapter.title}: something sounds in the wait at {wait.start}"
        if chapter.stretched(wait.start) or any(held.begins < wait.end <= held.end for held in chapter.held):
            yield f"{chapter.title}: the muscle is stretched in the wait at {wait.start}"
    for held in chapter.held:
        waited = max((wait.end for wait in chapter.waits if wait.end <= held.begins), default=None)
        between = (cue.kind == "speech" for cue in chapter.cues if (waited or 0) <= cue.start < held.begins)
        if waited is not None and not any(between):
            yield f"{chapter.title}: a stretch begins right after a wait, and no words lead into it"
    for before, after in pairwise(chapter.waits):
        if after.start < before.end:
            yield f"{chapter.title}: two waits at once"
