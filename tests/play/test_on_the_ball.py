"""A spot, cue by cue: whatever is pressed or breaks at each boundary, whoever obeys stays safe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from spots import Action, Person, Silent, boundaries, silent
from spots import at_once as at_once

from coach.play.controls.verbs import Rating, Verb
from coach.session import Choices
from coach.units import to_samples

PROTOCOLS = ("hamstrings", "quadriceps", "gastrocnemius", "soleus")
ACTIONS: tuple[Action, ...] = (*Verb, *(Rating(value) for value in (0, 3, 4, 5, 6, 9)), "lost", "killed")
AFTERWARDS = to_samples(45)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


def spots_of(session: Silent) -> list[int]:
    """The second place that is treated, and the last one."""
    indices = [index for index in range(session.count) if session.chapter(index).held]
    return [indices[1], indices[-1]]


@pytest.fixture(params=PROTOCOLS)
def session(request: pytest.FixtureRequest, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Silent:
    return silent(request.param, Choices(level="remind"), cache, monkeypatch)


@pytest.mark.parametrize("action", ACTIONS, ids=str)
def test_at_each_boundary_of_a_spot(at_once: None, session: Silent, action: Action) -> None:
    flaws: list[str] = []
    for index in spots_of(session):
        every = 1 if session.protocol.protocol == PROTOCOLS[0] else 3
        for moment in boundaries(session.chapter(index))[::every]:
            flaws += after(session, index, moment, action)
    assert not flaws, "\n".join(flaws[:10])


def after(session: Silent, index: int, moment: int, action: Action) -> Iterator[str]:
    """What goes wrong if `action` comes `moment` samples into chapter `index`."""
    person = Person(session, index)
    try:
        person.follow(moment)
        person.do(action)
        person.follow(person.clock + AFTERWARDS)
        if action in (Verb.PAUSE, Verb.TOGGLE):
            person.do(Verb.RESUME)
            person.follow(person.clock + AFTERWARDS)
    finally:
        person.close()
    for flaw in person.listener.flaws:
        yield f"{action} at {moment / 48_000:.2f} s of '{session.chapter(index).title}': {flaw}"
