"""A room on a clock that moves only when somebody waits or something plays."""

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from coach.errors import InputError
from coach.play.controls.verbs import Request, Verb
from coach.play.events import Ending
from coach.play.stream.source import ChapterSource
from coach.room import day
from coach.room.day import MARGIN, Lineup, Over, run_room
from coach.room.events import RoomEvent, line_of
from coach.room.hours import Hours
from coach.room.items import Item
from coach.room.playlist import Announcement, Entry, Playlist
from coach.units import Samples, to_samples

BERLIN = ZoneInfo("Europe/Berlin")
DAY = Hours.parse("08:00", "18:00")
NIGHT = Hours.parse("22:00", "06:00")
ALWAYS = Hours.parse(None, None)


class FakeClock:
    """Berlin's, in whole microseconds. `wall_off` is by how much the time of day was set wrong."""

    def __init__(self, local: str) -> None:
        self.moment = datetime.fromisoformat(local).replace(tzinfo=BERLIN).astimezone(UTC)
        self.wall_off = timedelta()
        self._began = self.moment

    def pass_by(self, seconds: float) -> None:
        self.moment += timedelta(microseconds=math.ceil(seconds * 1e6))

    def now(self) -> float:
        return self.real()

    def real(self) -> float:
        return (self.moment - self._began).total_seconds()

    def wall(self) -> datetime:
        return (self.moment + self.wall_off).astimezone(BERLIN)

    def at(self, local: datetime) -> datetime:
        return local.replace(tzinfo=BERLIN)


class FakeControls:
    """Waiting lets the clock go on. At each second of `plan` something happens, or a verb comes."""

    def __init__(self, clock: FakeClock, stop: float, plan: Mapping[float, Verb | Callable[[], None]] | None = None):
        self.clock = clock
        self.entered = 0
        self.waits: list[float] = []
        self._plan = sorted([*(plan or {}).items(), (stop, Verb.STOP)], key=lambda each: each[0])

    def __enter__(self) -> Self:
        self.entered += 1
        return self

    def __exit__(self, *_: object) -> None:
        self.entered -= 1

    def wait(self, seconds: float) -> list[Request]:
        assert self.entered == 1
        assert 0 < seconds <= day.LOOK
        self.waits.append(seconds)
        at, what = self._plan[0]
        self.clock.pass_by(max(0.0, min(seconds, at - self.clock.real())))
        if self.clock.real() < at:
            return []
        self._plan.pop(0)
        if isinstance(what, Verb):
            return [what]
        what()
        return []

    def wake(self) -> None:
        pass


class FakeItem:
    def __init__(self, name: str, seconds: float) -> None:
        self.name = self.title = name
        self.seconds = seconds
        self.missing = self.broken = False

    def length(self) -> Samples:
        if self.missing:
            raise InputError(f"{self.name}: there is no such file")
        return to_samples(self.seconds)

    def prepare(self, volume: float) -> None:
        self.length()

    def open(self, volume: float) -> ChapterSource:
        raise AssertionError("the fake player of these tests opens nothing")


def lineup(
    items: Sequence[FakeItem],
    hours: Hours = ALWAYS,
    gap: float = 300,
    announced: Mapping[FakeItem, str] | None = None,
    **settings: Any,
) -> Lineup:
    """Items with the usual volume; announcements with their times, divided by spaces."""
    told = {item: tuple(time.fromisoformat(at) for at in times.split()) for item, times in (announced or {}).items()}
    playlist = Playlist(
        entries=tuple(Entry(item.name) for item in items),
        announcements=tuple(Announcement(Entry(item.name), at) for item, at in told.items()),
        gap=to_samples(gap),
        hours=hours,
        **settings,
    )
    return Lineup(playlist, tuple(items), tuple(told))


class Room:
    """One run, and what it did."""

    def __init__(
        self,
        line_up: Lineup,
        start: str,
        lasts: float,
        plan: Mapping[float, Verb | Callable[[], None]] | None = None,
        *,
        strict: bool = True,
    ):
        self.clock = FakeClock(start)
        self.controls = FakeControls(self.clock, lasts, plan)
        self.lineup = line_up
        self.events: list[RoomEvent] = []
        self.played: list[tuple[str, datetime, datetime]] = []
        self.volumes: list[float] = []
        self.ending: Ending = "finished"
        self.while_playing: Callable[[str], None] = lambda name: None
        self._strict = strict

    def run(self) -> Self:
        run_room(lambda: self.lineup, self.clock, self.controls, self.play, self.events.append, strict=self._strict)
        assert self.controls.entered == 0
        return self

    def play(self, item: Item, volume: float, over: Over) -> Ending:
        assert self.controls.entered == 0
        assert isinstance(item, FakeItem)
        if item.broken:
            raise InputError(f"{item.name}: it ended early")
        began = self.clock.wall()
        self.volumes.append(volume)
        self.while_playing(item.name)
        ended_early = over()
        self.clock.pass_by(1 if ended_early else item.seconds)
        self.played.append((item.name, began, self.clock.wall()))
        return "stopped" if ended_early else self.ending

    @property
    def said(self) -> list[str]:
        return [line[1] for line in map(line_of, self.events) if line]

    @property
    def names(self) -> str:
        return "".join(name for name, _, _ in self.played)

    @property
    def starts(self) -> list[str]:
        return [f"{began:%d %H:%M:%S}" for _, began, _ in self.played]

    def within(self, hours: Hours) -> None:
        for _, began, ended in self.played:
            assert hours.opening(began, self.clock.at) is began
            closing = hours.closing(began, self.clock.at)
            assert closing is not None
            assert ended.timestamp() + MARGIN <= closing.timestamp() + 1e-4

    def gaps(self) -> list[float]:
        pairs = zip(self.played, self.played[1:], strict=False)
        return [after[1].timestamp() - before[2].timestamp() for before, after in pairs]


def abc(*seconds: float) -> list[FakeItem]:
    return [FakeItem(name, lasts) for name, lasts in zip("ABCDEFG", seconds, strict=False)]
