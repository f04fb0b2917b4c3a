"""Titles, terms and lines in each language: all are there, all are said, and every variable in them exists."""

import re

from coach.protocol.landmarks import place_words
from coach.protocol.model import Protocol, Words
from coach.protocol.problems import KeyPath, Problems, unknown
from coach.protocol.sources import reason
from coach.protocol.traverse import chapters_in_order, named, prompt_lines, wordings
from coach.protocol.vocabulary import ALWAYS_KNOWN, SAID_IN, VARIABLE, Loop

_HEARD = "who listens with closed eyes, or skips, must know at once where to be"


def problems(protocol: Protocol) -> Problems:
    """Find words that are missing, lines that nothing says, and variables that do not exist where a line is said."""
    spoken = _spoken(protocol)
    yield from _prompts(protocol)
    for language, words in protocol.words.items():
        yield from _wording(protocol, words, ("words", language), spoken)


def _spoken(protocol: Protocol) -> dict[str, tuple[Loop, ...]]:
    """Return the loops that every place which says a line is inside of, by line."""
    spoken: dict[str, tuple[Loop, ...]] = {}
    for one in chapters_in_order(protocol):
        for step in one.part.steps if one.part.chapter is not None else ():
            for _, line in named(step):
                loops = spoken.get(line, one.loops)
                spoken[line] = tuple(loop for loop in loops if loop in one.loops)
    for path, line in prompt_lines(protocol):
        spoken[line] = ("side", "strip", "pass", "spot") if path[0] == "going on" else ()
    if protocol.safety is not None:
        for line in (protocol.safety.notice, protocol.safety.stop_rule):
            spoken.setdefault(line, ())
    return spoken


def _moving(protocol: Protocol) -> set[str]:
    """Return the lines that may say `{moves}`: said only before `place`, as nothing else knows of a move."""
    going_on = {("going on", "ahead"), ("going on", "back")}
    prompts = list(prompt_lines(protocol))
    others = {line for path, line in prompts if path not in going_on}
    others |= {line for one in chapters_in_order(protocol) for step in one.part.steps for _, line in named(step)}
    return {line for path, line in prompts if path in going_on} - others


def _prompts(protocol: Protocol) -> Problems:
    """Find lines said outside of chapters that are missing, or that differ by level: no level is known there."""
    for path, line in prompt_lines(protocol):
        for language, words in protocol.words.items():
            if line not in words.lines:
                yield path, f"in language '{language}': " + unknown("line", line, words.lines)
            elif words.lines[line].always is None:
                yield ("words", language, "lines", line), "said at every level: write it under 'always'"
            elif not words.lines[line].always:
                yield (
                    ("words", language, "lines", line, "always"),
                    "an empty line where a person waits for words; write them",
                )


def _wording(protocol: Protocol, words: Words, path: KeyPath, spoken: dict[str, tuple[Loop, ...]]) -> Problems:
    strips = [strip.id for strip in protocol.strips.order] if protocol.strips else []
    sides = protocol.sides.order if protocol.sides else ()
    passes = protocol.limits.passes.most if protocol.limits.passes else 0
    programme = protocol.protocols.order if protocol.protocols else ()
    for term in [*programme, *sides, *strips, *(f"pass {number + 1}" for number in range(passes))]:
        if term not in words.terms:
            yield (*path, "terms") if words.terms else path, f"'{term}' has no word here; add it under 'terms'"
    for term in [*programme, *sides, *strips]:
        if re.search(r"\w", words.terms.get(term, term)) is None:
            at = (*path, "terms", term)
            yield at, f"'{term}' must have a word that can be heard{reason(_HEARD)}"
    for key, title in [((), words.title), *(((name,), title) for name, title in words.titles.items())]:
        if re.search(r"\w", title) is None:
            yield (*path, "titles" if key else "title", *key), "a title has a word; tracks and screens show it"
    yield from _landmark(protocol, words, path)
    moving = _moving(protocol)
    for name, line in words.lines.items():
        at = (*path, "lines", name)
        if name not in spoken:
            yield at, f"nothing in the session says '{name}'; use it or remove it"
            continue
        if line.always is not None and (line.learn or line.remind is not None or line.tones is not None):
            yield at, "'always' is the same at every level: write either it or the levels"
        if line.always is None and not line.learn:
            yield at, "says nothing at level 'learn', which explains everything; write 'learn' or 'always'"
        known = variables(protocol, spoken[name]) + (["moves"] if name in moving else [])
        for _, text in wordings(line):
            for variable in VARIABLE.findall(text):
                if variable not in known:
                    yield at, unknown("variable", f"{{{variable}}}", [f"{{{one}}}" for one in known])


def _landmark(protocol: Protocol, words: Words, path: KeyPath) -> Problems:
    """Find a landmark without a name in a language, as a path back to it would not be noticed there."""
    if protocol.spots is None or protocol.limits.step is None or protocol.spots.start in words.terms:
        return
    said = " ".join(text for line in words.lines.values() for _, text in wordings(line))
    if not place_words(protocol.spots.start) & place_words(said):
        why = reason("without it nobody notices a step that is said to lead back there", protocol)
        at = (*path, "terms") if words.terms else path
        yield at, f"'{protocol.spots.start}' has no word here; add it under 'terms'{why}"


def variables(protocol: Protocol, loops: tuple[Loop, ...]) -> list[str]:
    """Return the variables that wording may have inside of `loops`."""
    known = [variable for loop in loops for variable in SAID_IN[loop]]
    known += ["hold"] if protocol.limits.hold else []
    known += ["reach"] if protocol.limits.reach else []
    # A set is a whole number of strokes: neither has a length without the other.
    known += ["set", "stroke"] if protocol.limits.set and protocol.limits.stroke else []
    known += ["spots"] if protocol.limits.spots and "spot" not in loops else []
    known += ["rest"] if protocol.rests else []
    if protocol.limits.step:
        known.append("step")
    return [*known, *ALWAYS_KNOWN]
