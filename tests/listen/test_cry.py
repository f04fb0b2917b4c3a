"""A cry eases off; speech, music, the coach's own voice and a loud room do not."""

import numpy as np
import pytest
from ear_fakes import Sound, blocks, noise, voiced

from coach.listen.cry import CryDetector
from coach.listen.microphone import BLOCK, RATE


def cries(near: Sound, far: Sound | None = None) -> list[float]:
    """The seconds at which a cry was heard."""
    detector = CryDetector()
    own = np.zeros_like(near) if far is None else far
    heard = [detector.hear(one, other) for one, other in zip(blocks(near), blocks(own), strict=True)]
    return [(at + 1) * BLOCK / RATE for at in np.flatnonzero(heard)]


def quiet(seconds: float, level: float = -60) -> Sound:
    return noise(seconds, level, seed=7)


@pytest.mark.parametrize("room", [-70.0, -55.0, -45.0])
@pytest.mark.parametrize("hertz", [180.0, 440.0, 700.0])
def test_a_cry_is_heard_once_after_a_second(room: float, hertz: float) -> None:
    near = quiet(20, room)
    near[10 * RATE : 12 * RATE] += voiced(2, -15, hertz)
    (at,) = cries(near)
    assert 11.0 <= at <= 11.2


def test_a_short_shout_is_none() -> None:
    near = quiet(20)
    near[10 * RATE : 10 * RATE + RATE * 8 // 10] += voiced(0.8, -12)
    assert cries(near) == []


@pytest.mark.parametrize("level", [-30.0, -20.0, -10.0])
@pytest.mark.parametrize("syllables", [3.0, 4.0, 5.0])
def test_speech_is_none_however_loud(level: float, syllables: float) -> None:
    near = quiet(30)
    near[10 * RATE :] += voiced(20, level, 150, syllables)
    assert cries(near) == []


@pytest.mark.parametrize("back", [-20.0, -6.0, 0.0])
def test_the_coach_s_own_sound_is_none_from_its_first_second_on(back: float) -> None:
    own = quiet(60, -90)
    own[2 * RATE : 30 * RATE] += voiced(28, -18, 200, 4)
    own[40 * RATE : 50 * RATE] += voiced(10, -16, 220)  # music, or a long vowel
    delay = RATE // 5
    near = quiet(60) + np.concatenate([np.zeros(delay, np.float32), own[:-delay] * np.float32(10 ** (back / 20))])
    assert cries(near, own) == []


def test_a_cry_over_the_coach_s_own_voice_is_heard() -> None:
    own = voiced(40, -20, 200, 4)
    near = quiet(40) + own * np.float32(0.1)
    near[30 * RATE : 32 * RATE] += voiced(2, -12, 500)
    assert len(cries(near, own)) == 1


@pytest.mark.parametrize("level", [-45.0, -28.0, -15.0])
def test_a_room_that_is_loud_all_the_time_is_none(level: float) -> None:
    assert cries(quiet(30, level)) == []
