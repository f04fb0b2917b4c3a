"""Announcements of a room at their times of day: which one is due, and when the next one is. Pure."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from coach.room.hours import At
from coach.room.playlist import Announcement

LATE = 120.0
"""Most seconds from the time of an announcement to its beginning, apart from what it waited for an item."""


Done = dict[tuple[str, time], float]
"""Timestamps for which announcements were last due, by name and time of day."""


class Announcements:
    """Announcements of one playlist, by index."""

    def __init__(self, announcements: tuple[Announcement, ...], at: At, done: Done | None = None) -> None:
        """`at` gives a local time its offset. `done` is kept from one playlist to the next."""
        self._announcements = announcements
        self._at = at
        self._done = {} if done is None else done

    def due(self, now: datetime, waited: float) -> int | None:
        """Find the one that is due, and take it for done. It may have waited so many seconds for what sounded.

        What fell due while the machine slept is past.
        """
        present = now.timestamp()
        for moment, index, at in sorted(self._moments(now)):
            key = self._announcements[index].entry.play, at
            if self._done.get(key, 0.0) > present:
                del self._done[key]  # the clock was set back
            if 0 <= present - moment <= LATE + waited and self._done.get(key, 0.0) < moment:
                self._done[key] = moment
                return index
        return None

    def until_next(self, now: datetime) -> float:
        """Return the seconds to the next one; infinite without any."""
        return min((left for left, _ in self._ahead(now)), default=float("inf"))

    def within(self, now: datetime, seconds: float) -> list[int]:
        """List those that fall due in the next seconds."""
        return [index for left, index in self._ahead(now) if left <= seconds]

    def _ahead(self, now: datetime) -> Iterator[tuple[float, int]]:
        moments = ((moment - now.timestamp(), index) for moment, index, _ in self._moments(now))
        return (one for one in moments if one[0] > 0)

    def _moments(self, now: datetime) -> Iterator[tuple[float, int, time]]:
        """Yield the timestamps of all of yesterday, today and tomorrow, each with its index and time of day."""
        for days in (-1, 0, 1) if self._announcements else ():
            day = now.date() + timedelta(days)
            for index, one in enumerate(self._announcements):
                for at in one.at:
                    yield self._at(datetime.combine(day, at)).timestamp(), index, at
