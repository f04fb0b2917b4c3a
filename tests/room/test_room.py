"""Weeks of a room by its playlist, on the fake clock: hours, announcements, volumes, order, changes, a whole year."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from fake_room import ALWAYS, BERLIN, DAY, NIGHT, FakeItem, Room, abc, lineup

from coach.errors import InputError
from coach.room import day
from coach.room.events import ItemEnded, Waiting
from coach.room.hours import Hours, Span

OFFICE = (Span(time(8), time(12)), Span(time(13), time(18)))
WEEK = Hours((OFFICE,) * 5 + ((Span(time(9), time(13)),), ()))
HOLIDAYS = Hours(
    WEEK.week,
    {date(2026, 12, 24): (Span(time(8), time(12)),), date(2026, 12, 25): (), date(2026, 12, 26): ()},
    (Span(time(10), time(10, 30)),),
)


def hours_played(room: Room) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for _, began, _ in room.played:
        found.setdefault(f"{began:%a %d}", set()).add(began.hour)
    return found


def test_each_weekday_has_its_hours() -> None:
    room = Room(lineup(abc(600), WEEK, 600), "2026-01-15T00:00", 4 * 86400).run()
    room.within(WEEK)
    office = {8, 9, 10, 11, 13, 14, 15, 16, 17}
    assert hours_played(room) == {"Thu 15": office, "Fri 16": office, "Sat 17": {9, 10, 11, 12}}
    assert room.said[-1] == "closed until Mon 2026-01-19 08:00"


def test_holidays_and_quiet_hours() -> None:
    room = Room(lineup(abc(600), HOLIDAYS, 300), "2026-12-23T00:00", 6 * 86400).run()
    room.within(HOLIDAYS)
    assert set(hours_played(room)) == {"Wed 23", "Thu 24", "Mon 28"}
    assert hours_played(room)["Thu 24"] == {8, 9, 10, 11}
    for _, began, ended in room.played:
        assert not (began.time() < time(10, 30) and ended.time() > time(10, 0))


def test_days_without_a_break_are_one_stretch() -> None:
    hours = Hours(((Span(time(0), time(0)),),) * 7, {date(2026, 1, 20): ()})
    room = Room(lineup(abc(3000), hours, 10), "2026-01-15T12:00", 6 * 86400).run()
    room.within(hours)
    assert [gap > 80_000 for gap in room.gaps()].count(True) == 1, "the one closed day"
    nights = [began for _, began, ended in room.played if began.date() != ended.date()]
    assert len(nights) >= 4, "an item goes on over midnight"


def announcing(*times: str, lasts: float = 20, item: float = 600, gap: float = 300, hours: Hours = DAY) -> Room:
    return Room(
        lineup([FakeItem("A", item)], hours, gap, {FakeItem("X", lasts): " ".join(times)}), "2026-01-15T07:00", 86400
    )


def test_an_announcement_waits_for_the_end_of_an_item() -> None:
    room = announcing("08:05", "08:12").run()
    assert room.starts[:5] == ["15 08:00:00", "15 08:10:00", "15 08:12:00", "15 08:15:00", "15 08:30:00"]
    assert room.names.startswith("AXXAA")


def test_the_quiet_after_an_announcement_is_not_cut_off() -> None:
    room = announcing("08:14:50").run()
    assert room.names.startswith("AXA")
    assert room.starts[2] == "15 08:15:13"


def test_no_announcement_is_missed_before_closing() -> None:
    room = announcing("17:45", "17:59").run()
    told = [began for name, began, _ in room.played if name == "X"]
    assert len(told) == 2
    room.within(DAY)


def test_an_announcement_out_of_hours_or_in_the_machines_sleep_is_not_made_up_for() -> None:
    assert "X" not in announcing("07:30", "18:30").run().names
    room = announcing("12:00", item=60, gap=3600)
    room.controls._plan.insert(0, (4.6 * 3600, lambda: room.clock.pass_by(2 * 3600)))
    assert "X" not in room.run().names


def test_an_announcement_that_does_not_fit_is_told() -> None:
    room = announcing("17:59:50", lasts=30).run()
    assert "X" not in room.names
    assert "skipped: X: this announcement would not end before closing; choose another time" in room.said


def test_an_announcement_at_each_time_on_the_night_of_a_change() -> None:
    for evening, moments in (("2026-03-28", 1), ("2026-10-24", 1)):
        line_up = lineup([FakeItem("A", 60)], NIGHT, 300, {FakeItem("X", 20): "02:30"})
        room = Room(line_up, f"{evening}T20:00", 12 * 3600).run()
        assert room.names.count("X") == moments


def test_a_clock_set_over_closing_ends_what_sounds() -> None:
    room = Room(lineup(abc(600), DAY, 300), "2026-01-15T16:00", 3600)

    def set_forward(name: str) -> None:
        room.clock.wall_off = timedelta(hours=2)

    room.while_playing = set_forward
    room.run()
    assert room.names == "A"
    assert [event.cut for event in room.events if isinstance(event, ItemEnded)] == [True]
    assert room.said == ["16:00 A (10:00)", "18:00 A: ended, as closing time has come", "closed until 08:00"]


def test_a_clock_set_back_brings_an_announcement_again() -> None:
    room = announcing("09:00", item=60)
    room.controls._plan.insert(0, (7300.0, lambda: setattr(room.clock, "wall_off", timedelta(hours=-1))))
    assert room.run().names.count("X") == 2


def test_a_changed_playlist_does_not_repeat_an_announcement() -> None:
    room = announcing("09:00", item=60)
    again = announcing("09:00", item=60).lineup
    room.controls._plan.insert(0, (7230.0, lambda: setattr(room, "lineup", again)))
    assert room.run().names.count("X") == 1


def test_volume_by_time_of_day_item_and_cap() -> None:
    line_up = lineup(abc(600), DAY, 3000, volume=50, volume_from=((time(9), 80), (time(12), 40)), cap=70)
    room = Room(line_up, "2026-01-15T08:00", 6 * 3600).run()
    assert [f"{began:%H} {volume:.2f}" for (_, began, _), volume in zip(room.played, room.volumes, strict=True)] == [
        *("08 0.40", "09 0.70", "10 0.70", "11 0.70", "12 0.40", "13 0.40")
    ]


def test_a_shuffled_order_plays_each_and_repeats_none_soon() -> None:
    room = Room(lineup(abc(*[60] * 7), ALWAYS, 0, order="shuffled"), "2026-01-15T00:00", 1e9)

    def stop(name: str) -> None:
        room.ending = "stopped" if len(room.played) == 699 else "finished"

    room.while_playing = stop
    names = room.run().names
    assert len({names[at : at + 7] for at in range(0, 700, 7)}) > 50
    for at in range(0, 700, 7):
        assert set(names[at : at + 7]) == set("ABCDEFG")
    for at, name in enumerate(names):
        assert name not in names[at + 1 : at + 4]


def test_a_changed_playlist_is_taken_up_at_the_next_item_and_goes_on_where_it_was() -> None:
    items = abc(60, 60, 60)
    room = Room(lineup(items, DAY, 300), "2026-01-15T08:00", 3000)

    def change(name: str) -> None:
        if len(room.played) == 1:  # while B plays
            room.lineup = lineup([*items, FakeItem("D", 60)], DAY, 600)

    room.while_playing = change
    room.run()
    assert room.names.startswith("ABCDA"[: len(room.names)])
    assert room.gaps()[:3] == [300, 300, 600], "the gap that follows an item is the one that began with it"


def test_a_change_at_night_opens_at_once() -> None:
    room = Room(lineup(abc(60), DAY, 3600), "2026-01-15T20:00", 3600)
    room.controls._plan.insert(0, (600.0, lambda: setattr(room, "lineup", lineup(abc(60), ALWAYS, 3600))))
    assert len(room.run().played) == 1


def test_a_broken_item_is_told_once_until_it_changes() -> None:
    items = abc(60, 60)
    items[1].missing = True
    plan = {4000.0: lambda: setattr(items[1], "missing", False), 5000.0: lambda: setattr(items[1], "missing", True)}
    room = Room(lineup(items, DAY, 300), "2026-01-15T08:00", 9000, plan, strict=False).run()
    assert room.said.count("skipped: B: there is no such file") == 2
    assert "B" in room.names


def test_what_comes_next_is_told_while_it_is_quiet() -> None:
    room = Room(lineup(abc(60, 60), DAY, 300), "2026-01-15T08:00", 300).run()
    waits = [event for event in room.events if isinstance(event, Waiting)]
    assert {(event.title, f"{event.until:%H:%M}") for event in waits[1:]} == {("B", "08:06")}
    assert max((b.at - a.at).total_seconds() for a, b in pairwise(waits)) <= 60


def test_a_room_that_is_never_open_for_long_enough_is_refused() -> None:
    closed = Hours(((),) * 7)
    with pytest.raises(InputError, match="longer than from opening to closing"):
        Room(lineup(abc(60), closed), "2026-01-15T08:00", 100).run()


def test_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day, "LOOK", 86400.0)  # nobody sets this clock, and it is asked less often
    hours = Hours((*HOLIDAYS.week[:6], (Span(time(22), time(6)),)), HOLIDAYS.exceptions, HOLIDAYS.quiet)
    line_up = lineup([FakeItem("A", 5000), FakeItem("B", 6900)], hours, 900, {FakeItem("X", 20): "11:30 17:50"})
    room = Room(line_up, "2026-01-01T00:00", 365 * 86400).run()
    room.within(hours)
    days = {date(2026, 1, 1) + timedelta(each) for each in range(365)}
    open_days = {each for each in days if each.weekday() < 6} - {date(2026, 12, 25), date(2026, 12, 26)}
    told = {began.date() for name, began, _ in room.played if name == "X" and began.hour < 14}
    assert told == open_days, "none is missed on any day that is open"
    first: dict[date, time] = {}
    for _, began, _ in room.played:
        first.setdefault(began.date(), began.time())
    assert {first[each] for each in open_days if each.weekday() in range(1, 5)} == {time(8)}
    # The clocks change while it is open from Saturday to Sunday, if those were its hours.
    for evening, lasts in ((date(2026, 3, 28), 7), (date(2026, 10, 24), 9), (date(2026, 6, 6), 8)):
        began = datetime.combine(evening, time(22), BERLIN)
        closing = NIGHT.closing(began, room.clock.at)
        assert closing is not None
        assert closing.timestamp() - began.timestamp() == lasts * 3600


@pytest.mark.parametrize(("evening", "lasts"), [("2026-03-28", 7), ("2026-10-24", 9), ("2026-06-06", 8)])
def test_the_nights_of_a_change_in_the_playlists_own_zone(evening: str, lasts: int) -> None:
    room = Room(lineup(abc(590), NIGHT, 10, zone="Europe/Berlin"), f"{evening}T20:00", 12 * 3600).run()
    assert len(room.played) == 6 * lasts
