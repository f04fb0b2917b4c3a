"""The coach's own sound stands beside the microphone's samples, however unevenly a device takes it."""

import numpy as np
import pytest
from ear_fakes import Sound, noise
from numpy.typing import NDArray

from coach.listen.microphone import BLOCK, RATE
from coach.listen.reference import EARLY, Reference
from coach.units import SAMPLE_RATE

AHEAD = 0.24
"""Seconds of sound that the device has in hand."""


class Time:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def pcm(seconds: float) -> NDArray[np.int16]:
    return np.rint(noise(3 * seconds, -20) * 32767).astype(np.int16)  # 48 kHz of what `noise` makes at 16


def played(sound: NDArray[np.int16], burst: int, *, lost: tuple[float, float] | None = None) -> Sound:
    """What stands beside a microphone that runs from the first moment on, in blocks of 80 ms.

    The device takes `burst` samples at once; from `lost` seconds on it takes nothing for a while.
    """
    time, given, end, beside = Time(), 0, 0, []
    reference = Reference(time)
    began = time.seconds
    while end < len(sound) * RATE // SAMPLE_RATE:
        time.seconds += BLOCK / RATE
        at = time.seconds - began
        end += BLOCK
        away = lost is not None and lost[0] <= at < lost[1]
        held = max(0.0, min(at, lost[1]) - lost[0]) if lost is not None else 0.0
        while not away and given < (at - held + AHEAD) * SAMPLE_RATE:
            reference.given(sound[given : given + burst])
            given += burst
        beside.append(reference.beside(end, BLOCK))
    return np.concatenate(beside)


def lead(own: NDArray[np.int16], beside: Sound, start: float, end: float) -> float:
    """Seconds by which `beside` runs ahead of the coach's sound as it is heard by an ideal device, in a part of it."""
    import soxr

    coarse = soxr.resample(own.astype(np.float32) / 32768, SAMPLE_RATE, RATE)
    cut = beside[round(start * RATE) : round(end * RATE)]
    size = 1 << 19
    cross = np.fft.irfft(np.fft.rfft(cut, size) * np.conj(np.fft.rfft(coarse, size)), size)
    best = int(np.argmax(cross))
    best = best - size if best > size // 2 else best
    assert cross[best] > 0.95 * np.dot(cut, cut), "it is that sound, without a jump"
    return -start - best / RATE


@pytest.mark.parametrize("burst", [480, 1920, 7200])
def test_it_runs_beside_without_a_jump_somewhat_before_it_is_heard(burst: int) -> None:
    sound = pcm(10)
    ahead = lead(sound, played(sound, burst), 2, 9)
    assert ahead == pytest.approx(AHEAD - EARLY / RATE, abs=0.04)


def test_after_the_sound_was_away_it_runs_beside_as_before() -> None:
    sound = pcm(12)
    beside = played(sound, 1920, lost=(3, 5))
    before, after = lead(sound, beside, 1, 2.5), lead(sound, beside, 7, 11) + 2
    assert after == pytest.approx(before, abs=0.05)
    assert not beside[4 * RATE : 4 * RATE + RATE // 2].any()


def test_zeros_stand_for_what_was_never_given() -> None:
    time = Time()
    reference = Reference(time)
    assert not reference.beside(BLOCK, BLOCK).any()
    reference.given(np.full(48_000, 1000, np.int16))
    time.seconds += 0.01
    assert reference.beside(2 * BLOCK, BLOCK).any()
    time.seconds += 1.0
    assert not reference.beside(3 * BLOCK, BLOCK).any(), "the device has stopped"


def test_stereo_is_both_ears() -> None:
    time = Time()
    reference = Reference(time)
    reference.given(np.stack([np.full(48_000, 2000, np.int16), np.zeros(48_000, np.int16)], axis=1))
    assert np.median(reference.beside(BLOCK, BLOCK)) == pytest.approx(1000 / 32768)
