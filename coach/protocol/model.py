"""Protocol as an author writes one: a technique with its limits, places, session and wording. Values only.

The model knows sides, strips, spots and passes, and nothing of any muscle. Every number an author
sets lives in a block with a `source`, so that it can be traced.
"""

from typing import Literal, TypeAlias

import msgspec

from coach.protocol.limits_model import Limits, Model, Practice
from coach.protocol.session_model import Comforting, EaseOff, GoingOn, Part, Safety, Screening, Waiting
from coach.units import Centimetres, Samples

Body: TypeAlias = Literal["back of the thigh"]
"""Parts of the body of which a drawing is shipped, for the cover of an export."""


class Source(Model, frozen=True):
    """Author of facts. They are restated in our own words, so that each can be pointed at."""

    about: str
    by: str = ""
    where: str = ""
    facts: dict[str, str] = msgspec.field(default_factory=dict)


class Sides(Model, frozen=True):
    """Sides in the order in which they are treated."""

    order: tuple[Literal["left", "right"], ...]
    source: tuple[str, ...]


class Strip(Model, frozen=True):
    """Line along a muscle."""

    id: str
    muscle: str


class Strips(Model, frozen=True):
    """Strips in the order in which they are treated."""

    order: tuple[Strip, ...]
    source: tuple[str, ...]


class Spots(Model, frozen=True):
    """Place of the first spot of a strip; the others follow in steps away from the landmark."""

    start: str = msgspec.field(name="from")
    source: tuple[str, ...]
    first: Centimetres | None = None
    """Distance of its middle from the landmark."""


class Rests(Model, frozen=True):
    """Times to move or to recover, by name."""

    lengths: dict[str, Samples]
    source: tuple[str, ...]


class Protocols(Model, frozen=True):
    """Protocols of a programme, in their order."""

    order: tuple[str, ...]
    source: tuple[str, ...]


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
    forms: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict, name="terms")
    """Words for sides, strips and places; or lists, with the other forms that a case or a gender gives them."""
    lengths: dict[str, Centimetres] = msgspec.field(default_factory=dict)
    """Lengths that are said without a number, such as `a hand's width`, each with its number."""
    pronounce: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)
    """Spellings of hard words that make an engine say them right: by engine, or `any`."""

    @property
    def terms(self) -> dict[str, str]:
        """First forms of all terms, by name."""
        return {name: forms[0] for name, forms in self.forms.items() if forms}


class Authored(Model, frozen=True):
    """Protocol file: a technique, or a programme of several."""

    protocol: str
    version: int
    audience: Literal["person", "room"]
    sources: dict[str, Source]
    session: tuple[Part, ...]
    words: dict[str, Words]
    body: Body | None = None
    """Part of the body that is worked on, if there is a drawing of it; without, the cover has no anatomy."""
    limits: Limits = Limits()
    sides: Sides | None = None
    strips: Strips | None = None
    spots: Spots | None = None
    rests: Rests | None = None
    protocols: Protocols | None = None
    practice: Practice | None = None
    safety: Safety | None = None
    """Required of a session that leads one person."""
    screening: Screening | None = None
    comfort: Comforting | None = None
    ease_off: EaseOff | None = msgspec.field(default=None, name="ease off")
    """Required of a session with a hold or a stroke: nobody is led into it without words that lead out of it."""
    going_on: GoingOn | None = msgspec.field(default=None, name="going on")
    """Required of a session with a spot that is reached from the one before it."""
    waiting: Waiting | None = None
    """Required of a session that waits for the person to be in place."""


class Protocol(Authored, frozen=True):
    """Checked file, with the protocols that a programme names."""

    included: dict[str, "Protocol"] = msgspec.field(default_factory=dict)

    @property
    def parts(self) -> dict[str, "Protocol"]:
        """Protocols that a chapter can be of, by name: itself, and those it includes."""
        return {self.protocol: self, **self.included}

    def pronounced(self, language: str) -> dict[str, dict[str, str]]:
        """Return the spellings of all its parts; its own go before those of a protocol that it includes."""
        spellings: dict[str, dict[str, str]] = {}
        for part in (*self.included.values(), self):
            spellings |= part.words[language].pronounce if language in part.words else {}
        return spellings
