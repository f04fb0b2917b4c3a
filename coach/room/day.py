"""Day of a room: items in turn, quiet between them, announcements at their times, no sound outside the hours."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from coach.errors import CoachError, DeviceError, InputError
from coach.play.clock import Clock
from coach.play.controls.base import Controls
from coach.play.controls.verbs import Verb
from coach.play.events import Ending
from coach.room.announcements import Announcements, Done
from coach.room.events import Closed, ItemEnded, ItemSkipped, ItemStarted, NothingToPlay, Tell, Waiting
from coach.room.items import Item
from coach.room.playlist import Entry, Playlist
from coach.room.turns import Turns
from coach.units import clock as minutes
from coach.units import to_samples, to_seconds

MARGIN = 5.0
"""Least seconds between the end of an item and closing."""

LOOK = 60.0
"""Most seconds between two looks at the wall clock, which may be set, and the machine may have slept."""

AGAIN = 60.0
"""Least seconds before trying again, if no item can be played."""

PAUSE = 3.0
"""Least seconds of quiet after an announcement, unless the gap is shorter."""

MOST_AROUND = 2.0
"""Most seconds that a device takes to open and to close. What took longer was paused, or lost its device."""

Over = Callable[[], bool]
"""Function that tells whether closing time has come."""

Play = Callable[[Item, float, Over], Ending]
"""Player of one item at an amplitude. While it plays it looks whether the room is over, and then stops."""


class Lineup(msgspec.Struct, frozen=True):
    """Playlist with the items of its entries and of its announcements, in order."""

    playlist: Playlist
    items: tuple[Item, ...]
    announced: tuple[Item, ...] = ()


def run_room(
    current: Callable[[], Lineup], clock: Clock, controls: Controls, play: Play, tell: Tell, *, strict: bool = False
) -> None:
    """Play the current line-up until the stop verb, an item that was stopped, or Ctrl-C.

    `current` gives another line-up when the playlist was changed, which is taken up at the next item. `play` enters
    `controls` by itself; here they are entered for the time between items. Items are measured and spoken in the quiet
    before their turn; one that fails is left out until the next. With `strict`, raises InputError before the first
    sound for an item that is missing, wrong or longer than the hours. Raises DeviceError from `play`, as that is no
    fault of an item.
    """
    with suppress(KeyboardInterrupt):
        _Day(current, clock, controls, play, tell).run(strict)


class _Day:
    def __init__(self, current: Callable[[], Lineup], clock: Clock, controls: Controls, play: Play, tell: Tell) -> None:
        self._current = current
        self._clock = clock
        self._controls = controls
        self._player = play
        self._tell = tell
        self._quiet, self._due = 0.0, 0.0  # seconds without sound, and the end of them on the real clock
        self._closed_told = 0.0  # timestamp of the opening that was told last
        self._reasons: dict[str, str] = {}  # why an item was skipped, by its name
        self._done: Done = {}  # announcements that were due, also of the playlists before
        self._busy = 0.0  # seconds that an announcement may have waited for what sounded
        self._around = 0.0  # seconds of quiet around the sound of the last item, which are part of the gap
        self._last = ""
        self._line_up(current())

    def run(self, strict: bool) -> None:
        """Play until somebody stops. Raises as `run_room` does, and KeyboardInterrupt."""
        for index in range(len(self._items)) if strict else ():
            self._look_at(index)
        with self._controls:
            due = self._wait()
        while due is not None and (self._announce(due) if due >= 0 else self._next()) != "stopped":
            with self._controls:
                due = self._wait()

    def _line_up(self, lineup: Lineup) -> None:
        """Take up a line-up; the turn goes to the item after the one that was played last, if that is in it."""
        self._lineup, self._items, self._playlist = lineup, lineup.items, lineup.playlist
        self._zone = ZoneInfo(lineup.playlist.zone) if lineup.playlist.zone else None
        shuffled = lineup.playlist.order == "shuffled"
        self._turns = Turns(len(lineup.items), random.Random() if shuffled else None)
        self._needed: dict[int, float] = {}  # seconds of each item that could be played at the last look
        self._announcements = Announcements(self._playlist.announcements, self._at, self._done)
        self._next_title: str | None = None  # None until the next item was prepared
        names = [item.name for item in lineup.items]
        if self._last in names:
            self._turns.took(names.index(self._last))

    def _now(self) -> datetime:
        now = self._clock.wall()
        return now.astimezone(self._zone) if self._zone else now

    def _at(self, local: datetime) -> datetime:
        return local.replace(tzinfo=self._zone) if self._zone else self._clock.at(local)

    def _look_at(self, index: int) -> float:
        """Measure the seconds that an item needs. Raises CoachError if it can never be played."""
        self._needed.pop(index, None)
        item = self._items[index]
        needed = to_seconds(item.length()) + MARGIN
        try:
            # What fits one night a year only, when an hour comes twice, is too long.
            self._playlist.hours.opening(
                self._now().replace(tzinfo=UTC), lambda local: local.replace(tzinfo=UTC), needed
            )
        except ValueError as error:
            raise InputError(
                f"{item.name}: takes {minutes(item.length())}, longer than from opening to closing; "
                "choose a shorter one, or longer hours"
            ) from error
        self._needed[index] = needed
        return needed

    def _wait(self) -> int | None:
        """Wait for what is next: the index of an announcement, -1 for an item, None if somebody stopped."""
        while True:
            lineup = self._current()
            if lineup is not self._lineup:
                self._line_up(lineup)
            self._prepare()
            due = self._announcements.due(self._now(), self._busy)
            if due is not None:
                return due
            self._busy = 0.0
            left = self._left()
            if left <= 0:
                return -1
            verbs = self._controls.wait(min(left, self._announcements.until_next(self._now()), LOOK))
            if Verb.STOP in verbs:
                return None
            if Verb.NEXT in verbs:
                self._quiet = 0.0

    def _prepare(self) -> None:
        """Make the next item ready while it is quiet, unless it is."""
        if self._next_title is not None:
            return
        self._next_title = ""
        for item in self._lineup.announced:
            self._seconds(item)  # measured now, so that each begins on time
        for index in self._turns.coming():
            item = self._items[index]
            try:
                self._look_at(index)
                item.prepare(self._volume(self._playlist.entries[index]))
            except CoachError as error:
                self._skip(item, error)
                continue
            self._next_title = item.title
            return

    def _left(self) -> float:
        """Read the clocks, and return the seconds until an item can start."""
        # At most the whole gap, whatever was done to the clock.
        quiet = max(0.0, min(self._due - self._clock.real(), self._quiet))
        now = self._now()
        due = datetime.fromtimestamp(now.timestamp() + quiet, now.tzinfo)
        least = min(self._needed.values(), default=0.0)
        try:
            start = self._playlist.hours.opening(due, self._at, least)
        except ValueError:  # closed for more than a year
            start = due + timedelta(days=1)
        if start is not due and self._closed_told != start.timestamp():
            self._closed_told = start.timestamp()
            self._tell(Closed(now, start))
        self._tell(Waiting(now, start, self._next_title or ""))
        return start.timestamp() - now.timestamp()

    def _next(self) -> Ending:
        """Play the first item that can be played and fits the hours, from the one whose turn it is on."""
        for index in self._turns.coming():
            item = self._items[index]
            try:
                needed = self._look_at(index)
                if not self._fits(needed + self._reserved(needed)):
                    continue
                self._turns.took(index)
                self._last = item.name
                ending = self._play(item, self._playlist.entries[index])
            except DeviceError:
                raise
            except CoachError as error:
                self._needed.pop(index, None)
                self._skip(item, error)
                continue
            self._be_quiet(max(0.0, to_seconds(self._playlist.gap) - self._around))
            return ending
        if self._needed:
            self._be_quiet(LOOK)  # what fits the hours does not fit before an announcement
        else:
            self._be_quiet(max(to_seconds(self._playlist.gap), AGAIN))
            self._tell(NothingToPlay(to_samples(self._quiet)))
        return "finished"

    def _play(self, item: Item, entry: Entry) -> Ending:
        """Play an item, to its end or to closing time. Raises what the player raises."""
        now, began = self._now(), self._clock.now()
        closing = self._playlist.hours.closing(now, self._at)

        def over() -> bool:
            return closing is not None and self._clock.wall().timestamp() >= closing.timestamp()

        self._next_title = None
        self._tell(ItemStarted(now, item.name, item.title, item.length()))
        ending = self._player(item, self._volume(entry), over)
        lasted = self._clock.now() - began
        self._busy += lasted
        around = lasted - to_seconds(item.length())
        self._around = around if 0 < around < MOST_AROUND else 0.0
        self._reasons.pop(item.name, None)
        cut = ending == "stopped" and over()
        self._tell(ItemEnded(self._now(), item.title, cut))
        return "finished" if cut else ending

    def _announce(self, index: int) -> Ending:
        """Play an announcement that is due, if it fits the hours; the quiet goes on after it."""
        item = self._lineup.announced[index]
        try:
            if not self._fits(to_seconds(item.length()) + MARGIN):
                if self._fits(0.0):
                    raise InputError(
                        f"{item.name}: this announcement would not end before closing; choose another time"
                    )
                return "finished"
            ending = self._play(item, self._playlist.announcements[index].entry)
        except DeviceError:
            raise
        except CoachError as error:
            self._skip(item, error)
            return "finished"
        left = min(self._due - self._clock.real(), self._quiet)
        self._be_quiet(max(left, min(PAUSE, to_seconds(self._playlist.gap))))
        return ending

    def _reserved(self, needed: float) -> float:
        """Return the seconds of all announcements that fall due during the next `needed` seconds."""
        due = self._announcements.within(self._now(), needed)
        return sum(self._seconds(self._lineup.announced[index]) for index in due)

    def _seconds(self, item: Item) -> float:
        try:
            return to_seconds(item.length())
        except CoachError as error:
            self._skip(item, error)
            return 0.0

    def _fits(self, seconds: float) -> bool:
        """Whether it is open from now on for so long."""
        now = self._now()
        try:
            return self._playlist.hours.opening(now, self._at, seconds) is now
        except ValueError:
            return False

    def _volume(self, entry: Entry) -> float:
        return self._playlist.loudness(entry, self._now().time())

    def _skip(self, item: Item, error: CoachError) -> None:
        """Tell why an item is left out, once for each reason."""
        if self._reasons.get(item.name) != str(error):
            self._reasons[item.name] = str(error)
            self._tell(ItemSkipped(str(error)))

    def _be_quiet(self, seconds: float) -> None:
        self._quiet, self._due = seconds, self._clock.real() + seconds
        self._next_title = None


def _by_the_dial(local: datetime) -> datetime:
    return local.replace(tzinfo=UTC)
