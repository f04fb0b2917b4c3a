"""What a voice may do, phrase by phrase and moment by moment, in whole sessions without sound."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hearing import Hearing, moments, with_comfort, with_waits
from spots import Silent, silent
from spots import at_once as at_once

from coach.listen.phrases import COACH, WORDS, Phrase
from coach.play.controls.spoken import LOUDEST, MEANINGS, Moment, verb_of
from coach.play.controls.verbs import Listening, Rating, Spoken, Verb
from coach.play.events import Answered, MicrophoneChanged
from coach.play.stream.hearing import TICKS_APART
from coach.protocol import load
from coach.protocols import shipped
from coach.session import Choices
from coach.session.prompts import ANSWERS
from coach.units import to_samples

pytestmark = pytest.mark.usefixtures("at_once")

STOP, CRY, MURMUR = Spoken(Phrase.STOP), Spoken(cry=True), Spoken()
WAITS = 1
"""Chapter with a rest that waits for the person."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("spoken")
    text = with_comfort().replace("lengths: {short: 1 s}", "lengths: {short: 1 s, long: 20 s}")
    text = text.replace(
        "      - {say: total}", "      - {say: total}\n      - {say: one, rest: long, until: ready}\n      - {say: two}"
    )
    (made / "small.yaml").write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def session(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Silent:
    return silent(str(folder / "small.yaml"), Choices(level="remind", spots=3), folder / "clips", monkeypatch)


def first_effort(session: Silent) -> int:
    return next(index for index in range(session.count) if session.chapter(index).held)


def in_hold(session: Silent, moment: str = "hold") -> Hearing:
    """Somebody in the first stretch, with a microphone that is on."""
    index = first_effort(session)
    live = Hearing(session, index)
    live.stream.press(Listening.ON)
    live.to(index, moments(session.chapter(index))[moment])
    return live


def in_wait(session: Silent) -> Hearing:
    live = Hearing(session, WAITS)
    (wait,) = session.chapter(WAITS).waits
    live.to(WAITS, wait.start + to_samples(2))
    return live


def tones(live: Hearing, since: int) -> int:
    """Tones of the coach's own, without words, after so many events."""
    return sum(isinstance(one, Answered) and not one.text for one in live.events[since:])


# The table


def test_each_phrase_but_no_has_its_verb_and_each_verb_its_key() -> None:
    from coach.play.controls.keys import KEYS

    assert set(Phrase) - set(MEANINGS) == {Phrase.NO}
    keyed = {*KEYS.values(), Verb.PAUSE}  # the space bar pauses, and goes on
    assert {verb for verb, _ in MEANINGS.values()} <= keyed


@pytest.mark.parametrize("phrase", [*COACH, Phrase.STOP])
def test_phrases_count_while_it_sounds_where_they_mean_something(phrase: Phrase) -> None:
    verb = verb_of(Spoken(phrase), Moment.RUNNING, stretched=False, volume=0)
    assert (verb is None) == (phrase in (Phrase.GO_ON, Phrase.READY))


@pytest.mark.parametrize("moment", list(Moment))
@pytest.mark.parametrize("phrase", WORDS)
def test_single_words_count_only_in_the_quiet_of_a_wait(phrase: Phrase, moment: Moment) -> None:
    verb = verb_of(Spoken(phrase), moment, stretched=False, volume=0)
    assert verb == (Verb.READY if moment is Moment.ASKING and phrase is not Phrase.NO else None)


@pytest.mark.parametrize("moment", [Moment.HURT, Moment.OFFERED, Moment.OVER])
@pytest.mark.parametrize("phrase", list(Phrase))
def test_no_voice_goes_on_after_a_stop_for_pain(phrase: Phrase, moment: Moment) -> None:
    verb = verb_of(Spoken(phrase), moment, stretched=False, volume=0)
    assert verb in (None, *((Verb.LOUDER, Verb.SOFTER, Verb.REMAINING) if moment is not Moment.OVER else ()))


def test_no_voice_ends_a_session_or_rates_it() -> None:
    assert Verb.STOP not in {verb for verb, _ in MEANINGS.values()}
    assert all(isinstance(verb, Verb) for verb, _ in MEANINGS.values())


def test_a_voice_makes_it_louder_only_up_to_a_cap() -> None:
    louder = [
        verb_of(Spoken(Phrase.LOUDER), Moment.RUNNING, stretched=False, volume=at) for at in range(-3, LOUDEST + 2)
    ]
    assert louder == [Verb.LOUDER] * (3 + LOUDEST) + [None, None]


# In a session


@pytest.mark.parametrize(("said", "told"), [(STOP, "heard stop"), (CRY, "heard cry")])
@pytest.mark.parametrize("moment", ["reach", "hold"])
def test_stop_or_a_cry_in_a_stretch_eases_off_in_words_and_pauses_until_a_key(
    session: Silent, moment: str, said: Spoken, told: str
) -> None:
    with in_hold(session, moment) as live:
        since = live.press(said)
        live.seconds(20)
        assert live.said(since) == [live.words("ease"), live.words(told)]
        assert live.now[1] == "paused"
        for phrase in Phrase:
            live.press(Spoken(phrase))
            live.seconds(5)
        assert live.now[1] == "paused", "no voice goes on"
        live.press(Verb.RESUME)
        live.until(lambda: live.now[1] == "playing", to_samples(5))
        live.to_end()
        assert live.listener.flaws == []


def test_stop_outside_of_a_stretch_pauses_and_a_voice_goes_on(session: Silent) -> None:
    with in_hold(session, "approach") as live:
        since = live.press(STOP)
        live.seconds(8)
        assert live.said(since) == [live.words("heard stop")]
        assert live.now[1] == "paused"
        live.press(Spoken(Phrase.GO_ON))
        live.until(lambda: live.now[1] == "playing", to_samples(5))
        live.to_end()
        assert live.listener.flaws == []


def test_a_pause_asked_for_in_a_stretch_is_no_stop_for_pain(session: Silent) -> None:
    with in_hold(session) as live:
        since = live.press(Spoken(Phrase.PAUSE))
        live.seconds(10)
        assert live.said(since) == [live.words("ease"), live.words("paused")]
        live.press(Spoken(Phrase.READY))
        live.seconds(5)
        assert live.now[1] == "paused", "that is for waits"
        live.press(Spoken(Phrase.GO_ON))
        live.until(lambda: live.now[1] == "playing", to_samples(5))
        assert live.listener.flaws == []


def test_a_pause_by_key_after_a_stop_for_pain_does_not_count_as_one(session: Silent) -> None:
    with in_hold(session) as live:
        live.press(STOP)
        live.seconds(8)
        live.press(Verb.RESUME)
        live.until(lambda: live.now[1] == "playing", to_samples(5))
        live.press(Verb.PAUSE)
        live.seconds(5)
        live.press(Spoken(Phrase.GO_ON))
        live.until(lambda: live.now[1] == "playing", to_samples(5))


def test_a_cry_counts_in_a_stretch_only(session: Silent) -> None:
    with in_hold(session, "approach") as live:
        since = live.press(CRY)
        live.seconds(0.5)
        assert live.now[1] == "playing"
        assert tones(live, since) == 0, "not even a tick"


@pytest.mark.parametrize("value", [6, 9])
def test_after_a_number_that_stops_a_side_no_voice_goes_on_to_the_other(session: Silent, value: int) -> None:
    with in_hold(session) as live:
        live.press(Rating(value))
        live.until(lambda: live.now[1] == "offered")
        for phrase in Phrase:
            live.press(Spoken(phrase))
            live.seconds(1)
        assert live.now[1] == "offered"
        live.to_end()
        assert live.stream.finished


@pytest.mark.parametrize("phrase", [Phrase.YES, Phrase.READY_WORD, Phrase.GO_ON_WORD, Phrase.READY, Phrase.GO_ON])
def test_in_a_wait_these_go_on(session: Silent, phrase: Phrase) -> None:
    with in_wait(session) as live:
        since = live.press(Spoken(phrase))
        live.until(lambda: live.said(since), to_samples(4))
        assert live.said(since) == ["Two."]


def test_single_words_count_in_the_quiet_after_a_reminder_and_not_while_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "small.yaml").write_text(with_waits(), encoding="utf-8")
    session = silent(str(tmp_path / "small.yaml"), Choices(wait=True), tmp_path.parent / "clips", monkeypatch)
    with Hearing(session) as live:
        live.until_said(live.words("reminder"))
        assert live.now[1] == "awaiting"
        live.press(Spoken(Phrase.YES))
        live.seconds(0.2)
        assert live.now[1] == "awaiting"
        live.seconds(3)
        live.press(Spoken(Phrase.NO))
        live.seconds(1)
        assert live.now[1] == "awaiting"
        live.press(Spoken(Phrase.YES))
        live.until(lambda: live.now[1] == "playing", to_samples(3))
        live.to_end()
        assert live.listener.flaws == []


def test_no_and_silence_leave_a_wait_as_it_is(session: Silent) -> None:
    (wait,) = session.chapter(WAITS).waits
    with in_wait(session) as live:
        since = live.press(Spoken(Phrase.NO))
        live.seconds(10)
        assert live.now == (WAITS, "playing")
        assert live.said(since) == []
        assert live.stream.position.offset < wait.end


def test_what_is_not_understood_does_nothing_but_a_tick_now_and_then(session: Silent) -> None:
    with in_hold(session) as live:
        since = live.press(MURMUR, MURMUR, Spoken(Phrase.YES), Spoken(Phrase.GO_ON))
        live.seconds(1)
        assert tones(live, since) == 1
        assert live.now[1] == "playing"
        live.frames(TICKS_APART)
        live.press(MURMUR)
        live.seconds(1)
        assert tones(live, since) == 2
        assert live.listener.flaws == []


@pytest.mark.parametrize(
    ("phrase", "words"), [(Phrase.HOW_LONG, "minutes left"), (Phrase.NEXT, "spot two"), (Phrase.AGAIN, "spot one")]
)
def test_a_phrase_does_what_its_key_does(session: Silent, phrase: Phrase, words: str) -> None:
    with in_hold(session) as live:
        since = live.press(Spoken(phrase))
        assert tones(live, since) == 1
        live.until(lambda: any(words in said for said in live.said(since)))
        live.to_end()
        assert live.listener.flaws == []


# The microphone


def test_it_says_at_the_beginning_that_it_listens_and_at_the_end_that_it_does_not(session: Silent) -> None:
    with Hearing(session) as live:
        live.press(Listening.ON)
        live.to_end()
        said = live.said()
        assert said[0] == live.words("microphone on")
        assert said[1] == "Ask first.", "and the notice comes all the same"
        assert said[-1] == live.words("microphone off")
        assert [one.on for one in live.events if isinstance(one, MicrophoneChanged)] == [True]


@pytest.mark.parametrize(("fault", "on"), [(Listening.FAILED, [True, False]), (Listening.SILENT, [True])])
def test_a_microphone_that_fails_is_told_once_and_the_session_goes_on_as_without(
    session: Silent, fault: Listening, on: list[bool]
) -> None:
    with Hearing(session) as live:
        live.press(Listening.ON)
        live.seconds(30)
        live.press(fault, *([Listening.OFF] if fault is Listening.FAILED else []))
        live.to_end()
        assert live.said().count(live.words("deaf")) == 1
        assert [one.on for one in live.events if isinstance(one, MicrophoneChanged)] == on
        assert live.listener.flaws == []


def test_one_that_is_refused_changes_no_other_word_of_the_session(session: Silent) -> None:
    def words(act: Callable[[Hearing], object]) -> list[str]:
        with Hearing(session) as live:
            act(live)
            live.to_end()
            return [said for said in live.said() if said != live.words("deaf")]

    assert words(lambda live: live.press(Listening.FAILED, Listening.OFF)) == words(lambda live: None)


# Words


@pytest.mark.parametrize("name", shipped())
def test_no_sentence_tells_anybody_to_rely_on_a_voice_to_stop(name: str) -> None:
    protocol = load(name)
    lines = [
        text
        for words in protocol.words.values()
        for line in words.lines.values()
        for said in (line.always, line.learn, line.remind, line.tones)
        for text in ([said] if isinstance(said, str) else said or ())
    ]
    lines += [text for table in ANSWERS.values() for text in table.values()]
    assert not [text for text in lines if re.search(r"\b(say|call|di|diga)\b[^.]*\b(stop|para|alto)\b", text.lower())]
