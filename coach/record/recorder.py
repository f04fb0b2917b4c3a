"""Recorder: one take from the microphone, from a key to a key or until it is quiet after the words."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from coach.audio.loudness import short_powers
from coach.listen.microphone import Microphone
from coach.record.take import HOP
from coach.units import Samples, to_samples

QUIET_AFTER = to_samples(1.2)
"""Samples of quiet after words that end a take: longer than a pause within a line."""

_WARM_UP = to_samples(0.2)  # in which a microphone clicks, or gives nothing
_ROOM = to_samples(2.0)
_SPOKEN = to_samples(0.15)  # of sound over the room until it counts as words
_OVER_ROOM = 6.0  # of power, 8 dB
_KEY = to_samples(0.1)  # before a key is read, in which it is heard
_NOTHING = 1e-9  # of power: a digital silence has no level
_WAITS = to_samples(15.0)  # for the first word


def record_room(microphone: Microphone) -> NDArray[np.float32]:
    """Record two seconds of the room: shape (samples,). Raises DeviceError."""
    with microphone as opened:
        _warm_up(opened)
        return _take(opened, lambda _: False, _ROOM)


def record_take(
    microphone: Microphone,
    room: NDArray[np.float32],
    longest: Samples,
    speak: Callable[[], None],
    ended: Callable[[], bool],
) -> NDArray[np.float32]:
    """Record a take: shape (samples,), at most `longest` and the wait for its first word. Raises DeviceError.

    `speak` is called when the microphone is open, and `ended` after each block tells whether a key ends it.
    """
    quiet = _OVER_ROOM * max(float(np.median(_powers(room))), _NOTHING)
    spoken, still, heard, by_key = 0, 0, 0, False

    def over(block: NDArray[np.float32]) -> bool:
        nonlocal spoken, still, heard, by_key
        heard += len(block)
        loud = int(np.count_nonzero(_powers(block) > quiet)) * HOP
        spoken += loud
        still = 0 if loud else still + len(block)
        by_key = ended()
        return by_key or (still >= QUIET_AFTER if spoken >= _SPOKEN else heard >= _WAITS)

    with microphone as opened:
        _warm_up(opened)
        speak()
        pcm = _take(opened, over, Samples(_WAITS + longest))
    return pcm[: len(pcm) - _KEY] if by_key else pcm


def _warm_up(microphone: Microphone) -> None:
    _take(microphone, lambda _: False, _WARM_UP)


def _take(microphone: Microphone, over: Callable[[NDArray[np.float32]], bool], longest: int) -> NDArray[np.float32]:
    blocks: list[NDArray[np.float32]] = []
    length = 0
    while length < longest:
        block = microphone.read()
        blocks.append(block)
        length += len(block)
        if over(block):
            break
    return np.concatenate(blocks)


def _powers(pcm: NDArray[np.float32]) -> NDArray[np.float64]:
    """Measure the power of each frame, without what lies under all sound: shape (frames,)."""
    return short_powers(pcm - pcm.mean(dtype=np.float32), HOP)[:, 1]
