"""Which keys there are: told once after the first chapter, and whenever somebody asks; never in a stretch."""

from pathlib import Path

import pytest
from hearing import Hearing, moments, with_comfort
from spots import Silent, silent
from spots import at_once as at_once

from coach.play.controls.verbs import Verb
from coach.play.events import Answered, ChapterStarted
from coach.session import Choices
from coach.units import to_samples

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.fixture(params=["small", "hamstrings", "quadriceps"])
def session(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Silent:
    name = request.param
    if name == "small":
        (tmp_path / "small.yaml").write_text(with_comfort(), encoding="utf-8")
        name = str(tmp_path / "small.yaml")
    return silent(name, Choices(level="remind"), tmp_path.parent / "clips", monkeypatch)


def told(live: Hearing) -> str:
    return live.words("keys")


def effort(session: Silent) -> int:
    return [index for index in range(session.count) if session.chapter(index).held][1]


@pytest.mark.parametrize("tells", [True, False])
def test_told_once_between_the_first_chapter_and_the_second(session: Silent, tells: bool) -> None:
    with Hearing(session, tells_keys=tells) as live:
        live.to_end()
        assert live.said().count(told(live)) == tells
        if tells:
            (at,) = [at for at, event in enumerate(live.events) if getattr(event, "text", "") == told(live)]
            assert live.titles()[: len(live.titles(0)) - len(live.titles(at))] == [session.chapter(0).title]
            begins = next(one for one in live.events[at:] if isinstance(one, ChapterStarted))
            said = next(one for one in live.events[at:] if isinstance(one, Answered))
            assert begins.frame - said.frame > to_samples(0.02 * len(told(live))), "not over each other"
        assert live.listener.flaws == []


def test_a_jump_out_of_the_first_chapter_or_one_to_a_later_one_does_not_lose_them(session: Silent) -> None:
    with Hearing(session, tells_keys=True, skip_to=effort(session)) as live:
        live.to_end()
        assert live.said().count(told(live)) == 1
        assert live.titles()[:2] == [session.chapter(0).title, session.chapter(effort(session)).title]
        assert live.listener.flaws == []


@pytest.mark.parametrize("moment", ["approach", "reach", "hold", "rest"])
def test_asked_for_they_are_told_soon_and_never_in_a_stretch(session: Silent, moment: str) -> None:
    index = effort(session)
    chapter = session.chapter(index)
    with Hearing(session, index) as live:
        at = moments(chapter)[moment]
        live.to(index, at)
        since = live.press(Verb.KEYS)
        live.until_said(told(live), chapter.length - at + to_samples(10))
        assert not live.stream._head.stretched
        if moment in ("reach", "hold"):
            assert live.titles(since) == [], "this spot is first done to its end"
        live.until(lambda: live.titles(since))
        here, following = chapter.title, session.chapter(index + 1).title
        assert live.titles(since)[0] == (here if moment == "approach" else following)
        live.to_end()
        assert live.said().count(told(live)) == 1
        assert live.titles().count(here) == (2 if moment == "approach" else 1)
        assert live.listener.flaws == []


def test_asked_for_in_a_pause_they_are_told_and_it_stays_a_pause(session: Silent) -> None:
    index = effort(session)
    with Hearing(session, index) as live:
        live.to(index, moments(session.chapter(index))["hold"])
        live.press(Verb.PAUSE)
        live.seconds(30)
        since = live.press(Verb.KEYS)
        live.seconds(90)
        assert live.said(since) == [told(live)]
        assert live.now[1] == "paused"
        assert live.listener.flaws == []


def test_asked_for_again_while_they_are_told_they_begin_anew_and_nothing_else_is_lost(session: Silent) -> None:
    index = effort(session)
    with Hearing(session, index) as live:
        live.to(index, moments(session.chapter(index))["approach"])
        live.press(Verb.KEYS)
        live.until_said(told(live))
        live.seconds(2)
        since = live.press(Verb.KEYS)
        live.until(lambda: live.titles(since))
        assert live.said(since)[0] == told(live)
        assert live.said(since).count(told(live)) == 1
        live.to_end()
        assert live.listener.flaws == []


def test_too_soon_in_the_first_chapter_they_are_told_once_and_not_again_after_it(session: Silent) -> None:
    with Hearing(session, tells_keys=True) as live:
        live.seconds(1)
        live.press(Verb.KEYS)
        live.to_end()
        assert live.said().count(told(live)) == 1
        assert live.listener.flaws == []
