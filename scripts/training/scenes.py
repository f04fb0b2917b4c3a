"""Scenes, simulated: rooms, fans, babble, music, and a loudspeaker that distorts a little. All at 16 kHz."""

import numpy as np
from numpy.typing import NDArray

from coach.listen.features import RATE

Sound = NDArray[np.float32]


def room(chance: np.random.Generator, seconds: float) -> Sound:
    """Make the impulse response of a room: direct sound, some early reflections, and a tail that decays by 60 dB.

    `seconds` is the reverberation time (RT60), 0.2 to 0.6 in a living room.
    """
    length = int(seconds * RATE)
    tail = chance.standard_normal(length) * 10 ** (-3 * np.arange(length) / length)
    response = 10 ** (chance.uniform(-14, -5) / 20) * tail / np.sqrt(np.sum(tail**2))
    response[: int(0.002 * RATE)] = 0
    for _ in range(6):
        response[chance.integers(int(0.001 * RATE), int(0.02 * RATE))] += chance.uniform(-0.5, 0.5)
    response[0] += 1
    return np.asarray(response, np.float32)


def convolve(sound: Sound, response: Sound) -> Sound:
    """Sound as it is heard through a response; as long as before."""
    size = 1 << (len(sound) + len(response) - 1).bit_length()
    through = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(response, size), size)
    return through[: len(sound)].astype(np.float32)


def coloured(chance: np.random.Generator, length: int, slope: float) -> Sound:
    """Make noise whose amplitude falls with frequency to the power of `slope`: 0.5 is pink, 1 is brown."""
    spectrum = np.fft.rfft(chance.standard_normal(length))
    hertz = np.fft.rfftfreq(length, 1 / RATE)
    return normal(np.fft.irfft(spectrum / np.maximum(hertz, 40) ** slope, length))


def fan(chance: np.random.Generator, length: int) -> Sound:
    """Make a fan: noise between pink and brown, with the hum of its motor."""
    hum = np.zeros(length)
    mains = chance.choice([50, 60]) * chance.choice([1, 2])
    for harmonic in range(1, 5):
        hum += chance.uniform(0, 1) * np.sin(2 * np.pi * mains * harmonic * np.arange(length) / RATE)
    return normal(coloured(chance, length, chance.uniform(0.4, 1.0)) + chance.uniform(0, 0.5) * hum)


def music(chance: np.random.Generator, length: int) -> Sound:
    """Make music: chords of plucked and held notes with a beat."""
    sound = np.zeros(length)
    beat = int(chance.uniform(0.3, 0.7) * RATE)
    for start in range(0, length, beat):
        count = min(beat * int(chance.integers(1, 4)), length - start)
        time = np.arange(count) / RATE
        for semitone in chance.choice([0, 3, 4, 7, 10, 12, 16, 19], 3):
            hertz = 110 * 2 ** ((semitone + chance.choice([0, 5, 7])) / 12)
            overtones = sum(np.sin(2 * np.pi * hertz * n * time) / n for n in range(1, 5))
            sound[start : start + count] += overtones * np.exp(-chance.uniform(0.5, 6) * time)
        knock = chance.standard_normal(min(800, count)) * np.exp(-np.arange(min(800, count)) / 150)
        sound[start : start + len(knock)] += 2 * knock
    return normal(sound)


def loudspeaker(chance: np.random.Generator, sound: Sound) -> Sound:
    """Sound as a small loudspeaker gives it: few lows, and a little clipping."""
    drive = chance.uniform(0.1, 1.5)
    low = np.exp(-np.arange(64) / chance.uniform(4, 16))
    return convolve((np.tanh(drive * sound) / drive).astype(np.float32), _less(low))


def _less(low: NDArray[np.float64]) -> Sound:
    """Impulse response that takes away what `low` lets through."""
    response = -0.9 * low / low.sum()
    response[0] += 1
    return np.asarray(response, np.float32)


def normal(sound: NDArray[np.float64] | Sound) -> Sound:
    """Sound at an RMS of 1."""
    return np.asarray(sound / (np.sqrt(np.mean(np.square(sound))) + 1e-9), np.float32)


def trimmed(sound: Sound) -> Sound:
    """Sound without the silence around it, at an RMS of 1 while it sounds. Empty if there is nothing."""
    loud = np.flatnonzero(np.abs(sound) > 0.03 * np.abs(sound).max(initial=1e-6))
    if not len(loud):
        return sound[:0]
    part = sound[max(0, loud[0] - 160) : loud[-1] + 320]
    active = part[np.abs(part) > 0.05 * np.abs(part).max()]
    return np.asarray(part / np.sqrt(np.mean(active**2)), np.float32)
