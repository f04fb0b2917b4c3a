"""Alignment of a text with the phonemes that an engine made of it: which word begins at which of them.

An engine runs words together ("of the" is one group of phonemes), so a place between two words is sure only if the
words before it and the words after it, each alone, have as many groups as all of them.
"""

import re
from collections.abc import Callable, Iterator, Sequence

LETTERS = 42
"""Letters of a part that is not cut again: a line of a caption."""

LEAST = 12
"""Letters of a part at least."""

_WORD = re.compile(r"(?<=\s)\S")
_AFTER_MARK = re.compile(r"(?<=[,;:\u060c\u061b])\s+")


def begins_of_parts(text: str, groups: Callable[[str], int]) -> list[tuple[int, int]]:
    """Cut a text where that is sure: after a comma, a colon or a semicolon, or else near the middle.

    Returns, for each part but the first, the index of its first character and the number of groups of phonemes before
    it. `groups` counts the groups of any such text.
    """
    whole = groups(text) if len(text) > LETTERS else 0

    def before(at: int) -> int | None:
        first, last = groups(text[:at]), groups(text[at:])
        return first if first + last == whole else None

    return list(_cuts(text, 0, len(text), before))


def group_starts(phonemes: Sequence[str]) -> list[int]:
    """Find the groups of phonemes between spaces: the index of the first of each."""
    return [at for at, one in enumerate(phonemes) if one != " " and (at == 0 or phonemes[at - 1] == " ")]


def _cuts(text: str, begin: int, end: int, before: Callable[[int], int | None]) -> Iterator[tuple[int, int]]:
    if end - begin <= LETTERS:
        return
    places = [found.start() for found in _WORD.finditer(text, begin + LEAST, end - LEAST)]
    marked = {found.end() for found in _AFTER_MARK.finditer(text, begin, end)}
    pieces = -(-(end - begin) // LETTERS)
    middle = begin + (end - begin) * (pieces // 2) // pieces
    for at in sorted(places, key=lambda at: (at not in marked, abs(at - middle))):
        count = before(at)
        if count is not None:
            yield from _cuts(text, begin, at, before)
            yield at, count
            yield from _cuts(text, at, end, before)
            return
