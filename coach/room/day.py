"""Day of a waiting room: items in turn, quiet between them, no sound outside the hours."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from coach.errors import CoachError, DeviceError, InputError
from coach.play.clock import Clock
from coach.play.controls.base import Controls
from coach.play.controls.verbs import Verb
from coach.play.events import Ending
from coach.room.hours import Hours
from coach.room.items import Item
from coach.units import clock as minutes
from coach.units import to_samples, to_seconds

MARGIN = 5.0
"""Least seconds between the end of an item and closing."""

LOOK = 60.0
"""Most seconds between two looks at the wall clock, which may be set, and the machine may have slept."""

AGAIN = 60.0
"""Least seconds before trying again, if no item can be played."""


def run_loop(
    items: Sequence[Item],
    hours: Hours,
    gap_seconds: float,
    clock: Clock,
    controls: Controls,
    play: Callable[[Item], Ending],
    say: Callable[[str], None],
) -> None:
    """Play `items` in turn until the stop verb, an item that was stopped, or Ctrl-C.

    `play` enters `controls` by itself; here they are entered for the time between items. `say` gets one line for
    each item, closing and failure. An item that fails is left out until its next turn.
    Raises InputError, before the first sound, for an item that is missing, wrong or longer than the hours, and
    DeviceError from `play`, as that is no fault of an item.
    """
    if not items:
        raise InputError("there is nothing to play; name a protocol or a sound file")
    with suppress(KeyboardInterrupt):
        _Day(items, hours, gap_seconds, clock, controls, play, say).run()


class _Day:
    def __init__(
        self,
        items: Sequence[Item],
        hours: Hours,
        gap: float,
        clock: Clock,
        controls: Controls,
        play: Callable[[Item], Ending],
        say: Callable[[str], None],
    ) -> None:
        self._items = items
        self._hours = hours
        self._gap = gap
        self._clock = clock
        self._controls = controls
        self._play = play
        self._say = say
        self._turn = 0
        self._needed: dict[int, float] = {}  # seconds of each item that could be played at the last look
        self._quiet, self._due = 0.0, 0.0  # seconds without sound, and the end of them on the real clock
        self._announced = 0.0  # timestamp of the opening that was told last

    def run(self) -> None:
        """Play until somebody stops. Raises as `run_loop` does, and KeyboardInterrupt."""
        for index in range(len(self._items)):
            self._look_at(index)
        while self._rest() and self._next() != "stopped":
            pass

    def _look_at(self, index: int) -> float:
        """Measure the seconds that an item needs. Raises CoachError if it can never be played."""
        self._needed.pop(index, None)
        item = self._items[index]
        needed = to_seconds(item.length()) + MARGIN
        if needed > self._hours.seconds:
            raise InputError(
                f"{item.name}: takes {minutes(item.length())}, longer than from opening to closing; "
                "choose a shorter one, or longer hours"
            )
        self._needed[index] = needed
        return needed

    def _rest(self) -> bool:
        """Wait for the next start. False if somebody stopped."""
        with self._controls:
            while (left := self._left()) > 0:
                verbs = self._controls.wait(min(left, LOOK))
                if Verb.STOP in verbs:
                    return False
                if Verb.NEXT in verbs:
                    self._quiet = 0.0
        return True

    def _left(self) -> float:
        """Read the clocks, and return the seconds until an item can start."""
        # At most the whole gap, whatever was done to the clock.
        quiet = max(0.0, min(self._due - self._clock.real(), self._quiet))
        now = self._clock.wall()
        due = datetime.fromtimestamp(now.timestamp() + quiet, now.tzinfo)
        start = self._hours.opening(due, self._clock.at, min(self._needed.values(), default=0.0))
        if start is not due and self._announced != start.timestamp():
            self._announced = start.timestamp()
            self._say(f"closed until {start:%H:%M}")
        return start.timestamp() - now.timestamp()

    def _next(self) -> Ending:
        """Play the first item that can be played and fits the hours, from the one whose turn it is on."""
        count = len(self._items)
        for index in [(self._turn + step) % count for step in range(count)]:
            item = self._items[index]
            try:
                needed = self._look_at(index)
                now = self._clock.wall()
                if self._hours.opening(now, self._clock.at, needed) is not now:
                    continue
                self._turn = (index + 1) % count
                self._say(f"{now:%H:%M} {item.title} ({minutes(item.length())})")
                ending = self._play(item)
            except DeviceError:
                raise
            except CoachError as error:
                self._needed.pop(index, None)
                self._say(f"skipped: {error}")
                continue
            self._be_quiet(self._gap)
            return ending
        if not self._needed:
            self._be_quiet(max(self._gap, AGAIN))
            self._say(f"nothing can be played; trying again in {minutes(to_samples(self._quiet))}")
        return "finished"

    def _be_quiet(self, seconds: float) -> None:
        self._quiet, self._due = seconds, self._clock.real() + seconds
