"""Places of a session, and the state of the body that words must fit."""

from enum import StrEnum
from typing import Literal

import msgspec

from coach.protocol.session_model import Leads
from coach.protocol.vocabulary import Loop


class Location(msgspec.Struct, frozen=True):
    """One place that is treated: a spot of a strip, on one side, of one protocol, in one pass."""

    protocol: str = ""
    side: str | None = None
    strip: str | None = None
    passage: int | None = None
    spot: int | None = None

    def at(self, loop: Loop) -> str | int | None:
        """Return where this place is in a loop of the protocol, or None if it is not inside of one."""
        return {
            "protocol": self.protocol,
            "side": self.side,
            "strip": self.strip,
            "pass": self.passage,
            "spot": self.spot,
        }[loop]

    def within(self, loop: Loop, value: str | int) -> "Location":
        """Return the place at `value` of a loop of the protocol, one level further in."""
        return msgspec.structs.replace(self, **{"passage" if loop == "pass" else loop: value})

    @property
    def line(self) -> tuple[str, str | None, str | None]:
        """The strip of one side, along which the ball is moved from spot to spot."""
        return self.protocol, self.side, self.strip

    def same_place(self, other: "Location | None") -> bool:
        """Whether `other` is this very place, in whichever pass."""
        return other is not None and (self.line, self.spot) == (other.line, other.spot)


class Posture(StrEnum):
    """How a muscle is loaded."""

    OFF = "off"
    """Nothing presses on it."""
    ON = "on"
    """It is pinned, and loose."""
    REACHING = "reaching"
    """It is being brought into the stretch."""
    HELD = "held"
    """It is held in the stretch, or worked with strokes."""


LOOSE = (Posture.OFF, Posture.ON)
"""Postures that one may stay in."""

LEADS: dict[Leads, tuple[tuple[Posture, ...], Posture]] = {
    "anywhere to on": (LOOSE, Posture.ON),
    "spot before to on": (LOOSE, Posture.ON),
    "held to on": ((Posture.HELD,), Posture.ON),
    "held to off": ((Posture.HELD,), Posture.OFF),
    "anywhere to off": (LOOSE, Posture.OFF),
}
"""From which postures words may begin, and which one they lead to."""

ARRIVALS: tuple[Leads, ...] = ("anywhere to on", "spot before to on")
"""Those that bring the ball to a spot."""


class Body(msgspec.Struct, frozen=True):
    """Where the ball and the leg are."""

    posture: Posture = Posture.OFF
    at: Location | None = None
    """Where the ball lies; None if it is put aside, or nobody can know."""


class Arrival(msgspec.Struct, frozen=True):
    """How a chapter brings the ball to its spot."""

    kind: Literal["usual", "stay", "place"] = "usual"
    """`usual`: in the protocol's own order; `stay`: it is there already; `place`: from wherever it is."""
    moves: int = 0
    """With `place`: how many spots on (or, below 0, back) from where it is known to be; 0 if nobody knows."""


USUAL = Arrival()
