"""Known signals: noise and sines at 48 kHz."""

import numpy as np
from numpy.typing import NDArray

from coach.units import SAMPLE_RATE


def noise(seconds: float, seed: int = 1) -> NDArray[np.float32]:
    random = np.random.default_rng(seed)
    return (0.1 * random.standard_normal(round(seconds * SAMPLE_RATE))).astype(np.float32)


def sine(hertz: float, seconds: float, phase: float = 0.0) -> NDArray[np.float32]:
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return np.sin(2 * np.pi * hertz * time + phase).astype(np.float32)
