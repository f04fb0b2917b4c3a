"""A sound file at one loudness, with soft ends and the carrier beneath it, and never much of it in memory."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from coach.audio import Clip, Meter, limit
from coach.audio.dynamics import CEILING
from coach.errors import InputError
from coach.mix.bed import CARRIER_PEAK, FULL, carrier
from coach.mix.mastering import SESSION_LOUDNESS
from coach.room.decode import stream
from coach.units import Samples, to_samples, to_seconds, whole_periods

LEAD = to_samples(1.5)
"""The carrier alone, before the first sound: a loudspeaker that fell asleep is awake by then."""

RISE, FALL = to_samples(1.5), to_samples(3.0)

PIECE = to_samples(6.0)
"""Made at a time: the limiter needs some 30 times the memory of what it is given."""

SHORTEST = to_samples(1.0)

_AROUND = to_samples(0.1)  # the limiter reaches 8 ms to each side, and its oversampling less than that again
_TOP = CEILING - CARRIER_PEAK / 32768
_CLEAR = 10 ** (-1.5 / 20)  # a true peak is seldom this far above the highest sample
_SHORT = to_samples(60.0)  # in less than this the fades count
_LONG, _SOME = to_samples(20 * 60.0), 8  # of a long sound every eighth piece shows what the limiter takes
_TRIES, _NEAR = 3, 0.1  # dB


class Measured(msgspec.Struct, frozen=True):
    """What playing a file takes."""

    sound: Samples
    """Samples in the file."""
    gain: float

    @property
    def length(self) -> Samples:
        """Samples from the first of the carrier to the end."""
        return whole_periods(LEAD + self.sound)


def measure(path: Path, volume: float = 1.0) -> Measured:
    """Decode the whole file once, and again if its peaks have to be limited.

    `volume` is an amplitude; at 1.0 the file sounds at -16 LUFS.
    Raises InputError for a file that is missing, no sound, silent or shorter than a second.
    """
    meter, length, peak = Meter(), 0, 0.0
    some, some_length = Meter(), 0
    for number, piece in enumerate(stream(path)):
        meter.add(piece)
        length += len(piece)
        peak = max(peak, float(np.abs(piece).max(initial=0.0)))
        if number % _SOME == 0:
            some.add(piece)
            some_length += len(piece)
    if length < SHORTEST:
        raise InputError(f"{path}: lasts less than {to_seconds(SHORTEST):g} s; choose a longer file")
    heard = meter.loudness()
    if not np.isfinite(heard):
        raise InputError(f"{path}: nothing in it can be heard; choose another file")
    target = SESSION_LOUDNESS + 20 * float(np.log10(volume))
    gain = 10 ** ((target - heard) / 20)
    if peak * gain > _TOP * _CLEAR or length < _SHORT:
        if length < _LONG:
            gain = _given_back(path, 1, length, gain, target)
        else:
            gain = _given_back(path, _SOME, some_length, gain, target + some.loudness() - heard)
    return Measured(Samples(length), gain)


def _given_back(path: Path, every: int, length: int, gain: float, target: float) -> float:
    """The gain at which as much as the limiter and the fades take is there again.

    Judged by each piece of the file or only some, which have `length` samples together.
    """
    for _ in range(_TRIES):
        meter = Meter()
        for pcm in render(islice(stream(path), 0, None, every), length, gain):
            meter.add(pcm.astype(np.float32) / np.float32(FULL))
        missing = target - meter.loudness()
        if not abs(missing) > _NEAR:
            break
        gain *= 10 ** (missing / 20)
    return gain


def render(decoded: Iterable[Clip], length: int, gain: float, piece: int = PIECE) -> Iterator[NDArray[np.int16]]:
    """The `length` samples of `decoded` as they are played, `piece` at a time; fewer at the end.

    Joined they are one sound, whatever `piece` is. Raises InputError if `decoded` ends before its length.
    """
    total = whole_periods(LEAD + length)
    coming = _laid_out(decoded, length)
    held, first = np.zeros(0, np.float32), 0
    for start in range(0, total, piece):
        end = min(start + piece, total)
        left, right = max(0, start - _AROUND), min(end + _AROUND, total)
        while first + len(held) < right:
            held = np.concatenate([held, next(coming)])
        held, first = held[left - first :], left
        shaped = held[: right - left] * (_fades(left, right, length) * np.float32(gain))
        sound = limit(shaped, _TOP)[start - left : end - left].astype(np.float64)
        # A multiple of the carrier's period on from the start, so its phase is zero.
        yield np.rint(carrier(end - start) + sound * FULL).astype(np.int16)


def _laid_out(decoded: Iterable[Clip], length: int) -> Iterator[Clip]:
    """Silence, the sound, and silence up to the next whole period."""
    yield np.zeros(LEAD, np.float32)
    left = length
    for piece in decoded:
        yield piece[:left]
        left -= min(left, len(piece))
    if left:
        raise InputError("it ended early: was it changed or taken away?")
    yield np.zeros(whole_periods(LEAD + length) - LEAD - length, np.float32)


def _fades(start: int, end: int, length: int) -> NDArray[np.float32]:
    """The gain of samples `start` to `end`: raised cosines at both ends of the sound, shorter in a short one."""
    rise, fall = min(RISE, length // 2), min(FALL, length // 2)
    if LEAD + rise <= start and end <= LEAD + length - fall:
        return np.ones(1, np.float32)
    at = np.arange(start, end) - LEAD + 0.5
    near = np.clip(np.minimum(at / rise, (length - at) / fall), 0, 1)
    return (0.5 - 0.5 * np.cos(np.pi * near)).astype(np.float32)
