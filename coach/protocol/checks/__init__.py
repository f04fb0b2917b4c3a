"""Checks of a protocol: each module finds problems of one kind, each with its path in the file.

`unseen`, `hostile`, `yaml_faults` and `plain_values` come before all: they judge the text, not the protocol that is
made of it.
"""

from collections.abc import Callable, Mapping
from itertools import chain, islice

from coach.protocol.checks import (
    citations,
    languages,
    limits,
    markup,
    numbers,
    numerals,
    posture,
    readability,
    safety,
    size,
    spellings,
    structure,
    waits,
    wording,
)
from coach.protocol.model import Protocol
from coach.protocol.problems import MOST_PROBLEMS, KeyPath, Place, Problem, Problems

Check = Callable[[Protocol], Problems]

CHECKS: tuple[Check, ...] = (
    citations.problems,
    structure.problems,
    languages.problems,
    limits.problems,
    safety.problems,
    posture.problems,
    waits.problems,
    wording.problems,
    markup.problems,
    spellings.problems,
    numbers.problems,
    numerals.problems,
)
"""Checks in their order, one row each."""


def check(protocol: Protocol, places: Mapping[KeyPath, Place], *, remembers: bool = False) -> list[Problem]:
    """Return every problem of a decoded protocol, each at its place in the file.

    What is too large is told alone: the other checks would take as long as it is large. Reading age is judged last,
    where nothing else is wrong. With `remembers`, wording found easy to read on this machine is not judged again.
    """
    found = list(size.problems(protocol))
    found = found or list(islice(chain.from_iterable(one(protocol) for one in CHECKS), MOST_PROBLEMS + 1))
    if not found:
        found = readability.problems_unless_known(protocol) if remembers else list(readability.problems(protocol))
    # A muscle is judged in each language, and told once.
    return [Problem(nearest(places, path), message) for path, message in dict.fromkeys(found)]


def nearest(places: Mapping[KeyPath, Place], path: KeyPath) -> Place:
    """Return the place of `path`; of what is not in the file, the place where it would be."""
    while path not in places:
        path = path[:-1]
    return places[path]
