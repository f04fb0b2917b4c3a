"""Safety of whoever listens: notice, stop rule and screening come before anybody is led into a stretch."""

from coach.protocol.model import Protocol
from coach.protocol.problems import KeyPath, Problems, unknown
from coach.protocol.sources import reason
from coach.protocol.traverse import PartInOrder, chapters_in_order
from coach.protocol.vocabulary import TIERS

_MAY_BE = {"alone"}
"""Condition that a safety line may have: a programme has said the line before its parts."""

_NOBODY_SCREENED = "who must not do this has to know before it begins"
_KNOWS_WHEN = "who feels that something is wrong must know at once how to stop"


def problems(protocol: Protocol) -> Problems:
    """Find missing safety lines, questions and limits; each message ends with the reason and the source."""
    if protocol.protocols is not None:
        yield from _programme(protocol)
    if protocol.audience == "person":
        order = list(chapters_in_order(protocol))
        yield from _said(protocol, order)
        yield from _stretch(protocol, order)
    if protocol.screening is not None:
        yield from _screening(protocol)


def _said(protocol: Protocol, order: list[PartInOrder]) -> Problems:
    """Find a notice that does not come first, or a stop rule that comes after the first stretch."""
    safety = protocol.safety
    if safety is None:
        why = reason(_NOBODY_SCREENED, protocol, _first_fact(protocol))
        yield ("audience",), f"what leads a person needs 'safety: {{notice: LINE, stop rule: LINE}}'{why}"
        return
    if not order:
        yield ("session",), "a session has chapters; the first one begins with the notice" + reason(_NOBODY_SCREENED)
        return
    known = True
    for key, line in (("notice", safety.notice), ("stop rule", safety.stop_rule)):
        for language, words in protocol.words.items():
            at = ("words", language, "lines", line)
            if line not in words.lines:
                known = False
                yield ("safety", key), f"in language '{language}': " + unknown("line", line, words.lines)
            elif words.lines[line].always is None:
                why = reason("no level may leave it out", protocol, words.lines[line].source)
                yield at, f"this is the {key}: write it under 'always'{why}"
            elif not words.lines[line].always:
                known = False
                why = reason("silence warns nobody", protocol, words.lines[line].source)
                yield (*at, "always"), f"the {key} is an empty line; write its words{why}"
    yield from _too_soon(protocol)
    if known:
        yield from _notice(protocol, order[0], safety.notice)
        yield from _stop_rule(protocol, order, safety.stop_rule)


def _too_soon(protocol: Protocol) -> Problems:
    """Find `between` without words for a person who comes back earlier, or such words without `between`."""
    between, safety = protocol.limits.between, protocol.safety
    line = safety.too_soon if safety is not None else None
    if between is not None and line is None:
        why = reason("who comes back too early must hear it before the start", protocol, between.source)
        yield ("safety",), f"'limits: between' needs words for who comes back earlier: write 'too soon: LINE'{why}"
    if line is not None and all(one.limits.between is None for one in protocol.parts.values()):
        why = reason("the line would never be said")
        yield ("safety", "too soon"), f"nothing is too soon without 'limits: between: {{days, source}}'{why}"


def _notice(protocol: Protocol, first: PartInOrder, line: str) -> Problems:
    why = reason(_NOBODY_SCREENED, protocol, _sources_of(protocol, line))
    if first.part.include is not None:
        yield first.path, f"the session must begin with its own notice: a chapter that says '{line}'{why}"
    elif first.part.steps:
        opening = first.part.steps[0]
        at = (*first.path, "steps", 0)
        more = [condition for condition in (*first.when, *opening.when) if condition not in _MAY_BE]
        if opening.say != line:
            yield at, f"the notice must be heard first: begin with 'say: {line}'{why}"
        elif more:
            yield at, f"the notice must be heard every time, not only at '{more[0]}'{why}"


def _stop_rule(protocol: Protocol, order: list[PartInOrder], line: str) -> Problems:
    stretch = next((index for index, one in enumerate(order) if one.stretches), None)
    if stretch is None:
        return
    why = reason(_KNOWS_WHEN, protocol, _sources_of(protocol, line))
    found: KeyPath | None = None
    for one in order[:stretch]:
        for index, step in enumerate(one.part.steps):
            if step.say == line:
                if {*one.when, *step.when} <= _MAY_BE:
                    return
                found = (*one.path, "steps", index)
    if found is not None:
        yield found, f"the stop rule '{line}' must be said every time, with no condition but 'alone'{why}"
    else:
        yield ("safety", "stop rule"), f"'{line}' must be said in a chapter before the first stretch{why}"


def _stretch(protocol: Protocol, order: list[PartInOrder]) -> Problems:
    """Find holds and strokes without screening, comfort or words that lead out of them."""
    if not any(one.stretches for one in order) and protocol.protocols is None:
        return
    if protocol.screening is None:
        why = reason(_NOBODY_SCREENED, protocol, _first_fact(protocol))
        yield (
            ("audience",),
            f"what loads a muscle needs 'screening: {{questions: [{{ask: LINE, tier: TIER}}], outcomes}}'{why}",
        )
    if not any(step.hold or step.strokes for one in order for step in one.part.steps):
        return
    if protocol.limits.comfort is None:
        why = reason("a person must know how much may be felt, and from where on to stop")
        yield ("limits",), f"a stretch needs 'comfort: {{aim, ease, stop, source}}'{why}"
    if protocol.ease_off is None:
        limit = "hold" if protocol.limits.hold is not None else "set"
        why = reason("nobody is left in a stretch without a word")
        yield ("limits", limit), f"it needs words that lead out of it: write 'ease off: {{hold: LINE, end: LINE}}'{why}"


def _screening(protocol: Protocol) -> Problems:
    screening = protocol.screening
    assert screening is not None
    known = (*TIERS, "confirm")
    for name in screening.outcomes:
        if name not in known:
            yield ("screening", "outcomes", name), unknown("outcome", name, known)
    if not screening.questions:
        yield ("screening", "questions"), f"no question; write {{ask: LINE, tier: TIER}}{reason(_NOBODY_SCREENED)}"
    tiers = [tier for tier in TIERS if any(question.tier == tier for question in screening.questions)]
    for need in (*tiers, *(("confirm",) if "ask first" in tiers else ())):
        if need not in screening.outcomes:
            why = reason("whoever says yes must hear what to do")
            yield ("screening", "outcomes"), f"no line for '{need}': write '{need}: LINE'{why}"


def _programme(protocol: Protocol) -> Problems:
    if not any(one.part.include for one in chapters_in_order(protocol)):
        why = reason("its protocols would never be heard")
        yield ("protocols",), f"a programme says 'include: protocol' in a part with 'each: protocol'{why}"
    if protocol.ease_off is None:
        why = reason("nobody is left in a stretch without a word, whichever protocol it is of")
        yield ("protocols",), f"a programme needs 'ease off: {{hold: LINE, end: LINE}}' of its own{why}"
    for name, one in protocol.included.items():
        at = ("protocols", "order", protocol.protocols.order.index(name) if protocol.protocols else 0)
        if one.audience != protocol.audience:
            why = reason("a room of strangers gets nothing to do along, and a person gets what was meant for one")
            yield at, f"'{name}' is for a {one.audience}, this programme for a {protocol.audience}{why}"
        for language in protocol.words:
            if language not in one.words:
                why = reason("half of the session would have no words")
                yield at, f"'{name}' does not speak '{language}', which this programme does{why}"


def _first_fact(protocol: Protocol) -> tuple[str, ...]:
    """Return the sources of the notice, if there is one to cite."""
    return _sources_of(protocol, protocol.safety.notice) if protocol.safety is not None else ()


def _sources_of(protocol: Protocol, line: str) -> tuple[str, ...]:
    for words in protocol.words.values():
        if line in words.lines:
            return words.lines[line].source
    return ()
