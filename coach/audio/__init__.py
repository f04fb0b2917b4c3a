"""Samples in arrays: reading, measuring and shaping them. Mono, 48 kHz, float32 in -1 to 1, unless said otherwise."""

from coach.audio.dynamics import (
    Clip,
    cut_out,
    fade,
    limit,
    long_pauses,
    normalise_loudness,
    resample,
    set_loudness,
    silence_around,
)
from coach.audio.loudness import Meter, loudness, true_peak

__all__ = [
    "Clip",
    "Meter",
    "cut_out",
    "fade",
    "limit",
    "long_pauses",
    "loudness",
    "normalise_loudness",
    "resample",
    "set_loudness",
    "silence_around",
    "true_peak",
]
