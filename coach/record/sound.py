"""Sound devices of a recording: a microphone at 48 kHz, and a loudspeaker to hear a take again."""

import threading
from collections.abc import Callable, Generator

import numpy as np
from numpy.typing import NDArray

from coach.audio.levels import FULL_SCALE
from coach.listen.microphone import Microphone
from coach.play.devices.base import no_device
from coach.play.devices.microphone import PATIENCE, PERIOD_MS, PULSE_LATENCY_MS, SystemMicrophone
from coach.play.devices.miniaudio import close_device, first_device
from coach.units import SAMPLE_RATE, to_samples, to_seconds

BLOCK = to_samples(0.04)
"""Samples of a block."""


Loudspeaker = Callable[[NDArray[np.float32], Callable[[float], bool]], None]
"""Function that plays mono samples at 48 kHz. It calls the second argument again and again, with the seconds to wait
for a key, and ends early where that returns True."""


def system_microphone() -> Microphone:
    """Make the usual microphone of the machine, in blocks of `BLOCK` samples at 48 kHz."""
    return SystemMicrophone(SAMPLE_RATE, BLOCK)


def play(pcm: NDArray[np.float32], ended: Callable[[float], bool]) -> None:
    """Play samples through the usual loudspeaker of the machine, as a `Loudspeaker`. Raises DeviceError."""
    import miniaudio  # type: ignore[import-untyped,unused-ignore]

    over = threading.Event()
    try:
        device = first_device(
            miniaudio.PlaybackDevice,
            PULSE_LATENCY_MS,
            output_format=miniaudio.SampleFormat.SIGNED16,
            nchannels=1,
            sample_rate=SAMPLE_RATE,
            buffersize_msec=PERIOD_MS,
        )
    except miniaudio.MiniaudioError as error:
        raise no_device("miniaudio found none") from error
    try:
        giving = _giving(np.rint(pcm * FULL_SCALE).astype(np.int16), over)
        next(giving)
        device.start(giving)
        # A device that died takes nothing any more.
        left = to_seconds(len(pcm)) + PATIENCE
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
