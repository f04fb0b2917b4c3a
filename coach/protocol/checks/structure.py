"""What a well-formed file can still get wrong: names that do not exist, loops, steps; then all that is unsafe.

The limits are judged by `envelope`, what must be said by `safety`, wording by `ear` and `reading`.
"""

import re
from collections.abc import Iterator
from itertools import islice

from coach.protocol.checks import limits as envelope
from coach.protocol.checks import numbers as stated
from coach.protocol.checks import posture, safety
from coach.protocol.checks import readability as reading
from coach.protocol.checks import wording as ear
from coach.protocol.checks.size import size
from coach.protocol.decode import MOST_PROBLEMS, TRACED, Path, Place, Problem, unknown
from coach.protocol.model import FLAGS, LOOPS, Line, Part, Protocol, Step, Words
from coach.protocol.sources import because, blocks
from coach.protocol.traverse import VARIABLE as VARIABLE  # also for those who fill it in
from coach.protocol.traverse import named, wordings

# fmt: off
TONES = (
    "start", "settle", "hold", "count", "release", "move", "stroke-out", "stroke-back", "switch-side", "left", "right",
    "pause", "answer", "finish",
)
# fmt: on
"""The tones a step can name; those of `OF_A_HOLD` sound by themselves."""

OF_A_HOLD = ("start", "hold", "release", "stroke-out", "stroke-back")
"""They lead into, begin, pace and end a hold or a set of strokes."""

SIDE_TONE = "side"
"""In a step: the tone `left` or `right`, whichever side it is. Low is left, high is right."""

ALWAYS_KNOWN = ("minutes",)
"""Variables that can be said anywhere."""

SAID_IN = {
    "protocol": ("protocol",),
    "side": ("side",),
    "strip": ("strip", "muscle"),
    "pass": ("pass", "passes"),
    "spot": ("spot", "spots", "at"),
}
"""Variables that exist inside each loop."""

_ORIENTED = "who listens with closed eyes, or skips, must know at once where to be"
_WHEN = re.compile(rf"(first|later|halfway) ({'|'.join(LOOPS)})")


def check(protocol: Protocol, places: dict[Path, Place], *, remembers: bool = False) -> list[Problem]:
    """Every problem in a decoded protocol, each at its place in the file. How hard it is to read is judged last.

    With `remembers`, what was found easy to read on this machine is not judged again.
    """
    # What is too large is told alone: the other checks would take as long as it is large.
    found = list(size(protocol)) or list(islice(_problems(protocol), MOST_PROBLEMS + 1))
    if not found:
        found = reading.problems_unless_known(protocol) if remembers else list(reading.problems(protocol))
    return [Problem(_place(places, path), message) for path, message in found]


def _place(places: dict[Path, Place], path: Path) -> Place:
    """Where it stands; what is not in the file is told where it would be."""
    while path not in places:
        path = path[:-1]
    return places[path]


def _problems(protocol: Protocol) -> Iterator[tuple[Path, str]]:
    yield from _sources(protocol)
    if not protocol.words:
        yield ("words",), "no language; 'words' needs one block such as 'en:'"
        return
    spoken: dict[str, tuple[str, ...]] = {}
    for index, part in enumerate(protocol.session):
        yield from _part(protocol, part, ("session", index), (), spoken)
    yield from _outside(protocol, spoken)
    if protocol.safety is not None:
        for line in (protocol.safety.notice, protocol.safety.stop_rule):
            spoken.setdefault(line, ())
    for language, words in protocol.words.items():
        yield from _wording(protocol, words, ("words", language), spoken)
    for judge in (envelope, safety, posture, ear, stated):
        yield from judge.problems(protocol)


def _sources(protocol: Protocol) -> Iterator[tuple[Path, str]]:
    known = [*protocol.sources, *(fact for source in protocol.sources.values() for fact in source.facts)]
    for path, names in _references(protocol):
        if not names:
            yield path, "the source is empty; name a source or one of its facts" + because(TRACED)
        for index, name in enumerate(names):
            if name not in known:
                yield (*path, index), unknown("source or fact", name, known)


def _references(protocol: Protocol) -> Iterator[tuple[Path, tuple[str, ...]]]:
    for path, block in blocks(protocol):
        yield (*path, "source"), block.source
    for language, words in protocol.words.items():
        for name, line in words.lines.items():
            yield ("words", language, "lines", name, "source"), line.source


def _part(
    protocol: Protocol, part: Part, path: Path, outer: tuple[str, ...], spoken: dict[str, tuple[str, ...]]
) -> Iterator[tuple[Path, str]]:
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
        yield at, f"the words that say where a chapter is have no condition{because(_ORIENTED)}"
    if sum((part.chapter is not None, bool(part.session), part.include is not None)) != 1:
        yield path, "a part is one of: a 'chapter' with 'steps', a 'session' of more parts, or 'include: protocol'"
    if part.include is not None and "protocol" not in loops:
        yield (*path, "include"), "a protocol is included where it is repeated over: 'each: protocol'"
    yield from _conditions(part.when, (*path, "when"), loops)
    for index, inner in enumerate(part.session):
        yield from _part(protocol, inner, (*path, "session", index), loops, spoken)
    if part.chapter is None:
        return
    if not part.steps:
        yield path, "a chapter without steps"
    elif part.steps[0].say is None:
        at = (*path, "steps", 0)
        yield at, f"a chapter opens with words that say where it is: begin with 'say'{because(_ORIENTED)}"
    for language, words in protocol.words.items():
        if part.chapter not in words.titles:
            yield (*path, "chapter"), f"'{part.chapter}' has no title in words: {language}: titles"
            continue
        known = _variables(protocol, loops)
        for variable in VARIABLE.findall(words.titles[part.chapter]):
            if variable not in known:
                at = ("words", language, "titles", part.chapter)
                yield at, unknown("variable", f"{{{variable}}}", [f"{{{one}}}" for one in known])
    for index, step in enumerate(part.steps):
        yield from _step(protocol, step, (*path, "steps", index), loops, spoken)
    opening = part.steps[0].say if part.steps else None
    for language, words in protocol.words.items():
        if opening in words.lines:
            yield from _orientation(words.lines[opening], ("words", language, "lines", opening), loops)


def _outside(protocol: Protocol, spoken: dict[str, tuple[str, ...]]) -> Iterator[tuple[Path, str]]:
    """Lines that are said outside of chapters: they have no side, strip or spot, and no level."""
    for path, line in outside(protocol):
        of_going_on = path[0] == "going on"
        spoken[line] = ("side", "strip", "pass", "spot") if of_going_on else ()
        for language, words in protocol.words.items():
            if line not in words.lines:
                yield path, f"in language '{language}': " + unknown("line", line, words.lines)
            elif words.lines[line].always is None:
                yield ("words", language, "lines", line), "said at every level: write it under 'always'"


def outside(protocol: Protocol) -> Iterator[tuple[Path, str]]:
    """Where the file names a line that is said outside of chapters, and the line."""
    if protocol.safety is not None and protocol.safety.too_soon is not None:
        yield ("safety", "too soon"), protocol.safety.too_soon
    if protocol.ease_off is not None:
        yield ("ease off", "hold"), protocol.ease_off.hold
        yield ("ease off", "end"), protocol.ease_off.end
    if protocol.comfort is not None:
        for key in ("before", "ask", "ease", "less", "end", "other"):
            yield ("comfort", key), getattr(protocol.comfort, key)
    if protocol.going_on is not None:
        for key, line in posture.lines_of(protocol.going_on):
            yield ("going on", key), line
    if protocol.screening is not None:
        for index, question in enumerate(protocol.screening.questions):
            yield ("screening", "questions", index, "ask"), question.ask
        for tier, line in protocol.screening.outcomes.items():
            yield ("screening", "outcomes", tier), line


def _orientation(line: Line, path: Path, loops: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    for loop in loops:
        if loop != "pass" and (line.always is None or f"{{{loop}}}" not in line.always):
            text = f"opens a chapter, so it must name '{{{loop}}}' at every level: write it under 'always'"
            yield path, text + because(_ORIENTED)


def _step(
    protocol: Protocol, step: Step, path: Path, loops: tuple[str, ...], spoken: dict[str, tuple[str, ...]]
) -> Iterator[tuple[Path, str]]:
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
    for kind, limits in (("hold", ("hold",)), ("strokes", ("set", "stroke"))):
        if getattr(step, kind) is None:
            continue
        if step.say or step.tone or step.rest or step.reach or (step.hold and step.strokes):
            yield path, f"'{kind}' stands alone; put 'say', 'tone' and 'rest' in a step of their own"
        for limit in limits:
            if getattr(protocol.limits, limit) is None:
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
        why = because("it would sound on the other side too")
        yield (*path, "tone"), f"the tone '{step.tone}' in a chapter for each side; write 'tone: {SIDE_TONE}'{why}"
    if step.tone in OF_A_HOLD:
        yield (*path, "tone"), f"the tone '{step.tone}' belongs to a hold or to strokes, which sound it by themselves"
    rests = protocol.rests.lengths if protocol.rests else {}
    if step.rest is not None and step.rest not in rests:
        yield (*path, "rest"), unknown("rest", step.rest, rests)
    yield from _conditions(step.when, (*path, "when"), loops)
    for key, line in named(step):
        spoken[line] = loops if line not in spoken else tuple(loop for loop in spoken[line] if loop in loops)
        for language, words in protocol.words.items():
            if line not in words.lines:
                yield (*path, *key), f"in language '{language}': " + unknown("line", line, words.lines)


def _conditions(when: tuple[str, ...], path: Path, loops: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    for index, condition in enumerate(when):
        match = _WHEN.fullmatch(condition)
        if match is None and condition not in FLAGS:
            known = f"'first ...', 'later ...' or 'halfway ...' of {', '.join(LOOPS)}, nor one of {', '.join(FLAGS)}"
            yield (*path, index), f"'{condition}' is not {known}"
        elif match is not None and match[2] not in loops:
            yield (*path, index), f"'{match[2]}' is not repeated here"


def _wording(
    protocol: Protocol, words: Words, path: Path, spoken: dict[str, tuple[str, ...]]
) -> Iterator[tuple[Path, str]]:
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
            yield at, f"'{term}' must have a word that can be heard{because(_ORIENTED)}"
    for key, title in [((), words.title), *(((name,), title) for name, title in words.titles.items())]:
        if re.search(r"\w", title) is None:
            yield (*path, "titles" if key else "title", *key), "a title has a word; tracks and screens show it"
    yield from _landmark(protocol, words, path)
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
        for _, text in wordings(line):
            for variable in VARIABLE.findall(text):
                if variable not in known:
                    yield at, unknown("variable", f"{{{variable}}}", [f"{{{one}}}" for one in known])


def _landmark(protocol: Protocol, words: Words, path: Path) -> Iterator[tuple[Path, str]]:
    """Where spots begin must be known by its name in each language, so that a path back to it is noticed."""
    if protocol.spots is None or protocol.limits.step is None or protocol.spots.start in words.terms:
        return
    said = " ".join(text for line in words.lines.values() for _, text in wordings(line))
    if not envelope.place(protocol.spots.start) & envelope.place(said):
        why = because("without it nobody notices a step that is said to lead back there", protocol)
        at = (*path, "terms") if words.terms else path
        yield at, f"'{protocol.spots.start}' has no word here; add it under 'terms'{why}"


def _variables(protocol: Protocol, loops: tuple[str, ...]) -> list[str]:
    known = [variable for loop in loops for variable in SAID_IN[loop]]
    known += ["hold"] if protocol.limits.hold else []
    known += ["reach"] if protocol.limits.reach else []
    known += ["moves"] if protocol.going_on and "spot" in loops else []
    # A set is a whole number of strokes: neither has a length without the other.
    known += ["set", "stroke"] if protocol.limits.set and protocol.limits.stroke else []
    known += ["spots"] if protocol.limits.spots and "spot" not in loops else []
    known += ["rest"] if protocol.rests else []
    if protocol.limits.step:
        known.append("step")
    return [*known, *ALWAYS_KNOWN]
