"""The coach's own sound is found in the microphone's, and taken out; what a person says stays."""

import numpy as np
import pytest
from both_ends import RATE, Sound, chatter, decibels, echo, hiss

from coach.listen.alignment import LONGEST, MARGIN, WINDOW, Alignment, find_delay
from coach.listen.canceller import HOP, EchoCanceller

BLOCK = 1_280


def cancelled(near: Sound, far: Sound, canceller: EchoCanceller) -> Sound:
    pieces = range(0, len(near) - BLOCK + 1, BLOCK)
    return np.concatenate([canceller.process(near[at : at + BLOCK], far[at : at + BLOCK]) for at in pieces])


def test_an_echo_is_taken_out() -> None:
    far = chatter(20)
    near = echo(far, MARGIN) + hiss(len(far))
    canceller = EchoCanceller()
    clean = cancelled(near, far, canceller)
    late = slice(10 * RATE, 19 * RATE)
    assert decibels(near[late]) - decibels(clean[late]) > 12
    assert canceller.converged


def test_what_a_person_says_meanwhile_stays() -> None:
    far = chatter(20)
    person = np.zeros_like(far)
    person[12 * RATE : 14 * RATE] = chatter(2, seed=9)
    clean = cancelled(echo(far, MARGIN) + person + hiss(len(far)), far, EchoCanceller())
    said = slice(12 * RATE, 14 * RATE)
    assert decibels(clean[said] - person[said]) < decibels(person[said]) - 6
    afterwards = slice(15 * RATE, 19 * RATE)
    assert decibels(clean[afterwards]) < decibels(echo(far, MARGIN)[afterwards]) - 12


def test_a_microphone_without_echo_is_left_as_it_is() -> None:
    person = chatter(10, seed=9)
    clean = cancelled(person, np.zeros_like(person), EchoCanceller())
    assert np.array_equal(clean, person[: len(clean)])


def test_nothing_has_converged_at_first() -> None:
    canceller = EchoCanceller()
    far = chatter(1)
    assert not canceller.converged
    canceller.process(hiss(HOP), far[:HOP])
    assert not canceller.converged


def test_the_carrier_alone_teaches_nothing() -> None:
    carrier = (0.038 * np.sin(2 * np.pi * 32 * np.arange(RATE) / RATE)).astype(np.float32)
    canceller = EchoCanceller()
    person = chatter(1, seed=9)
    assert np.array_equal(cancelled(person, carrier, canceller), person[: 12 * BLOCK])


@pytest.mark.parametrize("delay", [0, 320, 2_400, 6_400])
def test_a_delay_is_found(delay: int) -> None:
    far = chatter((WINDOW + LONGEST) / RATE)
    near = (echo(far, delay) + hiss(len(far), 0.02))[LONGEST:]
    found = find_delay(near, far)
    assert found is not None
    assert abs(found - delay) < 16


def test_no_delay_is_found_between_strangers() -> None:
    far = chatter((WINDOW + LONGEST) / RATE)
    assert find_delay(chatter(WINDOW / RATE, seed=9), far) is None
    assert find_delay(np.zeros(WINDOW, np.float32), far) is None


def test_the_reference_comes_as_late_as_its_echo() -> None:
    far = chatter(16)
    near = echo(far, 3_000) + hiss(len(far))
    alignment = Alignment()
    moves = 0
    for at in range(0, len(far) - BLOCK + 1, BLOCK):
        late, moved = alignment.push(near[at : at + BLOCK], far[at : at + BLOCK])
        moves += moved
    assert alignment.found
    assert moves == 1
    assert np.array_equal(late, far[at - 3_000 + MARGIN :][:BLOCK])


def test_another_delay_is_noticed() -> None:
    far = chatter(30)
    near = np.concatenate([echo(far, 1_000)[: 15 * RATE], echo(far, 5_000)[15 * RATE :]])
    alignment = Alignment()
    delays = []
    for at in range(0, len(far) - BLOCK + 1, BLOCK):
        if alignment.push(near[at : at + BLOCK], far[at : at + BLOCK])[1]:
            delays.append(alignment.delay)
    assert delays == [1_000, 5_000]
