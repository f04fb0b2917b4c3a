"""Somebody who obeys every word and tone: each timeline that would lead them astray is refused, and no other."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from msgspec.structs import replace
from small import TEXT
from test_schedule import timeline_of

from coach.protocol import LEVELS, Protocol, load, parse, shipped
from coach.protocol.limits_model import CountLimit
from coach.protocol.vocabulary import Level
from coach.session import Choices, expand
from coach.session.location import Arrival
from coach.timeline import Chapter, Cue, ProofError, Timeline, prove
from coach.timeline.model import Lead
from coach.timeline.proofs_of_body import going_on_is_true
from coach.units import to_samples, whole_periods


def _changed(*changes: tuple[str, str]) -> str:
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


PROTOCOL = parse(
    _changed(
        ("  passes: {", "  reach: {least: 1 s, most: 3 s, usual: 2 s, source: choice}\n  passes: {"),
        ("      - {hold: chosen,", "      - {say: bend, reach: chosen}\n      - {hold: chosen,"),
        ("      hold: {source: B1", "      bend: {source: choice, always: Bend it.}\n      hold: {source: B1"),
    ),
    "small.yaml",
)
"""The small one, led into its stretch by a tone."""

SESSION = expand(PROTOCOL, Choices(), 1)
TIMELINE = timeline_of(SESSION)
SPOT = next(index for index, chapter in enumerate(TIMELINE.chapters) if chapter.held)
LATER = SPOT + 1

Change = Callable[[Chapter], Chapter]


def with_chapter(index: int, change: Change) -> Timeline:
    chapters = list(TIMELINE.chapters)
    chapters[index] = change(chapters[index])
    return replace(TIMELINE, chapters=tuple(chapters))


def with_leads(index: int, change: Callable[[Lead, Chapter], tuple[Lead, ...]], does: str) -> Timeline:
    """With the lead that does this in the place of another one, or of none."""

    def changed(chapter: Chapter) -> Chapter:
        assert any(lead.does == does for lead in chapter.leads)
        kept = [change(lead, chapter) if lead.does == does else (lead,) for lead in chapter.leads]
        return replace(
            chapter, leads=tuple(sorted((lead for some in kept for lead in some), key=lambda one: one.start))
        )

    return with_chapter(index, changed)


def without(lead: Lead, chapter: Chapter) -> tuple[Lead, ...]:
    return ()


def twice(lead: Lead, chapter: Chapter) -> tuple[Lead, ...]:
    return lead, lead


def in_the_hold(lead: Lead, chapter: Chapter) -> tuple[Lead, ...]:
    return (replace(lead, start=chapter.held[0].start + 1),)


def in_the_reach(lead: Lead, chapter: Chapter) -> tuple[Lead, ...]:
    return (replace(lead, start=chapter.held[0].begins + 1),)


def before_the_tone(lead: Lead, chapter: Chapter) -> tuple[Lead, ...]:
    return (replace(lead, start=chapter.held[0].end - 1),)


def with_reach(seconds: float) -> Timeline:
    """Consistently another reach: the start tone moves too, so only the limit can object."""

    def changed(chapter: Chapter) -> Chapter:
        (held,) = chapter.held
        reach = to_samples(seconds)
        cues = [replace(cue, start=held.start - reach) if cue.content == "start" else cue for cue in chapter.cues]
        return replace(chapter, cues=tuple(cues), held=(replace(held, reach=reach),))

    return with_chapter(SPOT, changed)


def quiet_after(number: int) -> Timeline:
    """A minute of quiet after the first cues."""

    def changed(chapter: Chapter) -> Chapter:
        by = whole_periods(to_samples(60))

        def later(cue: Cue) -> Cue:
            return replace(cue, start=cue.start + by)

        cues = (*chapter.cues[:number], *(later(cue) for cue in chapter.cues[number:]))
        return replace(chapter, cues=cues, length=chapter.length + by)

    return with_chapter(0, changed)


LAST = len(TIMELINE.chapters) - 1
ARRIVES, MOVES, RELEASES, ENDS = "anywhere to on", "spot before to on", "held to on", "anywhere to off"

BROKEN: dict[str, tuple[Timeline, str]] = {
    "a release before its tone": (with_leads(SPOT, before_the_tone, RELEASES), "release begin before the release tone"),
    "no release": (with_leads(SPOT, without, RELEASES), "no words lead out of the hold"),
    "a chapter that ends held": (with_leads(SPOT, without, RELEASES), "it ends with the leg held"),
    "a release twice": (with_leads(SPOT, twice, RELEASES), "'held to on' is asked of a leg that is on"),
    "a release of nothing": (
        with_chapter(SPOT, lambda chapter: replace(chapter, held=())),
        "'held to on' is asked of a leg that is on",
    ),
    "a move twice": (with_leads(LATER, twice, MOVES), "one move is asked for from somewhere else than the spot before"),
    "a spot twice": (
        replace(TIMELINE, chapters=(*TIMELINE.chapters[: LATER + 1], *TIMELINE.chapters[LATER:])),
        "one move is asked for from somewhere else than the spot before",
    ),
    "a spot left out": (
        replace(TIMELINE, chapters=TIMELINE.chapters[:SPOT] + TIMELINE.chapters[LATER:]),
        "one move is asked for from somewhere else than the spot before",
    ),
    "a move in the hold": (with_leads(LATER, in_the_hold, MOVES), "the ball is moved while the muscle is stretched"),
    "a move on the way": (with_leads(LATER, in_the_reach, MOVES), "the ball is moved while the muscle is stretched"),
    "a stretch with the ball at the spot before": (
        with_leads(LATER, without, MOVES),
        "a stretch begins with the leg on, and the ball not at this spot",
    ),
    "a stretch with no ball": (
        with_leads(SPOT, without, ARRIVES),
        "a stretch begins with the leg off, and the ball not at this spot",
    ),
    "it is said to be there": (
        with_chapter(LATER, lambda chapter: replace(chapter, arrival=Arrival("stay"))),
        "the ball is said to be there already, and it is not",
    ),
    "too many moves": (
        with_chapter(LATER, lambda chapter: replace(chapter, arrival=Arrival("place", 2))),
        "2 moves are told, and it is 1",
    ),
    "too long a reach": (with_reach(3.1), "3.1 s to get into the stretch, outside the limit"),
    "too short a reach": (with_reach(0.9), "0.9 s to get into the stretch, outside the limit"),
    "a start tone elsewhere": (
        with_chapter(SPOT, lambda chapter: replace(chapter, held=(replace(chapter.held[0], reach=to_samples(1)),))),
        "the start tones are at",
    ),
    "quiet at the beginning": (quiet_after(0), "s without a word"),
    "quiet at the end": (quiet_after(len(TIMELINE.chapters[0].cues)), "s without a word"),
    "the leg is left on the ball": (with_leads(LAST, without, ENDS), "nothing has led the leg off the ball"),
}


def test_the_timeline_itself_is_proved() -> None:
    assert prove(TIMELINE, SESSION, PROTOCOL) is TIMELINE


@pytest.mark.parametrize("name", BROKEN)
def test_whatever_leads_astray_is_refused(name: str) -> None:
    broken, message = BROKEN[name]
    with pytest.raises(ProofError, match=message):
        prove(broken, SESSION, PROTOCOL)


def test_a_reach_without_a_limit_is_refused() -> None:
    unlimited = replace(PROTOCOL, limits=replace(PROTOCOL.limits, reach=None))
    with pytest.raises(ProofError, match="s to get into the stretch, outside the limit"):
        prove(TIMELINE, SESSION, unlimited)


def test_a_ball_outside_of_the_area_is_refused() -> None:
    assert PROTOCOL.spots is not None
    beyond = replace(PROTOCOL, spots=replace(PROTOCOL.spots, first=9.0))
    with pytest.raises(ProofError, match=r"the ball may lie 9 to .* cm away, outside the area of 2 to 8 cm"):
        prove(TIMELINE, SESSION, beyond)


def test_going_on_is_proved_from_wherever_the_ball_may_be() -> None:
    assert list(going_on_is_true(TIMELINE, SESSION, PROTOCOL)) == []
    chapters = list(SESSION.chapters)
    chapters[LATER] = replace(chapters[LATER], leads=chapters[LATER].leads[:1])
    flaws = list(going_on_is_true(TIMELINE, replace(SESSION, chapters=tuple(chapters)), PROTOCOL))
    assert flaws
    assert all("it ends with the leg held" in flaw for flaw in flaws)


def _counts(limit: CountLimit | None) -> list[int | None]:
    return [None] if limit is None else list(range(limit.least, limit.most + 1))


def allowed(protocol: Protocol, language: str, level: Level) -> Iterator[Choices]:
    """Each number of spots and passes, then each side, then what is left after it was too much."""
    usual: dict[str, Any] = {"language": language, "level": level}
    for spots, passes in product(_counts(protocol.limits.spots), _counts(protocol.limits.passes)):
        yield Choices(spots=spots, passes=passes, **usual)
    sides = protocol.sides.order if protocol.sides else ()
    for side in sides:
        yield Choices(side=side, **usual)
    for fewer in (0, 1, 9):
        yield Choices(fewer=fewer, live=True, **usual)
        if "left" in sides:
            yield Choices(fewer=fewer, over=("left",), live=True, **usual)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    ("name", "language"), [(name, language) for name in shipped() for language in load(name).words]
)
def test_whatever_is_allowed_leads_nobody_astray(name: str, language: str, level: Level) -> None:
    protocol = load(name)
    for choices in allowed(protocol, language, level):
        minutes = max(1, round(timeline_of(expand(protocol, choices)).length / to_samples(60)))
        session = expand(protocol, choices, minutes)
        timeline = timeline_of(session)
        assert prove(timeline, session, protocol) is timeline


@pytest.mark.parametrize(("name", "language", "level"), list(product(shipped(), ("en", "es"), LEVELS)))
def test_a_stretch_is_no_longer_than_stated_and_its_release_comes_after_its_tone(
    name: str, language: str, level: Level
) -> None:
    """From the tone that begins it to the tone that ends it; the words that name it came before the first of them."""
    protocol = load(name)
    for chapter in timeline_of(expand(protocol, Choices(language=language, level=level), 1)).chapters:
        limits = protocol.parts[chapter.location.protocol].limits
        for held in chapter.held:
            most = limits.hold or limits.set
            assert most is not None
            reach = limits.reach.most if limits.reach is not None and held.reach else 0
            starts = [cue.start for cue in chapter.cues if cue.kind == "tone" and cue.content == "start"]
            released = [cue for cue in chapter.cues if cue.kind == "tone" and cue.content == "release"]
            assert starts == ([held.begins] if held.reach else [])
            assert [cue.start for cue in released] == [held.end]
            assert held.end - held.begins <= most.most + reach
            (out,) = [lead for lead in chapter.leads if lead.does in ("held to on", "held to off")]
            assert out.start >= released[0].end, "its first word"
            said = [cue for cue in chapter.cues if cue.kind == "speech" and cue.instruction == _of(chapter, out)]
            assert said
            assert min(cue.start for cue in said) >= released[0].end


def _of(chapter: Chapter, lead: Lead) -> int:
    return next(cue.instruction for cue in chapter.cues if cue.start == lead.start)
