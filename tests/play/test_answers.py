"""Answers in the stream: a tone at once, words where they harm nothing, and no stretch without a way out."""

import threading
from collections.abc import Sequence
from typing import Literal

import numpy as np
import pytest
from numpy.typing import NDArray
from play_fakes import CHIRP, FakeSource, chirp, make

from coach.errors import CoachError
from coach.mix.model import PromptAudio, RenderedChapter
from coach.play.controls.verbs import Verb
from coach.play.events import Answered, ChapterStarted, StateChanged
from coach.play.stream.carrier import carrier
from coach.play.stream.chapter_reader import STEP_DB, STEPS
from coach.play.stream.prompt_cache import needed
from coach.play.stream.stream import Stream
from coach.session.prompts import Prompt, PromptKind
from coach.timeline.model import Cue, Effort
from coach.units import Samples, to_samples

Sound = NDArray[np.int16]
HELD = Effort(to_samples(3), to_samples(6))
TONES = {"answer": chirp(20), "pause": chirp(21), "unclear": chirp(19)}
WORDS = chirp(22)


def spot(title: str = "spot") -> RenderedChapter:
    """Two instructions, a hold of six seconds from the third one on, and one more."""
    seconds = (0.5, 1.5, 3.0, 9.0, 10.0)
    cues = [
        Cue("tone", f"{title} {number}", to_samples(at), Samples(CHIRP), min(number, 2) if number < 4 else 3)
        for number, at in enumerate(seconds)
    ]
    sounds = [(int(cue.start), chirp(number)) for number, cue in enumerate(cues)]
    return make(to_samples(12), sounds, cues, [HELD], title)


class Chirps:
    """Each answer is the same chirp; those in `slow` wait for `released`, those in `failing` cannot be said."""

    def __init__(self, slow: Sequence[Prompt] = (), failing: Sequence[Prompt] = ()) -> None:
        self.released = threading.Event()
        self.asked: list[Prompt] = []
        self._slow, self._failing = slow, failing

    def tone(self, name: Literal["answer", "pause", "unclear"]) -> PromptAudio:
        return PromptAudio("", TONES[name])

    def words(self, said: Prompt) -> PromptAudio:
        self.asked.append(said)
        if said in self._slow:
            self.released.wait(20)
        if said in self._failing:
            raise CoachError("no voice")
        return PromptAudio(said.kind, WORDS)


def read(stream: Stream, frames: int, block: int = 997) -> Sound:
    """`frames` samples in odd blocks, never faster than the workers."""
    pieces = []
    while frames > 0 and not stream.finished:
        assert stream.wait(10)
        pieces.append(stream.read(min(block, frames)))
        frames -= len(pieces[-1])
    return np.concatenate(pieces)


def made(stream: Stream, said: Prompt) -> None:
    """Wait until these words are there."""
    answers = stream._answers
    assert answers is not None
    answers.get(said)
    with answers._changed:
        assert answers._changed.wait_for(lambda: said in answers._made, 10)


def over(sound: Sound, start: int) -> NDArray[np.int64]:
    """What lies over the carrier."""
    return sound.astype(np.int64) - carrier(start, len(sound))


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb is not Verb.RESUME])
def test_a_tone_answers_at_the_next_read(verb: Verb) -> None:
    with Stream(FakeSource([spot(), spot()]), answers=Chirps()) as stream:
        at = to_samples(2.2)  # nothing sounds
        read(stream, at)
        stream.press(verb)
        heard = over(read(stream, CHIRP), at)
        tone = TONES["pause" if verb in (Verb.PAUSE, Verb.TOGGLE) else "answer"]
        step = {Verb.LOUDER: STEP_DB, Verb.SOFTER: -STEP_DB}.get(verb, 0.0)
        assert np.abs(heard - tone * 10 ** (step / 20)).max() <= (1 if step else 0), "as loud as what follows"


def test_going_on_is_answered_too() -> None:
    with Stream(FakeSource([spot()]), answers=Chirps()) as stream:
        read(stream, to_samples(2.2))
        stream.press(Verb.PAUSE)
        read(stream, to_samples(5))
        stream.press(Verb.TOGGLE)
        start = stream.clock
        assert np.array_equal(over(read(stream, CHIRP), start), TONES["answer"])


def test_how_long_is_left_lies_over_the_quiet_of_a_hold_and_changes_no_sample_of_it() -> None:
    with Stream(FakeSource([spot()]), answers=Chirps()) as stream:
        at = to_samples(4)
        first = read(stream, at)
        made(stream, Prompt(PromptKind.REMAINING, 0))
        stream.press(Verb.REMAINING)
        sound = np.concatenate([first, read(stream, 10**9)])
        laid = sound.astype(int) - spot().pcm
        assert len(laid) == spot().chapter.length
        where = np.flatnonzero(laid)
        assert at <= where[0]
        assert where[-1] < HELD.end
        assert np.array_equal(laid[at : at + CHIRP], TONES["answer"])
        words = at + CHIRP + int(np.flatnonzero(laid[at + CHIRP :])[0]) - int(np.flatnonzero(WORDS)[0])
        assert np.array_equal(laid[words : words + CHIRP], WORDS)
        assert [event for event in stream.events() if isinstance(event, Answered)][-1].text == "remaining"


def test_at_the_end_of_a_hold_it_waits_until_the_hold_is_over() -> None:
    with Stream(FakeSource([spot()]), answers=Chirps()) as stream:
        at = HELD.end - to_samples(0.45)
        first = read(stream, at)
        made(stream, Prompt(PromptKind.REMAINING, 0))
        stream.press(Verb.REMAINING)
        sound = np.concatenate([first, read(stream, HELD.end + CHIRP - at)])
        laid = sound.astype(int) - spot().pcm[: len(sound)]
        assert np.array_equal(laid[at : at + CHIRP], TONES["answer"])
        assert not laid[at + CHIRP :].any(), "the release tone comes in its place, with nothing over it"


def test_in_speech_it_comes_between_and_the_instruction_is_repeated() -> None:
    long = make(to_samples(5), [(to_samples(0.5), chirp(0)), (to_samples(1.5), np.tile(chirp(1), 12))])
    with Stream(FakeSource([long]), answers=Chirps()) as stream:
        read(stream, to_samples(1.6))
        made(stream, Prompt(PromptKind.REMAINING, 0))
        stream.press(Verb.REMAINING)
        rest = read(stream, 10**9)
        started = [event.frame for event in stream.events() if isinstance(event, ChapterStarted)]
        assert len(started) == 2
        wanted = long.pcm[to_samples(1.5) :]
        assert np.array_equal(rest[-len(wanted) :], wanted), "the second instruction is whole"
        assert started[1] - to_samples(1.6) > 2 * CHIRP, "after the tone and the words"


@pytest.mark.parametrize(("verb", "end"), [(Verb.LOUDER, STEPS.stop - 1), (Verb.SOFTER, STEPS.start)])
def test_each_step_of_volume_is_three_decibels_up_to_a_limit(verb: Verb, end: int) -> None:
    times = abs(end) + 2
    low = (chirp(0) // 4).astype(np.int16)
    chapter = make(to_samples(4 * times + 1), [(to_samples(4 * step + 2), low) for step in range(times)])
    with Stream(FakeSource([chapter]), answers=Chirps()) as stream:
        read(stream, to_samples(0.5))
        for kind in (PromptKind.LOUDEST, PromptKind.SOFTEST):
            made(stream, Prompt(kind))
        peaks = []
        for _ in range(times):
            stream.press(verb)
            start = stream.clock
            peaks.append(np.abs(over(read(stream, to_samples(4)), start)[to_samples(1.4) : to_samples(1.8)]).max())
        gains = 20 * np.log10(np.array(peaks) / np.abs(low).max())
        sign = 1 if end > 0 else -1
        steps = [sign * STEP_DB * min(step + 1, abs(end)) for step in range(times)]
        assert gains == pytest.approx(steps, abs=0.1)
        told = [event.text for event in stream.events() if isinstance(event, Answered) and event.text]
        assert told == ["loudest" if end > 0 else "softest"] * 2


def test_a_wait_for_synthesis_is_told_in_words_and_never_in_a_hold() -> None:
    source = FakeSource([spot("one"), spot("two")], slow=[1])
    with Stream(source, answers=Chirps()) as stream:
        assert stream._head.chapters.wait([0], 10)
        answers = stream._answers
        assert answers is not None
        assert answers.wait(10)
        length = spot().chapter.length
        first = np.concatenate([stream.read(960) for _ in range(length // 960)])
        assert np.array_equal(first, spot().pcm[: len(first)]), "in the chapter before it nothing is said"
        while stream.clock < length + to_samples(16):
            stream.read(960)
        told = [event.frame for event in stream.events() if isinstance(event, Answered) and event.text == "wait"]
        assert len(told) == 2
        assert told[0] - length == pytest.approx(to_samples(1), abs=3000)
        source.release()
        read(stream, to_samples(2))
        assert stream.position.chapter == 1


def test_no_stretch_begins_before_there_are_words_that_lead_out_of_it() -> None:
    plain = make(to_samples(3), [(4800, chirp(0))], title="plain")
    answers = Chirps(slow=[Prompt(PromptKind.OFF)])
    with Stream(FakeSource([plain, spot()]), answers=answers) as stream:
        assert stream._head.chapters.wait([0, 1], 10)
        while stream.clock < to_samples(8):
            stream.read(960)
        assert (stream.position.chapter, stream.position.state) == (1, "waiting")
        answers.released.set()
        assert read(stream, to_samples(2)).any()
        assert stream.position.state == "playing"


@pytest.mark.parametrize("said", needed([""]))
def test_a_voice_that_cannot_say_them_is_an_error(said: Prompt) -> None:
    with Stream(FakeSource([spot()]), answers=Chirps(failing=[said])) as stream:
        with pytest.raises(CoachError, match="no voice"):
            read(stream, 10**9)
        assert stream.position.chapter == 0
    assert not any(isinstance(event, StateChanged) and event.state == "ended" for event in stream.events())


def test_a_voice_that_cannot_say_others_leaves_it_at_the_tone() -> None:
    with Stream(FakeSource([spot()]), answers=Chirps(failing=[Prompt(PromptKind.REMAINING, 0)])) as stream:
        read(stream, to_samples(2.2))
        stream.press(Verb.REMAINING)
        read(stream, 10**9)
        assert stream.finished
