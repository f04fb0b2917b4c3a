"""Samples in arrays: reading, measuring and shaping them. Mono, 48 kHz, float32 in -1 to 1, unless said otherwise."""

from coach.audio.dynamics import Clip, fade, limit, normalise_loudness, resample, set_loudness, shorten_pauses, trim
from coach.audio.loudness import Meter, loudness, true_peak

__all__ = [
    "Clip",
    "Meter",
    "fade",
    "limit",
    "loudness",
    "normalise_loudness",
    "resample",
    "set_loudness",
    "shorten_pauses",
    "trim",
    "true_peak",
]
