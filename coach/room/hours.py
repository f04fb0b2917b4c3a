"""Opening hours. Pure: wall times become moments through the caller's rules of its time zone.

Moments are compared by their timestamps only: between two times of one zone Python's own arithmetic is
that of the dial, and wrong on the two nights when the clocks change.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import msgspec

from coach.errors import InputError, shown

At = Callable[[datetime], datetime]
"""Function that gives a local time without an offset the offset that is valid then."""

_WRITTEN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00")
_MIDNIGHT = time(0)
_DAYS = 400
"""Days ahead in which an opening is searched."""
_LONG = 8 * 24 * 3600.0
"""Seconds from which on a stretch is long enough for any item: how much longer it is need not be known."""


class Moment(NamedTuple):
    """Moment of an opening or a closing. Reading its timestamp each time would be slow."""

    timestamp: float
    at: datetime


Stretch = tuple[Moment, Moment]
"""Opening and closing as moments."""


class Span(msgspec.Struct, frozen=True):
    """Hours from opening to closing, into the next day if `closes` is not later than `opens`."""

    opens: time
    closes: time

    @classmethod
    def parse(cls, written: str) -> "Span":
        """Read two times such as ``08:00-18:00``. Raises ValueError."""
        opens, dash, closes = written.partition("-")
        if not dash:
            raise ValueError(f"'{shown(written)}' is not from one time to another; write it like 08:00-18:00")
        begins, ends = clock_time(opens), clock_time(closes)
        if begins == ends and closes.strip() != "24:00":
            raise ValueError(f"'{shown(written)}' begins and ends at one time; a whole day is 00:00-24:00")
        return cls(begins, ends)

    def on(self, day: date, at: At) -> Stretch:
        """Place the hours on the day of their opening."""
        ends = day + timedelta(days=1 if self.closes <= self.opens else 0)
        return _moment(day, self.opens, at), _moment(ends, self.closes, at)


Spans = tuple[Span, ...]

WHOLE_DAY = (Span(_MIDNIGHT, _MIDNIGHT),)


class Hours(msgspec.Struct, frozen=True):
    """Opening hours of each weekday, from Monday on; the usual ones are always open.

    In the hour that the clocks go through twice, the first time counts; a time in the hour that they leave out is
    as many minutes after the change.
    """

    week: tuple[Spans, ...] = (WHOLE_DAY,) * 7
    exceptions: dict[date, Spans] = {}
    """Other hours of single days, none if closed. What opened the day before stays open into them."""
    quiet: Spans = ()
    """Hours of every day in which nothing sounds."""

    @classmethod
    def parse(cls, opens: str | None, closes: str | None) -> "Hours":
        """Read two times such as ``08:00`` for every day, or two None; ``24:00`` is the end of the day.

        Raises InputError.
        """
        begins, ends = _option("--from", opens), _option("--until", closes)
        if (begins is None) != (ends is None):
            raise InputError("--from and --until: one is given without the other; give both, or neither to play always")
        if begins is None or ends is None or closes is None:
            return cls()
        if begins == ends and closes.strip() != "24:00":
            raise InputError(f"--from and --until are both {begins:%H:%M}; leave both out to play always")
        return cls(((Span(begins, ends),),) * 7)

    @property
    def always(self) -> bool:
        """True if it is never closed."""
        return self == Hours()

    def opening(self, now: datetime, at: At, seconds: float = 0.0) -> datetime:
        """Return `now` if it is open for `seconds` from then on, else the next opening that is long enough.

        `now` has an offset. Raises ValueError if there is none in the next 400 days.
        """
        if self.always:
            return now
        present = now.timestamp()
        for begins, ends in self._stretches(now.date(), at):
            left = ends.timestamp - max(begins.timestamp, present)
            if left > 0 and left >= seconds:
                return begins.at if begins.timestamp > present else now
        raise ValueError(f"it is never open for {seconds} s")

    def closing(self, now: datetime, at: At) -> datetime | None:
        """Find the end of the hours around `now`, or of the next ones while closed. None if always open.

        Raises ValueError as `opening` does.
        """
        if self.always:
            return None
        present = now.timestamp()
        return next((ends.at for _, ends in self._stretches(now.date(), at) if ends.timestamp > present), None)

    def _stretches(self, today: date, at: At) -> Iterator[Stretch]:
        """Yield the open stretches in order, from those of yesterday on; what touches is one, up to about a week."""
        kept: Stretch | None = None
        for days in range(-1, _DAYS):
            for begins, ends in self._of_day(today + timedelta(days=days), at):
                if kept is None:
                    kept = begins, ends
                elif begins.timestamp > kept[1].timestamp:
                    yield kept
                    kept = begins, ends
                elif ends.timestamp > kept[1].timestamp:
                    kept = kept[0], ends
                if ends.timestamp - kept[0].timestamp > _LONG:
                    yield kept
                    return  # nobody asks for later: it is open for a week from now on
        if kept is not None:
            yield kept

    def _of_day(self, day: date, at: At) -> list[Stretch]:
        """Open stretches that begin on a day, in order, without the quiet hours."""
        spans = self.exceptions.get(day, self.week[day.weekday()])
        stretches = [span.on(day, at) for span in spans]
        for off in (-1, 0, 1) if spans else ():
            for quiet in self.quiet:
                stretches = [left for one in stretches for left in _without(one, quiet.on(day + timedelta(off), at))]
        return sorted(one for one in stretches if one[0].timestamp < one[1].timestamp)


def _moment(day: date, clock: time, at: At) -> Moment:
    moment = at(datetime.combine(day, clock))
    return Moment(moment.timestamp(), moment)


def _without(stretch: Stretch, quiet: Stretch) -> Sequence[Stretch]:
    """Cut the quiet out of a stretch."""
    begins, ends, from_, until = (moment.timestamp for moment in (*stretch, *quiet))
    if until <= begins or ends <= from_:
        return (stretch,)
    before = [(stretch[0], quiet[0])] if begins < from_ else []
    return before + ([(quiet[1], stretch[1])] if until < ends else [])


def clock_time(written: str) -> time:
    """Read a time of day such as ``08:00``; ``24:00`` is midnight. Raises ValueError."""
    match = _WRITTEN.fullmatch(written.strip())
    if match is None:
        raise ValueError(f"'{shown(written)}' is no time of day; write it like 08:00, from 00:00 to 24:00")
    return time(int(match[1]), int(match[2])) if match[1] else _MIDNIGHT


def _option(option: str, written: str | None) -> time | None:
    try:
        return None if written is None else clock_time(written)
    except ValueError:
        raise InputError(
            f"{option} {shown(written)}: this is no time of day; write it like 08:00, from 00:00 to 24:00"
        ) from None
