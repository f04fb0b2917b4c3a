"""Sound file at a set loudness, with fades at its ends and the carrier beneath, read in pieces."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import msgspec
import numpy as np
from numpy.typing import NDArray

from coach.audio import Clip, Meter, limit
from coach.audio.levels import CARRIER_AMPLITUDE, CEILING, FULL_SCALE, SESSION_LOUDNESS
from coach.errors import InputError
from coach.mix.bed import carrier
from coach.room.playlist import Fades
from coach.units import Samples, to_samples, to_seconds, whole_periods

LEAD = to_samples(1.5)
"""Samples of the carrier alone before the sound, to wake a sleeping loudspeaker."""

USUAL = Fades()
"""Fades of a room that does not choose them."""

Decode = Callable[[], Iterator[Clip]]
"""Function that decodes a sound from its beginning: mono at 48 kHz, in blocks."""

PIECE = to_samples(6.0)
"""Samples rendered at a time: the limiter needs some 30 times the memory of its input."""

SHORTEST = to_samples(1.0)
"""Least samples of a file."""

_AROUND = to_samples(0.1)  # the limiter reaches 8 ms to each side, and its oversampling less than that again
_TOP = CEILING - CARRIER_AMPLITUDE
_CLEAR = 10 ** (-1.5 / 20)  # a true peak is seldom this far above the highest sample
_SHORT = to_samples(60.0)  # in a shorter sound the fades count
_LONG, _SOME = to_samples(20 * 60.0), 8  # every eighth piece of a longer sound shows the loss by the limiter
_TRIES, _NEAR = 3, 0.1  # dB


class Measurement(msgspec.Struct, frozen=True, kw_only=True):
    """Measurement of a sound file."""

    sound: Samples
    """Samples of the file."""
    gain: float
    """Amplitude that brings the file to its loudness."""
    usual: float
    """Amplitude that would bring it to -16 LUFS if nothing had to be limited."""
    peak: float
    """Highest sample of the file, of 1.0."""

    def softer(self, volume: float) -> "Measurement | None":
        """Return the measurement at an amplitude at which nothing has to be limited; None where it has to be."""
        if self.peak * self.usual * volume > _TOP * _CLEAR or self.sound < _SHORT:
            return None
        return msgspec.structs.replace(self, gain=self.usual * volume)

    @property
    def length(self) -> Samples:
        """Samples of the item, with its lead-in, in whole periods of the carrier."""
        return whole_periods(LEAD + self.sound)


def measure(name: str, decode: Decode, volume: float = 1.0, fades: Fades = USUAL) -> Measurement:
    """Measure a sound: decode all of it once, and again if its peaks have to be limited.

    `volume` is an amplitude; 1.0 is -16 LUFS. `name` is named in messages.
    Raises InputError for a file that is missing, no sound, silent or shorter than a second.
    """
    meter, length, peak = Meter(), 0, 0.0
    some, some_length = Meter(), 0
    for number, piece in enumerate(decode()):
        meter.add(piece)
        length += len(piece)
        peak = max(peak, float(np.abs(piece).max(initial=0.0)))
        if number % _SOME == 0:
            some.add(piece)
            some_length += len(piece)
    if length < SHORTEST:
        raise InputError(f"{name}: lasts less than {to_seconds(SHORTEST):g} s; choose a longer file")
    loudness = meter.loudness()
    if not np.isfinite(loudness):
        raise InputError(f"{name}: nothing in it can be heard; choose another file")
    target = SESSION_LOUDNESS + 20 * float(np.log10(volume))
    gain = 10 ** ((target - loudness) / 20)
    if peak * gain > _TOP * _CLEAR or length < _SHORT:
        if length < _LONG:
            gain = _compensated(decode, fades, 1, length, gain, target)
        else:
            gain = _compensated(decode, fades, _SOME, some_length, gain, target + some.loudness() - loudness)
    usual = 10 ** ((SESSION_LOUDNESS - loudness) / 20)
    return Measurement(sound=Samples(length), gain=gain, usual=usual, peak=peak)


def _compensated(decode: Decode, fades: Fades, every: int, length: int, gain: float, target: float) -> float:
    """Raise `gain` until the limited and faded file meets `target`, in LUFS.

    Measures one piece in `every`; those have `length` samples together.
    """
    for _ in range(_TRIES):
        meter = Meter()
        for pcm in render(islice(decode(), 0, None, every), length, gain, fades=fades):
            meter.add(pcm.astype(np.float32) / np.float32(FULL_SCALE))
        missing = target - meter.loudness()
        if not abs(missing) > _NEAR:
            break
        gain *= 10 ** (missing / 20)
    return gain


def render(
    decoded: Iterable[Clip], length: int, gain: float, piece: int = PIECE, fades: Fades = USUAL
) -> Iterator[NDArray[np.int16]]:
    """Render the `length` samples of `decoded`: mono, 48 kHz, `piece` samples at a time and fewer at the end.

    The joined pieces are the same for every `piece`. Raises InputError if `decoded` ends before its length.
    """
    total = whole_periods(LEAD + length)
    coming = _padded(decoded, length)
    buffer, first = np.zeros(0, np.float32), 0
    for start in range(0, total, piece):
        end = min(start + piece, total)
        left, right = max(0, start - _AROUND), min(end + _AROUND, total)
        while first + len(buffer) < right:
            buffer = np.concatenate([buffer, next(coming)])
        buffer, first = buffer[left - first :], left
        shaped = buffer[: right - left] * (_fades(left, right, length, fades) * np.float32(gain))
        sound = limit(shaped, _TOP)[start - left : end - left].astype(np.float64)
        # A multiple of the carrier's period on from the start, so its phase is zero.
        yield np.rint(carrier(end - start) + sound * FULL_SCALE).astype(np.int16)


def _padded(decoded: Iterable[Clip], length: int) -> Iterator[Clip]:
    """Yield silence, the sound, and silence up to the next whole period."""
    yield np.zeros(LEAD, np.float32)
    left = length
    for piece in decoded:
        yield piece[:left]
        left -= min(left, len(piece))
    if left:
        raise InputError("it ended early: was it changed or taken away?")
    yield np.zeros(whole_periods(LEAD + length) - LEAD - length, np.float32)


def _fades(start: int, end: int, length: int, fades: Fades) -> NDArray[np.float32]:
    """Gain of samples `start` to `end`: raised cosines at both ends of the sound, shorter in a short one.

    One value for all where there is no fade.
    """
    rise, fall = max(1, min(fades.rise, length // 2)), max(1, min(fades.fall, length // 2))
    if LEAD + rise <= start and end <= LEAD + length - fall:
        return np.ones(1, np.float32)
    position = np.arange(start, end) - LEAD + 0.5
    near = np.clip(np.minimum(position / rise, (length - position) / fall), 0, 1)
    return (0.5 - 0.5 * np.cos(np.pi * near)).astype(np.float32)
