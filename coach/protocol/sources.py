"""Sources of a protocol's numbers."""

import re
from collections.abc import Iterator
from functools import cache
from textwrap import wrap
from typing import NamedTuple, TypeAlias

from coach.errors import InputError, guess, shown
from coach.protocol.limits_model import (
    Area,
    Between,
    Comfort,
    Forbidden,
    HoldLimit,
    Practice,
    Range,
    StepLimit,
)
from coach.protocol.measures import lengths_said
from coach.protocol.model import Protocol, Protocols, Rests, Sides, Spots, Strips
from coach.protocol.problems import KeyPath
from coach.protocol.session_model import Waiting
from coach.protocol.traverse import wordings
from coach.text.spoken_numbers import number_in_words
from coach.units import to_seconds

CHOICE = "choice"
"""Name of the source that says: nobody states this, we chose it."""

Block: TypeAlias = (
    Range | Comfort | Between | Forbidden | Sides | Strips | Spots | Rests | Protocols | Practice | Waiting
)
"""Blocks with a source."""

_UNITS: dict[type[Block], str] = {
    HoldLimit: "s",
    Rests: "s",
    Waiting: "s",
    StepLimit: "cm",
    Area: "cm",
    Spots: "cm",
    Between: "days",
}
_OF_PRACTICE = {"remind": "sessions", "tones": "sessions", "forget": "days"}

_COUNTED = re.compile(r"\{(hold|set|stroke|step|minutes|spot|spots|pass|passes)\}")
"""Variables that stand for a number."""

_ALSO_NUMBERS = {"en": {"once", "twice", "second", "third", "nought", "half", "halfway"}}
"""Words for numbers beside those that num2words knows."""


class Number(NamedTuple):
    """Number as an author wrote it."""

    value: float
    unit: str

    def __str__(self) -> str:
        return f"{self.value:g} {self.unit}".strip()


class Row(NamedTuple):
    """Row of `coach sources`: a thing with numbers, and their sources."""

    what: str
    says: str
    sources: tuple[str, ...]
    ours: bool
    """True for our choice, wholly or in part."""


def blocks(protocol: Protocol) -> Iterator[tuple[KeyPath, Block]]:
    """Yield every block with a source, apart from the lines, with its path."""
    limits = protocol.limits
    for name, limit in (*limits.ranges.items(), ("comfort", limits.comfort), ("between", limits.between)):
        if limit is not None:
            yield ("limits", name), limit
    for index, area in enumerate(limits.never):
        yield ("limits", "never", index), area
    rows: tuple[tuple[str, Block | None], ...] = (
        ("sides", protocol.sides),
        ("strips", protocol.strips),
        ("spots", protocol.spots),
        ("rests", protocol.rests),
        ("protocols", protocol.protocols),
        ("practice", protocol.practice),
        ("waiting", protocol.waiting),
    )
    for name, block in rows:
        if block is not None:
            yield (name,), block


def numbers(block: Block) -> dict[KeyPath, Number]:
    """Return the numbers of a block by their paths in it; times in seconds."""
    if isinstance(block, Rests):
        return {("lengths", name): Number(to_seconds(length), "s") for name, length in block.lengths.items()}
    unit = _UNITS.get(type(block), "")
    found: dict[KeyPath, Number] = {}
    for key in block.__struct_fields__:
        value = getattr(block, key)
        if isinstance(value, int | float):
            if isinstance(block, Practice):
                unit = _OF_PRACTICE[key]
            found[(key,)] = Number(to_seconds(int(value)) if unit == "s" else value, unit)
    return found


def cited(protocol: Protocol, references: tuple[str, ...]) -> tuple[str, ...]:
    """Write sources in words: a fact with its author and text, an author with the work, or `our choice`."""
    found = []
    for reference in references:
        for name, source in protocol.sources.items():
            if reference == name:
                found.append("our choice" if name == CHOICE else ": ".join(filter(None, (source.by, source.about))))
            elif reference in source.facts:
                found.append(f"{source.by or name}, {reference}: {source.facts[reference]}")
    return tuple(found)


NOBODY_SCREENED = "who must not do this has to know before it begins"
"""Reason for a notice and for screening."""


def sources_of(protocol: Protocol, line: str) -> tuple[str, ...]:
    """Return the sources of a line, in the first language that has it; none for an unknown line."""
    return next((words.lines[line].source for words in protocol.words.values() if line in words.lines), ())


def reason(why: str, protocol: Protocol | None = None, references: tuple[str, ...] = ()) -> str:
    """Write the end of a message: the reason why it matters, and its sources."""
    said = cited(protocol, references) if protocol is not None else ()
    return f" (why: {why}; {'; '.join(said) or 'our choice'})"


def rows(protocol: Protocol, language: str) -> tuple[Row, ...]:
    """Return all numbers of a protocol in the order of its file; of a programme, also those of its protocols.

    Raises InputError for a language that it does not speak.
    """
    if language not in protocol.words:
        wrong = f"--language {shown(language)}{guess(language, protocol.words)}"
        raise InputError(f"{wrong}: there is {', '.join(protocol.words)}")
    found = [*_of_blocks(protocol), *_of_lengths(protocol, language), *_of_lines(protocol, language)]
    for name, one in protocol.included.items():
        found += (row._replace(what=f"{name}: {row.what}") for row in rows(one, language))
    return tuple(found)


def _of_blocks(protocol: Protocol) -> Iterator[Row]:
    for path, block in blocks(protocol):
        if isinstance(block, Rests):
            for (_, name), number in numbers(block).items():
                yield _row(protocol, f"rest {name}", str(number), block.source)
        else:
            what = " ".join(str(one) for one in path if isinstance(one, str))
            yield _row(protocol, what.replace("limits ", "limit "), _in_words(block), block.source)


def _in_words(block: Block) -> str:
    """Write the values of a block: `least 10 s, most 12 s`, or the order of things."""
    said = [f"{path[-1]} {number}" for path, number in numbers(block).items()]
    match block:
        case Sides() | Protocols():
            said = list(block.order)
        case Strips():
            said = [strip.id for strip in block.order]
        case StepLimit():
            said.append(f"towards {block.towards}")
        case Forbidden():
            said.append(f"area {block.area}")
        case Comfort():
            said.append("of 0 to 9, where 0 is nothing and 9 is very bad")
        case Spots():
            said.append(f"from {block.start}")
    return ", ".join(said)


def _of_lengths(protocol: Protocol, language: str) -> Iterator[Row]:
    """Yield the lengths that are said without a number, each with the number that we take it for."""
    for name, number in protocol.words[language].lengths.items():
        yield Row(f"length {name}", f"{number:g} cm", ("our choice",), ours=True)


def _of_lines(protocol: Protocol, language: str) -> Iterator[Row]:
    known = protocol.words[language].lengths
    for name, line in protocol.words[language].lines.items():
        said = [text for _, text in wordings(line)]
        texts = [text for text in said if _has_number(text, language) or lengths_said(text, language, known)]
        if texts:
            yield _row(protocol, f"line {name}", " / ".join(texts), line.source)


def _has_number(text: str, language: str) -> bool:
    if re.search(r"\d", text) or _COUNTED.search(text):
        return True
    return not number_words(language).isdisjoint(re.findall(r"\w+", text.lower()))


@cache
def number_words(language: str) -> frozenset[str]:
    """Return the words that numbers up to 100 are made of; none for a language num2words does not know."""
    texts = (number_in_words(number, language) or "" for number in range(101))
    said = {word for text in texts for word in re.findall(r"\w+", text)}
    return frozenset(said - {"and", "y"} | _ALSO_NUMBERS.get(language, set()))


def _row(protocol: Protocol, what: str, says: str, references: tuple[str, ...]) -> Row:
    return Row(what, says, cited(protocol, references), CHOICE in references)


_WHAT = 22  # letters of the first column


def as_lines(protocol: Protocol, found: tuple[Row, ...], width: int = 100, *, coloured: bool = False) -> Iterator[str]:
    """Write rows for people, sources under their numbers; `*` and capitals mark what we chose."""
    for row in found:
        first, *more = wrap(row.says, max(20, width - _WHAT - 4))
        what = row.what if len(row.what) < _WHAT else row.what + "\n" + " " * (_WHAT + 2)
        yield f"{'*' if row.ours else ' '} {what:{_WHAT}}{first}"
        for text in (*more, *_sources_of(row, width)):
            shown = f"\x1b[33m{text}\x1b[0m" if coloured and text == _OURS else text
            yield " " * (_WHAT + 2) + shown
    ours = sum(row.ours for row in found)
    alone = sum(row.ours and len(row.sources) == 1 for row in found)
    yield ""
    yield f"{len(found)} numbers of {protocol.protocol}; * {ours} are our choice, {alone} of them with no other source"


_OURS = "  OUR CHOICE"


def _sources_of(row: Row, width: int) -> Iterator[str]:
    for source in row.sources:
        if source == "our choice":
            yield _OURS
        else:
            yield from wrap(source, max(20, width - _WHAT - 4), initial_indent="  ", subsequent_indent="    ")
