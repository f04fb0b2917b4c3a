"""The default player: one open device whose thread pulls from the stream."""

import os
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.play.devices.base import Player, no_device
from coach.play.devices.stderr import quiet_libraries
from coach.play.stream.stream import Stream
from coach.units import SAMPLE_RATE, Samples

PERIOD_MS = 40
PERIODS = 6
"""At most 240 ms between reading and hearing."""

_BUFFER = Samples(PERIOD_MS * PERIODS * SAMPLE_RATE // 1000)

ROLE = "a11y"
"""Role of the stream in PulseAudio and PipeWire: a desktop can duck music under it. Not "phone", for which
most desktops stop other players."""

PULSE_LATENCY_MS = 260
"""Request to a PulseAudio server: the sound to keep ready. miniaudio's own leaves it with 30 ms whatever the periods
are: each time the server was halted for 60 ms, sound was lost; with this, not even by 120 ms."""

_OPENING = threading.Lock()

_NOT_DEVICES = {"NULL", "CUSTOM", "WEBAUDIO"}
"""The null backend takes every sample and sounds none; miniaudio falls back to it if it may."""


class MiniaudioPlayer(Player):
    """Tries each real backend of the platform in miniaudio's own order."""

    steady = True

    def __init__(self) -> None:
        super().__init__()
        self._device: Any = None
        self._after = 0  # frames of silence given out after the end

    def _open(self) -> None:
        import miniaudio  # type: ignore[import-untyped,unused-ignore]

        try:
            self._device = first_device(
                miniaudio.PlaybackDevice,
                PULSE_LATENCY_MS,
                output_format=miniaudio.SampleFormat.SIGNED16,
                nchannels=self.channels,
                sample_rate=SAMPLE_RATE,
                buffersize_msec=PERIOD_MS,
                callback_periods=PERIODS,
            )
        except miniaudio.MiniaudioError as error:
            raise no_device("miniaudio found none") from error

    def _start(self, stream: Stream) -> None:
        import miniaudio  # type: ignore[import-untyped,unused-ignore]

        blocks = self._blocks(stream)
        next(blocks)
        try:
            self._device.start(blocks)
        except miniaudio.MiniaudioError as error:
            raise no_device(f"{self._device.backend} does not start it") from error

    def _blocks(self, stream: Stream) -> Generator[NDArray[np.int16], int, None]:
        frames = yield np.zeros(0, np.int16)
        while True:
            if stream.finished:
                self._after += frames
            frames = yield self._pull(stream, frames)

    def _close(self) -> None:
        device, self._device = self._device, None
        close_device(device)

    def _heard(self, stream: Stream) -> Samples:
        return Samples(max(0, min(stream.clock, stream.clock - _BUFFER + self._after)))

    def _done(self, stream: Stream) -> bool:
        return stream.finished and self._after > _BUFFER


def first_device(kind: Any, pulse_latency: int, **settings: Any) -> Any:
    """Open a device of miniaudio's class `kind` through the first backend that has one, in miniaudio's own order.

    `pulse_latency` is in milliseconds. Raises MiniaudioError with what each backend said.
    """
    import miniaudio  # type: ignore[import-untyped,unused-ignore]

    reasons = []
    for backend in miniaudio.Backend:
        if backend.name in _NOT_DEVICES:
            continue
        device = kind.__new__(kind)
        try:
            with _pulse(pulse_latency), quiet_libraries():
                device.__init__(**settings, backends=[backend], app_name="coach")
            return device
        except miniaudio.MiniaudioError as error:
            _release(device)
            reasons.append(f"{backend.name.lower()}: {error}")
    raise miniaudio.MiniaudioError("; ".join(reasons))


def close_device(device: Any) -> None:
    """Close a device, and what the binding leaves open of it."""
    device.close()
    _release(device)


@contextmanager
def _pulse(latency: int) -> Iterator[None]:
    """Tell libpulse role and latency, for which miniaudio has no settings; what the person has set stays.

    A loudspeaker and a microphone may be opened at once, in threads of their own, and want different ones; so they
    are opened one after the other, which also keeps the two from taking standard error away from each other.
    """
    os.environ.setdefault("PULSE_PROP_media.role", ROLE)
    with _OPENING:
        ours = "PULSE_LATENCY_MSEC" not in os.environ
        os.environ.setdefault("PULSE_LATENCY_MSEC", str(latency))
        try:
            yield
        finally:
            if ours:
                del os.environ["PULSE_LATENCY_MSEC"]


def _release(device: Any) -> None:
    """Close the device's connection to its server, which the binding leaves open: eight files for each device."""
    import miniaudio  # type: ignore[import-untyped,unused-ignore]

    context = getattr(device, "_context", None)  # missing if there never was one
    if context is not None:
        device._context = None
        miniaudio.lib.ma_context_uninit(context)
