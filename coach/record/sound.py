"""Sound devices of a recording: a microphone at 48 kHz, and a loudspeaker to hear a take again."""

import queue
import threading
from collections.abc import Callable, Generator
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from coach.audio.levels import FULL_SCALE, READ_FULL_SCALE
from coach.errors import DeviceError
from coach.play.devices.base import no_device
from coach.play.devices.miniaudio import close_device, first_device
from coach.units import SAMPLE_RATE, to_samples, to_seconds

BLOCK = to_samples(0.04)
"""Samples of a block."""

_PERIOD_MS = 20
_PULSE_LATENCY_MS = 40
_PATIENCE = 2.0  # seconds


class Microphone(Protocol):
    """Any microphone. It is open while entered, and only then."""

    def __enter__(self) -> Self:
        """Open it. Raises DeviceError if there is none or it may not be used."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def read(self) -> NDArray[np.float32]:
        """Wait for the next `BLOCK` samples, mono at 48 kHz. Raises DeviceError if none come any more."""


Loudspeaker = Callable[[NDArray[np.float32], Callable[[float], bool]], None]
"""Function that plays mono samples at 48 kHz. It calls the second argument again and again, with the seconds to wait
for a key, and ends early where that returns True."""


class SystemMicrophone:
    """The usual microphone of the machine, through miniaudio."""

    def __init__(self) -> None:
        self._device: Any = None
        self._came: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._rest = b""

    def __enter__(self) -> Self:
        import miniaudio  # type: ignore[import-untyped,unused-ignore]

        self._came, self._rest = queue.SimpleQueue(), b""
        try:
            self._device = _opened(miniaudio.CaptureDevice, "input_format")
            taking = self._taking(self._came)
            next(taking)
            self._device.start(taking)
        except miniaudio.MiniaudioError as error:
            self.__exit__()
            raise DeviceError(
                "no microphone (miniaudio found none): none is plugged in, or this program may not use it; look in the "
                "sound and privacy settings of this machine"
            ) from error
        return self

    def __exit__(self, *_: object) -> None:
        device, self._device = self._device, None
        if device is not None:
            close_device(device)

    @staticmethod
    def _taking(came: "queue.SimpleQueue[bytes]") -> Generator[None, bytes, None]:
        while True:
            came.put((yield))

    def read(self) -> NDArray[np.float32]:
        """Wait for the next block. Raises DeviceError if none comes."""
        while len(self._rest) < 2 * BLOCK:
            try:
                self._rest += bytes(self._came.get(timeout=_PATIENCE))
            except queue.Empty:
                raise DeviceError(
                    f"the microphone gave nothing for {_PATIENCE:g} s: it was unplugged, or another program took it; "
                    "plug it in again, or close that program"
                ) from None
        block, self._rest = self._rest[: 2 * BLOCK], self._rest[2 * BLOCK :]
        return np.frombuffer(block, np.int16).astype(np.float32) / np.float32(READ_FULL_SCALE)


def play(pcm: NDArray[np.float32], ended: Callable[[float], bool]) -> None:
    """Play samples through the usual loudspeaker of the machine, as a `Loudspeaker`. Raises DeviceError."""
    import miniaudio  # type: ignore[import-untyped,unused-ignore]

    over = threading.Event()
    try:
        device = _opened(miniaudio.PlaybackDevice, "output_format")
    except miniaudio.MiniaudioError as error:
        raise no_device("miniaudio found none") from error
    try:
        giving = _giving(np.rint(pcm * FULL_SCALE).astype(np.int16), over)
        next(giving)
        device.start(giving)
        # A device that died takes nothing any more.
        left = to_seconds(len(pcm)) + _PATIENCE
        while left > 0 and not over.is_set() and not ended(0.1):
            left -= 0.1
    finally:
        close_device(device)


def _giving(pcm: NDArray[np.int16], over: threading.Event) -> Generator[NDArray[np.int16], int, None]:
    frames = yield np.zeros(0, np.int16)
    at, silent = 0, 0
    while True:
        block = pcm[at : at + frames]
        at += len(block)
        silent += frames - len(block)
        if silent > to_samples(0.2):  # the last words have left the device
            over.set()
        frames = yield np.pad(block, (0, frames - len(block)))


def _opened(kind: Any, layout: str) -> Any:
    """Open a device of miniaudio's class `kind`, whose samples are set by the argument `layout`."""
    import miniaudio  # type: ignore[import-untyped,unused-ignore]

    settings = {layout: miniaudio.SampleFormat.SIGNED16, "nchannels": 1, "sample_rate": SAMPLE_RATE}
    return first_device(kind, _PULSE_LATENCY_MS, buffersize_msec=_PERIOD_MS, **settings)
