"""Structure of a session: loops, conditions, chapters and steps that fit together, with names that exist."""

import re
from typing import TYPE_CHECKING

from coach.protocol.checks.languages import variables
from coach.protocol.model import Line, Protocol
from coach.protocol.problems import KeyPath, Problems, unknown
from coach.protocol.session_model import Part, Step
from coach.protocol.sources import reason
from coach.protocol.traverse import named, wordings
from coach.protocol.vocabulary import FLAGS, LOOPS, SIDE_TONE, TONES, TONES_OF_A_HOLD, VARIABLE, Loop

if TYPE_CHECKING:
    from coach.protocol.limits_model import TimeName

_ORIENTED = "who listens with closed eyes, or skips, must know at once where to be"
_WHEN = re.compile(rf"(first|later|halfway) ({'|'.join(LOOPS)})")


def problems(protocol: Protocol) -> Problems:
    """Find parts and steps that are malformed, or that name a loop, tone, rest, title or line that does not exist."""
    for index, part in enumerate(protocol.session):
        yield from _part(protocol, part, ("session", index), ())


def _part(protocol: Protocol, part: Part, path: KeyPath, outer: tuple[Loop, ...]) -> Problems:
    needed: dict[str, tuple[str, object]] = {
        "protocol": ("protocols", protocol.protocols),
        "side": ("sides", protocol.sides),
        "strip": ("strips", protocol.strips),
        "pass": ("limits: passes", protocol.limits.passes),
        "spot": ("limits: spots", protocol.limits.spots),
    }
    for index, loop in enumerate(part.each):
        block, value = needed[loop]
        if loop in outer or loop in part.each[:index]:
            yield (*path, "each", index), f"'{loop}' is repeated inside its own repetition"
        if value is None:
            yield (*path, "each", index), f"to repeat over '{loop}' the protocol needs a block '{block}'"
    loops = (*outer, *part.each)
    if loops and part.steps and part.steps[0].when:
        at = (*path, "steps", 0)
        yield at, f"the words that say where a chapter is have no condition{reason(_ORIENTED)}"
    if sum((part.chapter is not None, bool(part.session), part.include is not None)) != 1:
        yield path, "a part is one of: a 'chapter' with 'steps', a 'session' of more parts, or 'include: protocol'"
    if part.include is not None and "protocol" not in loops:
        yield (*path, "include"), "a protocol is included where it is repeated over: 'each: protocol'"
    yield from _conditions(part.when, (*path, "when"), loops)
    for index, inner in enumerate(part.session):
        yield from _part(protocol, inner, (*path, "session", index), loops)
    if part.chapter is None:
        return
    if not part.steps:
        yield path, "a chapter without steps"
    elif part.steps[0].say is None:
        at = (*path, "steps", 0)
        yield at, f"a chapter opens with words that say where it is: begin with 'say'{reason(_ORIENTED)}"
    for language, words in protocol.words.items():
        if part.chapter not in words.titles:
            yield (*path, "chapter"), f"'{part.chapter}' has no title in words: {language}: titles"
            continue
        known = variables(protocol, loops)
        for variable in VARIABLE.findall(words.titles[part.chapter]):
            if variable not in known:
                at = ("words", language, "titles", part.chapter)
                yield at, unknown("variable", f"{{{variable}}}", [f"{{{one}}}" for one in known])
    for index, step in enumerate(part.steps):
        yield from _step(protocol, step, (*path, "steps", index), loops)
    opening = part.steps[0].say if part.steps else None
    for language, words in protocol.words.items():
        if opening in words.lines:
            yield from _orientation(words.lines[opening], ("words", language, "lines", opening), loops)


def _orientation(line: Line, path: KeyPath, loops: tuple[Loop, ...]) -> Problems:
    for key, text in wordings(line):
        if not text:
            yield (*path, *key), f"an empty line opens a chapter; write words that say where it is{reason(_ORIENTED)}"
            return
    for loop in loops:
        if loop != "pass" and (line.always is None or f"{{{loop}}}" not in line.always):
            text = f"opens a chapter, so it must name '{{{loop}}}' at every level: write it under 'always'"
            yield path, text + reason(_ORIENTED)


def _step(protocol: Protocol, step: Step, path: KeyPath, loops: tuple[Loop, ...]) -> Problems:
    if step.tone == "start":
        yield (
            (*path, "tone"),
            "the tone 'start' sounds by itself: write 'reach: chosen' for it and the rest, and 'limits: reach'",
        )
        return
    if step.hold is None and (step.announce or step.count):
        yield path, "'announce' and 'count' belong to a 'hold'"
    if step.hold is None and step.strokes is None and step.halfway:
        yield path, "'halfway' belongs to a 'hold' or to 'strokes'"
    efforts: tuple[tuple[str, object, tuple[TimeName, ...]], ...] = (
        ("hold", step.hold, ("hold",)),
        ("strokes", step.strokes, ("set", "stroke")),
    )
    for kind, effort, limits in efforts:
        if effort is None:
            continue
        if step.say or step.tone or step.rest or step.reach or (step.hold and step.strokes):
            yield path, f"'{kind}' stands alone; put 'say', 'tone' and 'rest' in a step of their own"
        for limit in limits:
            if limit not in protocol.limits.times:
                yield (*path, kind), f"'{kind}' needs a limit: limits: {limit}: {{least, most, usual, source}}"
        if protocol.audience == "room":
            yield (
                (*path, kind),
                f"a room of strangers gets nothing to do along, so no {kind}; only 'audience: person' has them",
            )
    if not (step.say or step.tone or step.rest or step.reach or step.hold or step.strokes):
        yield path, "a step does something: say, tone, rest, hold or strokes"
    if step.tone is not None and step.tone not in (*TONES, SIDE_TONE):
        yield (*path, "tone"), unknown("tone", step.tone, (*TONES, SIDE_TONE))
    if step.tone == SIDE_TONE and "side" not in loops:
        yield (*path, "tone"), "the tone 'side' needs a side: repeat the chapter over 'side'"
    if step.tone in ("left", "right") and "side" in loops:
        why = reason("it would sound on the other side too")
        yield (*path, "tone"), f"the tone '{step.tone}' in a chapter for each side; write 'tone: {SIDE_TONE}'{why}"
    if step.tone in TONES_OF_A_HOLD:
        yield (*path, "tone"), f"the tone '{step.tone}' belongs to a hold or to strokes, which sound it by themselves"
    rests = protocol.rests.lengths if protocol.rests else {}
    if step.rest is not None and step.rest not in rests:
        yield (*path, "rest"), unknown("rest", step.rest, rests)
    yield from _conditions(step.when, (*path, "when"), loops)
    for key, line in named(step):
        for language, words in protocol.words.items():
            if line not in words.lines:
                yield (*path, *key), f"in language '{language}': " + unknown("line", line, words.lines)


def _conditions(when: tuple[str, ...], path: KeyPath, loops: tuple[Loop, ...]) -> Problems:
    for index, condition in enumerate(when):
        match = _WHEN.fullmatch(condition)
        if match is None and condition not in FLAGS:
            known = f"'first ...', 'later ...' or 'halfway ...' of {', '.join(LOOPS)}, nor one of {', '.join(FLAGS)}"
            yield (*path, index), f"'{condition}' is not {known}"
        elif match is not None and match[2] not in loops:
            yield (*path, index), f"'{match[2]}' is not repeated here"
