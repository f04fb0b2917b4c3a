"""The simpleaudio player. It takes whole buffers only, so the rest of the session is rendered into one.

Limits that follow: the first sound comes after all chapters are made; memory grows with the session
(5.5 MB a minute, in stereo twice that); a verb cuts the sound without a ramp, is placed by the wall clock
(within about 0.1 s of what was heard), and after `next`, `again` and `resume` the rest is rendered anew first.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.errors import InputError
from coach.play.controls.verbs import Request
from coach.play.devices.base import TICK, Player, no_device
from coach.play.devices.stderr import quiet_libraries
from coach.play.stream.stream import Stream
from coach.units import CARRIER_PERIOD, SAMPLE_RATE, Samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PAUSE = CARRIER_PERIOD * 32 * 10
"""A pause has no end: it is rendered ten seconds at a time."""

_AT_ONCE = 320
"""Carrier periods rendered in one poll, ten seconds of sound."""


class SimpleaudioPlayer(Player):
    """Renders from where the session is to its end, then plays that in one piece."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._library: Any = None
        self._blocks: list[NDArray[np.int16]] = []
        self._from = 0  # frame of the session with which the buffer begins
        self._buffer: NDArray[np.int16] | None = None
        self._handle: Any = None
        self._began = 0.0

    def _open(self) -> None:
        try:
            import simpleaudio  # type: ignore[import-not-found,import-untyped,unused-ignore]
        except ImportError as error:
            raise InputError("the player simpleaudio is not installed; coach doctor says what to type") from error
        self._library = simpleaudio

    def _close(self) -> None:
        if self._handle is not None:
            self._handle.stop()

    def _start(self, stream: Stream) -> None:
        self._render(stream)

    def _poll(self, stream: Stream) -> float:
        if self._buffer is not None:
            if not self._handle.is_playing() and not stream.finished:
                self._render(stream)
            return TICK
        for _ in range(_AT_ONCE):
            if not stream.wait(TICK):
                return 0.0
            self._blocks.append(stream.read(CARRIER_PERIOD))
            paused = stream.position.state == "paused"
            if stream.finished or (paused and stream.clock - self._from >= _PAUSE):
                self._sound()
                return TICK
        return 0.0

    def _press(self, stream: Stream, verb: Request) -> None:
        heard = self._heard(stream)
        if self._handle is not None:
            self._handle.stop()
            self._handle = None
        stream.rewind(heard)
        stream.press(verb)
        self._render(stream)

    def _render(self, stream: Stream) -> None:
        self._from, self._blocks, self._buffer = stream.clock, [], None

    def _sound(self) -> None:
        buffer = np.concatenate(self._blocks)
        try:
            with quiet_libraries():
                self._handle = self._library.play_buffer(buffer, self.channels, 2, SAMPLE_RATE)
        except self._library._simpleaudio.SimpleaudioError as error:
            raise no_device("simpleaudio could not open one") from error
        self._buffer, self._blocks = buffer, []
        self._began = self._now()

    def _heard(self, stream: Stream) -> Samples:
        if self._buffer is None:
            return Samples(self._from)
        if not self._handle.is_playing():
            return Samples(self._from + len(self._buffer))
        return Samples(self._from + min(len(self._buffer), int((self._now() - self._began) * SAMPLE_RATE)))

    def _done(self, stream: Stream) -> bool:
        return stream.finished and self._buffer is not None and not self._handle.is_playing()
