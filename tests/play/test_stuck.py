"""Words or chapters that never come: it is told aloud, and ended, and nobody is left waiting."""

import threading
from collections.abc import Iterator

import pytest
from play_fakes import FakeSource, chirp, make
from test_answers import Chirps, spot

from coach.errors import CoachError
from coach.mix.model import RenderedChapter
from coach.play.events import Answered, CueStarted
from coach.play.stream.patience import STUCK, StuckError
from coach.play.stream.stream import Stream
from coach.session.location import USUAL, Arrival
from coach.session.prompts import Prompt, PromptKind
from coach.units import to_samples

PLAIN = make(to_samples(3), [(4800, chirp(0))], title="plain")


class Hanging(FakeSource):
    """Chapters from `at` on never come. With `busy`, something is still being made all the while."""

    def __init__(self, chapters: list[RenderedChapter], at: int, *, busy: bool = False) -> None:
        super().__init__(chapters)
        self._at, self._busy, self._made = at, busy, 0
        self.released = threading.Event()

    @property
    def progress(self) -> int:
        self._made += self._busy
        return self._made

    def load(self, index: int, arrival: Arrival = USUAL) -> Iterator[RenderedChapter]:
        if index >= self._at:
            self.released.wait(60)
        yield from super().load(index, arrival)


def heard(stream: Stream, frames: int) -> tuple[list[str], Exception | None]:
    """The words that are told while so many frames are read, and what ends them."""
    end, failure = stream.clock + frames, None
    try:
        while stream.clock < end and not stream.finished:
            stream.read(4800)
    except CoachError as error:
        failure = error
    return [event.text for event in stream.events() if isinstance(event, Answered) and event.text], failure


def made(stream: Stream) -> None:
    """Wait until all that leads out of a stretch is there."""
    assert stream._answers is not None
    assert stream._answers.wait(10)


def test_a_chapter_that_never_comes_is_told_aloud_and_ends() -> None:
    source = Hanging([PLAIN, spot()], 1)
    with Stream(source, answers=Chirps()) as stream:
        made(stream)
        assert stream._head.chapters.wait([0], 10)
        told, failure = heard(stream, PLAIN.chapter.length + STUCK + to_samples(10))
        assert isinstance(failure, StuckError)
        assert told[-1] == "stuck", "nobody is on the ball yet"
        assert stream.clock <= PLAIN.chapter.length + STUCK + to_samples(5)
        assert "coach doctor" in str(failure)
        source.released.set()


def test_whoever_may_be_on_the_ball_is_led_off_it() -> None:
    source = Hanging([PLAIN, PLAIN, PLAIN], 2)
    with Stream(source, first=1, answers=Chirps()) as stream:
        made(stream)
        assert stream._head.chapters.wait([1], 10)
        told, failure = heard(stream, PLAIN.chapter.length + STUCK + to_samples(10))
        assert isinstance(failure, StuckError)
        assert told[-2:] == ["stuck", "off"]
        source.released.set()


def test_the_very_first_chapter_that_never_comes_ends_too() -> None:
    source = Hanging([PLAIN], 0)
    with Stream(source) as stream:
        _, failure = heard(stream, STUCK + to_samples(5))
        assert isinstance(failure, StuckError)
        source.released.set()


def test_words_that_are_never_made_end_it_before_the_stretch_that_needs_them() -> None:
    answers = Chirps(slow=[Prompt(PromptKind.OFF)])
    with Stream(FakeSource([PLAIN, spot()]), answers=answers) as stream:
        assert stream._head.chapters.wait([0, 1], 10)
        _, failure = heard(stream, PLAIN.chapter.length + STUCK + to_samples(45))
        assert isinstance(failure, StuckError)
        assert stream.position.chapter == 1
        assert stream.position.offset == 0, "no stretch began"
        answers.released.set()


@pytest.mark.parametrize("failing", [Prompt(PromptKind.OFF), Prompt(PromptKind.EASE), Prompt(PromptKind.STUCK)])
def test_a_voice_that_fails_in_the_middle_is_raised_and_nothing_is_silent_for_long(failing: Prompt) -> None:
    with Stream(FakeSource([PLAIN, spot()]), answers=Chirps(failing=[failing])) as stream:
        assert stream._answers is not None
        stream._answers.wait(10)
        assert stream._head.chapters.wait([0, 1], 10)
        _, failure = heard(stream, PLAIN.chapter.length + STUCK + to_samples(45))
        assert isinstance(failure, CoachError)
        assert str(failure) == "no voice"
        assert stream.clock < PLAIN.chapter.length + to_samples(12)


def test_a_chapter_that_fails_is_told_aloud() -> None:
    source = FakeSource([PLAIN, spot()], failing={1: CoachError("no voice")})
    with Stream(source, answers=Chirps()) as stream:
        made(stream)
        assert stream._head.chapters.wait([0, 1], 10)
        told, failure = heard(stream, to_samples(60))
        assert str(failure) == "no voice"
        assert told == ["stuck"]


def test_slow_but_going_on_is_waited_for() -> None:
    source = Hanging([PLAIN, spot()], 1, busy=True)
    with Stream(source, answers=Chirps()) as stream:
        made(stream)
        assert stream._head.chapters.wait([0], 10)
        told, failure = heard(stream, PLAIN.chapter.length + 4 * STUCK)
        assert failure is None
        assert "stuck" not in told
        assert told.count("wait") >= 8, "told again and again"
        source.released.set()
        assert stream._head.chapters.wait([1], 10)
        heard(stream, to_samples(2))
        assert stream.position.state == "playing"


def test_a_wait_that_ended_in_time_does_not_shorten_the_next_one() -> None:
    source = Hanging([PLAIN, PLAIN, PLAIN], 1)
    with Stream(source, answers=Chirps()) as stream:
        made(stream)
        assert stream._head.chapters.wait([0], 10)
        _, failure = heard(stream, PLAIN.chapter.length + STUCK - to_samples(2))
        assert failure is None
        source.released.set()
        assert stream._head.chapters.wait([1], 10)
        _, failure = heard(stream, to_samples(3))
        assert failure is None
        assert stream.position.chapter > 0, "it went on"


def test_resumed_at_a_spot_its_first_words_sound_at_once() -> None:
    """Nothing else starts the words of the coach there, and no stretch begins without them."""
    with Stream(FakeSource([PLAIN, spot("one"), spot("two")]), first=1, answers=Chirps(), resumed=True) as stream:
        assert stream._head.chapters.wait([1], 10)
        for _ in range(200):
            stream.read(960)
            threading.Event().wait(0.001)
        events = list(stream.events())
        assert any(isinstance(event, CueStarted) for event in events), "within four seconds"
