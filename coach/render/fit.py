"""Sessions of a wished length: what a person left open is chosen so that the session takes as long."""

import math
from collections.abc import Callable

from msgspec.structs import replace

from coach.errors import InputError
from coach.render.renderer import SessionRenderer
from coach.session import Choices, expand
from coach.session.candidates import TOLERANCE, FitResult, candidates, fit
from coach.session.choices import resolve
from coach.session.request import FREE, SessionRequest
from coach.timeline.plan_file import range_in_words
from coach.units import clock, to_samples, to_seconds

_SHOWN = ("spots", "level", "passes", "pace")
"""In the order in which they are told."""


def open_session(
    request: SessionRequest,
    tell: Callable[[str], None],
    threads: int = 1,
    on_spoken: Callable[[int, int], None] | None = None,
) -> SessionRenderer:
    """Return the renderer of `request`; if it wishes a length, within 30 s of it, and `tell` is told what was chosen.

    Only what is free is chosen, holds never, and the choice is the same whatever is in the cache. Raises InputError
    if no session fits, with what can be had, and what `SessionRenderer` raises.
    """
    if request.minutes is None:
        return SessionRenderer(request, threads, on_spoken)
    minutes = request.minutes
    if not 0 < minutes < math.inf:
        raise InputError(f"--minutes {minutes:g}: use a number of minutes above 0")
    # The request of the result has no wish any more: one that is eased and goes on is not to be fitted again.
    renderer = SessionRenderer(replace(request, minutes=None, fixed=FREE), threads, on_spoken)
    # All choices begin alike, so this is needed anyway, and tells how fast this voice speaks.
    renderer.clips.lengths(expand(renderer.protocol, request.choices).chapters[0].texts())
    tried: dict[Choices, SessionRenderer] = {}

    def measured(choices: Choices) -> int:
        tried[choices] = renderer.choosing(choices)
        return tried[choices].timeline.length

    among = candidates(renderer.protocol, request.choices, request.free)
    target = to_samples(60 * minutes)
    found = fit(among, target, lambda choices: renderer.choosing(choices).estimated_length(), measured)
    if abs(found.exact[found.choices] - target) > TOLERANCE:
        raise InputError(f"--minutes {minutes:g}: {_refusal(renderer.protocol.protocol, found, request.free)}")
    best = tried[found.choices]
    hold = resolve(best.protocol, found.choices).hold
    held = f"; each hold stays at {to_seconds(hold):g} s" if hold is not None else ""
    range_ = f", {range_in_words(best.timeline)}" if best.timeline.waits else ""
    tell(f"--minutes {minutes:g}: {best.protocol.protocol} takes {_took(found, request.free)}{range_}{held}")
    return best


def _refusal(name: str, found: FitResult, free: tuple[str, ...]) -> str:
    if len(found.lengths) == 1:
        return f"{name} takes {_took(found, free)}, and there is nothing left to choose"
    ends = [pick(found.lengths, key=found.lengths.__getitem__) for pick in (min, max)]
    shortest, longest = (("" if one in found.exact else "about ") + clock(found.lengths[one]) for one in ends)
    return f"no session of {name} comes within 30 s of it; from {shortest} to {longest}; nearest: {_took(found, free)}"


def _took(found: FitResult, free: tuple[str, ...]) -> str:
    """Return the length, with the options that were chosen for it, as one would type them."""
    chosen = [f"--{name} {getattr(found.choices, name)}" for name in _SHOWN if name in free]
    if len(found.lengths) == 1 or not chosen:
        return clock(found.exact[found.choices])
    return f"{clock(found.exact[found.choices])} with {' '.join(chosen)}"
