"""A session that waits for the person: at a key it goes on at once, and without one at its limit, to the sample."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
from hearing import Hearing, with_comfort, with_waits
from play_fakes import FakeClock, FakeSource, make, wide
from spots import Silent, silent
from spots import at_once as at_once

from coach.play.controls.verbs import Rating, Verb
from coach.play.devices.null import NullPlayer
from coach.play.events import Answered, ChapterStarted, CueStarted, StateChanged
from coach.play.stream.carrier import carrier
from coach.play.stream.chapter_reader import RAMP
from coach.play.stream.stream import Stream
from coach.session import Choices
from coach.session.prompts import Prompt, PromptKind
from coach.timeline.model import Cue, Wait
from coach.units import to_samples

pytestmark = pytest.mark.usefixtures("at_once")
SPOT = 2
GOES_ON = (Verb.READY, Verb.TOGGLE, Verb.RESUME, Verb.NEXT)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Silent:
    (tmp_path / "small.yaml").write_text(with_waits(), encoding="utf-8")
    return silent(str(tmp_path / "small.yaml"), Choices(wait=True), tmp_path.parent / "clips", monkeypatch)


def wait_of(session: Silent, index: int = SPOT) -> Wait:
    (wait,) = session.chapter(index).waits
    return wait


def into_wait(live: Hearing, index: int = SPOT) -> None:
    """Hear on until it waits in chapter `index`."""
    live.until(lambda: live.now == (index, "awaiting"))


@pytest.mark.parametrize("into", [0.0, 0.01, 0.5, 3.0, 9.0])
@pytest.mark.parametrize("verb", GOES_ON)
@pytest.mark.parametrize("index", [1, SPOT])
def test_it_goes_on_at_once_when_the_person_is_ready(session: Silent, verb: Verb, into: float, index: int) -> None:
    wait = wait_of(session, index)
    after = next(cue for cue in session.chapter(index).cues if cue.start >= wait.end)
    with Hearing(session) as live:
        into_wait(live, index)
        live.seconds(into)
        pressed, since = live.clock, live.press(verb)
        live.until(lambda: live.said(since), to_samples(4))
        cue = next(one for one in live.events[since:] if isinstance(one, CueStarted))
        assert cue.cue == after
        assert cue.frame - pressed < to_samples(2), "at once, after its tone"
        assert not {"between", "paused"} & set(live.states(since))
        live.to_end()
        assert live.listener.flaws == []


SHIPPED = {
    "hamstrings": Choices(level="tones", wait=True),
    "quadriceps": Choices(level="remind", side="left", wait=True),
    "gastrocnemius": Choices(level="learn", spots=1, wait=True),
    "soleus": Choices(level="tones", spots=1, wait=True),
    "leg": Choices(level="tones", side="right", without=("hamstrings", "soleus"), wait=True),
}


@pytest.mark.parametrize("name", SHIPPED)
def test_nobody_answers_and_it_ends_as_planned_plus_the_limits_of_its_waits(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, clock = silent(name, SHIPPED[name], tmp_path.parent / "clips", monkeypatch), FakeClock()
    timeline, reminders = session.timeline, 0
    starts: dict[int, int] = {}
    reminder = [session.prompts.text(Prompt(PromptKind.REMINDER, protocol=one)) for one in session.protocol.parts]
    with Stream(session, answers=session.prompts) as stream, NullPlayer(paced=True, now=clock) as player:
        player.play(stream)
        while not stream.finished:
            clock.seconds += 5
            player.poll()
        for event in stream.events():
            if isinstance(event, ChapterStarted):
                starts.setdefault(event.index, event.frame)
            reminders += isinstance(event, Answered) and event.text in reminder
    waited = 0
    for index, (start, chapter) in enumerate(zip(timeline.starts, timeline.chapters, strict=True)):
        assert starts[index] == start + waited, chapter.title
        waited += sum(wait.longer for wait in chapter.waits)
    assert stream.clock == timeline.length + waited == timeline.range[1]
    assert reminders == sum(len(chapter.waits) for chapter in timeline.chapters) > 2


def test_the_reminder_comes_once_in_the_wait_and_says_how_to_go_on(session: Silent) -> None:
    wait = wait_of(session)
    with Hearing(session) as live:
        into_wait(live)
        since = len(live.events)
        live.until(lambda: live.now == (SPOT, "playing"))
        (reminder,) = (one for one in live.events[since:] if isinstance(one, Answered))
        waits = [one for one in live.events if isinstance(one, StateChanged) and one.state == "awaiting"]
        assert reminder.frame - waits[-1].frame == wait.end - wait.start + wait.remind
        assert reminder.text == live.words("reminder")


def test_a_pause_in_the_wait_pauses_and_then_the_spot_begins_anew(session: Silent) -> None:
    with Hearing(session) as live:
        into_wait(live)
        since = live.press(Verb.PAUSE)
        live.seconds(600)
        assert live.now == (SPOT, "paused")
        live.press(Verb.RESUME)
        into_wait(live)
        assert any(isinstance(one, ChapterStarted) and one.offset == 0 for one in live.events[since:]) or live.said(
            since
        )
        live.to_end()
        assert live.listener.flaws == []


@pytest.mark.parametrize("after", [0.0, 0.1, 0.25])
def test_a_pause_right_after_the_word_leads_back_to_the_place(session: Silent, after: float) -> None:
    with Hearing(session) as live:
        into_wait(live)
        live.press(Verb.READY)
        live.seconds(after)
        since = live.press(Verb.PAUSE)
        live.seconds(1)
        live.press(Verb.RESUME)
        live.until(lambda: any(isinstance(one, CueStarted) for one in live.events[since:]))
        assert live.session.location(SPOT).spot == 1
        into_wait(live)
        live.to_end()
        assert live.listener.flaws == []


def test_the_word_ready_anywhere_else_asks_for_nothing(session: Silent) -> None:
    with Hearing(session) as live:
        live.to(SPOT, session.chapter(SPOT).cues[0].start + 480)
        before = live.press(Verb.READY)
        live.seconds(1)
        assert [one.text for one in live.events[before:] if isinstance(one, Answered)] == [""], "a tone, and no more"
        assert live.states(before) == []
        since = live.press(Verb.PAUSE)
        live.seconds(5)
        live.press(Verb.READY)
        live.seconds(5)
        assert live.now == (SPOT, "paused"), "it ends no pause"
        assert live.said(since) == [live.words("paused")]


def test_stop_in_the_wait_leads_off_and_ends(session: Silent) -> None:
    with Hearing(session) as live:
        into_wait(live)
        since = live.press(Verb.STOP)
        live.to_end()
        assert live.words("off") in live.said(since)
        assert live.listener.flaws == []


@pytest.mark.parametrize("value", range(10))
def test_a_number_in_the_wait_is_obeyed(session: Silent, value: int) -> None:
    with Hearing(session) as live:
        into_wait(live)
        since = live.press(Rating(value))
        live.until(lambda: live.words("rated", value) in live.said(since), to_samples(10))
        live.to_end()
        assert live.listener.flaws == []


@pytest.mark.parametrize("into", [0.0, 2.0, 6.0])
def test_sound_that_is_lost_in_the_wait_leads_back_to_the_place(session: Silent, into: float) -> None:
    with Hearing(session) as live:
        into_wait(live)
        live.seconds(into)
        since = len(live.events)
        live.lose()
        live.until(lambda: live.now == (SPOT, "awaiting"))
        assert live.words("ease") not in live.said(since), "nothing was stretched"
        assert live.words("lost") in live.said(since)
        live.to_end()
        assert live.listener.flaws == []


def test_back_and_again_leave_the_wait(session: Silent) -> None:
    with Hearing(session) as live:
        into_wait(live, SPOT + 1)
        since = live.press(Verb.BACK)
        live.until(lambda: live.now == (SPOT, "awaiting"))
        assert "between" in live.states(since)
        live.press(Verb.AGAIN)
        into_wait(live)
        live.to_end()
        assert live.listener.flaws == []


def test_the_time_left_runs_with_the_planned_rest_and_then_stands(session: Silent) -> None:
    wait, head = wait_of(session, 1), None
    with Hearing(session) as live:
        into_wait(live, 1)
        head = live.stream._head
        assert wait.start <= head.planned < wait.start + to_samples(0.2)
        live.seconds(10)
        assert wait.start + to_samples(9.9) < head.planned < wait.start + to_samples(10.2)
        live.seconds(12)
        assert head.planned == wait.end


def test_without_the_option_nothing_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = []
    for name, text in (("plain", with_comfort()), ("waits", with_waits())):
        text = text.replace("rest: long, until: ready", "rest: long")
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        session = silent(str(tmp_path / f"{name}.yaml"), Choices(), tmp_path.parent / "clips", monkeypatch)
        assert all(not wait.longer for chapter in session.timeline.chapters for wait in chapter.waits)
        texts.append([chapter.cues for chapter in session.timeline.chapters if chapter.held])
    assert texts[0] == texts[1]


@pytest.mark.parametrize("stereo", [False, True])
def test_music_fades_for_the_wait_and_all_that_follows_is_whole(stereo: bool) -> None:
    length, wait = to_samples(20), Wait(to_samples(5), to_samples(8), to_samples(3), to_samples(1))
    noise = np.random.default_rng(1).integers(-3000, 3000, length).astype(np.int16)
    made = make(length, [(0, noise)], [Cue("tone", "one", to_samples(8), to_samples(1))])
    made = made._replace(chapter=msgspec.structs.replace(made.chapter, waits=(wait,)))
    made = wide(made) if stereo else made
    with Stream(FakeSource([made])) as stream:
        stream.wait(10)
        blocks = []
        while not stream.finished:
            blocks.append(stream.read(1_000))
        states = [(one.state, one.frame) for one in stream.events() if isinstance(one, StateChanged)]
    heard = np.concatenate(blocks)
    begins = states[0][1] if states[0][0] == "playing" else 0
    stands, goes_on = begins + wait.start, begins + wait.end + wait.longer
    assert len(heard) == len(made.pcm) + wait.longer
    assert np.array_equal(heard[goes_on:], made.pcm[wait.end :])
    quiet = heard[stands + RAMP : goes_on - RAMP]
    assert np.array_equal(quiet, carrier(stands + RAMP, len(quiet), 2 if stereo else 1))
    assert ("awaiting", stands) in states
