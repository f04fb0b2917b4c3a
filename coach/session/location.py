"""Locations of a session, and the state of the body that words must fit."""

from enum import StrEnum
from typing import Literal

import msgspec

from coach.protocol.session_model import Leads
from coach.protocol.vocabulary import Loop


class Location(msgspec.Struct, frozen=True):
    """Location that is treated: a spot of a strip, on one side, of one protocol, in one pass."""

    protocol: str = ""
    side: str | None = None
    strip: str | None = None
    passage: int | None = None
    spot: int | None = None

    def at(self, loop: Loop) -> str | int | None:
        """Return the value of a loop of the protocol at this location, or None outside of the loop."""
        return {
            "protocol": self.protocol,
            "side": self.side,
            "strip": self.strip,
            "pass": self.passage,
            "spot": self.spot,
        }[loop]

    def within(self, loop: Loop, value: str | int) -> "Location":
        """Return the location at `value` of a loop, one level further in."""
        return msgspec.structs.replace(self, **{"passage" if loop == "pass" else loop: value})

    @property
    def line(self) -> tuple[str, str | None, str | None]:
        """Strip of one side, along which the ball is moved from spot to spot."""
        return self.protocol, self.side, self.strip

    def same_place(self, other: "Location | None") -> bool:
        """Whether `other` is this very location, in whichever pass."""
        return other is not None and (self.line, self.spot) == (other.line, other.spot)


class Posture(StrEnum):
    """Posture: how a muscle is loaded."""

    OFF = "off"
    """Nothing presses on the muscle."""
    ON = "on"
    """The muscle is pinned, and loose."""
    REACHING = "reaching"
    """The muscle is being brought into the stretch."""
    HELD = "held"
    """The muscle is held in the stretch, or worked with strokes."""


LOOSE = (Posture.OFF, Posture.ON)
"""Postures that one may stay in."""

LEADS: dict[Leads, tuple[tuple[Posture, ...], Posture]] = {
    "anywhere to on": (LOOSE, Posture.ON),
    "spot before to on": (LOOSE, Posture.ON),
    "held to on": ((Posture.HELD,), Posture.ON),
    "held to off": ((Posture.HELD,), Posture.OFF),
    "anywhere to off": (LOOSE, Posture.OFF),
}
"""Postures in which words may begin, and the one they lead to."""

ARRIVALS: tuple[Leads, ...] = ("anywhere to on", "spot before to on")
"""Leads that bring the ball to a spot."""


class Body(msgspec.Struct, frozen=True):
    """State of the body: posture of the leg, and location of the ball."""

    posture: Posture = Posture.OFF
    at: Location | None = None
    """Location of the ball; None if it is put aside, or nobody can know."""


class Arrival(msgspec.Struct, frozen=True):
    """Arrival of the ball at the spot of a chapter."""

    kind: Literal["usual", "stay", "place"] = "usual"
    """Words: `usual`, in the protocol's own order; `stay`, it is there already; `place`, from wherever it is."""
    moves: int = 0
    """Spots to move on (below 0, back), with `place`, from a known location; 0 if nobody knows it."""


USUAL = Arrival()
