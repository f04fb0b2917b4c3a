"""Each proof fails on a timeline that breaks it, and only that proof."""

from collections import defaultdict
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from small import TEXT
from test_schedule import timeline_of

from coach.protocol import load, parse, shipped
from coach.protocol.vocabulary import LEVELS, Level
from coach.session import Choices, expand
from coach.session.choices import PACES, Pace
from coach.timeline import Chapter, Cue, ProofError, Timeline, prove, prove_chapter
from coach.timeline.proofs import sentences_stay_whole
from coach.timeline.schedule import TAIL, schedule
from coach.units import Samples, to_samples, whole_periods

PROTOCOL = parse(TEXT, "small.yaml")
SESSION = expand(PROTOCOL, Choices(), 1)
TIMELINE = timeline_of(SESSION)
SPOT = 2
"""Index of the first chapter with a hold."""


def with_chapter(change: Callable[[Chapter], Chapter], index: int = SPOT) -> Timeline:
    chapters = list(TIMELINE.chapters)
    chapters[index] = change(chapters[index])
    return replace(TIMELINE, chapters=tuple(chapters))


def with_cue(number: int, change: Callable[[Cue], Cue]) -> Timeline:
    def changed(chapter: Chapter) -> Chapter:
        cues = list(chapter.cues)
        cues[number] = change(cues[number])
        return replace(chapter, cues=tuple(cues))

    return with_chapter(changed)


def shifted(cue: Cue, by: int) -> Cue:
    return replace(cue, start=Samples(cue.start + by))


def longer_hold(chapter: Chapter, by: int) -> Chapter:
    """Consistently longer: all that follows moves too, so only the limits can object."""
    held = chapter.held[0]
    cues = tuple(shifted(cue, by) if cue.start >= held.end else cue for cue in chapter.cues)
    leads = tuple(
        replace(lead, start=lead.start + by, words_end=lead.words_end + by) if lead.start >= held.end else lead
        for lead in chapter.leads
    )
    length = chapter.length + whole_periods(by)
    return replace(chapter, cues=cues, leads=leads, length=length, held=(replace(held, length=held.length + by),))


def test_the_timeline_itself_is_proved() -> None:
    assert prove(TIMELINE, SESSION, PROTOCOL) is TIMELINE
    assert [prove_chapter(chapter) for chapter in TIMELINE.chapters] == list(TIMELINE.chapters)


BROKEN = {
    "overlap": (with_cue(1, lambda cue: shifted(cue, -130_000)), "starts before"),
    "outside": (with_cue(-1, lambda cue: shifted(cue, 10_000_000)), "does not lie inside its chapter"),
    "in the lead-in": (with_cue(0, lambda cue: replace(cue, start=Samples(0))), "does not lie inside its chapter"),
    "empty cue": (with_cue(0, lambda cue: replace(cue, length=Samples(0))), "does not lie inside its chapter"),
    "late release": (with_cue(-2, lambda cue: shifted(cue, 1)), "the release tones are at"),
    "no orientation": (
        with_cue(0, lambda cue: replace(cue, content="Somewhere.")),
        "does not name 'left'",
    ),
    "other side said": (
        with_cue(0, lambda cue: replace(cue, content=cue.content.replace("Left", "Right"))),
        "does not name 'left'",
    ),
    "opens with a tone": (
        with_chapter(lambda chapter: replace(chapter, cues=chapter.cues[2:])),
        "does not open with words",
    ),
    "odd length": (
        with_chapter(lambda chapter: replace(chapter, length=Samples(chapter.length + 1))),
        "are not a multiple of 1500",
    ),
    "a spot missing": (
        replace(TIMELINE, chapters=TIMELINE.chapters[:SPOT] + TIMELINE.chapters[SPOT + 1 :]),
        "the left side does not get the same spots and held time as the right side",
    ),
    "held longer on one side": (
        with_chapter(lambda chapter: longer_hold(chapter, 1)),
        "does not get the same spots and held time",
    ),
    "not what was chosen": (with_chapter(lambda chapter: longer_hold(chapter, 1)), "which was not chosen"),
    "beyond the limit": (
        with_chapter(lambda chapter: longer_hold(chapter, 48_001)),
        "outside the protocol's limit",
    ),
    "too many passes": (
        replace(TIMELINE, chapters=TIMELINE.chapters + 2 * (TIMELINE.chapters[SPOT],)),
        "stretched 3 times, the limit is 2",
    ),
    "too many spots": (
        with_chapter(lambda chapter: replace(chapter, location=replace(chapter.location, spot=4))),
        "more spots than the limit of 3",
    ),
    "a false total": (
        replace(TIMELINE, chapters=TIMELINE.chapters + 3 * (TIMELINE.chapters[0],) * 9),
        "minutes are announced, but it takes",
    ),
    "words lost": (
        with_chapter(lambda chapter: replace(chapter, cues=chapter.cues[:1] + chapter.cues[2:])),
        "is not said",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_timeline_is_refused(name: str) -> None:
    broken, message = BROKEN[name]
    with pytest.raises(ProofError, match=message) as caught:
        prove(broken, SESSION, PROTOCOL)
    assert caught.value.exit_code == 1


def test_the_hold_tone_is_part_of_the_proof() -> None:
    spot = TIMELINE.chapters[SPOT]
    early = tuple(shifted(cue, -1) if cue.content == "hold" else cue for cue in spot.cues)
    with pytest.raises(ProofError, match="the hold tones are at"):
        prove_chapter(replace(spot, cues=early))


def said_apart(first: str, then: str, pause: float) -> Chapter:
    """A chapter that says one line in two pieces, with `pause` seconds between them."""
    opening = TIMELINE.chapters[0]
    cue = opening.cues[0]
    later = replace(cue, content=then, start=Samples(cue.end + to_samples(pause)))
    length = whole_periods(later.end + TAIL)
    return replace(opening, cues=(replace(cue, content=first), later), length=length, orientation=())


@pytest.mark.parametrize(
    ("first", "then", "pause", "whole"),
    [
        ("Lift the left,", "relaxed leg.", 0.36, False),
        ("Lift the left", "leg.", 1.4, False),
        ("Lift the left,", "relaxed leg.", 0.35, True),
        ("Lift the left leg…", "and move the ball.", 1.4, True),
        ("Lift the left leg...", "and move the ball.", 1.4, True),
        ("Lift the left leg.", "Move the ball.", 3.0, True),
    ],
)
def test_a_pause_inside_a_sentence_is_refused_unless_it_is_marked(
    first: str, then: str, pause: float, whole: bool
) -> None:
    flaws = list(sentences_stay_whole(said_apart(first, then, pause)))
    assert bool(flaws) != whole
    assert all("a pause breaks the sentence" in flaw for flaw in flaws)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("pace", PACES)
@pytest.mark.parametrize("name", sorted(shipped()))
def test_no_pause_is_inside_a_sentence_of_any_shipped_session(
    name: str, pace: Pace, level: Level, language: str
) -> None:
    session = expand(load(name), Choices(level=level, language=language, pace=pace), 1)
    said = {text: to_samples(0.2) * len(text.split()) for chapter in session.chapters for text in chapter.texts()}
    made = schedule(session, said, defaultdict(lambda: to_samples(0.3)))
    assert [flaw for chapter in made.chapters for flaw in sentences_stay_whole(chapter)] == []
