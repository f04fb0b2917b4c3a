"""Comfort policy: a rating from 0 to 9, told by a key, means fewer spots, a smaller stretch, or the end of a side."""

import typing as t
from collections.abc import Mapping

from coach.protocol import Protocol
from coach.protocol.limits_model import Comfort
from coach.session.location import Location
from coach.session.prompts import PromptKind


class Places(t.Protocol):
    """Locations of a session's chapters."""

    @property
    def count(self) -> int:
        """Number of chapters."""

    @property
    def protocols(self) -> tuple[str, ...]:
        """Protocols whose words lead out of a stretch."""

    def location(self, index: int) -> Location:
        """Place that chapter `index` is about."""


class ComfortPolicy:
    """Policy for ratings, by the limits of each protocol. It knows locations, and no sound."""

    def __init__(self, limits: Mapping[str, Comfort] | None = None, *, asks: bool = False) -> None:
        """Without `limits`, a rating has no consequence.

        With `asks`, the session asks for one before the first strip and after each.
        """
        self._limits = limits or {}
        self.asks = asks
        """True for a session that asks for a rating between strips."""
        self._asked: set[Location] = set()

    @classmethod
    def of(cls, protocol: Protocol, *, asks: bool) -> "ComfortPolicy":
        """Make the policy of `protocol` and of those that it includes; only a protocol with the words for it `asks`."""
        parts = protocol.parts.items()
        limits = {name: one.limits.comfort for name, one in parts if one.limits.comfort and one.comfort}
        return cls(limits, asks=asks and protocol.comfort is not None)

    @property
    def has_limits(self) -> bool:
        """Whether any rating has consequences."""
        return bool(self._limits)

    def felt(self, place: Location, value: int) -> t.Literal["fine", "ease", "stop"]:
        """Return the consequence of rating `value` at `place`: the same number means the same at any time."""
        limit = self._limits.get(place.protocol)
        if limit is None or value < limit.ease:
            return "fine"
        return "ease" if value < limit.stop else "stop"

    def asks_before(self, source: Places, index: int) -> PromptKind | None:
        """Return the question before chapter `index`: each comes once, and none in the middle of a strip."""
        if not self.asks or not 0 < index < source.count:
            return None
        before, here = source.location(index - 1), source.location(index)
        if before.strip is not None and before.line != here.line:
            asked = PromptKind.HOW_WAS_IT
        elif here.strip is not None and all(source.location(at).strip is None for at in range(index)):
            asked = PromptKind.HOW_NOW
        else:
            return None
        if here in self._asked:
            return None
        self._asked.add(here)
        return asked


def working_place(source: Places, index: int) -> Location | None:
    """Return the place that is treated at chapter `index`, or next after it; None if none is left."""
    places = (source.location(at) for at in range(index, source.count))
    return next((place for place in places if place.strip is not None or place.side is not None), None)


def can_lose_a_spot(source: Places, protocol: str) -> bool:
    """Whether some strip of `protocol` has more than one spot."""
    places = (source.location(at) for at in range(source.count))
    return any((place.spot or 0) > 1 for place in places if place.protocol == protocol)


def may_be_on_the_ball(source: Places, index: int) -> bool:
    """Whether a person at chapter `index` may sit there stretched, as work has begun before it or in it."""
    places = [source.location(at) for at in range(min(index + 1, source.count))]
    begun = any(place.strip is not None or place.side is not None for place in places)
    return bool(source.protocols) and (begun or (index > 0 and working_place(source, index) is None))
