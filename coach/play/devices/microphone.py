"""The microphone of the system, through miniaudio."""

import queue
from collections.abc import Generator
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from coach.errors import DeviceError
from coach.listen.microphone import BLOCK, RATE, dead, refused
from coach.play.devices.miniaudio import close_device, first_device

PERIOD_MS = 20

PULSE_LATENCY_MS = 40
"""Request to a PulseAudio server: a command is answered sooner by as much as this is shorter."""

PATIENCE = 2.0
"""Seconds without a sample from which a microphone has died."""


class SystemMicrophone:
    """The usual microphone of the machine. A `coach.listen.microphone.Microphone`."""

    def __init__(self, rate: int = RATE, block: int = BLOCK) -> None:
        """Record at `rate`, mono; `block` is the number of samples of one `read`."""
        self._rate, self._size = rate, 2 * block
        self._device: Any = None
        self._came: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._rest = b""

    def __enter__(self) -> Self:
        import miniaudio  # type: ignore[import-untyped,unused-ignore]

        self._came, self._rest = queue.SimpleQueue(), b""  # what came before it was closed is another recording
        try:
            self._device = first_device(
                miniaudio.CaptureDevice,
                PULSE_LATENCY_MS,
                input_format=miniaudio.SampleFormat.SIGNED16,
                nchannels=1,
                sample_rate=self._rate,
                buffersize_msec=PERIOD_MS,
            )
            taking = self._taking(self._came)
            next(taking)
            self._device.start(taking)
        except miniaudio.MiniaudioError as error:
            self._close()
            raise DeviceError(refused("miniaudio found none")) from error
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            close_device(device)

    @staticmethod
    def _taking(came: "queue.SimpleQueue[bytes]") -> Generator[None, bytes, None]:
        while True:
            came.put((yield))

    def read(self) -> NDArray[np.float32]:
        """Wait for the next block. Raises DeviceError if none comes."""
        while len(self._rest) < self._size:
            try:
                self._rest += bytes(self._came.get(timeout=PATIENCE))
            except queue.Empty:
                raise DeviceError(dead(PATIENCE)) from None
        block, self._rest = self._rest[: self._size], self._rest[self._size :]
        return np.frombuffer(block, np.int16).astype(np.float32) / np.float32(32768)
