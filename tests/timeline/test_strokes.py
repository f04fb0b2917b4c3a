"""Strokes: a tone at the exact sample of each, and proofs that find whatever is uneven."""

from collections.abc import Callable

import pytest
from fakes import length
from msgspec.structs import replace
from programme import STROKES
from small import TEXT

from coach.mix import load_tones
from coach.protocol import parse
from coach.session import Choices, Session, expand
from coach.session.model import ChapterScript, Phrase, Strokes
from coach.timeline import Chapter, Cue, Effort, ProofError, ScheduleError, Timeline, prove, schedule_chapter
from coach.timeline.proofs import chapters_join_without_a_click, cues_never_overlap, holds_are_exact, strokes_are_even
from coach.timeline.schedule import GAP, LEAD_IN, schedule
from coach.units import Samples, to_samples

PROTOCOL = parse(STROKES, "strokes.yaml")
LENGTHS = {name: len(clip) for name, clip in load_tones().items()}
SECOND = to_samples(1)


def timeline_of(session: Session) -> Timeline:
    return schedule(session, {t: length(t) for chapter in session.chapters for t in chapter.texts()}, LENGTHS)


SESSION = expand(PROTOCOL, Choices(), 2)
TIMELINE = timeline_of(SESSION)
SPOT = next(index for index, chapter in enumerate(TIMELINE.chapters) if chapter.held)


def one(strokes: Strokes) -> ChapterScript:
    return ChapterScript("One", ((0, strokes),))


def even(chapter: Chapter) -> Chapter:
    """Every proof but that of the opening words, which it has not."""
    for proof in (cues_never_overlap, holds_are_exact, strokes_are_even, chapters_join_without_a_click):
        assert list(proof(chapter)) == []
    return chapter


def phrase(text: str) -> Phrase:
    return Phrase(text, Samples(0), Samples(0), Samples(0))


@pytest.mark.parametrize(("stroke", "count"), [(2, 4), (3, 10), (2.5, 6), (4, 2)])
def test_each_stroke_begins_at_its_sample_and_the_set_ends_where_it_began(stroke: float, count: int) -> None:
    way = to_samples(stroke)
    chapter = even(schedule_chapter(one(Strokes(Samples(count * way), way)), {}, LENGTHS))
    assert [(cue.content, cue.start - LEAD_IN) for cue in chapter.cues] == [
        *((("stroke-out", "stroke-back")[index % 2], index * way) for index in range(count)),
        ("release", count * way),
    ]
    assert chapter.held == (Effort(LEAD_IN, Samples(count * way), way),)


def test_halfway_is_said_between_two_tones_in_the_middle_if_there_is_room() -> None:
    way = to_samples(3)
    strokes = Strokes(Samples(6 * way), way, phrase("half"))
    room = way - LENGTHS["stroke-back"] - 2 * GAP
    fits = schedule_chapter(one(strokes), {"half": room}, LENGTHS)
    (half,) = (cue for cue in fits.cues if cue.kind == "speech")
    assert half.start - LEAD_IN == 3 * way + LENGTHS["stroke-back"] + GAP
    even(fits)
    assert all(cue.kind == "tone" for cue in schedule_chapter(one(strokes), {"half": room + 1}, LENGTHS).cues)


def test_a_tone_that_is_longer_than_its_stroke_is_an_error_that_names_it() -> None:
    way = to_samples(1)
    with pytest.raises(ScheduleError, match=r"One: the tone 'stroke-out' is 0\.50 s too long for its place"):
        schedule_chapter(one(Strokes(Samples(2 * way), way)), {}, {**LENGTHS, "stroke-out": to_samples(1.5)})


@pytest.mark.parametrize(
    ("choices", "set_s", "stroke_s"),
    [
        (Choices(), 12, 3),
        (Choices(stroke=2), 12, 2),
        (Choices(set=40, stroke=4), 40, 4),
        (Choices(set=23), 18, 3),  # the longest that is whole and no longer than what was wished
        (Choices(set=8, stroke=3), 12, 3),  # nothing whole within the wish is long enough
        (Choices(set=20.9, stroke=2.5), 20, 2.5),
    ],
)
def test_a_set_is_a_whole_number_of_strokes_out_and_back(choices: Choices, set_s: float, stroke_s: float) -> None:
    session = expand(PROTOCOL, choices, 2)
    timeline = timeline_of(session)
    held = [held for chapter in timeline.chapters for held in chapter.held]
    assert {(one.length, one.stroke) for one in held} == {(to_samples(set_s), to_samples(stroke_s))}
    assert len(held) == 4
    minutes = max(1, round(timeline.length / SECOND / 60))
    session = expand(PROTOCOL, choices, minutes)
    prove(timeline_of(session), session, PROTOCOL)


def test_the_words_tell_the_set_as_it_is_done() -> None:
    session = expand(PROTOCOL, Choices(set=23, side="left"), 1)
    assert "Roll for eighteen, each way three." in [text for chapter in session.chapters for text in chapter.texts()]


def with_spot(change: Callable[[Chapter], Chapter]) -> Timeline:
    chapters = list(TIMELINE.chapters)
    chapters[SPOT] = change(chapters[SPOT])
    return replace(TIMELINE, chapters=tuple(chapters))


def with_tones(change: Callable[[list[Cue]], list[Cue]]) -> Timeline:
    """The tones that pace the strokes, changed."""

    def changed(chapter: Chapter) -> Chapter:
        paced = [cue for cue in chapter.cues if cue.content.startswith("stroke-")]
        others = [cue for cue in chapter.cues if cue not in paced]
        return replace(chapter, cues=tuple(sorted([*others, *change(paced)], key=lambda cue: cue.start)))

    return with_spot(changed)


def with_held(**changes: int | None) -> Timeline:
    return with_spot(lambda chapter: replace(chapter, held=(replace(chapter.held[0], **changes),)))


def late(cue: Cue) -> Cue:
    return replace(cue, start=Samples(cue.start + 1))


def slower(chapter: Chapter) -> Chapter:
    """Consistently slower, in the same time: only who knows what was chosen can object."""
    (held,) = chapter.held
    way = Samples(held.length // 2)
    others = [cue for cue in chapter.cues if not cue.content.startswith("stroke-")]
    out, back = (cue for cue in chapter.cues if cue.content.startswith("stroke-") and cue.start < held.start + way)
    both = [replace(out, start=held.start), replace(back, start=Samples(held.start + way))]
    cues = sorted([*others, *both], key=lambda cue: cue.start)
    return replace(chapter, cues=tuple(cues), held=(Effort(held.start, held.length, way),))


BROKEN = {
    "a late stroke": (with_tones(lambda cues: [late(cues[0]), *cues[1:]]), "the stroke-out tones are at"),
    "a late way back": (with_tones(lambda cues: [cues[0], late(cues[1]), *cues[2:]]), "the stroke-back tones are at"),
    "a stroke without its tone": (with_tones(lambda cues: cues[:-1]), "the stroke-back tones are at"),
    "twice out": (
        with_tones(lambda cues: [cues[0], replace(cues[1], content="stroke-out"), *cues[2:]]),
        "the stroke-out tones are at",
    ),
    "a stray stroke": (
        with_tones(lambda cues: [replace(cues[0], start=Samples(cues[0].start - SECOND)), *cues]),
        "the stroke-out tones are at",
    ),
    "an odd end": (with_held(length=TIMELINE.chapters[SPOT].held[0].length - 1), "no whole number of strokes"),
    "ends on the way": (with_held(length=3 * to_samples(3)), "no whole number of strokes"),
    "no time at all": (with_held(stroke=0), "no whole number of strokes"),
    "a set without strokes": (with_held(stroke=None), "the hold tones are at"),
    "not what was chosen": (with_spot(slower), "which was not chosen"),
    "slower than the limit": (with_spot(slower), "a stroke of 6 s is outside the protocol's limit"),
    "slower on one side": (with_spot(slower), "does not get the same spots and held time"),
}


def test_the_timeline_itself_is_proved() -> None:
    minutes = max(1, round(TIMELINE.length / SECOND / 60))
    session = expand(PROTOCOL, Choices(), minutes)
    prove(timeline_of(session), session, PROTOCOL)


@pytest.mark.parametrize("name", BROKEN)
def test_broken_strokes_are_refused(name: str) -> None:
    broken, message = BROKEN[name]
    with pytest.raises(ProofError, match=message):
        prove(broken, SESSION, PROTOCOL)


def test_a_set_longer_than_its_limit_is_refused() -> None:
    session = expand(PROTOCOL, Choices(set=24), 2)
    short = parse(STROKES.replace("most: 40 s, usual: 12 s", "most: 20 s, usual: 12 s"), "strokes.yaml")
    with pytest.raises(ProofError, match="held for 24 s, outside the protocol's limit"):
        prove(timeline_of(session), session, short)


def test_strokes_are_refused_where_only_holds_have_a_limit() -> None:
    with pytest.raises(ProofError, match="outside the protocol's limit"):
        prove(TIMELINE, replace(SESSION, protocol="small"), replace(parse(TEXT, "small.yaml"), protocol="strokes"))
