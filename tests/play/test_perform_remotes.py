"""A remote of a performed session: it is shown what is heard, and asks by a way of its own."""

from collections.abc import Callable

from play_fakes import FakeSource, Shown, make

from coach.play.controls.verbs import Request, Verb
from coach.play.events import ChapterStarted, Event, SessionObserver
from coach.play.perform import Display, open_device, perform
from coach.units import to_samples


def test_what_a_remote_asks_for_is_obeyed_and_the_remote_is_shown_it() -> None:
    shown: list[Event] = []

    def join(ask: Callable[[Request, str], None]) -> SessionObserver:
        def show(event: Event) -> None:
            shown.append(event)
            if isinstance(event, ChapterStarted):
                ask(Verb.STOP, "phone")

        return Shown(show)

    source = FakeSource([make(to_samples(60)), make(to_samples(60))])
    ending = perform(source, None, "Arm", open_device("null"), language="en", display=Display.QUIET, remotes=[join])
    assert ending == "stopped"
    assert any(isinstance(event, ChapterStarted) for event in shown)
