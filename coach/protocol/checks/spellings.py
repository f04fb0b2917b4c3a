"""Spellings for the ear, under `pronounce`: an entry that stands in no line is a slip of the pen."""

import re
from collections.abc import Iterator
from itertools import product

from coach.protocol.model import Protocol
from coach.protocol.problems import Problems
from coach.protocol.traverse import wordings
from coach.protocol.vocabulary import VARIABLE
from coach.text.find_words import find_words, small

_MOST_VALUES, _MOST_SPANNED = 6, 3
"""Values looked at for one entry, and neighbouring variables that an entry may span."""


def problems(protocol: Protocol) -> Problems:
    """Find entries that match no line, no term and no muscle in their language, and entries that are read alike."""
    for language, words in protocol.words.items():
        texts = list(_said(protocol, language)) if words.pronounce else []
        alike: dict[str, str] = {}
        for word in words.pronounce:
            at = ("words", language, "pronounce", word)
            first = alike.setdefault(small(word, language), word)
            if first != word:
                yield at, f"'{word}' is the same word as '{first}'; write one of them"
            elif not any(_says(text, names, word, language) for text, names in texts):
                yield at, f"no line in '{language}' says '{word}'; write it as in the line, or remove it"


def _said(protocol: Protocol, language: str) -> Iterator[tuple[str, list[str]]]:
    """Yield all that may be said of the protocol and of those it includes, with the names that variables stand for."""
    for part in protocol.parts.values():
        if language not in part.words:
            continue
        words = part.words[language]
        names = [form for forms in words.forms.values() for form in forms]
        names += [strip.muscle for strip in part.strips.order] if part.strips else []
        for name in names:
            yield name, []
        for line in words.lines.values():
            for _, text in wordings(line):
                yield " ".join(text.split()), names


def _says(text: str, names: list[str], word: str, language: str) -> bool:
    """Whether a text says a word, with names or the word's own numbers in the place of variables."""
    pieces = VARIABLE.split(text)[::2]
    if len(pieces) == 1:
        return any(find_words(text, (word,), language))
    key = small(word, language)
    values = [*filter(lambda name: _shares(small(name, language), key), names), *re.findall(r"\d+", word), ""]
    values = list(dict.fromkeys(values))[:_MOST_VALUES]
    spanned = min(_MOST_SPANNED, len(pieces) - 1)
    for start in range(len(pieces) - spanned):
        for way in product(values, repeat=spanned):
            filled = "".join(map("".join, zip(pieces[start:], (*way, ""), strict=False)))
            if any(find_words(" ".join(filled.split()), (word,), language)):
                return True
    return False


def _shares(name: str, key: str) -> bool:
    """Whether a word may hold a part of a name."""
    return key in name or any(part in key for part in name.split())
