"""The short notice, for a person who has heard the whole one: `back` leads to the whole, and on from there."""

from pathlib import Path

import pytest
from hearing import Hearing
from spots import Silent, silent
from spots import at_once as at_once

from coach.play.controls.verbs import Verb
from coach.protocol import shipped
from coach.session import Choices
from coach.units import to_samples

pytestmark = pytest.mark.usefixtures("at_once")

SHORT = "Do not start if your health has changed."
WHOLE = "Before you start: is this for you?"
PERSONS = sorted(name for name in shipped() if name != "waiting-room")


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Silent:
    return silent("hamstrings", Choices(level="remind", known=True), tmp_path.parent / "clips", monkeypatch)


def test_it_is_heard_in_place_of_the_whole(session: Silent) -> None:
    with Hearing(session) as live:
        live.to(1, to_samples(1))
        assert live.said()[0] == SHORT
        assert WHOLE not in live.said()


@pytest.mark.parametrize("at", [0.2, 2.0, 9.0, 15.0])
def test_back_leads_to_the_whole_and_the_session_goes_on_from_there(session: Silent, at: float) -> None:
    with Hearing(session) as live:
        live.seconds(at)
        since = live.press(Verb.BACK)
        live.until_said(WHOLE, to_samples(30))
        live.until(lambda: live.now == (3, "playing"))
        assert SHORT not in live.said(since)[1:]
        assert "Begin only if none of this is about you." in live.said(since)
        assert any(text.startswith("This session takes about") for text in live.said(since)), "the whole set-up too"
        assert live.listener.flaws == []


def test_from_the_set_up_back_leads_to_the_short_one_first(session: Silent) -> None:
    with Hearing(session) as live:
        live.to(1, to_samples(3))
        live.press(Verb.BACK)
        live.until(lambda: live.now == (0, "playing"))
        assert live.said().count(WHOLE) == 0
        live.seconds(2)
        live.press(Verb.BACK)
        live.until_said(WHOLE, to_samples(30))


def test_next_does_not_skip_the_stop_rule(session: Silent) -> None:
    with Hearing(session) as live:
        live.seconds(1)
        live.press(*[Verb.NEXT] * 5)
        live.until(lambda: live.now == (1, "playing"))
        assert any(text.endswith("stop right away.") for text in live.said())
        assert live.listener.flaws == []


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", PERSONS)
def test_the_chapters_are_the_same_and_the_rest_of_the_session_too(
    name: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = silent(name, Choices(level="tones", language=language, known=True), tmp_path.parent / "clips", monkeypatch)
    whole = known.with_whole_notice()
    assert whole is not None
    assert whole.with_whole_notice() is None
    titles = [[chapter.title for chapter in one.timeline.chapters] for one in (known, whole)]
    assert titles[0] == titles[1]
    spots = [[chapter for chapter in one.timeline.chapters if chapter.held] for one in (known, whole)]
    assert [one.title for one in spots[0]] == [one.title for one in spots[1]]
    assert known.timeline.length < whole.timeline.length - to_samples(90)
