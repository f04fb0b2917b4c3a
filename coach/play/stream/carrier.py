"""Carrier: the quiet tone that sounds while no chapter does, as a pure function of the stream's frame counter."""

import numpy as np
from numpy.typing import NDArray

from coach.mix import bed
from coach.units import CARRIER_PERIOD, Samples

_PERIOD = np.round(bed.carrier(CARRIER_PERIOD)).astype(np.int16)


def carrier(start: int, frames: int, channels: int = 1) -> NDArray[np.int16]:
    """Return `frames` samples of the carrier from frame `start` of the session; frame 0 has phase zero.

    Two channels hold the same.
    """
    wave = np.take(_PERIOD, np.arange(start, start + frames) % CARRIER_PERIOD)
    return wave if channels == 1 else np.stack([wave] * channels, axis=1)


def frames_until(offset: int, clock: int) -> Samples:
    """Count the frames from `clock` to the next one with the carrier phase of a chapter's sample `offset`."""
    return Samples((offset - clock) % CARRIER_PERIOD)
