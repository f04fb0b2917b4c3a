"""Spellings for the ear, under `pronounce`: an entry that stands in no line is a slip of the pen."""

from collections.abc import Iterator

from coach.protocol.model import Protocol
from coach.protocol.problems import Problems
from coach.protocol.traverse import wordings
from coach.protocol.vocabulary import VARIABLE
from coach.text.find_words import find_words, small


def problems(protocol: Protocol) -> Problems:
    """Find entries that match no line, no term and no muscle in their language, and entries that are read alike."""
    for language, words in protocol.words.items():
        found: set[str] = set()
        alike: dict[str, str] = {}
        for text in _said(protocol, language) if words.pronounce else ():
            for word in words.pronounce.keys() - found:
                found |= {one.word for one in find_words(text, (word,), language)}
        for word in words.pronounce:
            at = ("words", language, "pronounce", word)
            first = alike.setdefault(small(word, language), word)
            if first != word:
                yield at, f"'{word}' is the same word as '{first}'; write one of them"
            elif word not in found:
                yield at, f"no line in '{language}' says '{word}'; write it as in the line, or remove it"


def _said(protocol: Protocol, language: str) -> Iterator[str]:
    """Yield all that may be said of the protocol and of those it includes, with each name in place of variables."""
    for part in protocol.parts.values():
        if language not in part.words:
            continue
        words = part.words[language]
        names = [form for forms in words.forms.values() for form in forms]
        names += [strip.muscle for strip in part.strips.order] if part.strips else []
        yield from names
        for line in words.lines.values():
            for _, text in wordings(line):
                yield " ".join(text.split())
                pieces = VARIABLE.split(text)[::2]
                if len(pieces) > 1:
                    yield from (" ".join(name.join(pieces).split()) for name in names)
