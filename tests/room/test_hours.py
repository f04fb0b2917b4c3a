"""Opening hours: midnight, and the two nights when the clocks change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import InputError
from coach.room.hours import Hours, Span

BERLIN = ZoneInfo("Europe/Berlin")
DAY = Hours.parse("08:00", "18:00")
NIGHT = Hours.parse("22:00", "06:00")


def at(local: datetime) -> datetime:
    return local.replace(tzinfo=BERLIN)


def berlin(text: str) -> datetime:
    return at(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("hours", "now", "opens", "closes"),
    [
        (DAY, "2026-01-15T07:59:59", "2026-01-15T08:00", "2026-01-15T18:00"),
        (DAY, "2026-01-15T08:00", "2026-01-15T08:00", "2026-01-15T18:00"),
        (DAY, "2026-01-15T17:59:59", "2026-01-15T17:59:59", "2026-01-15T18:00"),
        (DAY, "2026-01-15T18:00", "2026-01-16T08:00", "2026-01-16T18:00"),
        (DAY, "2026-12-31T18:00", "2027-01-01T08:00", "2027-01-01T18:00"),
        (NIGHT, "2026-01-15T21:00", "2026-01-15T22:00", "2026-01-16T06:00"),
        (NIGHT, "2026-01-15T23:00", "2026-01-15T23:00", "2026-01-16T06:00"),
        (NIGHT, "2026-01-16T00:00", "2026-01-16T00:00", "2026-01-16T06:00"),
        (NIGHT, "2026-01-16T05:59", "2026-01-16T05:59", "2026-01-16T06:00"),
        (NIGHT, "2026-01-16T06:00", "2026-01-16T22:00", "2026-01-17T06:00"),
        (NIGHT, "2026-03-29T01:59", "2026-03-29T01:59", "2026-03-29T06:00"),
        (Hours.parse("08:00", "24:00"), "2026-01-15T23:59", "2026-01-15T23:59", "2026-01-16T00:00"),
        (Hours.parse("08:00", "24:00"), "2026-01-16T00:00", "2026-01-16T08:00", "2026-01-17T00:00"),
        (Hours.parse("24:00", "06:00"), "2026-01-16T00:00", "2026-01-16T00:00", "2026-01-16T06:00"),
        (Hours.parse("00:00", "02:30"), "2026-10-25T02:10", "2026-10-25T02:10", "2026-10-25T02:30"),
    ],
)
def test_opening_and_closing(hours: Hours, now: str, opens: str, closes: str) -> None:
    assert hours.opening(berlin(now), at) == berlin(opens)
    assert hours.closing(berlin(now), at) == berlin(closes)


@pytest.mark.parametrize(("evening", "lasts"), [("2026-03-28", 7), ("2026-10-24", 9), ("2026-06-01", 8)])
def test_a_night_is_as_long_as_it_really_is(evening: str, lasts: int) -> None:
    opens = berlin(f"{evening}T22:00")
    closes = NIGHT.closing(opens, at)
    assert closes is not None
    assert closes.timestamp() - opens.timestamp() == lasts * 3600


def test_an_hour_that_comes_twice_is_open_the_first_time() -> None:
    hours = Hours.parse("00:00", "02:30")
    second = berlin("2026-10-25T02:10").replace(fold=1)
    assert hours.opening(second, at) == berlin("2026-10-26T00:00")


def test_between_the_two_times_of_opening_it_is_open() -> None:
    now = berlin("2026-10-25T02:10").replace(fold=1)
    assert Hours.parse("02:30", "12:00").opening(now, at) is now


def test_an_hour_that_is_left_out_opens_after_the_change() -> None:
    opens = Hours.parse("02:30", "12:00").opening(berlin("2026-03-29T00:00"), at)
    assert opens.astimezone(UTC).isoformat() == "2026-03-29T01:30:00+00:00"


def test_what_does_not_fit_before_closing_waits() -> None:
    assert DAY.opening(berlin("2026-01-15T17:00"), at, 3600) == berlin("2026-01-15T17:00")
    assert DAY.opening(berlin("2026-01-15T17:00"), at, 3601) == berlin("2026-01-16T08:00")
    # the night of the change is an hour shorter
    assert NIGHT.opening(berlin("2026-03-28T22:00"), at, 8 * 3600) == berlin("2026-03-29T22:00")
    with pytest.raises(ValueError, match="never"):
        DAY.opening(berlin("2026-01-15T17:00"), at, 11 * 3600)


def test_always_open() -> None:
    always = Hours.parse(None, None)
    now = berlin("2026-01-15T03:00")
    assert always.opening(now, at, 1e9) is now
    assert always.closing(now, at) is None


@pytest.mark.parametrize("written", ["24:01", "25:00", "8", "08:60", "noon", "-1:00", "08:00:00", ""])
def test_no_time_of_day(written: str) -> None:
    with pytest.raises(InputError, match=r"--from .*write it like 08:00"):
        Hours.parse(written, "18:00")


@pytest.mark.parametrize(("opens", "closes"), [("08:00", "8:00"), ("08:00", None), (None, "18:00")])
def test_hours_that_mean_nothing(opens: str | None, closes: str | None) -> None:
    with pytest.raises(InputError, match=r"--from and --until"):
        Hours.parse(opens, closes)


TIMES = st.times().map(lambda at: time(at.hour, at.minute))


@given(
    TIMES,
    TIMES,
    st.sampled_from(["2026-03-28", "2026-10-24", "2026-07-01"]),
    st.integers(0, 3 * 86400),
    st.integers(0, 7200),
)
def test_an_opening_is_open_for_long_enough(opens: time, closes: time, day: str, later: int, seconds: int) -> None:
    if opens == closes:
        return
    hours = Hours(((Span(opens, closes),),) * 7)
    now = (berlin(f"{day}T00:00").astimezone(UTC) + timedelta(seconds=later)).astimezone(BERLIN)
    if seconds >= (datetime.combine(now, closes) - datetime.combine(now, opens)).total_seconds() % 86400:
        return
    start = hours.opening(now, at, seconds)
    closing = hours.closing(start, at)
    assert closing is not None
    assert now.timestamp() <= start.timestamp() <= closing.timestamp() - seconds
    assert hours.opening(start, at, seconds) is start


def test_from_midnight_to_the_end_of_the_day_is_always() -> None:
    assert Hours.parse("00:00", "24:00") == Hours()
    assert Hours.parse("0:00", " 24:00 ") == Hours()
