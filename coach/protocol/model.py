"""What an author writes: limits, places, wording and the order of a session. Values only.

The model knows sides, strips, spots and passes, and nothing of any muscle. Every number an author
sets lives in a block with a `source`, so that it can be traced.
"""

from typing import Literal, TypeAlias

import msgspec

from coach.protocol.vocabulary import Loop, Tier
from coach.units import Centimetres, Samples

Body: TypeAlias = Literal["back of the thigh"]
"""Parts of the body of which a drawing is shipped, for the cover of an export."""


Leads = Literal["anywhere to on", "spot before to on", "held to on", "held to off", "anywhere to off"]
"""What words do with the body. `on`: this spot is pinned, the muscle loose. `off`: nothing presses."""


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


class Comfort(Model, frozen=True):
    """On a scale from 0, nothing, to 9, very bad, how much may be felt."""

    aim: int
    """At most so much."""
    ease: int
    """From here on, one eases off, and does less."""
    stop: int
    """From here on, the technique ends for this side."""
    source: tuple[str, ...]


class Between(Model, frozen=True):
    """How many days lie between two sessions: 2 means every other day."""

    days: int
    source: tuple[str, ...]


class Practice(Model, frozen=True):
    """After how many sessions `--level auto` says less, and after which break it explains again."""

    remind: int
    tones: int
    forget: int
    """Days without a session."""
    source: tuple[str, ...]


class Area(Model, frozen=True):
    """How far from the landmark where spots begin work may be done."""

    least: Centimetres
    most: Centimetres
    source: tuple[str, ...]


class Limits(Model, frozen=True):
    """The safety envelope: choices outside it are refused."""

    hold: HoldLimit | None = None
    reach: HoldLimit | None = None
    """How long one takes to get into a stretch, from the start tone to the hold tone."""
    set: HoldLimit | None = None
    """How long a set of strokes may take."""
    stroke: HoldLimit | None = None
    """How long one stroke takes, one way."""
    passes: CountLimit | None = None
    spots: CountLimit | None = None
    step: StepLimit | None = None
    area: Area | None = None
    comfort: Comfort | None = None
    between: Between | None = None
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
    first: Centimetres | None = None
    """How far from there its middle is."""


class Rests(Model, frozen=True):
    """Time to move or to recover, by name."""

    lengths: dict[str, Samples]
    source: tuple[str, ...]


class Protocols(Model, frozen=True):
    """The protocols of a programme, in their order."""

    order: tuple[str, ...]
    source: tuple[str, ...]


class Step(Model, frozen=True):
    """What happens next: words, then a tone, then a rest; or a hold; or a set of strokes."""

    say: str | None = None
    tone: str | None = None
    rest: str | None = None
    until: Literal["ready"] | None = None
    """A live rest that a key or button ends sooner."""
    leads: Leads | None = None
    """Which state of the body these words begin from, and which they lead to. Efforts say so by themselves."""
    reach: Literal["chosen"] | None = None
    """After the words: the start tone, and quiet to get into the stretch, up to the hold that follows."""
    hold: Literal["chosen"] | None = None
    strokes: Literal["chosen"] | None = None
    announce: str | None = None
    halfway: str | None = None
    """Said in the middle of a hold or of a set of strokes, if there is room."""
    count: tuple[str, ...] = ()
    """Lines for the last seconds of a hold, one a second, down to one. The release tone follows them."""
    when: tuple[str, ...] = ()
    """All of these must hold: `first ...` or `later ...` of a loop, or one of `FLAGS`."""


class Part(Model, frozen=True):
    """A chapter of steps, or more parts; either may be repeated with `each`."""

    each: tuple[Loop, ...] = ()
    chapter: str | None = None
    steps: tuple[Step, ...] = ()
    session: tuple["Part", ...] = ()
    include: Literal["protocol"] | None = None
    """In a programme: the session of the current protocol stands here."""
    when: tuple[str, ...] = ()
    """As in a step."""


class Safety(Model, frozen=True):
    """What must be said, as names of lines: each is there at every level, and no option leaves it out."""

    notice: str
    """For whom it is not: the first words of the session."""
    stop_rule: str = msgspec.field(name="stop rule")
    """When to stop at once: said before the first stretch."""
    too_soon: str | None = msgspec.field(default=None, name="too soon")
    """The last session was more recent than `between` allows: said before anything else, and then it is asked."""


class Question(Model, frozen=True):
    """One screening question, answered by yes or no before the first session."""

    ask: str
    """The name of its line."""
    tier: Tier
    """What a yes means."""


class Screening(Model, frozen=True):
    """Who should not start, who asks a clinician first, and which places are left out."""

    questions: tuple[Question, ...]
    outcomes: dict[str, str]
    """By tier, the line that says what to do after a yes; `confirm` asks whether a clinician has agreed."""


class Comforting(Model, frozen=True):
    """What is said about comfort between strips, as names of lines."""

    before: str
    """Asked before the first strip."""
    ask: str
    """Asked after each strip."""
    ease: str
    """Fewer spots from here on."""
    less: str
    """A smaller stretch from here on, where no spot can be left out."""
    end: str
    """This side is over: out of the way of the ball, and rest."""
    other: str
    """The other side is offered: a key goes on, and without one the session ends."""


class EaseOff(Model, frozen=True):
    """What is said when a session is broken off: the names of two lines."""

    hold: str
    """A stretch is left in the middle."""
    end: str
    """The person stops for good: nothing presses afterwards."""
    leads: Literal["held to on", "held to off"] = "held to on"
    """The state that `hold` leads to."""


class GoingOn(Model, frozen=True):
    """What is said at a spot after a pause, a jump or a fault, instead of the words that come from the spot before.

    The names of lines. Each is true from wherever the ball and the leg are then.
    """

    stay: str
    """The ball is at this spot already."""
    place: str
    """The ball is anywhere else, or nobody knows: where it goes, counted from the landmark (`{at}`)."""
    ahead: str
    """Before `place`: the ball is `{moves}` before this spot."""
    back: str
    """Before `place`: the ball is `{moves}` beyond this spot."""
    rest: str
    """The rest after each of them."""


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
    """How sides, strips and places are said; or a list, with the other forms that a case or a gender gives it."""
    lengths: dict[str, Centimetres] = {}
    """Lengths that are said without a number, such as `a hand's width`, each with its number."""
    pronounce: dict[str, dict[str, str]] = {}
    """Hard words: by engine, or `any`, how to spell them so that it says them right."""

    @property
    def terms(self) -> dict[str, str]:
        """By name, how it is said: the first of its forms."""
        return {name: forms[0] for name, forms in self.forms.items() if forms}


class Authored(Model, frozen=True):
    """What a protocol file says: a technique, or a programme of several."""

    protocol: str
    version: int
    audience: Literal["person", "room"]
    sources: dict[str, Source]
    session: tuple[Part, ...]
    words: dict[str, Words]
    body: Body | None = None
    """The part that is worked on, if there is a drawing of it; without, the cover has no anatomy."""
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
    """Required where there is a hold or a stroke: nobody is led into it without words that lead out of it."""
    going_on: GoingOn | None = msgspec.field(default=None, name="going on")
    """Required where a spot is reached from the one before it."""


class Protocol(Authored, frozen=True):
    """A checked file, with the protocols that a programme names."""

    included: dict[str, "Protocol"] = {}

    @property
    def parts(self) -> dict[str, "Protocol"]:
        """By name, every protocol that a chapter can be of: itself, and those it includes."""
        return {self.protocol: self, **self.included}
