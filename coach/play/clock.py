"""Clocks of a live session, three of them, apart from the frame counter that times its sound."""

import time
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Seconds and wall time. Tests have one on which time passes only when somebody waits."""

    def now(self) -> float:
        """Tell the seconds while the machine is awake, from any beginning; never set back."""

    def real(self) -> float:
        """Tell the seconds that go on while the machine sleeps, from any beginning."""

    def wall(self) -> datetime:
        """Tell the local time of day, aware of its offset from UTC."""

    def at(self, local: datetime) -> datetime:
        """Give a local time without an offset the one of its season: summer or winter."""


class SystemClock:
    """Clock of the machine."""

    def now(self) -> float:
        """Read the clock that stands still while a Linux machine is suspended."""
        return time.monotonic()

    def real(self) -> float:
        """Read the clock of Linux that counts suspended time; elsewhere the time of day serves."""
        boot = getattr(time, "CLOCK_BOOTTIME", None)
        return time.time() if boot is None else time.clock_gettime(boot)

    def wall(self) -> datetime:
        """Tell the time now, in the machine's own zone."""
        return datetime.now().astimezone()

    def at(self, local: datetime) -> datetime:
        """Apply the rules of the machine's own zone."""
        return local.astimezone()
