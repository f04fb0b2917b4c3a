"""A player that is kept sounding: one that fell silent is noticed, replaced, and told where to go on."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from coach.errors import DeviceError
from coach.play.clock import Clock, SystemClock
from coach.play.controls.verbs import Request, Verb
from coach.play.devices.base import Player
from coach.play.stream.stream import Stream
from coach.units import CARRIER_PERIOD, Samples, to_samples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STALL = 1.0
"""Seconds in which a player took nothing: it is gone. A healthy one takes samples every 0.04 s."""

STARTING = 4.0
"""Seconds that it may take nothing while it starts: a sound server may fill its own buffer of 2 s first."""

STARTED = to_samples(0.5)
"""It has started when it has taken so much."""

SLEPT = 1.0
"""Seconds by which the machine's real clock may run ahead: beyond, it was suspended."""

RETRY = 0.5
"""Seconds between two tries to open a device again."""

UNHEARD = to_samples(0.5)
"""Given back beyond what a player says: a sound server may have had this much in hand."""

OPENS_WITHIN, CLOSES_WITHIN = 0.2, 0.5
"""Seconds until it goes on without: where a sound server hangs, its library waits for it without end."""

ENDS_WITHIN = 2.0
"""The same for the last closing, for which nobody waits."""


class _Opening:
    """A player that a thread of its own opens, so that keys are served while a sound server hangs."""

    def __init__(self, player: Player, channels: int) -> None:
        self._player = player
        self._channels = channels
        self._error: Exception | None = None
        self._open = self._dropped = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="coach-device", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> Player | None:
        """Wait for the open player; None if that takes longer. Raises what opening raised."""
        self._thread.join(seconds)
        if self._thread.is_alive():
            return None
        if self._error is not None:
            raise self._error
        return self._player

    def drop(self) -> None:
        """Close the player as soon as it is open: nobody waits for it any more."""
        with self._lock:
            self._dropped = True
            opened = self._open
        if opened:
            _close(self._player, CLOSES_WITHIN)

    def _run(self) -> None:
        try:
            self._player.open(self._channels)
        except Exception as error:  # raised by `wait`
            self._error = error
            return
        with self._lock:
            self._open = True
            dropped = self._dropped
        if dropped:
            with suppress(Exception):  # as in `_close`
                self._player.close()


def _close(player: Player, within: float) -> None:
    """Close it, or leave that to a thread after `within` seconds. Complaints of a dead device are of no use."""

    def close() -> None:
        with suppress(Exception):
            player.close()

    thread = threading.Thread(target=close, name="coach-device-end", daemon=True)
    thread.start()
    thread.join(within)


class Device:
    """One player at a time for one stream after the other."""

    def __init__(self, make: Callable[[], Player], clock: Clock | None = None, *, patient: bool = False) -> None:
        """`make` gives a new player, not opened. A `patient` device also waits for its first one."""
        self._make = make
        self._clock = clock or SystemClock()
        self._patient = patient
        self.given: Callable[[NDArray[np.int16]], None] = lambda pcm: None
        """Called with all that a player is given; see `Player.given`."""
        self._player: Player | None = None
        self._opening: _Opening | None = None
        self._stream: Stream | None = None
        self._from = self._taken = 0
        self._since = 0.0
        self._ahead = 0.0
        self._next_try = 0.0
        self._stop_asked = False

    @contextmanager
    def playing(self, stream: Stream) -> Iterator[None]:
        """Open a player for `stream` and begin; leaving closes it.

        Raises DeviceError if there is none and this is no patient device, InputError for an unknown player.
        """
        self._stream = stream
        try:
            try:
                while not self._open(stream) and not self._patient:
                    pass
            except DeviceError:
                if not self._patient:
                    raise
                stream.rewind(0)
            yield
        finally:
            self._stream = None
            self._close(ENDS_WITHIN)

    @property
    def heard(self) -> Samples:
        """Frames of the session that have left the device."""
        stream = self._live()
        return stream.clock if self._player is None else self._player.heard

    @property
    def done(self) -> bool:
        """The stream has ended, and all of it was heard that can be."""
        return self._live().finished if self._player is None else self._player.done

    def press(self, verb: Request) -> None:
        """Pass a verb on; without a sounding player, it takes effect as soon as there is one.

        A second stop needs no player: it ends the stream at once.
        """
        if self._player is not None:
            self._player.press(verb)
            return
        stream = self._live()
        stream.press(verb)
        if verb is Verb.STOP and (self._stop_asked or stream.stopped):
            while not stream.finished:
                stream.read(CARRIER_PERIOD)
        self._stop_asked = self._stop_asked or verb is Verb.STOP

    def poll(self) -> float:
        """Do what is due, and return the seconds until it wants to be called again.

        Raises what the source raised.
        """
        stream, now = self._live(), self._clock.now()
        if self._player is None:
            if now >= self._next_try:
                self._next_try = now + RETRY
                with suppress(DeviceError):  # there is still none: that is what the next try is for
                    self._open(stream)
            return RETRY / 5
        ahead = self._clock.real() - now
        slept, self._ahead = ahead - self._ahead > SLEPT, ahead
        if stream.clock != self._taken:
            self._taken, self._since = stream.clock, now
        patience = STALL if self._taken >= self._from + STARTED else STARTING
        silent = self._player.steady and now - self._since > patience
        if slept or silent:
            return self._lose(stream)
        try:
            return self._player.poll()
        except DeviceError:
            if not self._patient and self.heard == 0:
                raise  # it never worked
            return self._lose(stream)

    def _live(self) -> Stream:
        if self._stream is None:
            raise RuntimeError("nothing plays")
        return self._stream

    def _open(self, stream: Stream) -> bool:
        """Whether there is a player now; False while one is being opened."""
        if self._opening is None:
            self._opening = _Opening(self._make(), stream.channels)
        opening = self._opening
        try:
            opened = opening.wait(OPENS_WITHIN)
        except Exception:
            self._opening = None
            raise
        if opened is None:
            return False
        self._opening = None
        opened.given = self.given
        try:
            opened.play(stream)
        except BaseException:
            _close(opened, CLOSES_WITHIN)
            raise
        self._player = opened
        self._stop_asked = False
        self._from = self._taken = stream.clock
        self._since = self._clock.now()
        self._ahead = self._clock.real() - self._since
        return True

    def _close(self, within: float) -> None:
        opening, self._opening = self._opening, None
        if opening is not None:
            opening.drop()
        player, self._player = self._player, None
        if player is not None:
            _close(player, within)

    def _lose(self, stream: Stream) -> float:
        """Give up the player, and go back to the instruction that was heard last."""
        heard = self.heard
        self._close(CLOSES_WITHIN)
        stream.interrupted(max(0, heard - UNHEARD))
        self._next_try = self._clock.now()
        return 0.0
