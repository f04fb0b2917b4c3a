"""The session to play: the one that was asked for, or the one that was broken off."""

from typing import NamedTuple

from msgspec.structs import asdict

from coach.commands.resolve import AUTO, Tell, by_diary
from coach.diary.advice import TooSoon
from coach.errors import InputError
from coach.play.journal import Journal, default_path, read
from coach.protocol import find
from coach.render.fit import open_session
from coach.render.renderer import SessionRenderer
from coach.session.request import FREE, SessionRequest


class Resolved(NamedTuple):
    """A session that is about to be played."""

    renderer: SessionRenderer
    journal: Journal
    first: int
    """Index of the chapter to begin with."""
    soon: TooSoon | None
    """None also for a session that goes on: that one was admitted before."""


def resolve_session(request: SessionRequest, tell: Tell, *, resume: bool, whole_notice: bool = False) -> Resolved:
    """Open the session of `request`, or to `resume` the one that was broken off, of which `request` must be.

    Without a name, its protocol is empty. Raises InputError for no name, if nothing can be resumed, if that is not
    what was asked for, and what `open_session` raises.
    """
    if resume:
        return _broken_off(request, tell)
    if not request.protocol:
        raise InputError("play what? name a protocol (see: coach list), or go on with --resume")
    request, soon = by_diary(request, tell, whole_notice=whole_notice)
    renderer = open_session(request, tell)
    return Resolved(renderer, Journal(default_path(), renderer.request, renderer.digest), 0, soon)


def _broken_off(request: SessionRequest, tell: Tell) -> Resolved:
    if request.protocol:
        find(request.protocol)  # a mistyped name is told first
    entry = read(default_path())
    _agree(request, entry.request)
    renderer = open_session(entry.request, tell)
    if renderer.digest != entry.fingerprint:
        name = entry.request.protocol
        raise InputError(f"{name} has changed since it was broken off; begin it anew with: coach play {name}")
    return Resolved(renderer, Journal(default_path(), entry.request, entry.fingerprint), entry.chapter, None)


def _agree(request: SessionRequest, before: SessionRequest) -> None:
    """Raise InputError if what is asked for beside --resume is not of the session that was broken off."""
    name, other = request.protocol, before.protocol
    if name and name != other and find(name).resolve() != find(other).resolve():
        raise InputError(
            f"the session that was broken off is {other}, not {name}; go on with it: coach play --resume, "
            f"or begin anew: coach play {name}"
        )
    usual, known = _values(SessionRequest(other)), _values(before)
    for option, value in _values(request).items():
        asked = option in request.fixed or (option not in FREE and value != usual[option])
        # What `auto` chose then stays: it is part of that session.
        if asked and value not in (known[option], AUTO):
            raise InputError(
                f"--resume goes on with the session as it was chosen; leave out --{option.replace('_', '-')}, "
                f"or begin anew: coach play {other}"
            )


def _values(request: SessionRequest) -> dict[str, object]:
    """Return all that can be asked for, by the names of the options."""
    return {**asdict(request.choices), **asdict(request.sounds), "minutes": request.minutes}
