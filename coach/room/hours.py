"""Opening hours. Pure: wall times become moments through the caller's rules for summer and winter.

Moments are compared by their timestamps only: between two times of one zone Python's own arithmetic is
that of the dial, and wrong on the two nights when the clocks change.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

import msgspec

from coach.errors import InputError

At = Callable[[datetime], datetime]
"""A local time without an offset becomes one with the offset that it has then."""

_WRITTEN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_DAY = 24 * 3600.0
_DAYS = 14
"""How far ahead an opening is looked for."""


class Hours(msgspec.Struct, frozen=True):
    """From `opens` to `closes`, each day; past midnight if `closes` is the earlier one. Without both, always open.

    Of an hour that the clocks go through twice, the first one counts; for one that they leave out, as
    many minutes after the change.
    """

    opens: time | None = None
    closes: time | None = None

    def __post_init__(self) -> None:
        """Raises InputError for one time without the other, or two that are the same."""
        if (self.opens is None) != (self.closes is None):
            raise InputError("--from and --until: one is given without the other; give both, or neither to play always")
        if self.opens is not None and self.opens == self.closes:
            raise InputError(f"--from and --until are both {self.opens:%H:%M}; leave both out to play always")

    @classmethod
    def parse(cls, opens: str | None, closes: str | None) -> "Hours":
        """Of two times such as ``08:00``, or None. Raises InputError."""
        return cls(_time("--from", opens), _time("--until", closes))

    @property
    def seconds(self) -> float:
        """From opening to closing, on a day when the clocks do not change; endless if always open."""
        if self.opens is None or self.closes is None:
            return float("inf")
        return (_of_day(self.closes) - _of_day(self.opens)) % _DAY

    def opening(self, now: datetime, at: At, seconds: float = 0.0) -> datetime:
        """`now` if it is open for `seconds` from now on, else the next opening that is long enough.

        `now` is aware. Raises ValueError if none in the next two weeks is.
        """
        if self.opens is None:
            return now
        for begins, ends in self._spans(now.date(), at):
            start = begins if begins.timestamp() > now.timestamp() else now
            left = ends.timestamp() - start.timestamp()
            if left > 0 and left >= seconds:
                return start
        raise ValueError(f"it is never open for {seconds} s")

    def closing(self, now: datetime, at: At) -> datetime | None:
        """The end of the hours that `now` lies in; while it is closed, of the next ones. None if always open."""
        if self.opens is None:
            return None
        open_at = self.opening(now, at).timestamp()
        spans = ((begins.timestamp(), ends) for begins, ends in self._spans(now.date(), at))
        holding = (ends for begins, ends in spans if begins <= open_at < ends.timestamp())
        return max(holding, key=datetime.timestamp)

    def _spans(self, today: date, at: At) -> Iterator[tuple[datetime, datetime]]:
        """Opening and closing of each day, from yesterday's, which may last until today."""
        assert self.opens is not None
        assert self.closes is not None
        over_midnight = timedelta(days=1 if self.closes < self.opens else 0)
        for days in range(-1, _DAYS):
            day = today + timedelta(days=days)
            yield at(datetime.combine(day, self.opens)), at(datetime.combine(day + over_midnight, self.closes))


def _time(option: str, written: str | None) -> time | None:
    if written is None:
        return None
    match = _WRITTEN.fullmatch(written.strip())
    if match is None:
        raise InputError(f"{option} {written}: this is no time of day; write it like 08:00, from 00:00 to 23:59")
    return time(int(match[1]), int(match[2]))


def _of_day(of: time) -> float:
    return of.hour * 3600.0 + of.minute * 60.0 + of.second
