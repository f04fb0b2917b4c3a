"""A protocol in the order in which it is heard, and the wordings of its lines."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from coach.protocol.decode import Path
from coach.protocol.model import Line, Part, Protocol, Step

VARIABLE = re.compile(r"\{([^{}]*)\}")
"""What stands in wording for a value."""


class Heard(NamedTuple):
    """A chapter, or the place where a programme includes a protocol."""

    path: Path
    part: Part
    loops: tuple[str, ...]
    """What it is repeated over."""
    when: tuple[str, ...]
    """Its conditions, and those of all that is around it."""

    @property
    def stretches(self) -> bool:
        """Whether a muscle is loaded here: by a hold, by strokes, or by an included protocol."""
        return self.part.include is not None or any(step.hold or step.strokes for step in self.part.steps)


def heard(protocol: Protocol) -> Iterator[Heard]:
    """Chapters and included protocols, in the order of their first time."""
    yield from _heard(protocol.session, ("session",), (), ())


def _heard(parts: tuple[Part, ...], path: Path, loops: tuple[str, ...], when: tuple[str, ...]) -> Iterator[Heard]:
    for index, part in enumerate(parts):
        one = Heard((*path, index), part, (*loops, *part.each), (*when, *part.when))
        if part.chapter is not None or part.include is not None:
            yield one
        yield from _heard(part.session, (*one.path, "session"), one.loops, one.when)


def named(step: Step) -> Iterator[tuple[Path, str]]:
    """The lines that a step names, each with where in the step."""
    for key in ("say", "announce", "halfway"):
        line = getattr(step, key)
        if line is not None:
            yield (key,), line
    for index, line in enumerate(step.count):
        yield ("count", index), line


def wordings(line: Line) -> Iterator[tuple[Path, str]]:
    """All that a line can say, each with where in the line."""
    for key in ("always", "remind", "tones"):
        text = getattr(line, key)
        if text is not None:
            yield (key,), text
    for index, text in enumerate(line.learn):
        yield ("learn", index), text


def at_level(line: Line, level: str) -> tuple[str, ...]:
    """What a line can say at one level."""
    if line.always is not None:
        return (line.always,)
    text = getattr(line, level)
    return tuple(text) if isinstance(text, tuple) else () if text is None else (text,)
