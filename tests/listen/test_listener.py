"""The listener: what it hears is told; whatever is wrong with the microphone is told once, and ends nothing else."""

from collections.abc import Callable
from itertools import repeat

import numpy as np
import pytest
from ear_fakes import FakeDetector, FakeMicrophone, Notes, Sound, blocks, noise

from coach.errors import DeviceError
from coach.listen.listener import Listener
from coach.listen.microphone import BLOCK, RATE, Health, dead, refused
from coach.listen.phrases import Phrase

QUIET = blocks(noise(2, -60))


def silence(end: int, length: int) -> Sound:
    return np.zeros(length, np.float32)


def listened(
    microphone: FakeMicrophone, detector: FakeDetector, true: Callable[[list[str]], object]
) -> tuple[list[str], FakeMicrophone]:
    """What a follower was told until something was, and to the end."""
    notes = Notes()
    with Listener(lambda: microphone, detector, silence, notes):
        notes.until(lambda: true(notes.log))
    notes.until(lambda: "closed" in notes.log)
    return notes.log, microphone


def test_phrases_are_told_between_open_and_closed() -> None:
    detector = FakeDetector({3: Phrase.PAUSE, 20: Phrase.GO_ON})
    log, microphone = listened(FakeMicrophone(QUIET), detector, lambda log: "coach, go on" in log)
    assert log == ["opened", "coach, pause", "coach, go on", "closed"]
    assert microphone.log == ["open", "closed"]


def test_nearly_a_phrase_is_unclear_once_it_is_over_and_only_once() -> None:
    log, _ = listened(FakeMicrophone(QUIET), FakeDetector(nearly=[5, 6, 7]), lambda log: "unclear" in log)
    assert log == ["opened", "unclear", "closed"]


def test_what_turned_out_to_be_a_phrase_was_not_unclear() -> None:
    detector = FakeDetector({7: Phrase.NEXT, 20: Phrase.BACK}, nearly=[5, 6, 7, 8, 9])
    log, _ = listened(FakeMicrophone(QUIET), detector, lambda log: "coach, back" in log)
    assert log == ["opened", "coach, next", "coach, back", "closed"]


@pytest.mark.parametrize(
    ("microphone", "told"),
    [
        (FakeMicrophone([], refuses=DeviceError(refused("miniaudio found none"))), "no microphone (miniaudio"),
        (FakeMicrophone(QUIET, ends=DeviceError(dead(2))), "gave nothing for 2 s"),
        (FakeMicrophone(repeat(np.sign(noise(BLOCK / RATE, -3)))), "the microphone clips"),
    ],
    ids=["refused", "dies", "clips"],
)
def test_a_broken_microphone_is_told_once_and_closed(microphone: FakeMicrophone, told: str) -> None:
    log, microphone = listened(microphone, FakeDetector(), lambda log: "closed" in log)
    (line,) = (line for line in log if line.startswith("ends: "))
    assert told in line
    assert "\n" not in line
    assert log[-1] == "closed"
    assert microphone.log in ([], ["open", "closed"])


def test_a_silent_one_is_told_once_and_heard_as_soon_as_it_gives_sound() -> None:
    silent = [np.zeros(BLOCK, np.float32)] * (25 * RATE // BLOCK)
    detector = FakeDetector({len(silent) + 3: Phrase.PAUSE})
    log, _ = listened(FakeMicrophone([*silent, *QUIET]), detector, lambda log: "coach, pause" in log)
    assert log == ["opened", f"goes on: {Health.silent}", "coach, pause", "closed"]


def test_a_loud_second_is_no_clipping() -> None:
    loud = [*blocks(np.sign(noise(0.08, -3))), *blocks(noise(20, -40))]
    health = Health()
    assert [health.fault(block) for block in loud] == [None] * len(loud)


def test_a_fault_of_the_detector_ends_the_listening_in_one_line() -> None:
    detector = FakeDetector(fails={4: ZeroDivisionError("of\nours")})
    log, microphone = listened(FakeMicrophone(QUIET), detector, lambda log: "closed" in log)
    assert [line.split(";")[0] for line in log] == [
        "opened",
        "ends: listening ended by a fault of its own (ZeroDivisionError: of ours)",
        "closed",
    ]
    assert microphone.log == ["open", "closed"]


def test_what_fails_while_it_is_left_is_not_told() -> None:
    class Late(FakeMicrophone):
        def read(self) -> Sound:
            notes.until(lambda: "leaving" in notes.log)
            raise DeviceError("closed under me")

    notes = Notes()
    microphone = Late([])
    with Listener(lambda: microphone, FakeDetector(), silence, notes) as listener:
        notes.until(lambda: "opened" in notes.log)
        listener._left.set()
        notes._note("leaving")
    assert notes.log == ["opened", "leaving", "closed"]
