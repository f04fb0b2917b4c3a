"""`--minutes`: what a person left open is chosen so that the session takes as long as they wish."""

import math
from collections.abc import Collection

from coach.errors import InputError
from coach.render.renderer import SessionRenderer, Sounds
from coach.session import Choices, expand
from coach.session.candidates import TOLERANCE, Found, candidates, fit
from coach.session.choices import settle
from coach.units import clock, to_samples, to_seconds


def fitted(
    name: str, choices: Choices, sounds: Sounds, minutes: float, free: Collection[str]
) -> tuple[SessionRenderer, str]:
    """The session that comes within 30 s of `minutes`, and a line that says what was chosen for it.

    Only what is in `free` is chosen; all else stays as it is in `choices`, holds always. The choice is the
    same whatever is in the cache. Raises InputError if no session fits, with what can be had, and what
    `SessionRenderer` raises.
    """
    if not 0 < minutes < math.inf:
        raise InputError(f"--minutes {minutes:g}: use a number of minutes above 0")
    prepared = SessionRenderer(name, choices, sounds)
    # All choices begin alike, so this is needed anyway, and tells how fast this voice speaks.
    prepared.clips.lengths(expand(prepared.protocol, choices).chapters[0].texts())
    tried: dict[Choices, SessionRenderer] = {}

    def measured(one: Choices) -> int:
        tried[one] = prepared.choosing(one)
        return tried[one].timeline.length

    among = candidates(prepared.protocol, choices, free)
    wish = to_samples(60 * minutes)
    found = fit(among, wish, lambda one: prepared.choosing(one).guessed(), measured)
    if abs(found.exact[found.choices] - wish) > TOLERANCE:
        raise InputError(f"--minutes {minutes:g}: {_refusal(prepared.protocol.protocol, found, free)}")
    best = tried[found.choices]
    hold = settle(best.protocol, found.choices).hold
    held = f"; each hold stays at {to_seconds(hold):g} s" if hold is not None else ""
    return best, f"--minutes {minutes:g}: {best.protocol.protocol} takes {_took(found, free)}{held}"


def _refusal(name: str, found: Found, free: Collection[str]) -> str:
    if len(found.lengths) == 1:
        return f"{name} takes {_took(found, free)}, and there is nothing left to choose"
    ends = [pick(found.lengths, key=found.lengths.__getitem__) for pick in (min, max)]
    shortest, longest = (("" if one in found.exact else "about ") + clock(found.lengths[one]) for one in ends)
    return f"no session of {name} comes within 30 s of it; from {shortest} to {longest}; nearest: {_took(found, free)}"


def _took(found: Found, free: Collection[str]) -> str:
    """The length, with the options that were chosen for it, as one would type them."""
    options = ("spots", "level", "passes", "pace")
    chosen = [f"--{name} {getattr(found.choices, name)}" for name in options if name in free]
    if len(found.lengths) == 1 or not chosen:
        return clock(found.exact[found.choices])
    return f"{clock(found.exact[found.choices])} with {' '.join(chosen)}"
