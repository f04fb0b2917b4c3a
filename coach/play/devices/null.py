"""No device at all: for dry runs, and with a clock of its own for rehearsals."""

import time
from collections.abc import Callable

from coach.play.devices.base import TICK, Player
from coach.play.stream.stream import Stream
from coach.units import CARRIER_PERIOD, SAMPLE_RATE, Samples

_BLOCK = CARRIER_PERIOD * 16
"""Half a second at a time, so that keys and the screen are served between."""

_PATIENCE = 0.1
"""Seconds to wait for a chapter in one poll."""


class NullPlayer(Player):
    """Reads the session straight through, waiting for synthesis only; or, `paced`, in the time of `now`."""

    def __init__(self, paced: bool = False, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._paced = paced
        self._now = now
        self._began = 0.0

    def _open(self) -> None:
        pass

    def _close(self) -> None:
        pass

    def _start(self, stream: Stream) -> None:
        self._began = self._now()

    def _poll(self, stream: Stream) -> float:
        if self._paced:
            due = int((self._now() - self._began) * SAMPLE_RATE) - stream.clock
            if due > 0:
                stream.read(due)
            return TICK
        for _ in range(0, _BLOCK, CARRIER_PERIOD):
            if not stream.wait(_PATIENCE):
                return 0.0
            stream.read(CARRIER_PERIOD)
        return TICK if stream.position.state == "paused" else 0.0

    def _heard(self, stream: Stream) -> Samples:
        return stream.clock

    def _done(self, stream: Stream) -> bool:
        return stream.finished
