"""Grades of comfort in wording, such as "at four out of ten, ease off", compared with the limits of comfort."""

import re
from collections.abc import Iterator, Sequence

from coach.protocol.checks.clauses import Spans
from coach.protocol.checks.topics import Topics
from coach.protocol.model import Protocol
from coach.protocol.quantities import Quantity
from coach.protocol.sources import reason

_SCALE = re.compile(r"\b(?:out of|of|sobre|de)\s*$")
_ONLY_A_WAY = re.compile(
    r"\s*(?:(?:at|from|to|up|about|around|when|once|if|it|is|reaches|gets|comes|a|en|el|la|de|desde|hasta|al|unos|llega|si|"
    r"partir|cuando|pain|dolor|level|nivel|above|over|past|below|under|than|por|encima|debajo)\b\s*)*"
)
"""Words that may stand between an action and its grade: stop when it reaches six."""

_WHY = "who hears a number eases off or stops there, and not before"


def problems(protocol: Protocol, topics: Topics, bare: str, spans: Spans, found: Sequence[Quantity]) -> Iterator[str]:
    """Find grades at which less is done than the limits ask for, in a wording in small letters without accents."""
    comfort = protocol.limits.comfort
    if comfort is None or topics.felt.search(bare) is None:
        return
    limits = {"aim": comfort.aim, "ease": comfort.ease, "stop": comfort.stop}
    for begin, end in spans:
        graded = [one for one in found if begin <= one.start < end and _is_grade(topics, bare, one, begin)]
        for index, one in enumerate(graded):
            since = graded[index - 1].end if index else begin
            until = graded[index + 1].start if index + 1 < len(graded) else end
            action = _action(topics, bare[since : one.start], bare[one.end : until])
            most = one.most - 1 if action == "aim" and topics.below.search(bare[begin : one.start]) else one.most
            if action is not None and most > limits[action]:
                words = bare[one.start : one.end]
                why = reason(_WHY, protocol, comfort.source)
                yield f"'{words}' of ten is above the limit of comfort, {action} {limits[action]}{why}"


def _is_grade(topics: Topics, bare: str, one: Quantity, begin: int) -> bool:
    """Whether a bare number is a grade, and not the ten of the scale, a scale itself, or a count of something."""
    if one.unit or one.least == 0 or one.most > 10:
        return False
    before, after = bare[begin : one.start], bare[one.end :]
    if one.most == 10 and _SCALE.search(before):
        return False
    return topics.other.match(after) is None and topics.grade.search(before) is not None


def _action(topics: Topics, before: str, after: str) -> str | None:
    """Return the action at a grade: the one said right before the grade, else after, else anywhere before."""
    kinds = {"aim": topics.aim, "ease": topics.ease, "stop": topics.stop}
    if re.match(
        r"\s*(?:(?:out of|of|sobre|de) \w+ )?(?:or (?:less|below|lower|under)|o (?:menos|por debajo))\b", after
    ):
        return "aim"
    nearest = [
        (match.end(), kind)
        for kind, pattern in kinds.items()
        for match in pattern.finditer(before)
        if _ONLY_A_WAY.fullmatch(before[match.end() :])
    ]
    if nearest:
        return max(nearest)[1]
    following = [(match.start(), kind) for kind, pattern in kinds.items() if (match := pattern.search(after))]
    if following:
        return min(following)[1]
    earlier = [(match.end(), kind) for kind, pattern in kinds.items() for match in pattern.finditer(before)]
    return max(earlier)[1] if earlier else None
