"""What gets into the diary while a session is played: only what was done."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from diary_material import ABOUT, NOON, cues, rated, spot, started, state

from coach.diary import record, store
from coach.diary.record import Recorder
from coach.diary.store import Diary, DiaryEntry
from coach.play.events import Event
from coach.play.journal import OLDEST
from coach.session.location import Location
from coach.timeline.model import Chapter, Cue
from coach.units import Samples, to_samples

OPENING = Chapter(
    "Opening", to_samples(3), (Cue("speech", "Ask first.", Samples(0), to_samples(2)),), location=Location("small")
)


class Clock:
    """A wall clock that is set by hand."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def diary(tmp_path: Path) -> Diary:
    return Diary(tmp_path / "diary.sqlite")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@contextmanager
def recording(diary: Diary, clock: Clock, *, resumed: bool = False) -> Iterator[Recorder]:
    with Recorder(diary, ABOUT, resumed=resumed, now=clock) as recorder:
        yield recorder
    assert recorder.trouble is None


def show(recorder: Recorder, *events: Event) -> None:
    for event in events:
        recorder.show(event)
        recorder.tick(event.frame)


def only(diary: Diary) -> DiaryEntry:
    (entry,) = diary.entries()
    return entry


def test_a_whole_session(diary: Diary, clock: Clock) -> None:
    left, right = spot(1, "left"), spot(1, "right")
    with recording(diary, clock) as recorder:
        show(recorder, state("playing"), started(0, OPENING), *cues(0, OPENING))
        clock.at += timedelta(minutes=1)
        show(recorder, started(1, left, 3), *cues(1, left, frame=3))
        clock.at += timedelta(minutes=1)
        show(recorder, started(2, right, 12), *cues(2, right, frame=12), state("ended", 90))
    entry = only(diary)
    assert (entry.began, entry.ended, entry.ending) == (NOON, NOON + timedelta(minutes=2), "finished")
    assert entry.heard == 90, "by the clock of the session"
    assert (entry.protocol, entry.level, entry.choices) == (ABOUT.protocol, ABOUT.level, ABOUT.choices)
    first, second = entry.done
    assert (first.chapter, first.title, first.side, first.strip, first.spot, first.passage) == (
        *(1, "Left arm, top, spot 1 of 2", "left"),
        *("top", 1, 1),
    )
    assert (first.held, first.at, first.protocol) == (5, NOON + timedelta(minutes=1), "small")
    assert (second.chapter, second.side) == (2, "right")


def test_before_the_first_chapter_there_is_nothing(diary: Diary, clock: Clock) -> None:
    with recording(diary, clock) as recorder:
        show(recorder, state("playing"), state("ended"))
    assert not diary.path.exists()


def test_a_session_that_is_broken_off_has_no_end(diary: Diary, clock: Clock) -> None:
    with recording(diary, clock) as recorder:
        show(recorder, started(0, OPENING))
    assert (only(diary).ending, only(diary).ended) == (None, None)


def test_one_that_is_stopped_says_so(diary: Diary, clock: Clock) -> None:
    with recording(diary, clock) as recorder:
        show(recorder, started(0, OPENING), state("easing"), state("lost"), state("easing"), state("ended", 7))
    assert (only(diary).ending, only(diary).heard) == ("stopped", 7)


def test_a_hold_that_was_left_is_not_done_however_long_its_words_last(diary: Diary, clock: Clock) -> None:
    one, two = spot(1), spot(2)
    with recording(diary, clock) as recorder:
        show(recorder, started(1, one), *cues(1, one, until=7))
        recorder.tick(to_samples(60))  # being led out of it
        show(recorder, started(2, two, 60), *cues(2, two, frame=60))
    assert [each.chapter for each in only(diary).done] == [2]


@pytest.mark.parametrize("state_between", ["paused", "lost", "waiting"])
def test_after_an_interruption_it_counts_once_it_was_held(state_between: str, diary: Diary, clock: Clock) -> None:
    one = spot(1)
    with recording(diary, clock) as recorder:
        show(recorder, started(1, one), *cues(1, one, until=7), state(state_between))  # type: ignore[arg-type]
        # From its beginning again, but only up to the hold
        show(recorder, started(1, one, 20), *cues(1, one, until=3.5, frame=20), state("paused"))
        before = len(diary.entries()[0].done) if diary.path.exists() else 0
        show(recorder, started(1, one, 40), *cues(1, one, frame=40))
    assert before == 0
    assert len(only(diary).done) == 1


def test_going_on_after_the_hold_is_no_second_one(diary: Diary, clock: Clock) -> None:
    one = spot(1)
    with recording(diary, clock) as recorder:
        show(recorder, started(1, one), *cues(1, one), state("paused"))
        show(recorder, started(1, one, 30, one.held[0].end), *cues(1, one, first=8, frame=22))
    assert len(only(diary).done) == 1


def test_what_is_done_again_is_written_down_again(diary: Diary, clock: Clock) -> None:
    """The tissue was worked on twice, and that is what a clinician wants to know."""
    one = spot(1)
    with recording(diary, clock) as recorder:
        show(recorder, started(1, one), *cues(1, one), started(1, one, 30), *cues(1, one, frame=30))
    assert len(only(diary).done) == 2


def test_a_chapter_with_several_holds_is_done_with_the_last(diary: Diary, clock: Clock) -> None:
    both = spot(1, holds=2)
    with recording(diary, clock) as recorder:
        show(recorder, started(1, both), *cues(1, both, until=14))
        wait_for(recorder, 1)
        assert only(diary).done == ()
        # Paused in the second one: it goes on after the first
        show(recorder, state("paused"), started(1, both, 60, to_samples(8.5)), *cues(1, both, first=8.5, frame=60))
    assert [each.held for each in only(diary).done] == [10]


def test_one_that_begins_anew_does_not_count_its_first_hold_twice(diary: Diary, clock: Clock) -> None:
    both = spot(1, holds=2)
    with recording(diary, clock) as recorder:
        show(recorder, started(1, both), *cues(1, both, until=9), started(1, both, 60), *cues(1, both, frame=60))
    assert [each.held for each in only(diary).done] == [10]


def test_a_hold_that_was_left_is_not_ended_by_words_of_the_next_chapter(diary: Diary, clock: Clock) -> None:
    one, two = spot(1), spot(2, holds=2)
    with recording(diary, clock) as recorder:
        show(recorder, started(1, one), *cues(1, one, until=7))
        # That begins with its second hold, and is left in it as well
        show(recorder, started(2, two, 30, to_samples(8.5)), *cues(2, two, first=8.5, until=13, frame=22))
    assert only(diary).done == ()
    with recording(diary, clock) as recorder:
        show(recorder, started(1, one), *cues(1, one, until=7))
        end = Chapter("End", to_samples(12), (Cue("speech", "The end.", to_samples(9), to_samples(1)),))
        show(recorder, started(2, end, 30), *cues(2, end, frame=30))
    assert diary.entries()[-1].done == ()


def test_a_chapter_that_grows_keeps_its_place(diary: Diary, clock: Clock) -> None:
    one = spot(1)
    with recording(diary, clock) as recorder:
        show(recorder, started(1, one), *cues(1, one, until=2), started(1, one, 2, to_samples(2)))
        show(recorder, *cues(1, one, first=2))
    assert len(only(diary).done) == 1


# Comfort


def test_before_is_the_last_one_before_the_first_hold_and_after_the_last_one_after_the_last(
    diary: Diary, clock: Clock
) -> None:
    one, two = spot(1), spot(2)
    with recording(diary, clock) as recorder:
        show(recorder, started(0, OPENING), rated(0, 7), rated(0, 2), started(1, one), *cues(1, one), rated(1, 5))
        show(recorder, started(2, two), *cues(2, two, until=5), rated(2, 6), *cues(2, two, first=5))
        show(recorder, rated(2, 4), rated(2, 3), state("ended"))
    entry = only(diary)
    assert (entry.comfort_before, entry.comfort_after) == (2, 3)
    assert [(each.chapter, each.value) for each in entry.ratings] == [(0, 7), (0, 2), (1, 5), (2, 6), (2, 4), (2, 3)]


def test_one_that_was_said_between_two_holds_is_not_how_it_was_afterwards(diary: Diary, clock: Clock) -> None:
    one, two = spot(1), spot(2)
    with recording(diary, clock) as recorder:
        show(recorder, started(1, one), *cues(1, one), rated(1, 5), started(2, two), *cues(2, two), state("ended"))
    assert (only(diary).comfort_before, only(diary).comfort_after) == (None, None)


def test_one_that_is_said_in_the_first_hold_is_neither(diary: Diary, clock: Clock) -> None:
    one = spot(1)
    with recording(diary, clock) as recorder:
        show(recorder, started(1, one), *cues(1, one, until=5), rated(1, 8), *cues(1, one, first=5))
    assert (only(diary).comfort_before, only(diary).comfort_after) == (None, None)
    assert [each.value for each in only(diary).ratings] == [8]


# Going on


def broken_off(diary: Diary, clock: Clock, *more: Event) -> None:
    one = spot(1)
    with recording(diary, clock) as recorder:
        show(recorder, started(1, one), *cues(1, one), *more)


@pytest.mark.parametrize("ending", [(), (state("easing"), state("ended", 30))], ids=["broken off", "stopped"])
def test_a_resumed_session_is_the_same_one(ending: tuple[Event, ...], diary: Diary, clock: Clock) -> None:
    two = spot(2)
    broken_off(diary, clock, rated(1, 4), *ending)
    heard = only(diary).heard
    assert heard is not None
    clock.at += timedelta(hours=2)
    with recording(diary, clock, resumed=True) as recorder:
        show(recorder, rated(2, 2), started(2, two), *cues(2, two), state("ended", 20))
    entry = only(diary)
    assert [each.chapter for each in entry.done] == [1, 2]
    assert (entry.began, entry.ended, entry.ending) == (NOON, NOON + timedelta(hours=2), "finished")
    assert entry.heard == heard + 20, "without the break"
    assert entry.comfort_before is None, "it was felt after the first hold"


def test_what_is_finished_too_old_or_another_one_does_not_go_on(diary: Diary, clock: Clock) -> None:
    one = spot(1)
    broken_off(diary, clock, state("ended"))
    with recording(diary, clock, resumed=True) as recorder:
        show(recorder, started(1, one))
    assert len(diary.entries()) == 2, "that one was finished"
    clock.at += OLDEST + timedelta(minutes=1)
    with recording(diary, clock, resumed=True) as recorder:
        show(recorder, started(1, one))
    assert len(diary.entries()) == 3, "that one was too old"
    with diary.writing() as connection:
        store.set_values(connection, 3, choices="{}")
    with recording(diary, clock, resumed=True) as recorder:
        show(recorder, started(1, one))
    assert len(diary.entries()) == 4, "that one was chosen otherwise"
    with recording(diary, clock) as recorder:
        show(recorder, started(1, one))
    assert len(diary.entries()) == 5, "nobody wanted to go on"


# Trouble


def wait_for(recorder: Recorder, written: int) -> None:
    until = time.monotonic() + 5
    while recorder.written < written and recorder.trouble is None:
        assert time.monotonic() < until
        time.sleep(0.001)


def test_a_fault_of_ours_is_told_and_the_session_goes_on(
    diary: Diary, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("somebody")

    monkeypatch.setattr(store, "add", broken)
    with Recorder(diary, ABOUT, now=clock) as recorder:
        show(recorder, started(1, spot(1)), *cues(1, spot(1)), started(2, spot(2)), state("ended"))
    assert recorder.trouble is not None
    assert recorder.trouble.endswith("not all of this session is written down, by a fault of ours (KeyError)")


def test_trouble_is_one_line_and_the_session_goes_on(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "file").write_text("in the way of a folder")
    one = spot(1)
    with Recorder(Diary(tmp_path / "file" / "diary.sqlite"), ABOUT, now=clock) as recorder:
        show(recorder, started(1, one), *cues(1, one), rated(1, 3), state("ended"))
    assert recorder.written == 0
    assert recorder.trouble is not None
    assert "cannot be used" in recorder.trouble
    assert "\n" not in recorder.trouble


def test_what_could_not_be_written_is_written_as_soon_as_it_can(diary: Diary, clock: Clock, tmp_path: Path) -> None:
    one, two = spot(1), spot(2)
    diary.path.mkdir()  # in the way
    with Recorder(diary, ABOUT, now=clock) as recorder:
        show(recorder, started(1, one), *cues(1, one))
        wait_for(recorder, 1)
        assert recorder.trouble is not None
        time.sleep(0.05)
        diary.path.rmdir()
        show(recorder, started(2, two), *cues(2, two), state("ended"))
    assert recorder.trouble is None
    assert [each.chapter for each in only(diary).done] == [1, 2]


def test_a_slow_disk_holds_nobody_up(diary: Diary, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "PATIENCE", 0.05)
    go_on = threading.Event()
    real = store.begin

    def slow(*arguments: object) -> int:
        go_on.wait(10)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "begin", slow)
    one, before = spot(1), time.monotonic()
    with Recorder(diary, ABOUT, now=clock) as recorder:
        show(recorder, started(1, one), *cues(1, one), state("ended"))
        took = time.monotonic() - before
    go_on.set()
    assert took < 1
    assert recorder.trouble is not None
    assert "slow" in recorder.trouble


def test_a_damaged_diary_is_trouble_and_stays_as_it_is(diary: Diary, clock: Clock) -> None:
    diary.path.write_bytes(b"no diary" * 1000)
    with Recorder(diary, ABOUT, resumed=True, now=clock) as recorder:
        show(recorder, started(1, spot(1)), state("ended"))
    assert recorder.trouble is not None
    assert "damaged" in recorder.trouble
    assert diary.path.read_bytes() == b"no diary" * 1000
