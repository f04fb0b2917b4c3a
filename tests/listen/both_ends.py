"""Signals for the tests of listening: something like speech, and the room it comes back from."""

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
Sound = NDArray[np.float32]


def chatter(seconds: float, seed: int = 1) -> Sound:
    """Noise in syllables: loud and silent by turns, more low than high."""
    chance = np.random.default_rng(seed)
    count = round(seconds * RATE)
    spectrum = np.fft.rfft(chance.standard_normal(count))
    noise = np.fft.irfft(spectrum / np.sqrt(1 + np.fft.rfftfreq(count, 1 / RATE) / 400), count)
    loud = np.repeat(chance.random(count // 2_000 + 1) > 0.35, 2_000)[:count]
    return np.asarray(0.1 * noise / noise.std() * loud, np.float32)


def echo(far: Sound, delay: int, level: float = 0.5, seed: int = 2) -> Sound:
    chance = np.random.default_rng(seed)
    response = chance.standard_normal(2_400) * np.exp(-np.arange(2_400) / 400) * 0.1
    response[0] = 1
    through = np.convolve(far, level * response)[: len(far)]
    return np.concatenate([np.zeros(delay), through])[: len(far)].astype(np.float32)


def hiss(count: int, level: float = 1e-3, seed: int = 3) -> Sound:
    return (level * np.random.default_rng(seed).standard_normal(count)).astype(np.float32)


def decibels(sound: Sound) -> float:
    return float(10 * np.log10(np.mean(np.square(sound)) + 1e-12))
