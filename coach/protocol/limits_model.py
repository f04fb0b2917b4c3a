"""Limits of a protocol: times, counts, lengths and grades of comfort that no choice may leave.

Every number an author sets lives in a block with a `source`, so that it can be traced.
"""

from typing import Literal, TypeAlias

import msgspec

from coach.units import Centimetres, Samples

TimeName = Literal["hold", "reach", "set", "stroke"]
CountName = Literal["passes", "spots"]


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all authored values."""


class HoldLimit(Model, frozen=True):
    """Limit of a time: of a held stretch, the way into it, a set of strokes or one stroke."""

    least: Samples
    most: Samples
    usual: Samples
    source: tuple[str, ...]


class CountLimit(Model, frozen=True):
    """Limit of a number of things."""

    least: int
    most: int
    usual: int
    source: tuple[str, ...]


class StepLimit(Model, frozen=True):
    """Limit of the move between two spots, and its direction."""

    least: Centimetres
    most: Centimetres
    towards: str
    source: tuple[str, ...]


class Forbidden(Model, frozen=True):
    """Place never to go."""

    area: str
    source: tuple[str, ...]


class Comfort(Model, frozen=True):
    """Grades of discomfort that may be felt, on a scale from 0, nothing, to 9, very bad."""

    aim: int
    """Highest grade to aim at."""
    ease: int
    """Grade from which on one eases off, and does less."""
    stop: int
    """Grade from which on the technique ends for this side."""
    source: tuple[str, ...]


class Between(Model, frozen=True):
    """Days from one session to the next: 2 means every other day."""

    days: int
    source: tuple[str, ...]


class Practice(Model, frozen=True):
    """Numbers of sessions after which `--level auto` says less, and the break after which it explains again."""

    remind: int
    tones: int
    forget: int
    """Days without a session."""
    source: tuple[str, ...]


class Area(Model, frozen=True):
    """Distances from the landmark between which work may be done."""

    least: Centimetres
    most: Centimetres
    source: tuple[str, ...]


Range: TypeAlias = HoldLimit | CountLimit | StepLimit | Area
"""Limits with a least and a most."""


class Limits(Model, frozen=True):
    """Limits of all choices: what lies outside of them is refused."""

    hold: HoldLimit | None = None
    reach: HoldLimit | None = None
    """Time to get into a stretch, from the start tone to the hold tone."""
    set: HoldLimit | None = None
    """Time of a set of strokes."""
    stroke: HoldLimit | None = None
    """Time of one stroke, one way."""
    passes: CountLimit | None = None
    spots: CountLimit | None = None
    step: StepLimit | None = None
    area: Area | None = None
    comfort: Comfort | None = None
    between: Between | None = None
    never: tuple[Forbidden, ...] = ()

    @property
    def times(self) -> dict[TimeName, HoldLimit]:
        """Limits of times that the protocol has, by name."""
        rows: tuple[tuple[TimeName, HoldLimit | None], ...] = (
            ("hold", self.hold),
            ("reach", self.reach),
            ("set", self.set),
            ("stroke", self.stroke),
        )
        return {name: limit for name, limit in rows if limit is not None}

    @property
    def counts(self) -> dict[CountName, CountLimit]:
        """Limits of counts that the protocol has, by name."""
        rows: tuple[tuple[CountName, CountLimit | None], ...] = (("passes", self.passes), ("spots", self.spots))
        return {name: limit for name, limit in rows if limit is not None}

    @property
    def ranges(self) -> dict[str, Range]:
        """Limits with a least and a most that the protocol has, by name."""
        rows: tuple[tuple[str, Range | None], ...] = (
            *self.times.items(),
            *self.counts.items(),
            ("step", self.step),
            ("area", self.area),
        )
        return {name: limit for name, limit in rows if limit is not None}
