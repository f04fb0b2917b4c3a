"""Samples and seconds: the only place where one becomes the other.

All sound in the coach is PCM at 48 kHz, mono or stereo, so a millisecond is exactly 48 samples of each channel.
Positions and lengths are whole samples everywhere; seconds are for people and appear at the edges only.
"""

import re
from typing import NewType

Samples = NewType("Samples", int)
Seconds = NewType("Seconds", float)
Centimetres = NewType("Centimetres", float)

SAMPLE_RATE = 48_000

CARRIER_HZ = 32
"""Pitch of the carrier, the quiet tone under everything; see `coach.mix.bed`."""

CARRIER_PERIOD = Samples(SAMPLE_RATE // CARRIER_HZ)
"""1,500 samples. Chapters are whole numbers of it, so they join in any order without a click."""

_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*(ms|s|min|m|h)")
_SECONDS_IN = {"ms": 0.001, "s": 1.0, "min": 60.0, "m": 60.0, "h": 3600.0}
_DISTANCE = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*(mm|cm)")


def to_samples(seconds: float) -> Samples:
    """Seconds as the nearest whole number of samples."""
    return Samples(round(seconds * SAMPLE_RATE))


def to_seconds(samples: int) -> Seconds:
    """Samples as seconds."""
    return Seconds(samples / SAMPLE_RATE)


def whole_periods(samples: int) -> Samples:
    """The smallest multiple of the carrier's period that is not below `samples`."""
    return Samples(-(-samples // CARRIER_PERIOD) * CARRIER_PERIOD)


def parse_duration(text: str) -> Samples:
    """Samples of a written duration such as ``10 s``, ``300 ms`` or ``5m``.

    Raises ValueError if there is no number with a unit.
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"'{text}' is not a duration; write it like '10 s', '300 ms' or '2 min'")
    return to_samples(float(match[1]) * _SECONDS_IN[match[2]])


def parse_distance(text: str) -> Centimetres:
    """Centimetres of a written distance such as ``5 cm`` or ``50 mm``.

    Raises ValueError if there is no number with a unit.
    """
    match = _DISTANCE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"'{text}' is not a distance; write it like '5 cm'")
    return Centimetres(float(match[1]) / (10 if match[2] == "mm" else 1))


def beyond(value: float, limit: float, digits: int = 0) -> str:
    """Write a number on one side of `limit` with so many digits, and more until it is read on that side too."""
    for count in range(digits, 10):
        written = f"{value:.{count}f}"
        if (float(written) - limit) * (value - limit) > 0:
            return written
    return repr(value)


def clock(samples: int) -> str:
    """A position for people, as ``m:ss``."""
    whole = round(to_seconds(samples))
    return f"{whole // 60}:{whole % 60:02d}"
