"""Size of a protocol: a session ends, and its chapters fit into memory.

These are limits for a machine that reads a stranger's file, far above what any technique needs; the limits
of the technique stand in the file itself.
"""

import re
from collections.abc import Iterator

from coach.protocol.checks.waits import LETTER
from coach.protocol.limits_model import CountName
from coach.protocol.model import Protocol
from coach.protocol.problems import KeyPath, Problems
from coach.protocol.session_model import Part, Step
from coach.protocol.traverse import wordings
from coach.protocol.vocabulary import VARIABLE
from coach.units import Samples, beyond, to_samples, to_seconds

MOST_CHAPTERS = 400
"""Limit of chapters in one session. The longest shipped technique has 53."""

MOST_IN_A_SESSION: dict[CountName, int] = {"spots": 20, "passes": 10}

LONGEST_CHAPTER = to_samples(20 * 60)
"""Limit in samples. A chapter is rendered as a whole: this one takes 230 MB."""

LONGEST_SESSION = to_samples(24 * 60 * 60)

_SLOWEST = 1.25
"""Factor of rests at the calmest pace."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")

_Sized = tuple[KeyPath, int, int]
"""Path of a chapter, the number of its repetitions, and its greatest length in samples."""


def problems(protocol: Protocol) -> Problems:
    """Find everything that is too much, or no name: no other check is worth its time then."""
    if not protocol.words:
        yield ("words",), "no language; 'words' needs one block such as 'en:'"
    if _NAME.fullmatch(protocol.protocol) is None:
        yield ("protocol",), "a protocol's name has only a-z, 0-9 and hyphens, 60 at most, such as forearm"
    for language in protocol.words:
        if _LANGUAGE.fullmatch(language) is None:
            yield ("words", language), "a language is two or three small letters, such as en"
    for path, text in _titles(protocol):
        if "\n" in text:
            yield path, "a title or a term is one line"
    for name, limit in protocol.limits.counts.items():
        most = MOST_IN_A_SESSION[name]
        if limit.most > most:
            yield ("limits", name, "most"), f"{limit.most} {name} are more than a session can have: {most} at most"
    if protocol.sides is not None:
        yield from _once(protocol.sides.order, ("sides", "order"))
    if protocol.strips is not None:
        yield from _once(tuple(strip.id for strip in protocol.strips.order), ("strips", "order"))
    yield from _session(protocol)


def _titles(protocol: Protocol) -> Problems:
    for language, words in protocol.words.items():
        yield ("words", language, "title"), words.title
        for name, text in words.titles.items():
            yield ("words", language, "titles", name), text
        for name, forms in words.forms.items():
            for index, text in enumerate(forms):
                yield ("words", language, "terms", name, index), text


def _once(names: tuple[str, ...], path: KeyPath) -> Problems:
    seen = set()
    for index, name in enumerate(names):
        if name in seen:
            yield (*path, index), f"'{name}' is here twice; keep one"
        seen.add(name)


def _session(protocol: Protocol) -> Problems:
    chapters, length = 0, 0
    for path, times, longest in _chapters(protocol, protocol.session, 1, ("session",)):
        chapters += times
        length += times * longest
        if longest > LONGEST_CHAPTER:
            minutes, most = to_seconds(longest) / 60, to_seconds(LONGEST_CHAPTER) / 60
            yield (
                path,
                f"this chapter takes up to {beyond(minutes, most)} minutes; {most:.0f} at most, so make it several",
            )
            return
    if chapters > MOST_CHAPTERS:
        yield ("session",), f"up to {chapters} chapters in one session; {MOST_CHAPTERS} at most"
        return
    if length > LONGEST_SESSION:
        hours, most = to_seconds(length) / 3600, to_seconds(LONGEST_SESSION) / 3600
        yield ("session",), f"a session of up to {beyond(hours, most)} hours; {most:.0f} at most"


def _chapters(protocol: Protocol, parts: tuple[Part, ...], times: int, path: KeyPath) -> Iterator[_Sized]:
    limits = protocol.limits
    rounds = {
        "protocol": len(protocol.protocols.order) if protocol.protocols else 1,
        "side": len(protocol.sides.order) if protocol.sides else 1,
        "strip": len(protocol.strips.order) if protocol.strips else 1,
        "pass": limits.passes.most if limits.passes else 1,
        "spot": limits.spots.most if limits.spots else 1,
    }
    for index, part in enumerate(parts):
        at = (*path, index) if path else path
        often = times
        for loop in set(part.each):
            often *= max(0, rounds[loop])
        if part.chapter is not None:
            yield at, often, sum(_length(protocol, step) for step in part.steps)
        if part.include is not None:
            for inner in protocol.included.values():
                for _, again, longest in _chapters(inner, inner.session, 1, ()):
                    yield at, again, longest
        yield from _chapters(protocol, part.session, often, (*at, "session") if path else ())


def _length(protocol: Protocol, step: Step) -> Samples:
    limits = protocol.limits
    length = 0.0
    if step.rest is not None and protocol.rests is not None:
        length += _SLOWEST * protocol.rests.lengths.get(step.rest, 0)
    if step.until is not None and protocol.waiting is not None:
        length += protocol.waiting.most
    if step.hold is not None and limits.hold is not None:
        length += limits.hold.most
    if step.strokes is not None and limits.set is not None:
        length += limits.set.most
    for name in (step.say, step.announce):
        if name is not None:
            length += LETTER * _letters(protocol, name)
    return Samples(round(length))


def _letters(protocol: Protocol, name: str) -> int:
    """Return the most letters of line `name` in any language, with the longest words for its variables."""
    most = 0
    strips = protocol.strips.order if protocol.strips else ()
    for words in protocol.words.values():
        filled_in = [*(one for forms in words.forms.values() for one in forms), *(strip.muscle for strip in strips)]
        longest = max(map(len, filled_in), default=0)
        for _, text in wordings(words.lines[name]) if name in words.lines else ():
            most = max(most, len(text) + longest * len(VARIABLE.findall(text)))
    return most
