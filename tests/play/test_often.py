"""Back to a place that was treated as often as it may be: it says so, and goes on."""

from pathlib import Path

import pytest
from hearing import Hearing, moments, with_comfort
from spots import Silent, silent
from spots import at_once as at_once

from coach.play.controls.verbs import Verb
from coach.session import Choices

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(with_comfort(), encoding="utf-8")
    return tmp_path


def made(folder: Path, patch: pytest.MonkeyPatch, name: str = "small", passes: int = 1) -> Silent:
    what = str(folder / "small.yaml") if name == "small" else name
    return silent(what, Choices(level="remind", passes=passes), folder.parent / "clips", patch)


def efforts(session: Silent) -> list[int]:
    return [index for index in range(session.count) if session.chapter(index).held]


def goes_on(live: Hearing, since: int, index: int) -> None:
    """It says so, and nothing is done again."""
    live.until(lambda: live.now[0] > index)
    live.until_said(live.words("enough")) if live.words("enough") not in live.said(since) else None
    live.to_end()
    assert live.session.chapter(index).title not in live.titles(since)
    assert live.said(since).count(live.words("enough")) == 1
    assert live.listener.flaws == []


@pytest.mark.parametrize("name", ["small", "hamstrings", "quadriceps"])
def test_again_until_it_had_its_turn(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    session = made(folder, monkeypatch, name)
    index = efforts(session)[0]
    most = session.most_times(index)
    assert most is not None
    title = session.chapter(index).title
    with Hearing(session, index) as live:
        for time in range(most):
            live.to(index, moments(session.chapter(index))["rest"]) if time == 0 else live.until(
                lambda: live.stream._head.tally.times(session.location(index)) > time  # noqa: B023
            )
            since = live.press(Verb.AGAIN)
            assert (live.words("enough") in _soon(live, since)) == (time + 1 == most)
        live.to_end()
        assert live.titles().count(title) == most
        assert live.listener.flaws == []


def _soon(live: Hearing, since: int) -> list[str]:
    live.seconds(15)
    return live.said(since)


@pytest.mark.parametrize("name", ["small", "hamstrings", "quadriceps"])
def test_back_to_one_that_had_its_turn_goes_on_instead(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    session = made(folder, monkeypatch, name, passes=session_most(folder, monkeypatch, name))
    found = efforts(session)
    line = session.location(found[0]).line
    ours = [index for index in found if session.location(index).line == line]
    index = ours[-1] + 1  # the next strip: every place of this one had all its turns
    with Hearing(session, found[0]) as live:
        live.until(lambda: live.now == (index, "playing"))
        live.to(index, moments(session.chapter(index))["approach"])
        since = live.press(Verb.BACK)
        live.to_end()
        assert live.words("enough") in live.said(since)
        assert session.chapter(ours[-1]).title not in live.titles(since)
        assert live.listener.flaws == []


def session_most(folder: Path, patch: pytest.MonkeyPatch, name: str) -> int:
    session = made(folder, patch, name)
    return session.most_times(efforts(session)[0]) or 1


@pytest.mark.parametrize("moment", ["approach", "reach", "hold"])
def test_what_was_not_held_to_its_end_does_not_count(
    folder: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    session = made(folder, monkeypatch)
    index = efforts(session)[0]
    with Hearing(session, index) as live:
        live.to(index, moments(session.chapter(index))[moment])
        for _ in range(4):
            live.press(Verb.AGAIN)
            live.until(lambda: live.now == (index, "playing") and live.stream.position.offset > 48_000)
            live.seconds(1)
        live.to_end()
        assert live.words("enough") not in live.said()
        assert live.listener.flaws == []


def test_no_place_is_treated_more_often_by_going_back_and_playing_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With two passes, a place that had both its turns in the first one has none in the second."""
    session = made(folder, monkeypatch, passes=2)
    first, second = efforts(session)[:2]
    with Hearing(session, first) as live:
        live.to(second, moments(session.chapter(second))["rest"])
        live.press(Verb.BACK)
        live.to_end()
        times = [live.stream._head.tally.times(session.location(index)) for index in efforts(session)]
        assert max(times) == session.most_times(first) == 2
        assert live.listener.flaws == []
