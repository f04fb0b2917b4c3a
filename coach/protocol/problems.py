"""Problems of a protocol file: positions, and messages that tell what would be right."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from coach.errors import guess

KeyPath = tuple[str | int, ...]
"""Path from the top of a file to a value, by keys and by indices from zero."""

Problems = Iterator[tuple[KeyPath, str]]
"""Problems as a check finds them: the path of what is wrong, and the message."""

MOST_PROBLEMS = 100
"""Limit of problems told: each takes time to word, and nobody reads more."""

TRACED = "whoever listens can be hurt by a number or a word that nobody can trace"
"""Reason for every source."""


class Place(NamedTuple):
    """Position in a file, line and column counted from one."""

    line: int
    column: int


class Problem(NamedTuple):
    """Problem at its place, with a message that tells what would be right."""

    place: Place
    message: str


def unknown(what: str, name: object, known: Iterable[object]) -> str:
    """Return the message for a name that does not exist: what was given, the nearest, and what there is."""
    names = [str(item) for item in known]
    shown = str(name) if len(str(name)) <= 100 else f"{str(name)[:100]}..."
    return f"there is no {what} '{shown}'{guess(str(name), names)}; there is: {', '.join(names) or 'none'}"
