"""Arrays of samples: reading, measuring and shaping them. Mono, 48 kHz, float32 in -1 to 1, unless said otherwise."""

from coach.audio.dynamics import Clip, even, fade, level, limit, resample, trim
from coach.audio.loudness import Meter, loudness, true_peak

__all__ = ["Clip", "Meter", "even", "fade", "level", "limit", "loudness", "resample", "trim", "true_peak"]
