"""The stop rule, and the notice before anything else: whoever presses `next` hears them all the same."""

from pathlib import Path

import pytest
from hearing import Hearing, with_comfort
from spots import Silent, silent
from spots import at_once as at_once

from coach.play.controls.verbs import Verb
from coach.session import Choices
from coach.timeline.model import Cue
from coach.units import to_samples

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.fixture(params=["small", "hamstrings", "quadriceps"])
def session(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Silent:
    name = request.param
    if name == "small":
        text = with_comfort().replace(
            "{say: notice, rest: short}", "{say: now}\n      - {say: was}\n      - {say: rule}"
        )
        text = text.replace("      - {say: rule}", "      - {say: rule}\n      - {say: one}")
        text = text.replace("{notice: notice, stop rule: notice}", "{notice: notice, stop rule: rule}")
        text = text.replace("      - {say: now}", "      - {say: notice}\n      - {say: now}")
        text = text.replace("      total: {", "      rule: {source: choice, always: Stop if it hurts.}\n      total: {")
        (tmp_path / "small.yaml").write_text(text, encoding="utf-8")
        name = str(tmp_path / "small.yaml")
    return silent(name, Choices(level="remind"), tmp_path.parent / "clips", monkeypatch)


def rule(session: Silent) -> list[Cue]:
    chapter = session.chapter(0)
    (kept,) = chapter.kept
    return [cue for cue in chapter.cues if cue.instruction == kept and cue.kind == "speech"]


def at_each_part(session: Silent) -> list[int]:
    """In the middle of each cue of the first chapter up to the stop rule, and between them."""
    cues = session.chapter(0).cues
    found = [(cue.start + cue.end) // 2 for cue in cues] + [cue.end + 480 for cue in cues]
    return [48_000, *(at for at in sorted(found) if at < rule(session)[0].start)]


def heard_whole(live: Hearing, session: Silent, since: int) -> None:
    texts = [cue.content for cue in rule(session)]
    said = live.said(since)
    assert said[: len(texts)] == texts
    assert live.titles()[-1] == session.chapter(0).title


@pytest.mark.parametrize("times", [1, 2, 5])
def test_before_the_stop_rule_next_leads_to_it(session: Silent, times: int) -> None:
    for at in at_each_part(session):
        with Hearing(session) as live:
            live.to(0, at)
            since = live.press(*[Verb.NEXT] * times)
            live.until_said(rule(session)[-1].content, to_samples(30))
            heard_whole(live, session, since)
            assert live.listener.flaws == []


@pytest.mark.parametrize("apart", [0.0, 0.05, 0.5, 1.0, 2.5])
def test_hammering_next_never_gets_past_the_stop_rule_before_it_was_heard(session: Silent, apart: float) -> None:
    with Hearing(session) as live:
        live.seconds(1)
        since = len(live.events)
        for _ in range(300):
            live.press(Verb.NEXT)
            live.seconds(apart)
            if live.now[0] > 0:
                break
        texts = [cue.content for cue in rule(session)]
        if live.now[0] > 0:
            assert [text for text in live.said(since) if text in texts][-len(texts) :] == texts
        else:
            live.until(lambda: live.now[0] == 1)
            assert [text for text in live.said(since) if text in texts][-len(texts) :] == texts


def test_while_it_is_said_next_only_answers(session: Silent) -> None:
    for cue in rule(session):
        for at in (cue.start + 480, (cue.start + cue.end) // 2, cue.end - 480):
            with Hearing(session) as live:
                live.to(0, at)
                since = live.press(Verb.NEXT)
                left = [
                    later.content for later in session.chapter(0).cues if later.start > at and later.kind == "speech"
                ]
                live.until(lambda: live.now[0] == 1)
                assert live.said(since)[: len(left)] == left
                assert live.states(since) == [] or live.states(since)[0] != "between"
                assert session.chapter(0).title not in live.titles(since)


def test_after_it_next_goes_on(session: Silent) -> None:
    with Hearing(session) as live:
        live.to(0, rule(session)[-1].end + 480)
        since = live.press(Verb.NEXT)
        live.until(lambda: live.titles(since), to_samples(5))
        assert live.titles(since) == [session.chapter(1).title]


def test_next_in_a_pause_before_it_does_not_skip_it(session: Silent) -> None:
    for at in at_each_part(session)[:4]:
        with Hearing(session) as live:
            live.to(0, at)
            live.press(Verb.PAUSE)
            live.seconds(3)
            since = live.press(Verb.NEXT)
            live.seconds(1)
            live.press(Verb.RESUME)
            live.until(lambda: live.now[0] == 1)
            assert all(cue.content in live.said(since) for cue in rule(session))


def test_next_right_after_the_keys_or_the_remaining_time_were_asked_for_does_not_skip_it(session: Silent) -> None:
    for verb in (Verb.KEYS, Verb.REMAINING, Verb.AGAIN, Verb.BACK):
        with Hearing(session) as live:
            live.to(0, at_each_part(session)[1])
            since = live.press(verb)
            live.seconds(0.3)
            live.press(Verb.NEXT)
            live.until(lambda: live.now[0] == 1)
            assert all(cue.content in live.said(since) for cue in rule(session)), verb


def test_next_before_the_first_word_does_not_skip_it(session: Silent) -> None:
    with Hearing(session) as live:
        live.stream.press(Verb.NEXT)
        live.seconds(0.1)
        live.press(Verb.NEXT)
        live.until(lambda: live.now[0] == 1)
        assert all(cue.content in live.said() for cue in rule(session))


def test_next_after_the_sound_was_lost_does_not_skip_it(session: Silent) -> None:
    with Hearing(session) as live:
        live.to(0, at_each_part(session)[1])
        live.lose()
        live.press(Verb.NEXT)
        live.until(lambda: live.now[0] == 1)
        assert all(cue.content in live.said() for cue in rule(session))


def test_from_a_later_chapter_the_notice_comes_first_and_then_words_for_a_ball_that_lies_nowhere(
    session: Silent,
) -> None:
    for index in range(1, session.count):
        with Hearing(session, skip_to=index) as live:
            live.to(0, rule(session)[-1].end + 480)
            live.press(Verb.NEXT)
            live.until(lambda: live.now[0] > 0)
            live.to_end()
            assert live.titles()[0] == session.chapter(0).title
            assert live.titles()[1:] == [session.chapter(at).title for at in range(index, session.count)]
            assert live.listener.flaws == []


@pytest.mark.parametrize("times", [1, 3, 20])
def test_from_a_later_chapter_next_does_not_skip_the_stop_rule_either(session: Silent, times: int) -> None:
    with Hearing(session, skip_to=session.count - 2) as live:
        live.seconds(1)
        since = live.press(*[Verb.NEXT] * times)
        live.until(lambda: live.now[0] >= session.count - 2)
        assert live.said(since)[: len(rule(session))] == [cue.content for cue in rule(session)]
        live.to_end()
        assert live.titles()[-2:] == [session.chapter(at).title for at in (session.count - 2, session.count - 1)]
        assert live.listener.flaws == []
