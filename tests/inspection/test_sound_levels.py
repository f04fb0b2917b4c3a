"""What needs no plan, against ffmpeg's meter and known signals, whatever the size of the pieces."""

import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from needs import system_ffmpeg
from numpy.typing import NDArray

from coach.audio import true_peak
from coach.audio.decode import decoding
from coach.inspection.sound_levels import Levels
from coach.units import SAMPLE_RATE


def levels(pcm: NDArray[np.float32], piece: int = 50_000) -> Levels:
    sound = pcm if pcm.ndim == 2 else pcm[:, None]
    found = Levels()
    for start in range(0, len(sound), piece):
        found.add(sound[start : start + piece])
    return found


def uneven(seconds: int = 60, channels: int = 1) -> NDArray[np.float32]:
    """Noise of a loudness that comes and goes."""
    random = np.random.default_rng(3)
    time = np.arange(seconds * SAMPLE_RATE)[:, None] / SAMPLE_RATE
    swell = 10 ** (-0.5 - 0.6 * np.sin(2 * np.pi * time / 17) ** 2 - 0.3 * np.arange(channels))
    return (0.3 * swell * random.standard_normal((len(time), channels))).astype(np.float32)


@pytest.mark.ffmpeg
@system_ffmpeg
@pytest.mark.parametrize("channels", [1, 2])
def test_loudness_and_its_range_agree_with_ffmpeg(channels: int) -> None:
    pcm = uneven(channels=channels)
    command = ["ffmpeg", "-hide_banner", "-f", "f32le", "-ar", "48000", "-ac", str(channels), "-i", "-"]
    command += ["-af", "ebur128=dualmono=true:peak=true", "-f", "null", "-"]
    said = subprocess.run(command, input=pcm.tobytes(), capture_output=True, check=True).stderr.decode()
    integrated, span, peak = (
        float(re.findall(rf"{name}:\s+(-?[\d.]+) {unit}", said)[-1])
        for name, unit in (("I", "LUFS"), ("LRA", "LU"), ("Peak", "dBFS"))
    )
    found = levels(pcm, 33_333)
    assert span > 5
    assert found.loudness() == pytest.approx(integrated, abs=0.1)
    assert found.range() == pytest.approx(span, abs=0.5)
    assert found.true_peak() == pytest.approx(peak, abs=0.3)


def test_the_true_peak_of_a_stream_is_that_of_the_whole() -> None:
    pcm = uneven(5)[:, 0]
    whole = 20 * np.log10(true_peak(pcm))
    assert levels(pcm, 7_001).true_peak() == pytest.approx(whole, abs=0.05)


@pytest.mark.parametrize("piece", [100_000, 1_000, 97])
def test_the_longest_silence_spans_pieces(piece: int) -> None:
    pcm = np.full(20_000, 0.1, np.float32)
    pcm[2_000:7_000] = 1023 / 32768
    pcm[12_000:13_000] = 0
    assert levels(pcm, piece).longest_silence() == 5_000
    pcm[14_000:] = 0
    assert levels(pcm, piece).longest_silence() == 6_000
    assert levels(pcm[2_000:6_000], piece).longest_silence() == 4_000


@pytest.mark.parametrize("piece", [100, 7])
def test_clipping_is_two_samples_at_full_scale_or_one_beyond(piece: int) -> None:
    pcm = np.zeros(100, np.float32)
    pcm[10] = 32767 / 32768
    assert levels(pcm, piece).clipped == 0
    pcm[30:33] = -1.0
    assert levels(pcm, 100).clipped == 3
    pcm[50] = 1.01
    assert levels(pcm, 100).clipped == 4


def test_nothing_at_all() -> None:
    found = levels(np.zeros(0, np.float32))
    assert (found.loudness(), found.true_peak(), found.longest_silence()) == (-np.inf, -np.inf, 0)
    assert np.isnan(found.range())


def test_stereo_and_other_rates_are_decoded(tmp_path: Path) -> None:
    import wave

    time = np.arange(22_050) / 22_050
    left = np.round(10_000 * np.sin(2 * np.pi * 440 * time)).astype("<i2")
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setparams((2, 2, 22_050, 0, "NONE", ""))
        file.writeframes(np.stack([left, left // 2], axis=1).tobytes())
    with decoding(tmp_path / "a.wav") as sound:
        pcm = np.concatenate(list(sound.rest()))
    assert pcm.shape == (pytest.approx(SAMPLE_RATE, abs=2), 2)
    assert np.max(np.abs(pcm), axis=0) == pytest.approx([10_000 / 32768, 5_000 / 32768], abs=1e-3)
