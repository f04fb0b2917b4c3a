"""English words of the coach's own that no session in another language shows."""

import re
from typing import Any

import msgspec

from coach.text.interface import EN, Texts

_WORD = re.compile(r"[^\W\d_]{2,}")


def words(text: str) -> set[str]:
    """The words of a text, in small letters; single letters are keys."""
    return {word.lower() for word in _WORD.findall(re.sub(r"\{[^}]*\}", " ", text))}


def texts_of(table: Texts) -> list[str]:
    """Every text of a table."""

    def each(value: Any) -> list[str]:
        if isinstance(value, dict | list | tuple):
            inner = value.values() if isinstance(value, dict) else value
            return [text for one in inner for text in each(one)]
        return [value]

    return each(msgspec.structs.asdict(table))


def english_only(table: Texts) -> set[str]:
    """Words of the English table that this one does not have."""
    return {word for text in texts_of(EN) for word in words(text)} - {
        word for text in texts_of(table) for word in words(text)
    }
