"""The meter agrees with ffmpeg's, and with what the recommendation says of known signals."""

import re
import subprocess

import numpy as np
import pytest
from needs import system_ffmpeg
from numpy.typing import NDArray
from signals import noise, sine

from coach.audio import Meter, loudness, true_peak
from coach.units import SAMPLE_RATE


def metered(pcm: NDArray[np.float32], piece: int) -> float:
    meter = Meter()
    for start in range(0, len(pcm), piece):
        meter.add(pcm[start : start + piece])
    return meter.loudness()


def test_a_full_scale_sine_in_both_channels_reads_zero() -> None:
    # BS.1770: 997 Hz at 0 dBFS in one channel reads -3.01 LKFS, so in two 0.0.
    assert metered(sine(997, 5), 10_000) == pytest.approx(0.0, abs=0.02)
    assert loudness(sine(997, 5)) == pytest.approx(0.0, abs=0.02)


def test_the_size_of_the_pieces_does_not_matter() -> None:
    pcm = noise(7)
    assert metered(pcm, 1_500) == pytest.approx(metered(pcm, len(pcm)), abs=1e-4)


def test_silence_does_not_count() -> None:
    quiet = np.zeros(10 * SAMPLE_RATE, np.float32)
    assert metered(np.concatenate([noise(10), quiet]), 48_000) == pytest.approx(metered(noise(10), 48_000), abs=0.2)
    assert metered(quiet, 48_000) == -np.inf
    assert loudness(quiet[:100]) == -np.inf


def test_a_short_word_is_as_loud_as_the_same_sound_for_longer() -> None:
    assert loudness(sine(997, 0.2)) == pytest.approx(0.0, abs=0.05)


def test_true_peak_sees_between_the_samples() -> None:
    hidden = sine(SAMPLE_RATE / 4, 0.5, phase=np.pi / 4)
    assert np.max(np.abs(hidden)) == pytest.approx(0.7071, abs=1e-3)
    assert true_peak(hidden[2_000:-2_000]) == pytest.approx(1.0, abs=0.03)


@pytest.mark.ffmpeg
@system_ffmpeg
def test_the_meter_agrees_with_ffmpeg() -> None:
    pcm = noise(20)
    pcm[5 * SAMPLE_RATE : 12 * SAMPLE_RATE] *= 0.02
    command = ["ffmpeg", "-hide_banner", "-f", "f32le", "-ar", "48000", "-ac", "1", "-i", "-"]
    command += ["-af", "ebur128=dualmono=true", "-f", "null", "-"]
    run = subprocess.run(command, input=pcm.tobytes(), capture_output=True, check=True)
    found = re.findall(r"I:\s+(-?[\d.]+) LUFS", run.stderr.decode())
    assert metered(pcm, 33_333) == pytest.approx(float(found[-1]), abs=0.1)
