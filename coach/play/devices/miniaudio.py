"""The default player: one open device whose thread pulls from the stream."""

import os
from collections.abc import Generator
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

        # miniaudio has no settings for these; libpulse reads them.
        os.environ.setdefault("PULSE_PROP_media.role", ROLE)
        os.environ.setdefault("PULSE_LATENCY_MSEC", str(PULSE_LATENCY_MS))
        reasons = []
        for backend in miniaudio.Backend:
            if backend.name in _NOT_DEVICES:
                continue
            device = miniaudio.PlaybackDevice.__new__(miniaudio.PlaybackDevice)
            try:
                with quiet_libraries():
                    device.__init__(
                        output_format=miniaudio.SampleFormat.SIGNED16,
                        nchannels=self.channels,
                        sample_rate=SAMPLE_RATE,
                        buffersize_msec=PERIOD_MS,
                        callback_periods=PERIODS,
                        backends=[backend],
                        app_name="coach",
                    )
                self._device = device
                return
            except miniaudio.MiniaudioError as error:
                _release(device)
                reasons.append(f"{backend.name.lower()}: {error}")
        raise no_device("miniaudio found none") from miniaudio.MiniaudioError("; ".join(reasons))

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
        device.close()
        _release(device)

    def _heard(self, stream: Stream) -> Samples:
        return Samples(max(0, min(stream.clock, stream.clock - _BUFFER + self._after)))

    def _done(self, stream: Stream) -> bool:
        return stream.finished and self._after > _BUFFER


def _release(device: Any) -> None:
    """Close the device's connection to its server, which the binding leaves open: eight files for each device."""
    import miniaudio  # type: ignore[import-untyped,unused-ignore]

    context = getattr(device, "_context", None)  # missing if there never was one
    if context is not None:
        device._context = None
        miniaudio.lib.ma_context_uninit(context)
