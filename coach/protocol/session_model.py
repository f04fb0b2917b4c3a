"""Session as an author writes one: parts, steps, and the names of the lines that are said around them."""

from typing import Literal

import msgspec

from coach.protocol.limits_model import Model
from coach.protocol.vocabulary import Loop, Tier
from coach.units import Samples

Leads = Literal["anywhere to on", "spot before to on", "held to on", "held to off", "anywhere to off"]
"""States of the body before and after words: `on`, this spot is pinned, the muscle loose; `off`, nothing presses."""


class Step(Model, frozen=True):
    """One step: words, then a tone, then a rest; or a hold; or a set of strokes."""

    say: str | None = None
    tone: str | None = None
    rest: str | None = None
    until: Literal["ready", "in place"] | None = None
    """Mark of a live rest that lasts, with `--wait`, until the person is. Without, `ready` lets a key end it sooner."""
    leads: Leads | None = None
    """State of the body in which these words begin, and the one they lead to. Efforts need no such mark."""
    reach: Literal["chosen"] | None = None
    """Way into the stretch, after the words: the start tone, and quiet up to the hold that follows."""
    hold: Literal["chosen"] | None = None
    strokes: Literal["chosen"] | None = None
    announce: str | None = None
    halfway: str | None = None
    """Line for the middle of a hold or of a set of strokes, said if there is room."""
    count: tuple[str, ...] = ()
    """Lines for the last seconds of a hold, one a second, down to one. The release tone follows them."""
    when: tuple[str, ...] = ()
    """Conditions, all of which must hold: `first ...`, `later ...` or `halfway ...` of a loop, or one of `FLAGS`."""


class Part(Model, frozen=True):
    """Part of a session: a chapter of steps, or more parts; either may be repeated with `each`."""

    each: tuple[Loop, ...] = ()
    chapter: str | None = None
    steps: tuple[Step, ...] = ()
    session: tuple["Part", ...] = ()
    include: Literal["protocol"] | None = None
    """Place, in a programme, of the session of the current protocol."""
    when: tuple[str, ...] = ()
    """Conditions, as in a step."""


class Safety(Model, frozen=True):
    """Lines that must be said: each is there at every level, and no option leaves it out."""

    notice: str
    """Line that says for whom this is not: the first words of the session."""
    stop_rule: str = msgspec.field(name="stop rule")
    """Line that says when to stop at once: it comes before the first stretch."""
    short_notice: str | None = msgspec.field(default=None, name="short notice")
    """Line in place of the notice, for a listener who has heard the whole one: the stop rule follows in full."""
    too_soon: str | None = msgspec.field(default=None, name="too soon")
    """Line for a person who comes back sooner than `between` allows: it is said first of all, and then asked."""


class Question(Model, frozen=True):
    """Screening question, answered by yes or no before the first session."""

    ask: str
    """Name of its line."""
    tier: Tier
    """Consequence of a yes."""


class Screening(Model, frozen=True):
    """Questions that tell who should not start, who asks a clinician first, and which places are left out."""

    questions: tuple[Question, ...]
    outcomes: dict[str, str]
    """Lines that say what to do after a yes, by tier; that of `confirm` asks whether a clinician has agreed."""


class Comforting(Model, frozen=True):
    """Lines about comfort, said between strips."""

    before: str
    """Question before the first strip."""
    ask: str
    """Question after each strip."""
    ease: str
    """Fewer spots from here on."""
    less: str
    """Smaller stretch from here on, for a strip that cannot lose a spot."""
    end: str
    """End of this side: out of the way of the ball, and rest."""
    other: str
    """Offer of the other side: a key goes on, and without one the session ends."""


class EaseOff(Model, frozen=True):
    """Lines for a session that is broken off."""

    hold: str
    """Line for a stretch that is left in the middle."""
    end: str
    """Line for a person who stops for good: nothing presses afterwards."""
    leads: Literal["held to on", "held to off"] = "held to on"
    """State that `hold` leads to."""


class Waiting(Model, frozen=True):
    """Waits for the person, with `--wait`, at each rest that says `until`."""

    remind: Samples
    """Time after the planned end of the rest, after which the reminder is said."""
    most: Samples
    """Time after the planned end of the rest, after which the session goes on by itself."""
    reminder: str
    """Line that says how to go on, true of keys and buttons."""
    source: tuple[str, ...]


class GoingOn(Model, frozen=True):
    """Lines for a spot after a pause, a jump or a fault, in place of the words that come from the spot before.

    Each is true from wherever the ball and the leg are then.
    """

    stay: str
    """Line for a ball that is at this spot already."""
    place: str
    """Line for a ball anywhere else, or nobody knows where: the spot, counted from the landmark (`{at}`)."""
    ahead: str
    """Line before `place`, for a ball that is `{moves}` before this spot."""
    back: str
    """Line before `place`, for a ball that is `{moves}` beyond this spot."""
    rest: str
    """Rest after each of them."""
