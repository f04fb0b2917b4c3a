"""A button without a meaning is learned by three presses in a session, with closed eyes."""

import sys

import pytest
from fake_devices import PAD, Desk
from fake_devices import desk as desk
from play_fakes import FakeClock

from coach.play.controls.base import Joined, NoKeys
from coach.play.controls.buttons import Press
from coach.play.controls.evdev import Kind
from coach.play.controls.learned import LearnedButton, default_path, read
from coach.play.controls.three_presses import APART, ThreePresses
from coach.play.controls.verbs import Request, Verb
from coach.play.remotes import join_buttons
from coach.play.screens.presses import Presses
from coach.units import Samples


def press(code: int = 309, kind: Kind = Kind.PAD, verb: Verb | None = None) -> Press:
    return Press("Pad", kind, code, False, verb)


def complete(*presses: tuple[float, Press]) -> list[bool]:
    """Whether each press is the third one, at so many seconds after the one before."""
    clock = FakeClock()
    three = ThreePresses(clock)
    found = []
    for after, each in presses:
        clock.seconds += after
        found.append(three.complete(each))
    return found


def test_the_third_press_in_a_row_counts_and_no_later_one() -> None:
    assert complete(*[(0.5, press())] * 4) == [False, False, True, False]


@pytest.mark.parametrize(
    "presses",
    [
        [(0.5, press()), (0.5, press()), (0.5, press(310)), (0.5, press())],
        [(0.5, press()), (0.5, press()), (APART, press())],
        [(0.5, press(kind=Kind.MEDIA))] * 3,
        [(0.5, press(kind=Kind.REMOTE))] * 3,
        [(0.5, press(verb=Verb.NEXT))] * 3,
    ],
    ids=["another between", "too slowly", "a volume key", "a remote control", "it has a meaning"],
)
def test_others_do_not(presses: list[tuple[float, Press]]) -> None:
    assert not any(complete(*presses))


def asked(desk: Desk, codes: list[int], count: int) -> list[Request]:
    """The first verbs that a session is asked for by these buttons of a game pad. What it shows is printed."""
    desk.plug(PAD)
    presses, controls = Presses(), Joined(NoKeys())
    join_buttons(controls, (), presses, "en")
    with controls:
        for code in codes:
            desk.press(PAD, code)
        got: list[Request] = []
        while len(got) < count:
            got += controls.wait(10)
    # the reader of buttons has ended, and so has what it does after a press
    presses.tick(Samples(0))
    return got


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these devices")
def test_it_pauses_at_once_and_is_kept(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(desk, [309, 309, 309, 309, 305], 3) == [Verb.TOGGLE, Verb.TOGGLE, Verb.AGAIN]
    assert read(default_path()) == (LearnedButton(PAD.name, 309, Verb.TOGGLE),)
    assert "was learned by three presses" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these devices")
def test_where_it_cannot_be_kept_the_session_goes_on_with_it(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    default_path().mkdir(parents=True)
    assert asked(desk, [309] * 4, 2) == [Verb.TOGGLE, Verb.TOGGLE]
    assert "cannot be read" in capsys.readouterr().out
