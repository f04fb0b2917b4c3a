"""The plan beside an export, read back: the very timeline that was exported, with nothing lost and nothing guessed."""

from pathlib import Path

import pytest
from fakes import length
from programme import STROKES
from sessions import SHORT
from small import TEXT

import coach.protocols
from coach.protocol import load, parse
from coach.protocol.model import Protocol
from coach.protocol.vocabulary import LEVELS, TONES, Level
from coach.session import Choices, expand
from coach.timeline import Timeline, schedule
from coach.timeline.plan_file import as_json, from_json
from coach.units import Samples

LENGTHS = {**dict.fromkeys(TONES, 31_200), "count": 7_200, "stroke-out": 16_800, "stroke-back": 16_800}
SHIPPED = sorted(path.stem for path in Path(coach.protocols.__path__[0]).glob("*.yaml"))


def timeline_of(protocol: Protocol, choices: Choices) -> Timeline:
    session = expand(protocol, choices, 1)
    texts = {text for chapter in session.chapters for text in chapter.texts()}
    return schedule(session, {text: length(text) for text in texts}, LENGTHS)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_session_is_read_back_as_it_was(name: str, level: Level) -> None:
    protocol = load(name)
    for language in protocol.words:
        timeline = timeline_of(protocol, Choices(language=language, level=level))
        assert from_json(as_json(timeline)) == (timeline, None)


@pytest.mark.parametrize(("text", "reach_s"), [(SHORT, 1), (TEXT, 0), (STROKES, 0)], ids=["reach", "hold", "strokes"])
def test_efforts_are_read_back_with_the_way_into_them(text: str, reach_s: int) -> None:
    timeline = timeline_of(parse(text, "one.yaml"), Choices())
    found, _ = from_json(as_json(timeline))
    assert found == timeline
    assert {held.reach for chapter in found.chapters for held in chapter.held} == {reach_s * 48_000}


def test_parts_of_a_sentence_are_read_back_and_cost_nothing_where_there_are_none() -> None:
    timeline = timeline_of(parse(TEXT, "one.yaml"), Choices())
    assert "parts" not in as_json(timeline)
    session = expand(parse(TEXT, "one.yaml"), Choices(), 1)
    texts = {text for chapter in session.chapters for text in chapter.texts()}
    parts = {text: ((Samples(0), text[:2]), (Samples(777), text[2:])) for text in texts}
    timed = schedule(session, {text: length(text) for text in texts}, LENGTHS, parts=parts)
    assert from_json(as_json(timed)) == (timed, None)
    assert all(cue.parts == (parts[cue.content] if cue.kind == "speech" else ()) for _, _, cue in timed.cues())


def test_the_music_under_an_export_is_read_back() -> None:
    timeline = timeline_of(parse(TEXT, "one.yaml"), Choices())
    _, music = from_json(as_json(timeline, {"file": "a/b.mp3", "identity": "Music 2 abc"}))
    assert music is not None
    assert (music.file, music.identity) == ("a/b.mp3", "Music 2 abc")
