"""Days of a waiting room, on a clock that moves only when somebody waits or something plays."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from fake_room import ALWAYS, BERLIN, DAY, NIGHT, Room, abc, lineup
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import DeviceError, InputError
from coach.play.controls.verbs import Verb
from coach.room.day import LOOK, MARGIN
from coach.room.hours import Hours

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_day() -> None:
    room = Room(lineup(abc(180, 200, 600), DAY, 300), "2026-01-15T00:00", 86400).run()
    room.within(DAY)
    assert room.starts[:4] == ["15 08:00:00", "15 08:08:00", "15 08:16:20", "15 08:31:20"]
    assert set(room.gaps()) == {300}
    assert room.names.startswith("ABCABC")
    assert len(room.played) == 58
    assert room.said[:2] == ["closed until 08:00", "08:00 A (3:00)"]
    assert room.said.count("closed until 08:00") == 2
    assert room.said[-1] == "closed until 08:00"


@pytest.mark.parametrize("day", ["2026-03-28", "2026-10-24", "2026-12-31"])
@pytest.mark.parametrize("hours", [DAY, NIGHT, Hours.parse("00:30", "02:30"), Hours.parse("02:30", "02:15")], ids=str)
def test_two_days_over_midnight_and_changes_of_the_clock(day: str, hours: Hours) -> None:
    room = Room(lineup(abc(180, 200, 600), hours, 300), f"{day}T12:00", 2 * 86400).run()
    room.within(hours)
    openings = {hours.closing(began, room.clock.at) for _, began, _ in room.played}
    assert len([gap for gap in room.gaps() if abs(gap - 300) > 1e-3]) <= len(openings)
    assert min(room.gaps()) >= 300
    assert len(openings) in (2, 3)


@pytest.mark.parametrize(("evening", "hours_open"), [("2026-03-28", 7), ("2026-10-24", 9), ("2026-06-01", 8)])
def test_the_night_of_a_change_has_as_many_items_as_fit(evening: str, hours_open: int) -> None:
    room = Room(lineup(abc(600), NIGHT, 600), f"{evening}T20:00", 12 * 3600).run()
    assert len(room.played) == 3 * hours_open
    assert set(room.gaps()) == {600}


@settings(deadline=None)
@given(
    st.tuples(st.integers(0, 1439), st.integers(0, 1439)).filter(lambda pair: pair[0] != pair[1]),
    st.lists(st.integers(60, 4000), min_size=1, max_size=5),
    st.integers(0, 3600),
    st.sampled_from(["2026-03-28T09:07:31", "2026-10-24T23:59:59", "2026-07-01T00:00"]),
)
def test_any_day(times: tuple[int, int], lengths: list[int], gap: int, start: str) -> None:
    hours = Hours.parse(*(f"{minute // 60}:{minute % 60:02d}" for minute in times))
    room = Room(lineup(abc(*lengths), hours, gap), start, 86400)
    if max(lengths) + MARGIN > (times[1] - times[0]) % 1440 * 60:
        with pytest.raises(InputError, match="longer than from opening to closing"):
            room.run()
        assert not room.played
        return
    room.run()
    room.within(hours)
    if gap >= 60:
        assert len(room.controls.waits) < 86400 / LOOK + 3 * len(room.played) + 30
    for found in room.gaps():
        assert found >= gap - 1e-3
    for (_, _, ended), (name, began, _) in zip(room.played, room.played[1:], strict=False):
        # later than the gap asks for only where nothing would have fitted, or it was closed
        if began.timestamp() - ended.timestamp() > gap + 1:
            due = datetime.fromtimestamp(ended.timestamp() + gap, BERLIN)
            opening = hours.opening(due, room.clock.at, min(lengths) + MARGIN)
            assert began.timestamp() == pytest.approx(opening.timestamp(), abs=0.01), name


def test_all_day_without_hours() -> None:
    room = Room(lineup(abc(100, 50), ALWAYS, 0), "2026-01-15T00:00", 1e9)

    def stop_the_sixth(name: str) -> None:
        if len(room.played) == 5:
            room.ending = "stopped"

    room.while_playing = stop_the_sixth
    assert room.run().names == "ABABAB"
    assert room.gaps() == [0] * 5


def test_what_fits_is_played_before_closing_and_the_turn_goes_on_after_it() -> None:
    room = Room(
        lineup(abc(1200, 120, 1800), Hours.parse("08:00", "09:00"), 300), "2026-01-15T08:00", 86400 + 3600
    ).run()
    # A to 20, B 25 to 27, C 32 to 62 does not fit, A 32 to 52, B 57 to 59; C on the next day
    assert room.names == "ABABCA"
    assert room.starts[:5] == ["15 08:00:00", "15 08:25:00", "15 08:32:00", "15 08:57:00", "16 08:00:00"]


def test_whose_turn_it_was_when_nothing_fits() -> None:
    room = Room(lineup(abc(1200, 1300), Hours.parse("08:00", "08:30"), 60), "2026-01-15T08:00", 3 * 86400 - 1).run()
    assert room.names == "ABA"
    assert room.said == [
        "08:00 A (20:00)",
        *("closed until 08:00", "08:00 B (21:40)", "closed until 08:00", "08:00 A (20:00)", "closed until 08:00"),
    ]


def test_next_ends_a_gap_but_no_night() -> None:
    room = Room(lineup(abc(60), DAY, 3600), "2026-01-15T17:00", 7200, {100: Verb.NEXT, 3570: Verb.NEXT}).run()
    assert room.starts == ["15 17:00:00", "15 17:01:40"]


def test_stop_ends_a_gap_and_a_night() -> None:
    assert Room(lineup(abc(60), DAY, 300), "2026-01-15T08:00", 90).run().clock.real() == 90
    assert Room(lineup(abc(60), DAY, 300), "2026-01-15T20:00", 90).run().clock.real() == 90


def test_an_item_that_is_stopped_ends_the_loop() -> None:
    room = Room(lineup(abc(60), DAY, 300), "2026-01-15T08:00", 86400)
    room.ending = "stopped"
    assert room.run().names == "A"


def test_ctrl_c_in_a_gap() -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    room = Room(lineup(abc(60), DAY, 300), "2026-01-15T08:00", 86400, {100: interrupt}).run()
    assert room.clock.real() == 100


def test_a_machine_that_was_suspended() -> None:
    room: Room
    sleep = {30.0 * 60: lambda: room.clock.pass_by(3 * 3600)}
    room = Room(lineup(abc(600), DAY, 3600), "2026-01-15T08:00", 6 * 3600, dict(sleep))
    room.run()
    # the gap from 08:10 was over in its sleep, which ended at 11:30
    assert room.starts[:2] == ["15 08:00:00", "15 11:30:00"]
    room = Room(lineup(abc(600), DAY, 3600), "2026-01-15T16:40", 6 * 3600, dict(sleep))
    room.run()
    assert room.starts == ["15 16:40:00"]
    assert room.said[-1] == "closed until 08:00"


def test_a_clock_that_is_set() -> None:
    room: Room

    def right() -> None:
        room.clock.wall_off = timedelta()

    room = Room(lineup(abc(600), DAY, 3600), "2026-01-15T07:30", 4000, {1000: right})
    room.clock.wall_off = timedelta(hours=-20)  # it starts at 11:30 of the day before
    room.run()
    # the gap is not changed by it: 10 minutes of sound, 60 of quiet
    assert [f"{began - room.clock._began}" for _, began, _ in room.played] == ["-1 day, 4:00:00"]
    room = Room(lineup(abc(600), DAY, 600), "2026-01-15T09:00", 4000, {1000: right})
    room.clock.wall_off = timedelta(hours=12)  # it believes that it is 21:00
    room.run()
    assert room.said[:2] == ["closed until 08:00", "09:16 A (10:00)"]


def test_what_vanishes_is_skipped_until_it_is_back() -> None:
    items = abc(60, 60, 60)
    plan = {70.0: lambda: setattr(items[1], "missing", True), 1000.0: lambda: setattr(items[1], "missing", False)}
    room = Room(lineup(items, DAY, 300), "2026-01-15T08:00", 2400, plan).run()
    assert room.names == "ACABCAB"[: len(room.names)]
    assert room.said.count("skipped: B: there is no such file") == 1


def test_what_breaks_while_it_plays_is_skipped() -> None:
    items = abc(60, 60)
    items[0].broken = True
    room = Room(lineup(items, DAY, 300), "2026-01-15T08:00", 1000).run()
    assert room.names == "BBB"
    assert room.said[:3] == ["08:00 A (1:00)", "skipped: A: it ended early", "08:00 B (1:00)"]


@pytest.mark.parametrize(("gap", "again"), [(300, "5:00"), (0, "1:00")])
def test_when_nothing_can_be_played_it_tries_again(gap: float, again: str) -> None:
    items = abc(60, 60)
    plan: dict[float, Verb | Callable[[], None]] = {}
    for item in items:
        item.broken = True
    plan[550] = lambda: setattr(items[0], "broken", False)
    room = Room(lineup(items, DAY, gap), "2026-01-15T08:00", 700, plan).run()
    assert room.said.count(f"nothing can be played; trying again in {again}") == (2 if gap else 10)
    assert room.names[:1] == "A"
    assert room.starts[0] == "15 08:10:00"


def test_what_is_wrong_at_the_start_is_refused() -> None:
    items = abc(60, 60)
    items[1].missing = True
    with pytest.raises(InputError, match="B: there is no such file"):
        Room(lineup(items, DAY, 300), "2026-01-15T08:00", 100).run()
    with pytest.raises(InputError, match=r"A: takes 601:00, longer"):
        Room(lineup(abc(601 * 60), DAY, 300), "2026-01-15T08:00", 100).run()
    with pytest.raises(InputError, match="nothing to play"):
        Room(lineup([], DAY, 300), "2026-01-15T08:00", 100).run()


def test_no_device_is_no_fault_of_the_item() -> None:
    def fail(name: str) -> None:
        raise DeviceError("none")

    room = Room(lineup(abc(60), DAY, 300), "2026-01-15T08:00", 100)
    room.while_playing = fail
    with pytest.raises(DeviceError):
        room.run()
