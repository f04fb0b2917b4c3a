"""Choices of one person, checked against the limits of the protocol."""

from typing import Literal, TypeVar, get_args

import msgspec

from coach.errors import InputError, guess, shown
from coach.protocol import LEVELS, Protocol
from coach.protocol.limits_model import CountName, TimeName
from coach.protocol.sources import cited
from coach.protocol.vocabulary import Level
from coach.session.steps import said_step
from coach.units import Samples, to_samples, to_seconds

Word = TypeVar("Word", bound=str)

Side = Literal["both", "left", "right"]
SIDES: tuple[Side, ...] = get_args(Side)

Pace = Literal["calm", "easy", "normal", "lively", "brisk"]

PACES: dict[Pace, float] = {"calm": 1.25, "easy": 1.12, "normal": 1.0, "lively": 0.9, "brisk": 0.8}
"""Factors of pauses and rests by pace; holds never stretch."""


class Choices(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Choices of one person. None means: as the protocol usually does it."""

    side: Side = "both"
    level: Level | Literal["auto"] = "learn"
    """Level of speech. The diary resolves `auto` before a session is made."""
    spots: int | None = None
    passes: int | None = None
    hold: float | None = None
    """Seconds."""
    set: float | None = None
    """Seconds of a set of strokes."""
    stroke: float | None = None
    """Seconds of one stroke, one way."""
    without: tuple[str, ...] = ()
    """Protocols of a programme that are left out, as they were treated today."""
    language: str = "en"
    pace: Pace = "normal"
    live: bool = False
    """True for a session that is played while it is made, so that keys can be told of."""
    known: bool = False
    """True for a listener who has heard the whole notice of this version, and whose answers to its questions count."""
    wait: bool = False
    """True for a session that waits, where its protocol says so, until the listener is in place."""
    fewer: int = 0
    """Spots left out on each strip, as it was too much; one is always left."""
    over: tuple[str, ...] = ()
    """Sides that are over, as it was far too much; an empty name in a protocol without sides."""


class ResolvedChoices(msgspec.Struct, frozen=True):
    """Choices with the usual values filled in, each inside its limit."""

    sides: tuple[str, ...]
    level: Level
    spots: int
    passes: int
    hold: Samples | None
    stroke: Samples | None
    strokes: Samples | None
    """Length of a set: a whole number of strokes out and back, so that each set ends where it began."""
    protocols: tuple[str, ...]
    """Protocols of a programme that are done."""
    language: str
    pace: float
    """Factor of rests and pauses; never of a hold."""
    reach: Samples | None = None
    wait: bool = False


def resolve(protocol: Protocol, choices: Choices) -> ResolvedChoices:
    """Fill the protocol's usual values into choices.

    Raises InputError that names the limit and cites its source for whatever lies outside.
    """
    _one_of("side", choices.side, SIDES)
    level = _one_of("level", choices.level, LEVELS)
    _one_of("pace", choices.pace, tuple(PACES))
    _one_of("language", choices.language, tuple(protocol.words))
    sides = protocol.sides.order if protocol.sides else ()
    if choices.side != "both":
        if choices.side not in sides:
            raise InputError(f"--side {choices.side}: {protocol.protocol} has no such side")
        sides = tuple(side for side in sides if side == choices.side)
    if choices.wait and all(part.waiting is None for part in protocol.parts.values()):
        raise InputError(f"--wait: {protocol.protocol} does not say where it waits ('waiting'); leave --wait out")
    spots = _spots(protocol, choices.spots)
    stroke, chosen = _time(protocol, "stroke", choices.stroke), _time(protocol, "set", choices.set)
    return ResolvedChoices(
        sides=sides,
        level=level,
        spots=max(1, spots - choices.fewer),
        passes=_count(protocol, "passes", choices.passes),
        hold=_time(protocol, "hold", choices.hold),
        stroke=stroke,
        strokes=_whole_set(protocol, stroke, chosen) if stroke and chosen else None,
        protocols=_protocols(protocol, choices.without),
        language=choices.language,
        pace=PACES[choices.pace],
        reach=_reach(protocol, PACES[choices.pace]),
        wait=choices.wait,
    )


def of_included(protocol: Protocol, choices: Choices) -> Choices:
    """Return a programme's choices, as far as `protocol`, which it includes, has them to choose."""
    limits = protocol.limits.ranges
    not_there = {name: None for name in ("spots", "passes", "hold", "set", "stroke") if name not in limits}
    wait = choices.wait and protocol.waiting is not None
    return msgspec.structs.replace(choices, without=(), wait=wait, **not_there)


def cite(protocol: Protocol, references: tuple[str, ...]) -> str:
    """Write sources in words, for messages."""
    return "; ".join(cited(protocol, references))


def _one_of(option: str, value: str, known: tuple[Word, ...]) -> Word:
    """Return `value` as one of the `known` words. Raises InputError that lists them."""
    for word in known:
        if word == value:
            return word
    raise InputError(f"--{option} {shown(value)}{guess(value, known)}: there is {', '.join(known)}")


def _count(protocol: Protocol, name: CountName, chosen: int | None) -> int:
    limit = protocol.limits.counts.get(name)
    if limit is None:
        if chosen is not None:
            raise InputError(f"--{name} {chosen}: {protocol.protocol} has no {name} to choose")
        return 1
    if chosen is None:
        return limit.usual
    if not limit.least <= chosen <= limit.most:
        raise InputError(
            f"--{name} {chosen} is outside the limit of {limit.least} to {limit.most} for {protocol.protocol} "
            f"(source: {cite(protocol, limit.source)})"
        )
    return chosen


def _reach(protocol: Protocol, pace: float) -> Samples | None:
    """Return the time to get into a stretch: longer at a slow pace, never outside of the limit."""
    limit = protocol.limits.reach
    return None if limit is None else Samples(min(max(round(limit.usual * pace), limit.least), limit.most))


def _spots(protocol: Protocol, chosen: int | None) -> int:
    spots, area = _count(protocol, "spots", chosen), protocol.limits.area
    if protocol.limits.step is not None and area is not None and said_step(protocol, spots) is None:
        raise InputError(
            f"--spots {spots} leads out of the area of {area.least:g} to {area.most:g} cm for {protocol.protocol}, "
            f"even by the shortest steps (source: {cite(protocol, area.source)})"
        )
    return spots


def _protocols(protocol: Protocol, without: tuple[str, ...]) -> tuple[str, ...]:
    order = protocol.protocols.order if protocol.protocols else ()
    done = tuple(name for name in order if name not in without)
    if order and not done:
        raise InputError(
            f"{protocol.protocol}: {', '.join(order)} were all treated today; leave them alone until tomorrow"
        )
    return done


def _whole_set(protocol: Protocol, stroke: Samples, chosen: Samples) -> Samples:
    """Return the longest time within `chosen` that is strokes out and back; one pair more if below the limit."""
    pair, limit = 2 * stroke, protocol.limits.set
    whole = chosen // pair * pair
    if limit is not None and whole < limit.least:
        whole += pair
    if limit is not None and not limit.least <= whole <= limit.most:
        raise InputError(f"--stroke {to_seconds(stroke):g}: no whole number of strokes out and back fits into a set")
    return Samples(whole)


def _time(protocol: Protocol, name: TimeName, chosen: float | None) -> Samples | None:
    limit = protocol.limits.times.get(name)
    if limit is None:
        if chosen is not None:
            raise InputError(f"--{name} {chosen:g}: {protocol.protocol} has no {name} to choose")
        return None
    if chosen is None:
        return limit.usual
    # The comparison is on seconds: it also refuses NaN, which has no number of samples.
    if not to_seconds(limit.least) <= chosen <= to_seconds(limit.most):
        raise InputError(
            f"--{name} {chosen:g} is outside the limit of {to_seconds(limit.least):g} to "
            f"{to_seconds(limit.most):g} s for {protocol.protocol} (source: {cite(protocol, limit.source)})"
        )
    return to_samples(chosen)
