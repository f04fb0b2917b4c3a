"""What an author writes: limits, places, wording and the order of a session. Values only.

The model knows sides, strips, spots and passes, and nothing of any muscle. Every number an author
sets lives in a block with a `source`, so that it can be traced.
"""

from typing import Literal

import msgspec

from coach.units import Centimetres, Samples

LEVELS = ("learn", "remind", "tones")
"""How much is said: `learn` explains, `remind` names the action, `tones` leaves safety and orientation."""

LOOPS = ("side", "strip", "pass", "spot")
"""What `each` can repeat over."""


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all authored values."""


class Source(Model, frozen=True):
    """Who said it. Facts are restated in our own words, so that each can be pointed at."""

    about: str
    by: str = ""
    where: str = ""
    facts: dict[str, str] = {}


class HoldLimit(Model, frozen=True):
    """How long a stretch may be held."""

    least: Samples
    most: Samples
    usual: Samples
    source: tuple[str, ...]


class CountLimit(Model, frozen=True):
    """How many of something."""

    least: int
    most: int
    usual: int
    source: tuple[str, ...]


class StepLimit(Model, frozen=True):
    """How far to move between two spots, and which way."""

    least: Centimetres
    most: Centimetres
    towards: str
    source: tuple[str, ...]


class Forbidden(Model, frozen=True):
    """Where never to go."""

    area: str
    source: tuple[str, ...]


class Limits(Model, frozen=True):
    """The safety envelope: choices outside it are refused."""

    hold: HoldLimit | None = None
    passes: CountLimit | None = None
    spots: CountLimit | None = None
    step: StepLimit | None = None
    never: tuple[Forbidden, ...] = ()


class Sides(Model, frozen=True):
    """The sides in the order they are treated."""

    order: tuple[Literal["left", "right"], ...]
    source: tuple[str, ...]


class Strip(Model, frozen=True):
    """One line along a muscle."""

    id: str
    muscle: str


class Strips(Model, frozen=True):
    """The strips in the order they are treated."""

    order: tuple[Strip, ...]
    source: tuple[str, ...]


class Spots(Model, frozen=True):
    """Where the first spot of a strip lies; the others follow in steps away from there."""

    start: str = msgspec.field(name="from")
    source: tuple[str, ...]


class Rests(Model, frozen=True):
    """Time to move or to recover, by name."""

    lengths: dict[str, Samples]
    source: tuple[str, ...]


class Step(Model, frozen=True):
    """What happens next: words, then a tone, then a rest; or a hold."""

    say: str | None = None
    tone: str | None = None
    rest: str | None = None
    hold: Literal["chosen"] | None = None
    announce: str | None = None
    halfway: str | None = None
    count: tuple[str, ...] = ()
    """Lines for the last seconds of a hold, one a second, the last of them the action."""
    when: tuple[str, ...] = ()


class Part(Model, frozen=True):
    """A chapter of steps, or more parts; either may be repeated with `each`."""

    each: tuple[Literal["side", "strip", "pass", "spot"], ...] = ()
    chapter: str | None = None
    steps: tuple[Step, ...] = ()
    session: tuple["Part", ...] = ()


class EaseOff(Model, frozen=True):
    """What is said when a session is broken off: the names of two lines."""

    hold: str
    """A stretch is left in the middle."""
    end: str
    """The person stops for good."""


class Line(Model, frozen=True):
    """Something to say, by level. A level that is left out says nothing; `always` is the same at all three."""

    source: tuple[str, ...]
    always: str | None = None
    learn: tuple[str, ...] = ()
    """One wording, or several: said the first time in a strip, the second and so on; the last one stays."""
    remind: str | None = None
    tones: str | None = None


class Words(Model, frozen=True):
    """All wording in one language, apart from the structure."""

    title: str
    titles: dict[str, str]
    lines: dict[str, Line]
    terms: dict[str, str] = {}
    pronounce: dict[str, dict[str, str]] = {}
    """Hard words: by engine, or `any`, how to spell them so that it says them right."""


class Protocol(Model, frozen=True):
    """An authored technique."""

    protocol: str
    version: int
    audience: Literal["person", "room"]
    sources: dict[str, Source]
    session: tuple[Part, ...]
    words: dict[str, Words]
    limits: Limits = Limits()
    sides: Sides | None = None
    strips: Strips | None = None
    spots: Spots | None = None
    rests: Rests | None = None
    ease_off: EaseOff | None = msgspec.field(default=None, name="ease off")
    """Required where there is a hold: nobody is led into a stretch without words that lead out of it."""
