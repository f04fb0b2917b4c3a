"""Two remotes never double a verb: a press that comes by several ways counts once, and one that is repeated, again."""

import pytest
from play_fakes import FakeClock, FakeKeys

from coach.play.controls.base import TWICE, Joined
from coach.play.controls.verbs import Rating, Request, Verb


class Hand:
    """Presses by name of the way, on a fake clock."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.controls = Joined(FakeKeys(self.clock), self.clock)

    def asks(self, *presses: tuple[float, str, Request]) -> list[Request]:
        """What counts of presses at these seconds."""
        counted = []
        for at, way, verb in presses:
            self.clock.seconds = at
            self.controls.ask(verb, way)
            counted += self.controls.wait(0)
        return counted


NEXT, BACK, TOGGLE, PAUSE, RESUME = Verb.NEXT, Verb.BACK, Verb.TOGGLE, Verb.PAUSE, Verb.RESUME


def test_the_same_verb_by_two_ways_counts_once() -> None:
    assert Hand().asks((0, "desktop", NEXT), (0.1, "headset", NEXT), (0.2, "clicker", NEXT)) == [NEXT]


def test_by_one_way_it_counts_again() -> None:
    assert Hand().asks((0, "clicker", NEXT), (0.1, "clicker", NEXT)) == [NEXT, NEXT]


def test_two_quick_presses_that_come_by_two_ways_each_are_two() -> None:
    presses = [(0, "a", NEXT), (0.05, "b", NEXT), (0.3, "a", NEXT), (0.35, "b", NEXT), (0.7, "b", NEXT)]
    assert Hand().asks(*presses) == [NEXT, NEXT]


def test_after_a_while_it_is_another_press() -> None:
    assert Hand().asks((0, "a", NEXT), (TWICE, "b", NEXT)) == [NEXT, NEXT]


def test_different_verbs_all_count() -> None:
    assert Hand().asks((0, "a", NEXT), (0, "b", BACK), (0, "a", Rating(3)), (0, "b", Rating(4))) == [NEXT, BACK, 3, 4]


@pytest.mark.parametrize("named", [PAUSE, RESUME])
def test_play_pause_is_one_press_with_pause_or_play(named: Verb) -> None:
    assert Hand().asks((0, "clicker", TOGGLE), (0.1, "desktop", named)) == [TOGGLE]
    assert Hand().asks((0, "desktop", named), (0.1, "clicker", TOGGLE)) == [named]


def test_an_earbud_that_is_taken_out_pauses_also_just_after_going_on() -> None:
    assert Hand().asks((0, "clicker", RESUME), (0.1, "headset", PAUSE)) == [RESUME, PAUSE]


def test_keys_are_a_way_too() -> None:
    hand = Hand()
    hand.controls = Joined(FakeKeys(hand.clock, [(1.0, NEXT)]), hand.clock)
    assert hand.controls.wait(1) == [NEXT]
    assert hand.asks((1.1, "clicker", NEXT), (1.2, "clicker", BACK)) == [BACK]
