"""Media keys of Windows and macOS, with a module that stands in for the library."""

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from coach.errors import CoachError
from coach.play.controls.base import Joined, NoKeys
from coach.play.controls.media_keys import MediaKeys
from coach.play.controls.verbs import Verb
from coach.play.remotes import join_buttons
from coach.play.screens.presses import Presses


class Listener:
    """The library's thread, as far as it is used."""

    last: "Listener"

    def __init__(self, on_press: Any) -> None:
        self.press, self.runs = on_press, False
        Listener.last = self

    def start(self) -> None:
        self.runs = True

    def stop(self) -> None:
        self.runs = False


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> None:
    module: Any = ModuleType("pynput")
    module.keyboard = SimpleNamespace(Listener=Listener)
    monkeypatch.setitem(sys.modules, "pynput", module)


def test_media_keys_are_verbs_and_all_else_is_dropped(library: None) -> None:
    asked: list[Verb] = []
    with MediaKeys(asked.append):
        assert Listener.last.runs
        for name in ("media_play_pause", "media_next", "media_previous", "media_volume_up", "space"):
            Listener.last.press(SimpleNamespace(name=name))
        Listener.last.press(SimpleNamespace(char="q"))  # a letter has no name
        Listener.last.press(None)
    assert asked == [Verb.TOGGLE, Verb.NEXT, Verb.BACK]
    assert not Listener.last.runs


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_they_are_what_a_session_reads_there(library: None, monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    monkeypatch.setattr(sys, "platform", system)
    controls = Joined(NoKeys())
    join_buttons(controls, (), Presses(), "en")
    with controls:
        Listener.last.press(SimpleNamespace(name="media_next"))
        assert controls.wait(0) == [Verb.NEXT]
    assert not Listener.last.runs


def test_without_the_library_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynput", None)
    with pytest.raises(CoachError, match="COACH_EXTRAS=buttons"):
        MediaKeys(lambda verb: None)
