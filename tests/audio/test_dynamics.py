"""Clips are made alike without losing a sample of what is said."""

import numpy as np
import pytest
from signals import noise, sine

from coach.audio import (
    Clip,
    cut_out,
    fade,
    limit,
    long_pauses,
    loudness,
    resample,
    set_loudness,
    silence_around,
    true_peak,
)
from coach.units import SAMPLE_RATE, to_samples


def trim(clip: Clip) -> Clip:
    first, end = silence_around(clip)
    return clip[first:end]


def shorten_pauses(clip: Clip) -> Clip:
    return cut_out(clip, long_pauses(clip))


def test_trim_keeps_the_sound_and_a_little_around_it() -> None:
    silence = np.zeros(SAMPLE_RATE, np.float32)
    sound = noise(0.5)
    trimmed = trim(np.concatenate([silence, sound, silence]))
    assert len(sound) <= len(trimmed) <= len(sound) + round(0.065 * SAMPLE_RATE)
    assert np.count_nonzero(trimmed) == len(sound)


def test_trim_leaves_a_clip_without_silence_alone_and_empties_pure_silence() -> None:
    assert len(trim(noise(0.1234))) == len(noise(0.1234))
    assert len(trim(np.zeros(1_000, np.float32))) == 0


def test_edges_begin_and_end_at_nothing() -> None:
    faded = fade(np.ones(10_000, np.float32))
    assert faded[0] < 0.001
    assert faded[-1] < 0.001
    assert np.all(faded[200:-600] == 1)
    assert np.max(np.abs(np.diff(faded))) < 0.02


@pytest.mark.parametrize("seconds", [0.15, 0.3, 1.0, 4.0])
def test_every_clip_gets_the_same_loudness(seconds: float) -> None:
    assert loudness(set_loudness(noise(seconds) * 0.03, -16)) == pytest.approx(-16, abs=0.01)


def test_the_limiter_keeps_every_peak_below_the_ceiling_and_the_rest_as_it_is() -> None:
    clip = 0.2 * sine(300, 1.0)
    clip[24_000:24_050] = 0.95
    limited = limit(clip, 0.5)
    assert true_peak(limited) <= 0.5 * 1.01
    assert len(limited) == len(clip)
    assert np.array_equal(limited[:20_000], clip[:20_000])
    assert limit(clip, 1.2) is clip


def test_resampling_keeps_length_and_pitch() -> None:
    time = np.arange(22_050) / 22_050
    pcm = resample(np.sin(2 * np.pi * 441 * time).astype(np.float32), 22_050)
    assert abs(len(pcm) - SAMPLE_RATE) <= 1
    assert np.argmax(np.abs(np.fft.rfft(pcm[:48_000]))) == 441


@pytest.mark.parametrize("pause", [0.1, 0.29, 0.31, 0.5, 2.0])
def test_a_pause_between_words_keeps_its_beginning_and_end_and_at_most_three_tenths(pause: float) -> None:
    word = noise(0.5)
    clip = np.concatenate([word, np.zeros(to_samples(pause), np.float32), word])
    made = shorten_pauses(clip)
    assert len(made) == len(clip) - max(0, to_samples(pause) - to_samples(0.3))
    assert np.array_equal(made[: len(word)], word)
    assert np.array_equal(made[-len(word) :], word)


def test_silence_around_a_clip_is_no_pause() -> None:
    clip = np.concatenate([np.zeros(48_000, np.float32), noise(0.5), np.zeros(48_000, np.float32)])
    assert np.array_equal(shorten_pauses(clip), clip)


def test_a_shortened_pause_is_joined_without_a_step() -> None:
    word, room = noise(0.5), np.full(48_000, 1e-3, np.float32)
    made = shorten_pauses(np.concatenate([word, room, word]))
    quiet = made[len(word) + 100 : -len(word) - 100]
    assert np.abs(np.diff(quiet)).max() < 1e-4
