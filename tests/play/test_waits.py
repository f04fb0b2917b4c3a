"""A rest until somebody is ready: a key ends it sooner, and nothing is lost without one."""

from pathlib import Path

import pytest
from hearing import Hearing, with_comfort
from spots import Silent, silent
from spots import at_once as at_once

from coach.play.controls.verbs import Rating, Verb
from coach.play.events import CueStarted
from coach.session import Choices
from coach.units import to_samples

pytestmark = pytest.mark.usefixtures("at_once")
CHAPTER = 1
GOES_ON = (Verb.TOGGLE, Verb.RESUME)


@pytest.fixture(params=["small", "hamstrings", "quadriceps"])
def session(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Silent:
    if request.param != "small":
        return silent(request.param, Choices(level="remind"), tmp_path.parent / "clips", monkeypatch)
    text = with_comfort().replace("lengths: {short: 1 s}", "lengths: {short: 1 s, long: 20 s}")
    text = text.replace(
        "      - {say: total}", "      - {say: total}\n      - {say: one, rest: long, until: ready}\n      - {say: two}"
    )
    (tmp_path / "small.yaml").write_text(text, encoding="utf-8")
    return silent(str(tmp_path / "small.yaml"), Choices(), tmp_path.parent / "clips", monkeypatch)


def after_wait(session: Silent) -> list[str]:
    (wait,) = session.chapter(CHAPTER).waits
    return [cue.content for cue in session.chapter(CHAPTER).cues if cue.kind == "speech" and cue.start >= wait.end]


@pytest.mark.parametrize("into", [0.0, 0.5, 5.0, -0.5])
@pytest.mark.parametrize("verb", GOES_ON)
def test_a_key_goes_on_at_once_at_the_end_of_the_rest(session: Silent, verb: Verb, into: float) -> None:
    (wait,) = session.chapter(CHAPTER).waits
    with Hearing(session) as live:
        live.to(CHAPTER, (wait.start if into >= 0 else wait.end) + to_samples(into))
        pressed, since = live.clock, live.press(verb)
        live.until(lambda: live.said(since), to_samples(4))
        assert live.said(since) == after_wait(session)[:1]
        cue = next(one for one in live.events[since:] if isinstance(one, CueStarted) and one.cue.kind == "speech")
        assert cue.frame - pressed < to_samples(2), "at once, after its tone"
        assert "paused" not in live.states(since)
        live.to_end()
        assert live.said(since)[: len(after_wait(session))] == after_wait(session)
        assert live.listener.flaws == []


def test_nothing_pressed_waits_it_out(session: Silent) -> None:
    chapter = session.chapter(CHAPTER)
    with Hearing(session) as live:
        live.until(lambda: live.now[0] == CHAPTER + 1)
        cues = [one for one in live.events if isinstance(one, CueStarted) and one.index == CHAPTER]
        assert [one.cue for one in cues] == [*chapter.cues]
        assert [one.frame - cues[0].frame for one in cues] == [cue.start - cues[0].cue.start for cue in chapter.cues]


def test_pause_pauses_and_then_the_wait_is_over_by_a_key_alone(session: Silent) -> None:
    (wait,) = session.chapter(CHAPTER).waits
    with Hearing(session) as live:
        live.to(CHAPTER, wait.start + to_samples(3))
        since = live.press(Verb.PAUSE)
        live.seconds(600)
        assert live.now == (CHAPTER, "paused")
        assert live.said(since) == [live.words("paused")]
        live.press(Verb.TOGGLE)
        live.until(lambda: live.now[1] == "playing", to_samples(5))
        said = [cue.content for cue in session.chapter(CHAPTER).cues if cue.kind == "speech" and cue.end <= wait.start]
        live.until(lambda: len(live.said(since)) > 1, to_samples(10))
        assert live.said(since)[1] in said, "the instruction before the rest, again"
        live.to_end()
        assert live.listener.flaws == []


@pytest.mark.parametrize("verb", GOES_ON)
def test_too_soon_the_key_does_what_it_does_elsewhere(session: Silent, verb: Verb) -> None:
    (wait,) = session.chapter(CHAPTER).waits
    with Hearing(session) as live:
        live.to(CHAPTER, wait.start - to_samples(0.2))
        since = live.press(verb)
        live.seconds(5)
        assert ("paused" in live.states(since)) == (verb is Verb.TOGGLE)
        if verb is Verb.RESUME:
            assert not any(text in live.said(since) for text in after_wait(session))


def test_a_second_key_is_no_second_step(session: Silent) -> None:
    (wait,) = session.chapter(CHAPTER).waits
    with Hearing(session) as live:
        live.to(CHAPTER, wait.start + to_samples(3))
        since = live.press(Verb.RESUME, Verb.RESUME)
        live.until(lambda: live.now[0] == CHAPTER + 1)
        assert live.said(since)[: len(after_wait(session))] == after_wait(session)


def test_a_number_in_the_wait_does_not_end_it(session: Silent) -> None:
    (wait,) = session.chapter(CHAPTER).waits
    with Hearing(session) as live:
        live.to(CHAPTER, wait.start + to_samples(3))
        pressed, since = live.clock, live.press(Rating(2))
        live.until(lambda: any(text in live.said(since) for text in after_wait(session)))
        assert live.said(since)[0] == live.words("rated", 2)
        assert live.clock - pressed >= wait.end - wait.start - to_samples(3.2)
