"""Traversal of a protocol: chapters in the order in which they are heard, and the wordings of lines."""

from collections.abc import Iterator
from typing import NamedTuple

from coach.protocol.model import Line, Protocol
from coach.protocol.problems import KeyPath
from coach.protocol.session_model import GoingOn, Part, Step
from coach.protocol.vocabulary import Level, Loop


class PartInOrder(NamedTuple):
    """Part of a session in its place: a chapter, or an included protocol."""

    path: KeyPath
    part: Part
    loops: tuple[Loop, ...]
    """Loops that repeat it."""
    when: tuple[str, ...]
    """Conditions of its own, and of all parts around it."""

    @property
    def stretches(self) -> bool:
        """Whether a muscle is loaded here: by a hold, by strokes, or by an included protocol."""
        return self.part.include is not None or any(step.hold or step.strokes for step in self.part.steps)


def chapters_in_order(protocol: Protocol) -> Iterator[PartInOrder]:
    """Yield chapters and included protocols, in the order of their first time."""
    yield from _in_order(protocol.session, ("session",), (), ())


def _in_order(
    parts: tuple[Part, ...], path: KeyPath, loops: tuple[Loop, ...], when: tuple[str, ...]
) -> Iterator[PartInOrder]:
    for index, part in enumerate(parts):
        one = PartInOrder((*path, index), part, (*loops, *part.each), (*when, *part.when))
        if part.chapter is not None or part.include is not None:
            yield one
        yield from _in_order(part.session, (*one.path, "session"), one.loops, one.when)


def named(step: Step) -> Iterator[tuple[KeyPath, str]]:
    """Yield the lines that a step names, each with its path in the step."""
    for key, line in (("say", step.say), ("announce", step.announce), ("halfway", step.halfway)):
        if line is not None:
            yield (key,), line
    for index, line in enumerate(step.count):
        yield ("count", index), line


def wordings(line: Line) -> Iterator[tuple[KeyPath, str]]:
    """Yield all wordings of a line, each with its path in the line."""
    for key, text in (("always", line.always), ("remind", line.remind), ("tones", line.tones)):
        if text is not None:
            yield (key,), text
    for index, text in enumerate(line.learn):
        yield ("learn", index), text


def judged_by_ear(protocol: Protocol, language: str) -> Iterator[tuple[KeyPath, str]]:
    """Yield all that is said of a protocol's own in one language, with its path: lines, terms, and muscles if named."""
    words = protocol.words[language]
    names_muscle = False
    for name, line in words.lines.items():
        for key, text in wordings(line):
            names_muscle = names_muscle or "{muscle}" in text
            yield ("words", language, "lines", name, *key), text
    for name, forms in words.forms.items():
        yield ("words", language, "terms", name), " ".join(forms)
    for index, strip in enumerate(protocol.strips.order if protocol.strips and names_muscle else ()):
        yield ("strips", "order", index, "muscle"), strip.muscle


def at_level(line: Line, level: Level) -> tuple[str, ...]:
    """Return the wordings of a line at one level."""
    if line.always is not None:
        return (line.always,)
    if level == "learn":
        return line.learn
    text = line.remind if level == "remind" else line.tones
    return () if text is None else (text,)


def prompt_lines(protocol: Protocol) -> Iterator[tuple[KeyPath, str]]:
    """Yield each line that is said outside of chapters, with the path where the file names it."""
    if protocol.safety is not None and protocol.safety.too_soon is not None:
        yield ("safety", "too soon"), protocol.safety.too_soon
    if protocol.ease_off is not None:
        yield ("ease off", "hold"), protocol.ease_off.hold
        yield ("ease off", "end"), protocol.ease_off.end
    if protocol.waiting is not None:
        yield ("waiting", "reminder"), protocol.waiting.reminder
    if protocol.comfort is not None:
        said = protocol.comfort
        yield ("comfort", "before"), said.before
        yield ("comfort", "ask"), said.ask
        yield ("comfort", "ease"), said.ease
        yield ("comfort", "less"), said.less
        yield ("comfort", "end"), said.end
        yield ("comfort", "other"), said.other
    if protocol.going_on is not None:
        for key, line in going_on_lines(protocol.going_on):
            yield ("going on", key), line
    if protocol.screening is not None:
        for index, question in enumerate(protocol.screening.questions):
            yield ("screening", "questions", index, "ask"), question.ask
        for tier, line in protocol.screening.outcomes.items():
            yield ("screening", "outcomes", tier), line


def going_on_lines(going_on: GoingOn) -> Iterator[tuple[str, str]]:
    """Yield the keys and lines of `going on`."""
    yield "stay", going_on.stay
    yield "place", going_on.place
    yield "ahead", going_on.ahead
    yield "back", going_on.back
