"""What one person chooses, checked against the limits of the protocol."""

from typing import Literal, get_args

import msgspec

from coach.errors import InputError
from coach.protocol import LEVELS, Protocol
from coach.session.wording import PACES
from coach.units import Samples, to_samples, to_seconds

Side = Literal["both", "left", "right"]
SIDES: tuple[str, ...] = get_args(Side)


class Choices(msgspec.Struct, frozen=True):
    """What to do and how much to say. None means: as the protocol usually does it."""

    side: str = "both"
    level: str = "learn"
    spots: int | None = None
    passes: int | None = None
    hold: float | None = None
    """Seconds."""
    language: str = "en"
    pace: str = "normal"


class Plan(msgspec.Struct, frozen=True):
    """Choices settled: every one of them is inside the limits."""

    sides: tuple[str, ...]
    level: str
    spots: int
    passes: int
    hold: Samples | None
    language: str
    pace: float
    """What rests and pauses are multiplied by; a hold never is."""


def settle(protocol: Protocol, choices: Choices) -> Plan:
    """The choices with the protocol's usual values filled in.

    Raises InputError that names the limit and cites its source for whatever lies outside.
    """
    _one_of("side", choices.side, SIDES)
    _one_of("level", choices.level, LEVELS)
    _one_of("pace", choices.pace, tuple(PACES))
    _one_of("language", choices.language, tuple(protocol.words))
    sides = protocol.sides.order if protocol.sides else ()
    if choices.side != "both":
        if choices.side not in sides:
            raise InputError(f"--side {choices.side}: {protocol.protocol} has no such side")
        sides = tuple(side for side in sides if side == choices.side)
    return Plan(
        sides=sides,
        level=choices.level,
        spots=_count(protocol, "spots", choices.spots),
        passes=_count(protocol, "passes", choices.passes),
        hold=_hold(protocol, choices.hold),
        language=choices.language,
        pace=PACES[choices.pace],
    )


def cite(protocol: Protocol, references: tuple[str, ...]) -> str:
    """Sources in words, for messages: who says it, and what."""
    cited = []
    for reference in references:
        for name, source in protocol.sources.items():
            if reference == name:
                cited.append(source.by or source.about)
            elif reference in source.facts:
                cited.append(f"{source.by or name}, {reference}: {source.facts[reference]}")
    return "; ".join(cited)


def _one_of(option: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise InputError(f"--{option} {value}: there is {', '.join(known)}")


def _count(protocol: Protocol, name: Literal["spots", "passes"], wish: int | None) -> int:
    limit = getattr(protocol.limits, name)
    if limit is None:
        if wish is not None:
            raise InputError(f"--{name} {wish}: {protocol.protocol} has no {name} to choose")
        return 1
    if wish is None:
        return int(limit.usual)
    if not limit.least <= wish <= limit.most:
        raise InputError(
            f"--{name} {wish} is outside the limit of {limit.least} to {limit.most} for {protocol.protocol} "
            f"(source: {cite(protocol, limit.source)})"
        )
    return wish


def _hold(protocol: Protocol, wish: float | None) -> Samples | None:
    limit = protocol.limits.hold
    if limit is None:
        if wish is not None:
            raise InputError(f"--hold {wish:g}: {protocol.protocol} has no hold to choose")
        return None
    if wish is None:
        return limit.usual
    # The comparison is on seconds: it also refuses NaN, which has no number of samples.
    if not to_seconds(limit.least) <= wish <= to_seconds(limit.most):
        raise InputError(
            f"--hold {wish:g} is outside the limit of {to_seconds(limit.least):g} to "
            f"{to_seconds(limit.most):g} s for {protocol.protocol} (source: {cite(protocol, limit.source)})"
        )
    return to_samples(wish)
