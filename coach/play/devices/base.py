"""Player: the base of every way to a device. Adapters override the private hooks."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from coach.errors import DeviceError
from coach.mix.model import pcm_shape
from coach.play.controls.verbs import Request
from coach.play.stream.stream import Stream
from coach.units import Samples

if TYPE_CHECKING:
    from collections.abc import Callable

INSTEAD = "'coach export NAME -o DIR' makes files to play elsewhere"

TICK = 0.04
"""Seconds between two looks at a player that works by itself."""


def no_device(reason: str) -> DeviceError:
    """Make the one line for a machine that cannot sound; `reason` says what was tried."""
    return DeviceError(f"no sound device ({reason}); {INSTEAD}")


class Player(ABC):
    """Plays one stream. Entering opens the device, `play` starts, `poll` keeps it up, leaving closes it."""

    steady = False
    """It takes samples all the time, also in a pause: so one that stops taking them has lost its device."""

    def __init__(self) -> None:
        self.given: Callable[[NDArray[np.int16]], None] = lambda pcm: None
        """Called by the thread of the device with all that the device is given, as soon as that is so."""
        self.channels = 1
        """Channels of the open device."""
        self._stream: Stream | None = None
        self._opened = False
        self._error: Exception | None = None

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, channels: int = 1) -> None:
        """Open the device with as many channels as its stream will have.

        Raises DeviceError if there is none, InputError if the player is not installed, RuntimeError if it is open.
        """
        if self._opened:
            raise RuntimeError("the player is open already")
        self.channels = channels
        self._open()
        self._opened = True

    def close(self) -> None:
        """Close the device. Closing again does nothing."""
        if self._opened:
            self._opened = False
            self._close()

    def play(self, stream: Stream) -> None:
        """Begin to pull from `stream`, and return. Raises RuntimeError if closed, playing or opened for other channels.

        Raises DeviceError if the device does not start.
        """
        if not self._opened:
            raise RuntimeError("open the player before playing")
        if self._stream is not None:
            raise RuntimeError("a player plays one stream")
        if self.channels != stream.channels:
            raise RuntimeError(f"the player was opened for {self.channels} channels of {stream.channels}")
        self._stream = stream
        self._start(stream)

    def poll(self) -> float:
        """Do what is due. Returns the seconds after which it wants to be called again.

        Raises what went wrong since the last call: the source's error, or DeviceError.
        """
        if self._error is not None:
            raise self._error
        return self._poll(self._playing())

    def press(self, verb: Request) -> None:
        """Pass a verb on. Raises RuntimeError if nothing plays."""
        self._press(self._playing(), verb)

    @property
    def heard(self) -> Samples:
        """Frames of the session that have left the device, as near as it can tell."""
        return Samples(0) if self._stream is None else self._heard(self._stream)

    @property
    def done(self) -> bool:
        """The stream has ended and all of it was heard."""
        return self._stream is not None and self._error is None and self._done(self._stream)

    def _playing(self) -> Stream:
        if self._stream is None:
            raise RuntimeError("nothing plays")
        return self._stream

    def _pull(self, stream: Stream, frames: int) -> NDArray[np.int16]:
        """Read exactly `frames` samples for a device's own thread: zeros after the end, errors kept for `poll`."""
        block = np.zeros(pcm_shape(frames, self.channels), np.int16)
        if self._error is None and self._opened:  # a device that hung may wake up after it was replaced
            try:
                piece = stream.read(frames)
                block[: len(piece)] = piece
            except Exception as error:  # a device thread has nobody to tell; poll raises it
                self._error = error
            self.given(block)
        return block

    @abstractmethod
    def _open(self) -> None: ...

    @abstractmethod
    def _start(self, stream: Stream) -> None: ...

    @abstractmethod
    def _close(self) -> None: ...

    @abstractmethod
    def _heard(self, stream: Stream) -> Samples: ...

    @abstractmethod
    def _done(self, stream: Stream) -> bool: ...

    def _poll(self, stream: Stream) -> float:
        return TICK

    def _press(self, stream: Stream, verb: Request) -> None:
        stream.press(verb)
