"""A player that is kept sounding: one that fell silent is noticed, replaced, and told where to go on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from coach.errors import DeviceError
from coach.play.clock import Clock, SystemClock
from coach.play.player import Player
from coach.play.stream import Stream
from coach.play.verbs import Verb
from coach.units import Samples, to_samples

STALL = 1.0
"""Seconds in which a player took nothing: it is gone. A healthy one takes samples every 0.04 s."""

SLEPT = 1.0
"""Seconds by which the machine's real clock may run ahead: beyond, it was suspended."""

RETRY = 0.5
"""Seconds between two tries to open a device again."""

UNHEARD = to_samples(0.5)
"""Given back beyond what a player says: a sound server may have had this much in hand."""


class Device:
    """One player at a time for one stream after the other."""

    def __init__(self, make: Callable[[], Player], clock: Clock | None = None, *, patient: bool = False) -> None:
        """`make` gives a new player, not opened. A `patient` device also waits for its first one."""
        self._make = make
        self._clock = clock or SystemClock()
        self._patient = patient
        self._player: Player | None = None
        self._stream: Stream | None = None
        self._taken = 0
        self._since = 0.0
        self._ahead = 0.0
        self._next_try = 0.0

    @contextmanager
    def playing(self, stream: Stream) -> Iterator[None]:
        """Open a player for `stream` and begin; leaving closes it.

        Raises DeviceError if there is none and this is no patient device, InputError for an unknown player.
        """
        self._stream = stream
        try:
            try:
                self._open(stream)
            except DeviceError:
                if not self._patient:
                    raise
                stream.rewind(0)
            yield
        finally:
            self._stream = None
            self._close()

    @property
    def heard(self) -> Samples:
        """Frames of the session that have left the device."""
        stream = self._live()
        return stream.clock if self._player is None else self._player.heard

    @property
    def done(self) -> bool:
        """The stream has ended, and all of it was heard."""
        return self._player is not None and self._player.done

    def press(self, verb: Verb) -> None:
        """Pass a verb on; without a sounding player, it takes effect as soon as there is one."""
        if self._player is not None:
            self._player.press(verb)
        else:
            self._live().press(verb)

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
        silent = self._player.steady and now - self._since > STALL
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

    def _open(self, stream: Stream) -> None:
        player = self._make()
        player.channels = stream.channels
        player.__enter__()
        try:
            player.play(stream)
        except BaseException:
            player.__exit__()
            raise
        self._player = player
        self._taken, self._since = stream.clock, self._clock.now()
        self._ahead = self._clock.real() - self._since

    def _close(self) -> None:
        player, self._player = self._player, None
        if player is not None:
            player.__exit__()

    def _lose(self, stream: Stream) -> float:
        """Give up the player, and go back to the instruction that was heard last."""
        heard = self.heard
        self._close()
        stream.interrupted(max(0, heard - UNHEARD))
        self._next_try = self._clock.now()
        return 0.0
