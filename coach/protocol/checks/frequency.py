"""Frequency in wording: times a day, days between sessions, and passes over one place, compared with the limits."""

import re
from collections.abc import Iterator

from coach.protocol.checks.clauses import Clause, Spans
from coach.protocol.checks.comparison import WHY, counts
from coach.protocol.checks.topics import NTH, Topics
from coach.protocol.model import Protocol
from coach.protocol.quantities import Quantity
from coach.protocol.sources import reason


def times(protocol: Protocol, topics: Topics, at: Clause, one: Quantity, words: str) -> Iterator[str]:
    """Judge times: a day, a week, or over the same place."""
    between, passes = protocol.limits.between, protocol.limits.passes
    for often, days in ((topics.a_day, 1), (topics.a_week, 7)):
        if often.match(at.after):
            if between is not None and _about_treating(topics, at.sentence) and days / one.most < between.days:
                why = reason(WHY, protocol, between.source)
                yield f"'{words}' so often is more than once in {between.days} days, the limit 'between'{why}"
            return
    if passes is not None and topics.again.search(at.sentence) and not topics.not_again.search(at.sentence):
        yield from counts(protocol, words, one, "passes", passes)


def days_apart(protocol: Protocol, topics: Topics, at: Clause, one: Quantity, words: str) -> Iterator[str]:
    """Judge days from one session to the next."""
    between = protocol.limits.between
    if between is None:
        return
    why = reason(WHY, protocol, between.source)
    ago = topics.ago.match(at.after) or re.search(r"\bhace\b", at.before)
    less = re.search(r"(?:less than|menos de)\s*$", at.before) and topics.session.search(at.sentence)
    often = topics.each.search(at.before) or topics.apart.match(at.after)
    if ago and less and (one.least, one.most) != (between.days, between.days):
        yield f"'{words}' is not the limit 'between', {between.days} days{why}"
    elif often and not ago and _about_treating(topics, at.sentence) and one.least < between.days:
        yield f"'{words}' is less than the limit 'between', {between.days} days{why}"


def phrases(protocol: Protocol, topics: Topics, bare: str, spans: Spans) -> Iterator[str]:
    """Judge phrases without a number: every day, a third time."""
    between, passes = protocol.limits.between, protocol.limits.passes
    for sentence in (bare[begin:end] for begin, end in spans):
        for pattern, days in topics.every:
            found = pattern.search(sentence)
            denied = found is not None and topics.negated.search(sentence[: found.start()]) is not None
            if found and between and not denied and _about_treating(topics, sentence) and days < between.days:
                why = reason(WHY, protocol, between.source)
                yield f"'{found[0]}' is more often than the limit 'between', {between.days} days{why}"
        found = topics.nth.search(sentence)
        other = topics.negated.search(sentence) or topics.not_again.search(sentence)
        if found and passes and topics.again.search(sentence) and not other and NTH[found[1]] > passes.most:
            why = reason(WHY, protocol, passes.source)
            yield f"'{found[0]}' is outside the limit of passes, {passes.least} to {passes.most}{why}"


def _about_treating(topics: Topics, sentence: str) -> bool:
    return bool(topics.treating.search(sentence)) and not topics.not_treating.search(sentence)
