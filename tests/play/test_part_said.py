"""The large screen shows the part of a long sentence that is being said, and all of it afterwards."""

import io

from rich.console import Console

from coach.play.events import ChapterStarted, CueStarted, SessionInfo, StateChanged
from coach.play.screens.large import BigScreen
from coach.timeline.model import Chapter, Cue
from coach.units import Samples, to_samples

WORDS = "Keep the ball off sore skin,", "and off a vein that stands out."
WHOLE = " ".join(WORDS)
LONG = Cue(
    "speech",
    WHOLE,
    to_samples(1),
    to_samples(5),
    parts=((Samples(0), WORDS[0]), (to_samples(2.5), WORDS[1])),
)
SHORT = Cue("speech", "Foot down.", to_samples(10), to_samples(1))
CHAPTER = Chapter("One", to_samples(20), (LONG, SHORT))


def screen() -> BigScreen:
    shown = BigScreen(
        SessionInfo("Small", 1), lambda index, offset: None, Console(file=io.StringIO(), width=80, height=20)
    )
    shown.show(StateChanged(Samples(0), "playing"))
    shown.show(ChapterStarted(Samples(0), 0, CHAPTER, count=1))
    return shown


def words_at(shown: BigScreen, seconds: float) -> str:
    shown.tick(to_samples(seconds))
    return shown._picture.words


def test_the_part_that_is_said_is_shown_and_then_the_whole() -> None:
    shown = screen()
    shown.show(CueStarted(LONG.start, 0, LONG))
    seen = [words_at(shown, seconds) for seconds in (1, 3.4, 3.5, 5.9, 6, 9)]
    assert seen == [WORDS[0], WORDS[0], WORDS[1], WORDS[1], WHOLE, WHOLE]
    shown.show(CueStarted(SHORT.start, 0, SHORT))
    assert words_at(shown, 10) == "Foot down."


def test_a_new_part_is_drawn_at_once() -> None:
    shown = screen()
    shown.show(CueStarted(LONG.start, 0, LONG))
    file = shown._console.file
    assert isinstance(file, io.StringIO)
    shown.tick(to_samples(3.49))
    before = len(file.getvalue())
    shown.tick(to_samples(3.5))
    assert len(file.getvalue()) > before


def test_nothing_is_shown_of_what_is_not_being_said() -> None:
    shown = screen()
    shown.show(CueStarted(LONG.start, 0, LONG))
    shown.show(StateChanged(to_samples(2), "paused"))
    assert words_at(shown, 3) == ""
    shown.show(StateChanged(to_samples(4), "playing"))
    shown.show(ChapterStarted(to_samples(4), 0, CHAPTER, to_samples(0.5), 1))
    assert words_at(shown, 4) == "", "before the sentence"
    other = Chapter("Two", to_samples(20), (SHORT,))
    shown.show(ChapterStarted(to_samples(5), 0, other, to_samples(12), 1))
    assert words_at(shown, 6) == "Foot down.", "another chapter"
