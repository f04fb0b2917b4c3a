"""What the diary says about the next session."""

from datetime import datetime, timedelta, timezone

import msgspec
import pytest
from diary_material import NOON, done, entry
from small import TEXT

from coach.diary.advice import left_out, level, too_soon, treated_today
from coach.protocol.limits_model import Between, Limits, Practice
from coach.protocol.load import parse
from coach.protocol.model import Protocols

PLAIN = parse(TEXT, "small.yaml")
SMALL = msgspec.structs.replace(
    PLAIN,
    practice=Practice(remind=3, tones=5, forget=30, source=("B1", "choice")),
    limits=msgspec.structs.replace(PLAIN.limits, between=Between(2, ("choice",))),
)
OTHER = msgspec.structs.replace(SMALL, protocol="other", limits=Limits(between=Between(3, ("choice",))))
BOTH = msgspec.structs.replace(
    PLAIN, protocol="both", protocols=Protocols(("small", "other"), ("B1",)), included={"small": SMALL, "other": OTHER}
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


# The level


@pytest.mark.parametrize(
    ("sessions", "expected"), [(0, "learn"), (2, "learn"), (3, "remind"), (4, "remind"), (5, "tones"), (50, "tones")]
)
def test_the_more_sessions_the_less_is_said(sessions: int, expected: str) -> None:
    chosen, why = level(SMALL, [entry()] * sessions, NOON)
    assert chosen == expected
    assert f"{sessions} sessions so far; source: A. Author, B1: hold" in why
    assert "our choice" in why


def test_what_was_not_finished_skipped_or_of_another_protocol_does_not_count() -> None:
    others = [
        entry(ending="stopped"),
        entry(ending=None, ended=None),
        entry(done=()),
        entry(protocol="other", done=(done(protocol="other"),)),
    ]
    assert level(SMALL, others * 10, NOON)[1].startswith("0 sessions so far")
    assert level(SMALL, [*others, entry()], NOON)[1].startswith("1 session so far")


def test_in_a_programme_it_counts_for_both() -> None:
    entries = [entry(protocol="both", done=(done(), done(protocol="other")))] * 3
    practised = msgspec.structs.replace(BOTH, practice=SMALL.practice)
    assert level(SMALL, entries, NOON)[0] == level(OTHER, entries, NOON)[0] == level(practised, entries, NOON)[0]
    assert level(SMALL, entries, NOON)[0] == "remind"


@pytest.mark.parametrize(("days", "expected"), [(30, "tones"), (31, "learn"), (400, "learn")])
def test_after_a_long_break_it_explains_again(days: int, expected: str) -> None:
    chosen, why = level(SMALL, [entry()] * 9, NOON + timedelta(days=days))
    assert chosen == expected
    assert ("on 10 May 2026 at 12:00, over 30 days ago; source: " in why) == (expected == "learn")


def test_a_protocol_that_says_nothing_about_it_is_explained() -> None:
    assert level(PLAIN, [entry()] * 99, NOON) == (
        "learn",
        "small does not say after how many sessions to say less",
    )


# Too soon


@pytest.mark.parametrize(
    ("now", "word"),
    [
        ("2026-05-10T12:00:59+02:00", "today at 12:00, less than one minute ago; on"),
        ("2026-05-10T12:30:00+02:00", "today at 12:00, 30 minutes ago; on"),
        ("2026-05-11T00:00:01+02:00", "yesterday at 12:00, 12 hours ago; tomorrow,"),
        ("2026-05-11T23:59:59+02:00", "yesterday at 12:00, 35 hours ago; tomorrow,"),
        ("2026-05-12T00:00:00+02:00", None),
        ("2026-05-10T06:00:00-05:00", "today at 12:00, 1 hour ago; on"),
        ("2026-05-10T01:00:00-05:00", "today at 12:00, less than one minute ago; on"),  # a clock was wrong
        ("2026-05-09T23:00:00-12:00", "on 10 May 2026 at 12:00, 1 hour ago; on"),  # flown west over the date line
        ("2026-05-08T12:00:00+02:00", None),  # the clock was wrong
    ],
)
def test_every_other_day_is_by_dates(now: str, word: str | None) -> None:
    warning = too_soon(SMALL, [entry()], at(now))
    if word is None:
        assert warning is None
    else:
        assert warning is not None
        assert warning.protocol == "small"
        when, _, due = word.partition("; ")
        assert warning.due == f"the next one is due {due} 12 May 2026"
        assert warning.reason == (
            f"too soon: the last session of small was {when}; from one to the next it should be 2 days "
            f"(source: our choice); {warning.due}"
        )


def test_ten_minutes_over_midnight_are_a_day() -> None:
    daily = msgspec.structs.replace(SMALL, limits=Limits(between=Between(1, ("choice",))))
    late = entry("2026-05-10T23:55:00+02:00")
    assert too_soon(daily, [late], at("2026-05-11T00:05:00+02:00")) is None
    assert too_soon(daily, [late], at("2026-05-10T23:59:00+02:00")) is not None
    assert too_soon(SMALL, [late], at("2026-05-11T00:05:00+02:00")) is not None
    assert too_soon(SMALL, [late], at("2026-05-12T00:05:00+02:00")) is None


@pytest.mark.parametrize(
    ("began", "yesterday", "allowed"),
    [
        # The clocks went back in the night to the 25th: a day of 25 hours
        ("2026-10-24T00:15:00+02:00", "2026-10-25T23:50:00+01:00", "2026-10-26T00:01:00+01:00"),
        ("2026-10-25T02:30:00+02:00", "2026-10-26T23:50:00+01:00", "2026-10-27T00:01:00+01:00"),
        # And forward: one of 23
        ("2026-03-28T23:50:00+01:00", "2026-03-29T23:59:00+02:00", "2026-03-30T00:01:00+02:00"),
    ],
)
def test_a_change_of_the_clocks_makes_no_day_longer(began: str, yesterday: str, allowed: str) -> None:
    assert too_soon(SMALL, [entry(began)], at(yesterday)) is not None
    assert too_soon(SMALL, [entry(began)], at(allowed)) is None


def test_a_session_in_which_nothing_was_done_does_not_count() -> None:
    assert too_soon(SMALL, [entry(done=())], NOON) is None
    assert too_soon(SMALL, [entry(ending="stopped")], NOON) is not None
    old = entry(NOON - timedelta(days=9))
    assert too_soon(SMALL, [entry(), old], NOON) is not None, "whatever a wrong clock wrote after it"
    assert too_soon(SMALL, [old], NOON) is None


def test_it_counts_from_a_programme_and_in_one() -> None:
    in_both = entry(protocol="both", done=(done(protocol="other"),))
    assert too_soon(SMALL, [in_both], NOON) is None
    assert too_soon(OTHER, [in_both], NOON) is not None
    two_days = NOON + timedelta(days=2)
    warning = too_soon(BOTH, [entry(), in_both], two_days)
    assert warning is not None
    assert "of other was on 10 May 2026 at 12:00, 2 days ago" in warning.reason
    assert "should be 3 days" in warning.reason
    assert too_soon(BOTH, [entry(), in_both], two_days, ("other",)) is None
    first = too_soon(BOTH, [entry(), in_both], NOON)
    assert first is not None
    assert (first.protocol, first.due) == ("other", "the next one is due on 13 May 2026"), "for which it is longest"


def test_it_is_told_in_the_language_of_the_session() -> None:
    warning = too_soon(SMALL, [entry()], NOON + timedelta(hours=20), language="es")
    assert warning is not None
    assert warning.reason == (
        "demasiado pronto: la última sesión de small fue ayer a las 12:00, hace 20 horas; entre una y otra el plazo "
        "es de 2 días (fuente: our choice); la próxima toca mañana, 12 de mayo de 2026"
    )
    assert level(SMALL, [entry()] * 2, NOON, "es")[1].startswith("2 sesiones hasta ahora; fuente: A. Author")
    assert left_out(BOTH, ("small",), "es").startswith("fuera, por tratado hoy: small (fuente: ")


def test_without_a_limit_it_is_never_too_soon() -> None:
    assert too_soon(PLAIN, [entry()], NOON) is None


# What was treated today


def test_what_was_treated_today_is_known_by_the_clock_on_the_wall() -> None:
    zone = timezone(timedelta(hours=2))
    midnight = datetime(2026, 5, 10, tzinfo=zone)
    for when, expected in (
        (midnight, ("small",)),
        (midnight + timedelta(hours=23, minutes=59), ("small",)),
        (midnight - timedelta(seconds=1), ()),
        (midnight + timedelta(days=1), ()),
    ):
        assert treated_today(BOTH, [entry(done=(done(when),))], NOON) == expected
    assert treated_today(SMALL, [entry()], NOON) == (), "it is no programme"
    both = [entry(done=(done(protocol="other"),)), entry(ending=None)]
    assert treated_today(BOTH, both, NOON) == ("small", "other"), "in its own order"


def test_why_something_is_left_out_is_told_with_its_source() -> None:
    assert left_out(BOTH, ("small",)) == (
        "left out, as treated today: small (source: A. Author, B1: hold for four and a half to six seconds)"
    )
