"""Steps that a person is told to move from spot to spot, so that the last spot still lies in the area."""

from math import floor
from typing import NamedTuple

from coach.protocol import Protocol

_NEAR = 1e-6  # centimetres, for sums of decimal fractions


class SaidStep(NamedTuple):
    """Step as it is said, from `least` to `most` centimetres."""

    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.least:g} cm" if self.least == self.most else f"{self.least:g}-{self.most:g} cm"


def said_step(protocol: Protocol, spots: int) -> SaidStep | None:
    """Return the step that may be said where a strip has `spots`, in centimetres; None if not even the least fits.

    Whoever always moves by the most of it stays in the area: first spot + most * (spots - 1) <= area.most. A step
    that has to be narrowed ends at a whole number where one fits, and is never below the protocol's least.
    Raises ValueError for a protocol without a limit for the step.
    """
    limits = protocol.limits
    if limits.step is None:
        raise ValueError(f"{protocol.protocol} has no step")
    least, most = limits.step.least, limits.step.most
    if limits.area is None or spots < 2:
        return SaidStep(least, most)
    room = (limits.area.most - first_spot(protocol)) / (spots - 1) + _NEAR
    if room >= most:
        return SaidStep(least, most)
    return SaidStep(least, max(least, floor(room))) if room >= least else None


def first_spot(protocol: Protocol) -> float:
    """Return the distance of the first spot's middle from the landmark, in centimetres; 0 if the protocol has none."""
    area, spots = protocol.limits.area, protocol.spots
    if spots is not None and spots.first is not None:
        return spots.first
    return area.least if area is not None else 0.0


def spot_range(protocol: Protocol, step: SaidStep, spot: int) -> SaidStep:
    """Return the range of distances of a spot from the landmark, after moves by `step`, in centimetres."""
    first = first_spot(protocol)
    return SaidStep(first + (spot - 1) * step.least, first + (spot - 1) * step.most)
