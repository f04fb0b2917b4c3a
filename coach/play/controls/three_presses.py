"""Three presses of a button without a meaning make it the button that pauses: so it is learned with closed eyes."""

import time
from collections.abc import Callable

from coach.play.controls.buttons import Press
from coach.play.controls.evdev import Kind

TIMES = 3
"""Presses after which a button is learned: one may be an accident."""

APART = 2.0
"""Seconds that may pass between two of them."""

_KINDS = (Kind.CLICKER, Kind.PEDAL, Kind.PAD)
"""Kinds whose other buttons mean nothing to the system. Pressing a volume key three times is no wish to pause."""


class ThreePresses:
    """Counts the presses of one button in a row."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now` is a clock in seconds."""
        self._now = now
        self._last: tuple[str, int] | None = None
        self._at = 0.0
        self._count = 0

    def complete(self, press: Press) -> bool:
        """Whether this is the third press in a row of a button that may be learned so."""
        this, now = (press.device, press.code), self._now()
        in_row = this == self._last and now - self._at < APART
        self._count = self._count + 1 if in_row else 1
        self._last, self._at = this, now
        return self._count == TIMES and press.verb is None and press.kind in _KINDS
