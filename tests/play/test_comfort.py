"""How it feels, by a key from 0 to 9: less of it, or the end for a side, and never out of a stretch without words."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hearing import Hearing, moments, with_comfort
from spots import Silent, silent
from spots import at_once as at_once

from coach.play.controls.verbs import Rating, Verb
from coach.play.events import CueStarted, Eased, RatingGiven
from coach.play.stream.offer import ANSWER_WITHIN, COME_OFF
from coach.session import Choices
from coach.session.prompts import Prompt, PromptKind
from coach.units import to_samples

pytestmark = pytest.mark.usefixtures("at_once")
NAMES = ("small", "hamstrings", "quadriceps")
Make = Callable[..., Silent]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("comfort")
    (made / "small.yaml").write_text(with_comfort(), encoding="utf-8")
    return made


@pytest.fixture
def make(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    def made(name: str, **choices: object) -> Silent:
        what = str(folder / "small.yaml") if name == "small" else name
        choices = {"spots": 3, **choices} if name == "small" else choices
        return silent(what, Choices(level="remind", **choices), folder / "clips", monkeypatch)  # type: ignore[arg-type]

    return made


def efforts(session: Silent) -> list[int]:
    return [index for index in range(session.count) if session.chapter(index).held]


def last_of_first_side(session: Silent) -> int:
    found = efforts(session)
    return found[len(found) // 2 - 1]


def on_the_other_side(session: Silent) -> str:
    """The title of the first chapter of the other side."""
    first = session.location(efforts(session)[0]).side
    later = (session.chapter(at) for at in range(efforts(session)[0], session.count))
    return next(one.title for one in later if one.location.side not in (None, first))


@pytest.mark.parametrize("moment", ["approach", "reach", "hold", "rest"])
@pytest.mark.parametrize("value", [0, 2, 3])
@pytest.mark.parametrize("name", NAMES)
def test_what_feels_fine_changes_nothing_and_is_confirmed_without_breaking_anything(
    make: Make, name: str, value: int, moment: str
) -> None:
    session = make(name)
    index = efforts(session)[1]
    chapter = session.chapter(index)
    with Hearing(session, index) as live:
        live.to(index, moments(chapter)[moment])
        since = live.press(Rating(value))
        live.until(lambda: live.now[0] == index + 2)
        told = live.words("rated", value)
        assert live.said().count(told) == 1
        assert live.titles() == [session.chapter(at).title for at in range(index, index + len(live.titles()))]
        assert [one.cue for one in live.events if isinstance(one, CueStarted) and one.index == index] == [
            *chapter.cues
        ], "each cue of this spot once"
        assert not any(isinstance(one, Eased) for one in live.events[since:])
        frame = next(one.frame for one in live.events if getattr(one, "text", "") == told)
        speech = [one for one in live.events if isinstance(one, CueStarted) and one.cue.kind == "speech"]
        assert not any(one.frame <= frame < one.frame + one.cue.length for one in speech), "over no words"
        assert live.listener.flaws == []


@pytest.mark.parametrize("moment", ["reach", "hold"])
@pytest.mark.parametrize("value", [4, 5])
@pytest.mark.parametrize("name", NAMES)
def test_four_in_a_stretch_leads_out_of_it_and_on_to_the_next_spot_of_fewer(
    make: Make, name: str, value: int, moment: str
) -> None:
    session = make(name)
    index = efforts(session)[0]
    spots, most = session.chapter(index).location.spot is not None, session.chapter(index).title[-1]
    with Hearing(session, index) as live:
        live.to(index, moments(session.chapter(index))[moment])
        before = live.remaining()
        since = live.press(Rating(value))
        live.until(lambda: live.titles(since))
        assert live.said(since) == [
            live.words("ease"),
            live.words("rated", value),
            live.words("fewer" if spots else "less"),
        ]
        assert live.listener.flaws == []
        if spots:
            assert live.titles(since)[0] == f"{session.chapter(index + 1).title[:-1]}{int(most) - 1}"
            (eased,) = [one for one in live.events if isinstance(one, Eased)]
            lines = len({session.location(at).line for at in efforts(session)})
            assert (eased.fewer, eased.count) == (1, session.count - lines)
            assert live.remaining() < before * 0.75
        live.to_end()
        assert not any(f"spot {most} of" in title for title in live.titles() if spots)
        assert len(live.titles()) == live.stream._head.source.count - index
        assert live.listener.flaws == []


@pytest.mark.parametrize("moment", ["approach", "rest"])
@pytest.mark.parametrize("name", ["small", "hamstrings"])
def test_four_outside_of_a_stretch_goes_on_with_this_spot_and_later_ones_are_fewer(
    make: Make, name: str, moment: str
) -> None:
    session = make(name, spots=3)
    index = efforts(session)[0]
    chapter = session.chapter(index)
    with Hearing(session, index) as live:
        live.to(index, moments(chapter)[moment])
        live.press(Rating(4))
        live.to_end()
        assert [one.cue for one in live.events if isinstance(one, CueStarted)][: len(chapter.cues)] == [*chapter.cues]
        assert live.titles()[0].endswith("spot 1 of 3")
        assert live.titles()[1].endswith("spot 2 of 2")
        assert not any("of 3" in title for title in live.titles()[1:])
        assert live.words("ease") not in live.said()
        assert live.said().count(live.words("rated", 4)) == live.said().count(live.words("fewer")) == 1
        assert live.listener.flaws == []


@pytest.mark.parametrize("moment", ["approach", "hold", "rest"])
def test_four_at_the_last_spot_of_a_strip_leaves_none_of_it_and_the_next_strip_has_fewer(
    make: Make, moment: str
) -> None:
    session = make("small", spots=3)
    index = efforts(session)[2]
    with Hearing(session, index) as live:
        live.to(index, moments(session.chapter(index))[moment])
        live.press(Rating(4))
        live.to_end()
        assert live.titles()[0].endswith("top, spot 3 of 3")
        assert live.titles()[1].endswith("low, spot 1 of 2")
        assert live.listener.flaws == []


def test_what_became_of_a_number_is_told_whatever_is_pressed_next(make: Make) -> None:
    session = make("small", spots=3)
    index = efforts(session)[0]
    with Hearing(session, index) as live:
        live.to(index, moments(session.chapter(index))["approach"])
        live.press(Rating(4), Verb.LOUDER, Verb.REMAINING)
        live.to_end()
        assert live.said().count(live.words("rated", 4)) == live.said().count(live.words("fewer")) == 1
        assert live.listener.flaws == []


def test_four_again_and_again_leaves_one_spot_of_each_strip_and_then_says_less(make: Make) -> None:
    session = make("small", spots=3)
    index = efforts(session)[0]
    with Hearing(session, index) as live:
        live.to(index, moments(session.chapter(index))["approach"])
        for _ in range(4):
            live.press(Rating(5))
            live.until_said(live.words("rated", 5))
            live.seconds(3)
        assert [one.fewer for one in live.events if isinstance(one, Eased)] == [1, 2]
        live.to_end()
        assert live.said().count(live.words("fewer")) == 2
        assert live.said().count(live.words("less")) == 2
        assert len({title for title in live.titles() if title.startswith("Right")}) == 2, "no strip is left out"
        assert live.listener.flaws == []


@pytest.mark.parametrize("moment", ["approach", "reach", "hold", "rest"])
@pytest.mark.parametrize("name", ["small", "hamstrings"])
def test_with_one_spot_on_each_strip_it_is_less_far_and_nothing_is_left_out(make: Make, name: str, moment: str) -> None:
    session = make(name, spots=1)
    index = efforts(session)[0]
    with Hearing(session, index) as live:
        live.to(index, moments(session.chapter(index))[moment])
        since = live.press(Rating(4))
        live.to_end()
        assert live.words("less") in live.said(since)
        assert live.words("fewer") not in live.said(since)
        assert set(live.titles()) == {session.chapter(at).title for at in range(index, session.count)}
        assert not any(one.fewer for one in live.events if isinstance(one, Eased))
        assert live.listener.flaws == []


@pytest.mark.parametrize("moment", ["approach", "reach", "hold", "rest"])
@pytest.mark.parametrize("value", [6, 9])
@pytest.mark.parametrize("name", NAMES)
def test_six_ends_this_side_and_the_other_one_is_offered_after_a_rest(
    make: Make, name: str, value: int, moment: str
) -> None:
    session = make(name)
    index = efforts(session)[1]
    with Hearing(session, index) as live:
        live.to(index, moments(session.chapter(index))[moment])
        since = live.press(Rating(value))
        live.until(lambda: live.now[1] == "offered")
        out = [live.words("ease")] if moment in ("reach", "hold") else []
        said = [*out, live.words("rated", value), live.words("side over"), live.words("other side")]
        assert live.said(since) == said
        frames = {one.text: one.frame for one in live.events[since:] if hasattr(one, "text")}
        over = len(session.prompts.words(Prompt(PromptKind.SIDE_OVER, protocol=session.protocol.protocol)).pcm)
        assert frames[said[-1]] - frames[said[-2]] - over >= COME_OFF
        assert live.listener.flaws == []


@pytest.mark.parametrize("verb", [Verb.TOGGLE, Verb.RESUME, Verb.NEXT])
@pytest.mark.parametrize("when", ["before the question", "in the question", "after it"])
@pytest.mark.parametrize("name", NAMES)
def test_a_key_goes_on_with_the_other_side(make: Make, name: str, verb: Verb, when: str) -> None:
    session = make(name)
    index = efforts(session)[1]
    with Hearing(session, index) as live:
        live.to(index, moments(session.chapter(index))["hold"])
        live.press(Rating(6))
        if when == "before the question":
            live.until_said(live.words("side over"))
            live.until(lambda: not live.stream._head.asides)
        else:
            live.until_said(live.words("other side"))
            live.seconds(20 if when == "after it" else 0.5)
        since = live.press(verb)
        live.until(lambda: live.now[1] == "playing", to_samples(10))
        assert live.titles(since)[0] == on_the_other_side(session)
        live.to_end()
        side = session.location(index).side
        assert not [title for title in live.titles(since) if title.startswith(str(side).capitalize())]
        assert live.listener.flaws == []


@pytest.mark.parametrize("name", NAMES)
def test_without_an_answer_the_session_ends_with_its_last_chapter(make: Make, name: str) -> None:
    session = make(name)
    index = efforts(session)[1]
    last = session.chapter(session.count - 1)
    with Hearing(session, index) as live:
        live.to(index, moments(session.chapter(index))["hold"])
        since = live.press(Rating(7))
        live.until(lambda: live.now[1] == "offered")
        offered = live.clock
        live.until(lambda: live.now[1] == "playing")
        assert ANSWER_WITHIN <= live.clock - offered <= ANSWER_WITHIN + to_samples(3)
        live.to_end()
        assert live.titles(since) == [last.title]
        spoken = [cue.content for cue in last.cues if cue.kind == "speech"]
        at = live.said(since).index(spoken[0])
        assert live.said(since)[at - 1] == live.words("other side")
        assert live.said(since)[at : at + len(spoken)] == spoken
        assert live.listener.flaws == []


@pytest.mark.parametrize("moment", ["approach", "reach", "hold", "rest"])
@pytest.mark.parametrize("name", NAMES)
def test_on_the_last_side_nothing_is_offered(make: Make, name: str, moment: str) -> None:
    session = make(name)
    index = efforts(session)[-2]
    with Hearing(session, index) as live:
        live.to(index, moments(session.chapter(index))[moment])
        since = live.press(Rating(8))
        live.to_end()
        assert "offered" not in live.states(since)
        assert live.words("other side") not in live.said(since)
        assert live.titles(since) == [session.chapter(session.count - 1).title]
        assert live.listener.flaws == []


@pytest.mark.parametrize("name", NAMES)
def test_stop_during_the_offer_ends(make: Make, name: str) -> None:
    session = make(name)
    index = efforts(session)[1]
    with Hearing(session, index) as live:
        live.to(index, moments(session.chapter(index))["hold"])
        live.press(Rating(6))
        live.until(lambda: live.now[1] == "offered")
        since = live.press(Verb.STOP)
        live.to_end()
        assert live.stream.stopped
        assert live.words("stop") in live.said(since)
        assert live.titles(since) == []
        assert live.words("off") not in live.said(since), "nobody is on the ball"
        assert live.listener.flaws == []


@pytest.mark.parametrize("value", [2, 4, 6, 9])
@pytest.mark.parametrize("name", NAMES)
def test_a_number_in_a_pause_leaves_it_a_pause(make: Make, name: str, value: int) -> None:
    session = make(name)
    index = efforts(session)[1]
    with Hearing(session, index) as live:
        live.to(index, moments(session.chapter(index))["hold"])
        live.press(Verb.PAUSE)
        live.seconds(20)
        since = live.press(Rating(value))
        live.seconds(300)
        assert live.titles(since) == []
        assert live.now[1] == "paused"
        assert live.words("rated", value) in live.said(since)
        live.press(Verb.RESUME)
        live.until(lambda: live.now[1] == "playing", to_samples(90))
        if value >= 6:
            assert live.titles(since)[0] == on_the_other_side(session)
        live.to_end()
        assert live.listener.flaws == []


@pytest.mark.parametrize("where", ["preparation", "rest", "pause"])
@pytest.mark.parametrize("name", ["small", "hamstrings"])
def test_the_same_number_means_the_same_at_any_time(make: Make, name: str, where: str) -> None:
    session = make(name, spots=3)
    index = efforts(session)[0]
    for value in (4, 6):
        with Hearing(session, index - 1 if where == "preparation" else index) as live:
            if where == "preparation":
                live.seconds(1)
            else:
                live.to(index, moments(session.chapter(index))["rest"])
            if where == "pause":
                live.press(Verb.PAUSE)
            since = live.press(Rating(value))
            live.seconds(60)
            (eased,) = [one for one in live.events[since:] if isinstance(one, Eased)]
            side = session.location(index).side
            assert (eased.fewer, eased.over) == ((1, ()) if value == 4 else (0, (side,)))
            wanted = "fewer" if value == 4 else "side over"
            assert live.words(wanted) in live.said(since)
            assert live.listener.flaws == []


@pytest.mark.parametrize("value", range(10))
def test_each_number_is_told_to_whoever_looks_on(make: Make, value: int) -> None:
    session = make("small")
    index = efforts(session)[0]
    with Hearing(session, index) as live:
        live.to(index, moments(session.chapter(index))["approach"])
        live.press(Rating(value))
        assert [(one.index, one.value) for one in live.events if isinstance(one, RatingGiven)] == [(index, value)]


def test_it_is_asked_before_the_first_strip_and_after_each_one_if_it_should_be(make: Make) -> None:
    session = make("small")
    asked = {}
    for asks in (True, False):
        with Hearing(session, asks=asks) as live:
            live.to_end()
            asked[asks] = [live.said().count(live.words(kind)) for kind in ("how now", "how was it")]
            assert live.listener.flaws == []
    assert asked == {True: [1, 4], False: [0, 0]}
