"""Events of a room for its observers: a log, the status, a screen beside it. Plain values."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from coach.units import Samples, clock


class ItemStarted(msgspec.Struct, frozen=True):
    """An item, or an announcement, begins."""

    at: datetime
    name: str
    title: str
    length: Samples


class ItemEnded(msgspec.Struct, frozen=True):
    """The item is over, or was cut short: closing time had come, as a clock was set."""

    at: datetime
    title: str
    cut: bool = False


class ItemSkipped(msgspec.Struct, frozen=True):
    """An item cannot be played. Told once, until there is another reason or the item was played."""

    why: str


class Waiting(msgspec.Struct, frozen=True):
    """Nothing sounds until the next item. Told again at least each minute."""

    at: datetime
    until: datetime
    title: str
    """Title of the next item, as far as anybody knows; empty if nothing can be played."""


class Closed(msgspec.Struct, frozen=True):
    """The room is closed until its next opening. Told once."""

    at: datetime
    until: datetime


class NothingToPlay(msgspec.Struct, frozen=True):
    """No item can be played; the room tries again after a while."""

    after: Samples


class PlaylistTaken(msgspec.Struct, frozen=True):
    """A changed playlist is taken up."""

    file: str


class PlaylistRefused(msgspec.Struct, frozen=True):
    """A changed playlist is wrong, so the old one goes on. Told once for each change."""

    why: str


RoomEvent = ItemStarted | ItemEnded | ItemSkipped | Waiting | Closed | NothingToPlay | PlaylistTaken | PlaylistRefused

Tell = Callable[[RoomEvent], None]
"""Observer of a room: takes each event once, in order, in the thread that plays."""

INFO, WARNING = 6, 4
"""Levels of syslog, as journald reads them."""


def line_of(event: RoomEvent) -> tuple[int, str] | None:
    """Write the line of an event, with its level; None for one without a line."""
    match event:
        case ItemStarted(at, _, title, length):
            return INFO, f"{at:%H:%M} {title} ({clock(length)})"
        case ItemEnded(at, title, True):
            return WARNING, f"{at:%H:%M} {title}: ended, as closing time has come"
        case ItemSkipped(why):
            return WARNING, f"skipped: {why}"
        case Closed(at, until):
            soon = until - at < timedelta(days=1)
            return INFO, f"closed until {until:%H:%M}" if soon else f"closed until {until:%a %Y-%m-%d %H:%M}"
        case NothingToPlay(after):
            return WARNING, f"nothing can be played; trying again in {clock(after)}"
        case PlaylistTaken(file):
            return INFO, f"{file}: changed, and taken up"
        case PlaylistRefused(why):
            return WARNING, f"the playlist before goes on: {why}"
    return None
