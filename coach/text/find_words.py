"""Words found in text by how they are read, in any script: in capitals or not, composed or not."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from coach.text import DOTLESS

_ALIKE = str.maketrans({"’": "'", "‐": "-", "‑": "-", "\u00a0": " "})  # noqa: RUF001

_UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF))
"""Code points of scripts that put no space between words."""


class Found(NamedTuple):
    """Word in a text, from start to end, by the name under which it was sought."""

    start: int
    end: int
    word: str


def find_words(text: str, words: Iterable[str], language: str) -> Iterator[Found]:
    """Yield the whole words of `words` in `text`, from left to right, the longest at each place."""
    keys = ((small(" ".join(word.split()), language), word) for word in words)
    sought = sorted(keys, key=lambda one: -len(one[0]))
    if not sought:
        return
    folded, origin = _folded(text, language)
    at = 0
    while at < len(folded):
        for key, word in sought:
            end = at + len(key)
            if key and folded.startswith(key, at) and _apart(folded, at, at - 1) and _apart(folded, end, end):
                yield Found(origin[at], origin[end], word)
                at = end
                break
        else:
            at += 1


def without(text: str, words: Iterable[str], language: str) -> str:
    """Return a text of the same length with spaces in the place of each of `words`."""
    for start, end, _ in find_words(text, words, language):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def small(text: str, language: str) -> str:
    """Write `text` in small letters by the rules of its language, decomposed: equal for words that are read alike."""
    if language in DOTLESS:
        text = text.replace("I\u0307", "i").replace("İ", "i").replace("I", "ı")  # noqa: RUF001
    decomposed = unicodedata.normalize("NFD", text.translate(_ALIKE).casefold())
    return unicodedata.normalize("NFD", decomposed.casefold())


def _folded(text: str, language: str) -> tuple[str, list[int]]:
    """Return `text` in small letters, and where in `text` each of them stands; letters keep their marks together."""
    folded = ""
    origin: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and _is_mark(text[end]):
            end += 1
        letters = small(text[start:end], language)
        folded += letters
        origin += [start] * len(letters)
        start = end
    return folded, [*origin, len(text)]


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter).startswith("M")


def _apart(folded: str, at: int, outer: int) -> bool:
    """Whether a word may begin or end at `at`, with the letter at `outer` outside of it."""
    if at in (0, len(folded)):
        return True
    before, after = folded[at - 1], folded[at]
    if _is_mark(after):
        return False
    return not _in_word(folded[outer]) or _is_unspaced(before) or _is_unspaced(after)


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_" or _is_mark(letter)


def _is_unspaced(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in _UNSPACED)
