"""Safety of whoever listens: notice, stop rule and screening come before anybody is led into a stretch."""

from coach.protocol.checks import notice
from coach.protocol.model import Protocol
from coach.protocol.problems import Problems, unknown
from coach.protocol.sources import NOBODY_SCREENED, reason, sources_of
from coach.protocol.traverse import PartInOrder, chapters_in_order
from coach.protocol.vocabulary import TIERS


def problems(protocol: Protocol) -> Problems:
    """Find missing safety lines, questions and limits; each message ends with the reason and the source."""
    if protocol.protocols is not None:
        yield from _programme(protocol)
    if protocol.audience == "person":
        order = list(chapters_in_order(protocol))
        yield from notice.problems(protocol)
        yield from _stretch(protocol, order)
    if protocol.screening is not None:
        yield from _screening(protocol)


def _stretch(protocol: Protocol, order: list[PartInOrder]) -> Problems:
    """Find holds and strokes without screening, comfort or words that lead out of them."""
    if not any(one.stretches for one in order) and protocol.protocols is None:
        return
    if protocol.screening is None:
        why = reason(NOBODY_SCREENED, protocol, _of_notice(protocol))
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
        yield ("screening", "questions"), f"no question; write {{ask: LINE, tier: TIER}}{reason(NOBODY_SCREENED)}"
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


def _of_notice(protocol: Protocol) -> tuple[str, ...]:
    """Return the sources of the notice, if there is one to cite."""
    return sources_of(protocol, protocol.safety.notice) if protocol.safety is not None else ()
