"""Comparison of a number in wording with a limit, and the message of the difference."""

from collections.abc import Iterator

from coach.protocol.limits_model import CountLimit, HoldLimit, Range
from coach.protocol.model import Protocol
from coach.protocol.quantities import Quantity
from coach.protocol.sources import reason
from coach.units import to_seconds

WHY = "who hears a number does what it says"


def seconds(protocol: Protocol, words: str, one: Quantity, name: str, limit: HoldLimit) -> Iterator[str]:
    """Find seconds outside of the limit of a time."""
    ends = to_seconds(limit.least), to_seconds(limit.most), "s"
    yield from compare(protocol, words, (one.least, one.most), name, ends, limit)


def counts(protocol: Protocol, words: str, one: Quantity, name: str, limit: CountLimit) -> Iterator[str]:
    """Find numbers outside of the limit of a count."""
    yield from compare(protocol, words, (one.least, one.most), name, (limit.least, limit.most, ""), limit)


def compare(
    protocol: Protocol,
    words: str,
    said: tuple[float, float],
    name: str,
    limit: tuple[float, float, str],
    block: Range,
) -> Iterator[str]:
    """Find a range that is `said` outside of a `limit`, given by its least, its most and their unit."""
    least, most, unit = limit
    if not Quantity(*said, "", 0, 0).within(least, most):
        why = reason(WHY, protocol, block.source)
        yield f"{quoted(words, said, unit)} is outside the limit of {name}, {_range(least, most)} {unit}".rstrip() + why


def quoted(words: str, said: tuple[float, float], unit: str) -> str:
    """Quote words, with their number where they are not written as one: 'ten seconds', 10 s,."""
    number = f"{_range(*said)} {unit}".strip()
    return f"'{words}'" if number == words else f"'{words}', {number},"


def _range(least: float, most: float) -> str:
    return f"{least:g}" if least == most else f"{least:g} to {most:g}"
