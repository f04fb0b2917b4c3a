"""However little is said, all that safety needs is heard; and what is explained at length is explained once.

The techniques that are shipped, alone and together, at the levels that leave words out, in both languages.
"""

import re
from collections import defaultdict
from itertools import pairwise
from typing import Any

import pytest
from heard import Prompt, effort, reach, said, silenced
from safety_words import OPENING, SCALE, TECHNIQUES

from coach.protocol import Protocol, load
from coach.protocol.vocabulary import VARIABLE, Level
from coach.session import Choices
from coach.session.model import ChapterScript
from coach.session.normalise import spoken

NAMES = (*TECHNIQUES, "leg")
PROTOCOLS = {name: load(name) for name in NAMES}
LANGUAGES = ("en", "es")
FEW_WORDS = ("remind", "tones")


def has(pattern: str, lines: list[Prompt]) -> bool:
    # A breath that is marked stands where a comma might.
    return any(re.search(pattern, one.text.replace("…", ",")) for one in lines)


SHORT = ("stop at once", "how to stop")
"""What the short notice has of the opening."""


def missing(protocol: Protocol, level: Level, language: str, *, known: bool = False) -> list[str]:
    """What safety needs and nobody hears, each with its chapter; after the whole notice is `known`, or before."""
    lines = said(protocol, Choices(level=level, language=language, known=known))
    at = LANGUAGES.index(language)
    opening = [one for one in lines if one.chapter == lines[0].chapter]
    needs = {need: OPENING[need] for need in SHORT} if known else OPENING
    found = [f"opening: {need}" for need, patterns in needs.items() if not has(patterns[at], opening)]
    for name in (part for part in protocol.parts if part in TECHNIQUES):
        mine = [one for one in lines if one.chapter.location.protocol == name]
        first = next(index for index, one in enumerate(mine) if effort(one.chapter) is not None)
        found += [f"{name}: {need}" for need in _told_before(protocol.parts[name], mine[:first], at)]
        for chapter in dict.fromkeys(one.chapter for one in mine if effort(one.chapter) is not None):
            here = [one for one in mine if one.chapter == chapter]
            found += [f"{chapter.title}: {need}" for need in _led(name, chapter, here, at)]
    return found


def _told_before(part: Protocol, before: list[Prompt], at: int) -> list[str]:
    """What is missing of the places and limits that must be known before the first stretch or stroke."""
    technique, comfort = TECHNIQUES[part.protocol], part.limits.comfort
    assert comfort is not None
    assert set(technique.never) == {one.area for one in part.limits.never}
    needs = {f"never: {area}": patterns[at] for area, patterns in technique.never.items()}
    needs["how far"] = technique.far[at]
    ease, stop = (spoken(str(number), LANGUAGES[at]) for number in (comfort.ease, comfort.stop))
    needs["both ends of the scale"] = SCALE[at]
    needs["where to ease off"] = technique.ease[at].format(ease)
    needs["where to stop"] = (r"At {}, or any sharp pain, stop", r"En {}, o con dolor agudo, para")[at].format(stop)
    return [need for need, pattern in needs.items() if not has(pattern, before)]


def _led(name: str, chapter: ChapterScript, here: list[Prompt], at: int) -> list[str]:
    """What is missing of the way onto the spot, into the stretch, and out of it, in this order."""
    technique, held = TECHNIQUES[name], effort(chapter)
    assert held is not None
    begins = reach(chapter)
    into = held if begins is None else begins
    assert into <= held
    put = technique.place if (chapter.location.spot or 1) == 1 else technique.move
    assert put is not None
    needs = {
        "side, first of all": (chapter.orientation[0], here[:1]),
        "strip, first of all": (chapter.orientation[1], here[:1]),
        "where the ball goes": (put[at], [one for one in here if one.step < into]),
        "into the stretch": (technique.into[at], [one for one in here if one.step <= into]),
        "out of it": (technique.out[at], [one for one in here if one.step > held]),
    }
    if technique.hold is not None:
        needs["hold"] = technique.hold[at], [one for one in here if one.step == held]
    return [need for need, (pattern, lines) in needs.items() if not has(f"(?i){pattern}", lines)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", FEW_WORDS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("known", [False, True])
def test_few_words_leave_out_nothing_that_safety_needs(name: str, level: Level, language: str, known: bool) -> None:
    assert missing(PROTOCOLS[name], level, language, known=known) == []


OPENING_LINES = ("notice", "do not start", "ask first", "keep off", "stop rule")
CASES = [(name, name, line) for name in NAMES for line in OPENING_LINES] + [
    (name, part, line)
    for part, technique in TECHNIQUES.items()
    for line in ("how it works", "never", *technique.lines)
    for name in (part, "leg")
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", FEW_WORDS)
@pytest.mark.parametrize(("name", "part", "line"), CASES)
def test_a_silent_safety_line_is_missed(name: str, part: str, line: str, level: Level, language: str) -> None:
    assert missing(silenced(PROTOCOLS[name], part, line), level, language) != []


# What is explained at length


def pattern_of(wording: str, language: str) -> str:
    """What matches `wording` as it is spoken, whatever stands for its values and however sentences begin."""
    pieces = re.split(rf"{VARIABLE.pattern}(?: (?:s|cm|min)\b)?", wording)[:: VARIABLE.groups + 1]
    return "(?i)" + "[^.,]+".join(re.escape(_spoken(piece, language)) for piece in pieces)


def _spoken(piece: str, language: str) -> str:
    """`spoken` for a piece, which may begin or end with a space that counts."""
    inner = spoken(piece, language)
    return f"{' ' * (piece[:1] == ' ')}{inner}{' ' * (piece[-1:] == ' ' and bool(inner))}"


def wordings_heard(protocol: Protocol, choices: Choices) -> dict[tuple[str, str], list[tuple[Prompt, int]]]:
    """For each line with several wordings, by protocol and name: where it was said, and in which of them."""
    found = defaultdict(list)
    for one in said(protocol, choices):
        part = protocol.parts[one.chapter.location.protocol]
        wordings = part.words[choices.language].lines[one.line].learn
        if len(wordings) > 1:
            which = [
                index
                for index, each in enumerate(wordings)
                if re.fullmatch(pattern_of(each, choices.language), one.text)
            ]
            assert len(which) == 1, (one.line, one.text, which)
            found[part.protocol, one.line].append((one, which[0]))
    return found


SIZES: list[dict[str, Any]] = [{}, {"side": "right"}, {"spots": 1}, {"spots": 4}, {"passes": 2}]


def choices_for(name: str, language: str) -> list[Choices]:
    """The usual session, and for one technique alone those whose counts it lets choose."""
    limits = PROTOCOLS[name].limits
    return [
        Choices(language=language, **size)
        for size in SIZES
        if all(
            key == "side" or ((limit := getattr(limits, key)) is not None and limit.least <= count <= limit.most)
            for key, count in size.items()
        )
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_the_long_wording_of_each_line_is_heard_once_and_first(name: str, language: str) -> None:
    heard = wordings_heard(PROTOCOLS[name], Choices(language=language))
    several = {
        (part.protocol, line)
        for part in PROTOCOLS[name].parts.values()
        for line, words in part.words[language].lines.items()
        if len(words.learn) > 1
    }
    assert set(heard) == several, "each of them is heard in the usual session"
    assert several
    for choices in choices_for(name, language):
        for key, places in wordings_heard(PROTOCOLS[name], choices).items():
            which = [index for _, index in places]
            assert which[0] == 0, key
            assert which.count(0) == 1, key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_later_strips_and_the_second_side_get_no_longer_wordings_and_shorter_ones(name: str, language: str) -> None:
    for key, places in wordings_heard(PROTOCOLS[name], Choices(language=language)).items():
        first, *later = (len(one.text.split()) for one, _ in places)
        assert later, key
        assert max(later) <= first, key
        assert min(later) < first, key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_no_two_neighbouring_places_get_the_same_of_three_wordings(name: str, language: str) -> None:
    counted = 0
    for choices in choices_for(name, language):
        for (part, line), places in wordings_heard(PROTOCOLS[name], choices).items():
            if len(PROTOCOLS[name].parts[part].words[language].lines[line].learn) < 3:
                continue
            for (one, index), (_, following) in pairwise(places):
                assert index != following, (line, one.chapter.title)
                counted += 1
    assert counted
