"""Each statement of the article is heard in a real session, from a line that cites it, in both languages."""

import re

import msgspec
import pytest
from article import ALL, ROWS, Row
from heard import said, silenced

from coach.protocol import LEVELS, Protocol, load
from coach.protocol.vocabulary import Level
from coach.session import Choices, expand
from coach.session.model import Hold
from coach.session.normalise import spoken
from coach.units import to_samples

HAMSTRINGS = load("hamstrings")
LANGUAGES = ("en", "es")


def lines(protocol: Protocol, row: Row, language: str, level: Level) -> set[str]:
    """The lines that say what the row states, where it should be heard, and that cite all of its facts."""
    return {
        one.line
        for one in said(protocol, Choices(level=level, language=language))
        if one.chapter.name == row.chapter
        and re.search(row.words(language), one.text.replace("…", ","))
        and set(row.facts) <= set(protocol.words[language].lines[one.line].source)
    }


def missing(protocol: Protocol, row: Row) -> list[tuple[str, Level]]:
    """In which languages and at which levels nobody hears the row."""
    return [
        (language, level) for language in LANGUAGES for level in row.levels if not lines(protocol, row, language, level)
    ]


def uncited(protocol: Protocol, line: str, fact: str) -> Protocol:
    """The same protocol, in which `line` no longer names `fact`."""
    words = {}
    for language, one in protocol.words.items():
        source = tuple(each for each in one.lines[line].source if each != fact)
        changed = {**one.lines, line: msgspec.structs.replace(one.lines[line], source=source)}
        words[language] = msgspec.structs.replace(one, lines=changed)
    return msgspec.structs.replace(protocol, words=words)


def name(row: Row) -> str:
    return row.statement


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_the_statement_is_heard_at_its_levels_in_both_languages(row: Row) -> None:
    assert missing(HAMSTRINGS, row) == []


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_without_its_words_or_its_source_the_statement_is_missed(row: Row) -> None:
    everywhere = [(language, level) for language in LANGUAGES for level in row.levels]
    found = set().union(*(lines(HAMSTRINGS, row, language, level) for language, level in everywhere))
    silent = HAMSTRINGS
    for line in found:
        silent = silenced(silent, "hamstrings", line)
    assert missing(silent, row) == everywhere, "the words"
    for fact in row.facts:
        loose = HAMSTRINGS
        for line in found:
            loose = uncited(loose, line, fact)
        assert missing(loose, row) == everywhere, f"the reference to {fact}"


def test_every_fact_has_a_row_and_every_row_a_fact() -> None:
    facts = {fact for row in ROWS for fact in row.facts}
    assert facts == {f"F{number}" for number in range(1, 23)} == set(HAMSTRINGS.sources["article"].facts)
    assert all(row.facts for row in ROWS)
    assert len({row.statement for row in ROWS}) == len(ROWS)
    assert tuple(LEVELS) == ALL


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", ALL)
@pytest.mark.parametrize("seconds", [10, 11, 12])
def test_every_hold_lasts_as_long_as_is_said_before_it(seconds: int, level: Level, language: str) -> None:
    choices = Choices(level=level, language=language, hold=seconds)
    held = [
        step.length
        for chapter in expand(HAMSTRINGS, choices).chapters
        for _, step in chapter.steps
        if isinstance(step, Hold)
    ]
    assert held
    assert set(held) == {to_samples(seconds)}
    sounds = [one.text for one in said(HAMSTRINGS, choices) if one.line == "sounds"]
    assert len(sounds) == 1
    assert spoken(f"{seconds} s", language) in sounds[0]


def test_each_strip_lies_over_its_muscle() -> None:
    """The names stay in the file and on the sheet: who listens is told the place."""
    strips = HAMSTRINGS.strips
    assert strips is not None
    assert [(strip.id, strip.muscle) for strip in strips.order] == [
        ("outer", "biceps femoris"),
        ("middle", "semitendinosus"),
        ("inner", "semimembranosus"),
    ]
    assert {"F6", "F21"} <= set(strips.source)
