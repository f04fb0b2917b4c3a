"""Remotes: all buttons that reach a session beside the keys of its terminal."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from coach.errors import CoachError
from coach.play.controls.base import Joined
from coach.play.controls.buttons import Buttons, Press
from coach.play.controls.learned import LearnedButton, add, default_path
from coach.play.controls.three_presses import ThreePresses
from coach.play.controls.verbs import Verb
from coach.play.desktop.bluez import Bluez
from coach.play.desktop.mpris import Mpris
from coach.play.events import SessionInfo, SessionObserver
from coach.play.screens.presses import Presses
from coach.text.interface import texts

if TYPE_CHECKING:
    from coach.play.desktop.on_bus import OnBus


def join_players(
    controls: Joined, info: SessionInfo, presses: Presses, language: str, *, headset: bool = True
) -> list[SessionObserver]:
    """Join the buttons of the desktop and of a Bluetooth `headset`; return what shows the session there."""
    names = texts(language).buttons
    players: list[OnBus] = [Mpris(info, _way(controls, names["desktop"], presses))]
    if headset:
        players.append(Bluez(info, _way(controls, names["headset"], presses)))
    for player in players:
        controls.join(player)
    return [*players]


def join_buttons(controls: Joined, learned: Sequence[LearnedButton], presses: Presses, language: str) -> None:
    """Join the buttons at hand: on Linux of every device that has some, else the media keys.

    Raises CoachError where a library for them is missing.
    """
    if sys.platform != "linux":
        from coach.play.controls.media_keys import MediaKeys

        controls.join(MediaKeys(_way(controls, texts(language).buttons["media keys"], presses)))
        return
    three = ThreePresses()

    def heard(press: Press) -> None:
        third = three.complete(press)
        if third:
            press = msgspec.structs.replace(press, verb=Verb.TOGGLE)
        presses.heard(press)
        if press.verb is not None:
            controls.ask(press.verb, press.device)
        if third:  # only now, as a disk is slow
            trouble = _learn(buttons, LearnedButton(press.device, press.code, Verb.TOGGLE))
            presses.learned(press, trouble)

    buttons = Buttons(heard, learned, changed=presses.changed)
    controls.join(buttons)


def _learn(buttons: Buttons, button: LearnedButton) -> str:
    """Keep a button, for this session and later ones; return why it is only for this one, or nothing."""
    buttons.learn(button)
    try:
        add(default_path(), button)
    except CoachError as error:  # the session goes on
        return str(error)
    return ""


def _way(controls: Joined, name: str, presses: Presses) -> Callable[[Verb], None]:
    """Return what passes verbs in by one way, and shows them."""

    def ask(verb: Verb) -> None:
        presses.asked(name, verb)
        controls.ask(verb, name)

    return ask
