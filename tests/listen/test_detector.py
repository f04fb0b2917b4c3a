"""Detector, on a net that says whatever a test wants it to say."""

import numpy as np
import pytest
from both_ends import RATE, Sound, chatter, echo, hiss
from needs import listen
from numpy.typing import NDArray

from coach.listen.detector import Detection, Detector
from coach.listen.features import BLOCK, SIZE, Features
from coach.listen.net import CLASSES, EMBEDDINGS, Net, load_net
from coach.listen.phrases import COACH, WORDS, Phrase

pytestmark = listen

STOP, NEXT = (list(Phrase).index(phrase) for phrase in (Phrase.STOP, Phrase.NEXT))


class FakeNet(Net):
    """Net that is so sure of a stop in the microphone, of which it sees one window, and in the coach's own sound."""

    def __init__(self, near: float, far: float = 0.0) -> None:
        self.near, self.far, self.phrase = near, far, STOP

    def probabilities(self, embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
        sure = self.near if len(embeddings) == 1 else self.far
        found = np.zeros((len(embeddings), len(CLASSES)), np.float32)
        found[:, self.phrase], found[:, -1] = sure, 1 - sure
        return found


def heard(detector: Detector, near: Sound, far: Sound | None = None) -> list[Detection]:
    far = np.zeros_like(near) if far is None else far
    found = []
    for at in range(0, len(near) - BLOCK + 1, BLOCK):
        one = detector.hear(near[at : at + BLOCK], far[at : at + BLOCK])
        if one is not None:
            found.append(one)
    return found


def test_a_phrase_is_detected_once_in_a_while() -> None:
    found = heard(Detector(net=FakeNet(0.99)), hiss(2 * RATE))
    assert [one.phrase for one in found] == [Phrase.STOP, Phrase.STOP]
    assert [one.at // BLOCK for one in found] == [2, 20]


def test_a_phrase_that_only_began_like_another_is_the_other() -> None:
    net = FakeNet(0.99)
    detector = Detector(net=net)
    found = heard(detector, hiss(3 * BLOCK))
    net.phrase = NEXT
    found += heard(detector, hiss(4 * BLOCK))
    assert [one.phrase for one in found] == [Phrase.NEXT]


def test_a_doubtful_one_is_not() -> None:
    assert heard(Detector(net=FakeNet(0.85)), hiss(2 * RATE)) == []


def test_the_net_must_be_surer_while_the_coach_speaks() -> None:
    # Headphones: nothing of the coach is in the microphone.
    far = chatter(12)
    assert heard(Detector(net=FakeNet(0.98)), hiss(len(far)), far) == []
    assert heard(Detector(net=FakeNet(0.99)), hiss(len(far)), far) != []


def test_a_phrase_that_the_coach_says_itself_does_not_count() -> None:
    far = chatter(12)
    assert heard(Detector(net=FakeNet(0.99, far=0.4)), hiss(len(far)), far) == []


def test_it_is_shut_until_the_echo_is_taken_out() -> None:
    far = chatter(20)
    detector = Detector(net=FakeNet(0.99))
    assert detector.is_open
    found = heard(detector, echo(far, 2_000) + hiss(len(far)), far)
    assert detector.is_open
    first = min(one.at for one in found if one.at > RATE)
    assert 4 * RATE < first < 14 * RATE


def test_with_headphones_it_opens_without_an_echo() -> None:
    far = chatter(20)
    detector = Detector(net=FakeNet(0.99))
    heard(detector, hiss(len(far)), far)
    assert detector.is_open


def test_it_tells_levels() -> None:
    detector = Detector(net=FakeNet(0.5))
    heard(detector, hiss(RATE, 0.1))
    levels = detector.levels()
    assert levels.near == pytest.approx(-20, abs=1)
    assert levels.far < -100
    assert (levels.phrase, levels.is_open) == (Phrase.STOP, True)
    assert levels.confidence == pytest.approx(0.5)


def test_features_are_the_same_however_the_sound_comes() -> None:
    sound = chatter(3)
    whole = Features().push(sound)
    stream = Features()
    parts = [stream.push(sound[at : at + 700]) for at in range(0, len(sound), 700)]
    assert whole.shape == (len(sound) // BLOCK, SIZE)
    assert np.array_equal(np.concatenate(parts), whole)


def test_the_net_that_comes_with_the_coach_hears_nothing_in_noise() -> None:
    net = load_net()
    assert net.probabilities(np.zeros((2, EMBEDDINGS, SIZE), np.float32)).sum(1) == pytest.approx(1)
    assert heard(Detector(), hiss(3 * RATE, 0.01)) == []


def test_every_phrase_is_of_one_kind() -> None:
    assert {*COACH, *WORDS, Phrase.STOP} == set(Phrase)
    assert len(Phrase.STOP.forms) == 5
