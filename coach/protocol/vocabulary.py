"""Names that a protocol file may use: levels, loops, tiers, tones, roles, flags, variables. Words only, no checks."""

import re
from typing import Literal, get_args

Level = Literal["learn", "remind", "tones"]

LEVELS: tuple[Level, ...] = get_args(Level)
"""Levels of speech: `learn` explains, `remind` names the action, `tones` leaves safety and orientation."""

Loop = Literal["protocol", "side", "strip", "pass", "spot"]

LOOPS: tuple[Loop, ...] = get_args(Loop)
"""Loops that `each` can repeat over."""

FLAGS = ("alone", "live", "new", "known", "waiting")
"""Conditions beside those of loops: not as a part of a programme; played while it is made; the whole notice is
heard in this session; the listener has heard it before; it waits until the listener is in place."""

Tier = Literal["do not start", "ask first", "avoid"]

TIERS: tuple[Tier, ...] = get_args(Tier)
"""Tiers of a screening question, for a yes: not at all, not without a clinician's word, not on that place."""

# fmt: off
TONES = (
    "start", "settle", "hold", "count", "release", "move", "stroke-out", "stroke-back", "switch-side", "left", "right",
    "pause", "answer", "unclear", "finish",
)
# fmt: on
"""Tones by name. A step can name all but those of `TONES_OF_A_HOLD`."""

TONES_OF_A_HOLD = ("start", "hold", "release", "stroke-out", "stroke-back")
"""Tones that sound by themselves: they lead into, begin, pace and end a hold or a set of strokes."""

SIDE_TONE = "side"
"""Name, in a step, of the tone `left` or `right`, whichever side it is. Low is left, high is right."""

Role = Literal["hold", "move", "place"]
"""Roles of a line, by the step that says it: in a hold, at a move, at the first spot of a strip."""

VARIABLE = re.compile(r"\{([^{}]*)\}")
"""Variable in wording, such as `{side}`: stands for a value."""

ALWAYS_KNOWN = ("minutes",)
"""Variables that can be said anywhere."""

SAID_IN: dict[Loop, tuple[str, ...]] = {
    "protocol": ("protocol",),
    "side": ("side",),
    "strip": ("strip", "muscle"),
    "pass": ("pass", "passes"),
    "spot": ("spot", "spots", "at"),
}
"""Variables that exist inside each loop."""
