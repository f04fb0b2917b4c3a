"""The three clocks of a live session, apart from the frame counter that times its sound."""

import time
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Seconds and wall time. Tests have one on which time passes only when somebody waits."""

    def now(self) -> float:
        """Seconds while the machine is awake, from any beginning; never set back."""

    def real(self) -> float:
        """Seconds that go on while the machine sleeps, from any beginning."""

    def wall(self) -> datetime:
        """Local time of day, aware of its offset from UTC."""

    def at(self, local: datetime) -> datetime:
        """A local time without an offset, with the one that it has then: summer or winter."""


class SystemClock:
    """The machine's own."""

    def now(self) -> float:
        """Stands still while a Linux machine is suspended."""
        return time.monotonic()

    def real(self) -> float:
        """Linux counts suspended time apart; elsewhere the time of day serves."""
        boot = getattr(time, "CLOCK_BOOTTIME", None)
        return time.time() if boot is None else time.clock_gettime(boot)

    def wall(self) -> datetime:
        """Now, in the machine's own zone."""
        return datetime.now().astimezone()

    def at(self, local: datetime) -> datetime:
        """By the rules of the machine's own zone."""
        return local.astimezone()
