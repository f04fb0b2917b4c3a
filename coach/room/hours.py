"""Opening hours. Pure: wall times become moments through the caller's rules of its time zone.

Moments are compared by their timestamps only: between two times of one zone Python's own arithmetic is
that of the dial, and wrong on the two nights when the clocks change.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

import msgspec

from coach.errors import InputError

At = Callable[[datetime], datetime]
"""Function that gives a local time without an offset the offset that is valid then."""

_WRITTEN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00")
_MIDNIGHT = time(0)
_DAY = 24 * 3600.0
_DAYS = 14
"""Days ahead in which an opening is searched."""


class Hours(msgspec.Struct, frozen=True):
    """Opening hours of each day, past midnight if `closes` is earlier than `opens`. Without both, always open.

    In the hour that the clocks go through twice, the first time counts; a time in the hour that they leave out is
    as many minutes after the change.
    """

    opens: time | None = None
    closes: time | None = None

    def __post_init__(self) -> None:
        """Refuse one time without the other, and two that are the same. Raises InputError."""
        if (self.opens is None) != (self.closes is None):
            raise InputError("--from and --until: one is given without the other; give both, or neither to play always")
        if self.opens is not None and self.opens == self.closes:
            raise InputError(f"--from and --until are both {self.opens:%H:%M}; leave both out to play always")

    @classmethod
    def parse(cls, opens: str | None, closes: str | None) -> "Hours":
        """Read two times such as ``08:00``, or two None; ``24:00`` is the end of the day. Raises InputError."""
        begins, ends = _time("--from", opens), _time("--until", closes)
        all_day = begins == ends == _MIDNIGHT and closes is not None and closes.strip() == "24:00"
        return cls() if all_day else cls(begins, ends)

    @property
    def seconds(self) -> float:
        """Seconds from opening to closing, on a day when the clocks do not change; infinite if always open."""
        if self.opens is None or self.closes is None:
            return float("inf")
        return (_of_day(self.closes) - _of_day(self.opens)) % _DAY

    def opening(self, now: datetime, at: At, seconds: float = 0.0) -> datetime:
        """Return `now` if it is open for `seconds` from then on, else the next opening that is long enough.

        `now` has an offset. Raises ValueError if there is none in the next two weeks.
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
        """Find the end of the hours around `now`, or of the next ones while closed. None if always open."""
        if self.opens is None:
            return None
        open_at = self.opening(now, at).timestamp()
        spans = ((begins.timestamp(), ends) for begins, ends in self._spans(now.date(), at))
        holding = (ends for begins, ends in spans if begins <= open_at < ends.timestamp())
        return max(holding, key=datetime.timestamp)

    def _spans(self, today: date, at: At) -> Iterator[tuple[datetime, datetime]]:
        """Yield opening and closing of each day, from yesterday on, whose hours may last until today."""
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
        raise InputError(f"{option} {written}: this is no time of day; write it like 08:00, from 00:00 to 24:00")
    return time(int(match[1]), int(match[2])) if match[1] else _MIDNIGHT


def _of_day(moment: time) -> float:
    return moment.hour * 3600.0 + moment.minute * 60.0 + moment.second
