"""Waits are proved both ways: for who is ready at once, and for who never answers. Each proof finds what breaks it."""

from collections.abc import Callable

import msgspec
import pytest
from msgspec.structs import replace
from shipped import TONES

from coach.protocol import Protocol, load
from coach.protocol.vocabulary import LEVELS, Level
from coach.session import Choices, Session, expand
from coach.timeline import Chapter, ProofError, Timeline, prove, prove_chapter, schedule
from coach.timeline.model import Wait
from coach.timeline.plan_file import as_data, as_json, as_lines, from_json
from coach.timeline.proofs_of_waits import walked, walked_through
from coach.units import CARRIER_PERIOD, SAMPLE_RATE, Samples, to_samples

WITH_WAITS = ("hamstrings", "quadriceps", "gastrocnemius", "soleus", "leg")


def made(
    name: str, level: Level = "remind", language: str = "en", *, wait: bool = False, known: bool = False
) -> tuple[Timeline, Session, Protocol]:
    """A live session in a brisk voice, with the total that it announces."""
    protocol, minutes = load(name), 20
    choices = Choices(level=level, language=language, wait=wait, known=known, live=True)
    for _ in range(2):
        session = expand(protocol, choices, minutes)
        texts = {text for chapter in session.chapters for text in chapter.texts()}
        timeline = schedule(session, {text: to_samples(0.03) * len(text) for text in texts}, TONES)
        minutes = round(timeline.length / SAMPLE_RATE / 60)
    return timeline, session, protocol


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", WITH_WAITS)
def test_every_wait_of_every_protocol_is_proved(name: str, level: Level, language: str, known: bool) -> None:
    timeline, session, protocol = made(name, level, language, wait=True, known=known)
    prove(timeline, session, protocol)
    shortest, longest = timeline.range
    waits = [wait for chapter in timeline.chapters for wait in chapter.waits]
    assert longest - timeline.length == len(waits) * to_samples(60)
    assert walked_through(timeline, "longest").length == longest
    assert walked_through(timeline, "shortest").length == shortest
    for chapter in timeline.chapters:
        if chapter.arrives:
            assert len(chapter.waits) == 1, chapter.title
        for wait in chapter.waits:
            words = [cue for cue in chapter.cues if cue.end <= wait.start and cue.kind == "speech"]
            assert words, "nobody waits before it is said what for"


@pytest.mark.parametrize("name", WITH_WAITS)
def test_no_hold_and_no_way_into_one_is_longer_by_a_wait(name: str) -> None:
    timeline, _, _ = made(name, wait=True)
    for way in ("shortest", "longest"):
        for chapter, other in zip(timeline.chapters, walked_through(timeline, way).chapters, strict=True):
            loaded = [[one.length, one.reach, one.stroke] for one in chapter.held]
            assert [[one.length, one.reach, one.stroke] for one in other.held] == loaded
            for held, moved in zip(chapter.held, other.held, strict=True):
                inside = [cue for cue in chapter.cues if held.begins <= cue.start <= held.end]
                moved_inside = [cue for cue in other.cues if moved.begins <= cue.start <= moved.end]
                assert [cue.start - held.start for cue in inside] == [cue.start - moved.start for cue in moved_inside]


@pytest.mark.parametrize("name", WITH_WAITS)
def test_without_the_option_no_word_and_no_sample_changes(name: str) -> None:
    timeline, _, _ = made(name)
    assert not timeline.waits
    for chapter in timeline.chapters:
        for wait in chapter.waits:
            assert msgspec.to_builtins(wait) == {"start": wait.start, "end": wait.end}
    assert "longest_s" not in as_data(timeline)
    (first, *_) = as_lines(timeline)
    assert "waits" not in first


TIMELINE, SESSION, PROTOCOL = made("hamstrings", wait=True)
SPOT = next(index for index, chapter in enumerate(TIMELINE.chapters) if chapter.arrives)


def with_spot(change: Callable[[Chapter], Chapter]) -> Timeline:
    chapters = list(TIMELINE.chapters)
    chapters[SPOT] = change(chapters[SPOT])
    return replace(TIMELINE, chapters=tuple(chapters))


def with_wait(change: Callable[[Chapter, Wait], Wait]) -> Timeline:
    return with_spot(lambda chapter: replace(chapter, waits=(change(chapter, chapter.waits[0]),)))


def wordless(chapter: Chapter) -> Chapter:
    """Nothing is said between the wait and the start tone."""
    wait, held = chapter.waits[0], chapter.held[0]
    kept = (cue for cue in chapter.cues if cue.kind == "tone" or not wait.end <= cue.start < held.begins)
    return replace(chapter, cues=tuple(kept))


BROKEN = {
    "in the reach": (
        with_wait(lambda chapter, wait: replace(wait, start=chapter.held[0].begins, end=chapter.held[0].start)),
        "the muscle is stretched in the wait",
    ),
    "in the hold": (
        with_wait(
            lambda chapter, wait: replace(
                wait, start=Samples(chapter.held[0].start + 10), end=Samples(chapter.held[0].start + 20)
            )
        ),
        "the muscle is stretched in the wait",
    ),
    "around the hold": (
        with_wait(lambda chapter, wait: replace(wait, end=Samples(chapter.held[0].end + 10))),
        "something sounds in the wait",
    ),
    "in the words": (
        with_wait(lambda chapter, wait: replace(wait, start=Samples(wait.start - 10))),
        "something sounds in the wait",
    ),
    "longer than its limit": (
        with_wait(lambda chapter, wait: replace(wait, longer=to_samples(90))),
        "it waits 90 s, and the limit is 60",
    ),
    "not joined": (
        with_wait(lambda chapter, wait: replace(wait, longer=Samples(wait.longer - 1))),
        "cannot be joined",
    ),
    "without a reminder": (
        with_wait(lambda chapter, wait: replace(wait, remind=wait.longer)),
        "ends without a reminder",
    ),
    "outside": (
        with_wait(lambda chapter, wait: replace(wait, start=chapter.length, end=Samples(chapter.length + 9))),
        "does not lie inside its chapter",
    ),
    "twice": (
        with_spot(lambda chapter: replace(chapter, waits=(chapter.waits[0], chapter.waits[0]))),
        "two waits at once",
    ),
    "a tone alone": (with_spot(wordless), "right after a wait, and no words lead into it"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_wait_at_a_wrong_place_is_refused(name: str) -> None:
    broken, message = BROKEN[name]
    with pytest.raises(ProofError, match=message):
        prove(broken, SESSION, PROTOCOL)


def test_a_wait_in_a_session_that_does_not_wait_is_refused() -> None:
    plain = replace(SESSION, choices=replace(SESSION.choices, wait=False))
    with pytest.raises(ProofError, match="it waits 60 s, and the limit is 0"):
        prove(TIMELINE, plain, PROTOCOL)


def test_a_hold_that_a_wait_would_shift_into_a_word_is_refused() -> None:
    """What sounds before the wait and ends after it would be torn: both ways are walked, and told."""
    spot = TIMELINE.chapters[SPOT]
    (wait,) = spot.waits
    late = replace(spot.cues[0], start=Samples(wait.end - CARRIER_PERIOD), length=Samples(2 * CARRIER_PERIOD))
    torn = replace(spot, cues=tuple(sorted((*spot.cues, late), key=lambda cue: cue.start)))
    with pytest.raises(ProofError, match=r"if nobody answers|if somebody is ready at once"):
        prove_chapter(torn)


def test_both_ways_differ_by_the_wait_alone() -> None:
    spot = TIMELINE.chapters[SPOT]
    (wait,) = spot.waits
    long, short = walked(spot, "longest"), walked(spot, "shortest")
    assert long.length - spot.length == wait.longer
    assert spot.length - short.length == wait.shorter
    for cue, later, sooner in zip(spot.cues, long.cues, short.cues, strict=True):
        after = cue.start >= wait.end
        assert later.start - cue.start == (wait.longer if after else 0)
        assert cue.start - sooner.start == (wait.shorter if after else 0)


def test_a_plan_with_waits_comes_back_and_tells_its_range() -> None:
    back, _ = from_json(as_json(TIMELINE))
    assert back == TIMELINE
    data = as_data(TIMELINE)
    assert data["shortest_s"] < data["duration_s"] < data["longest_s"]
    lines = list(as_lines(TIMELINE))
    assert "with its waits from" in lines[0]
    waits = [line for line in lines if "waits for you: until you are ready, or up to 60 s more" in line]
    assert len(waits) == sum(len(chapter.waits) for chapter in TIMELINE.chapters)
