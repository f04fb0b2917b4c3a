"""What a well-formed file can still get wrong: names that do not exist, loops, limits, wording."""

import re
from collections.abc import Iterator

from coach.protocol.decode import Path, Place, Problem, unknown
from coach.protocol.model import LOOPS, Line, Part, Protocol, Step, Words

# fmt: off
TONES = (
    "start", "settle", "hold", "count", "release", "move", "switch-side", "left", "right", "pause", "answer", "finish",
)
# fmt: on
"""The tones a step can name. `hold`, `count` and `release` also belong to every hold."""

SIDE_TONE = "side"
"""In a step: the tone `left` or `right`, whichever side it is. Low is left, high is right."""

ALWAYS_KNOWN = ("minutes",)
"""Variables that can be said anywhere."""

SAID_IN = {
    "side": ("side",),
    "strip": ("strip", "muscle"),
    "pass": ("pass", "passes"),
    "spot": ("spot", "spots"),
}
"""Variables that exist inside each loop."""

VARIABLE = re.compile(r"\{([^{}]*)\}")
_WHEN = re.compile(r"(first|later) (side|strip|pass|spot)")


def check(protocol: Protocol, places: dict[Path, Place]) -> list[Problem]:
    """Every problem in a decoded protocol, each at its place in the file."""
    return [Problem(places[path], message) for path, message in _problems(protocol)]


def _problems(protocol: Protocol) -> Iterator[tuple[Path, str]]:
    yield from _sources(protocol)
    yield from _limits(protocol)
    if not protocol.words:
        yield ("words",), "no language; 'words' needs one block such as 'en:'"
        return
    spoken: dict[str, tuple[str, ...]] = {}
    for index, part in enumerate(protocol.session):
        yield from _part(protocol, part, ("session", index), (), spoken)
    yield from _ease_off(protocol, spoken)
    for language, words in protocol.words.items():
        yield from _wording(protocol, words, ("words", language), spoken)


def _sources(protocol: Protocol) -> Iterator[tuple[Path, str]]:
    known = [*protocol.sources, *(fact for source in protocol.sources.values() for fact in source.facts)]
    for path, names in _references(protocol):
        if not names:
            yield path, "the source is empty; name a source or one of its facts"
        for index, name in enumerate(names):
            if name not in known:
                yield (*path, index), unknown("source or fact", name, known)


def _references(protocol: Protocol) -> Iterator[tuple[Path, tuple[str, ...]]]:
    limits = protocol.limits
    for name in ("hold", "passes", "spots", "step"):
        limit = getattr(limits, name)
        if limit is not None:
            yield ("limits", name, "source"), limit.source
    for index, area in enumerate(limits.never):
        yield ("limits", "never", index, "source"), area.source
    for name in ("sides", "strips", "spots", "rests"):
        block = getattr(protocol, name)
        if block is not None:
            yield (name, "source"), block.source
    for language, words in protocol.words.items():
        for name, line in words.lines.items():
            yield ("words", language, "lines", name, "source"), line.source


def _limits(protocol: Protocol) -> Iterator[tuple[Path, str]]:
    for name in ("hold", "passes", "spots"):
        limit = getattr(protocol.limits, name)
        if limit is not None and not 0 < limit.least <= limit.usual <= limit.most:
            yield ("limits", name), f"the {name} need 0 < least <= usual <= most"
    step = protocol.limits.step
    if step is not None and not 0 < step.least <= step.most:
        yield ("limits", "step"), "the step needs 0 < least <= most"


def _part(
    protocol: Protocol, part: Part, path: Path, outer: tuple[str, ...], spoken: dict[str, tuple[str, ...]]
) -> Iterator[tuple[Path, str]]:
    blocks = {
        "side": ("sides", protocol.sides),
        "strip": ("strips", protocol.strips),
        "pass": ("limits: passes", protocol.limits.passes),
        "spot": ("limits: spots", protocol.limits.spots),
    }
    for index, loop in enumerate(part.each):
        block, value = blocks[loop]
        if loop in outer or loop in part.each[:index]:
            yield (*path, "each", index), f"'{loop}' is repeated inside its own repetition"
        if value is None:
            yield (*path, "each", index), f"to repeat over '{loop}' the protocol needs a block '{block}'"
    loops = (*outer, *part.each)
    if (part.chapter is None) == (not part.session):
        yield path, "a part is either a 'chapter' with 'steps', or a 'session' of more parts"
    for index, inner in enumerate(part.session):
        yield from _part(protocol, inner, (*path, "session", index), loops, spoken)
    if part.chapter is None:
        return
    if not part.steps:
        yield path, "a chapter without steps"
    elif part.steps[0].say is None:
        yield (*path, "steps", 0), "a chapter opens with words that say where it is: begin with 'say'"
    for language, words in protocol.words.items():
        if part.chapter not in words.titles:
            yield (*path, "chapter"), f"'{part.chapter}' has no title in words: {language}: titles"
    for index, step in enumerate(part.steps):
        yield from _step(protocol, step, (*path, "steps", index), loops, spoken)
    opening = part.steps[0].say if part.steps else None
    for language, words in protocol.words.items():
        if opening in words.lines:
            yield from _orientation(words.lines[opening], ("words", language, "lines", opening), loops)


def _ease_off(protocol: Protocol, spoken: dict[str, tuple[str, ...]]) -> Iterator[tuple[Path, str]]:
    if protocol.ease_off is None:
        if protocol.limits.hold is not None:
            yield (
                ("limits", "hold"),
                "a stretch needs words that lead out of it: write 'ease off: {hold: LINE, end: LINE}'",
            )
        return
    for key, line in (("hold", protocol.ease_off.hold), ("end", protocol.ease_off.end)):
        spoken[line] = ()
        for language, words in protocol.words.items():
            if line not in words.lines:
                yield ("ease off", key), f"in language '{language}': " + unknown("line", line, words.lines)
            elif words.lines[line].always is None:
                yield (
                    ("words", language, "lines", line),
                    "said at every level when somebody stops: write it under 'always'",
                )


def _orientation(line: Line, path: Path, loops: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    for loop in loops:
        if loop != "pass" and (line.always is None or f"{{{loop}}}" not in line.always):
            yield path, f"opens a chapter, so it must name '{{{loop}}}' at every level: write it under 'always'"


def _step(
    protocol: Protocol, step: Step, path: Path, loops: tuple[str, ...], spoken: dict[str, tuple[str, ...]]
) -> Iterator[tuple[Path, str]]:
    if step.hold is None and (step.announce or step.halfway or step.count):
        yield path, "'announce', 'halfway' and 'count' belong to a 'hold'"
    if step.hold is not None and (step.say or step.tone or step.rest):
        yield path, "a hold stands alone; put 'say', 'tone' and 'rest' in a step of their own"
    if step.hold is not None and protocol.limits.hold is None:
        yield (*path, "hold"), "a hold needs its limit: limits: hold: {least, most, usual, source}"
    if not (step.say or step.tone or step.rest or step.hold):
        yield path, "a step does something: say, tone, rest or hold"
    if step.hold is not None and protocol.audience == "room":
        yield (
            (*path, "hold"),
            "a room of strangers gets nothing to do along, so no hold; only 'audience: person' has them",
        )
    if step.tone is not None and step.tone not in (*TONES, SIDE_TONE):
        yield (*path, "tone"), unknown("tone", step.tone, (*TONES, SIDE_TONE))
    if step.tone == SIDE_TONE and "side" not in loops:
        yield (*path, "tone"), "the tone 'side' needs a side: repeat the chapter over 'side'"
    if step.tone in ("hold", "release"):
        yield (*path, "tone"), f"the tone '{step.tone}' belongs to a hold, which sounds it by itself"
    rests = protocol.rests.lengths if protocol.rests else {}
    if step.rest is not None and step.rest not in rests:
        yield (*path, "rest"), unknown("rest", step.rest, rests)
    for index, condition in enumerate(step.when):
        match = _WHEN.fullmatch(condition)
        if match is None:
            yield (*path, "when", index), f"'{condition}' is not 'first ...' or 'later ...' of {', '.join(LOOPS)}"
        elif match[2] not in loops:
            yield (*path, "when", index), f"'{match[2]}' is not repeated here"
    named: list[tuple[Path, str | None]] = [((key,), getattr(step, key)) for key in ("say", "announce", "halfway")]
    named += [(("count", index), line) for index, line in enumerate(step.count)]
    for key, line in named:
        if line is None:
            continue
        spoken[line] = loops if line not in spoken else tuple(loop for loop in spoken[line] if loop in loops)
        for language, words in protocol.words.items():
            if line not in words.lines:
                yield (*path, *key), f"in language '{language}': " + unknown("line", line, words.lines)


def _wording(
    protocol: Protocol, words: Words, path: Path, spoken: dict[str, tuple[str, ...]]
) -> Iterator[tuple[Path, str]]:
    strips = [strip.id for strip in protocol.strips.order] if protocol.strips else []
    sides = protocol.sides.order if protocol.sides else ()
    passes = protocol.limits.passes.most if protocol.limits.passes else 0
    for term in [*sides, *strips, *(f"pass {number + 1}" for number in range(passes))]:
        if term not in words.terms:
            yield (*path, "terms") if words.terms else path, f"'{term}' has no word here; add it under 'terms'"
    for name, line in words.lines.items():
        at = (*path, "lines", name)
        if name not in spoken:
            yield at, f"nothing in the session says '{name}'; use it or remove it"
            continue
        if line.always is not None and (line.learn or line.remind is not None or line.tones is not None):
            yield at, "'always' is the same at every level: write either it or the levels"
        if line.always is None and not line.learn:
            yield at, "says nothing at level 'learn', which explains everything; write 'learn' or 'always'"
        known = _variables(protocol, spoken[name])
        for text in (line.always, *line.learn, line.remind, line.tones):
            for variable in VARIABLE.findall(text or ""):
                if variable not in known:
                    yield at, unknown("variable", f"{{{variable}}}", [f"{{{one}}}" for one in known])


def _variables(protocol: Protocol, loops: tuple[str, ...]) -> list[str]:
    known = [variable for loop in loops for variable in SAID_IN[loop]]
    if protocol.limits.hold:
        known.append("hold")
    if protocol.limits.step:
        known.append("step")
    return [*known, *ALWAYS_KNOWN]
