"""A session as plain lines, from events made by hand."""

import io

import pytest

from coach.play.events import Answered, ChapterStarted, CueStarted, Event, SessionInfo, StateChanged
from coach.play.screens.lines import Plain
from coach.text import printable
from coach.timeline.model import Chapter, Cue, Effort
from coach.units import Samples, to_samples

HOLD = Cue("tone", "hold", to_samples(5), to_samples(0.6))
MOVE = Cue("tone", "move", to_samples(3), to_samples(0.4))
WORDS = Cue("speech", "Slowly straighten the elbow.", to_samples(1), to_samples(2))
SPOT = Chapter("Spot 1", to_samples(60), (WORDS, MOVE, HOLD), (Effort(HOLD.start, to_samples(10)),))


def printed(*events: Event, count: int = 3) -> list[str]:
    out = io.StringIO()
    plain = Plain(SessionInfo("", count), out)
    for event in events:
        plain.show(event)
        plain.tick(event.frame)
    return out.getvalue().splitlines()


def started(index: int = 0, offset: int = 0, at: float = 0) -> ChapterStarted:
    return ChapterStarted(to_samples(at), index, SPOT, Samples(offset))


def test_a_chapter_and_its_cues() -> None:
    cues = [CueStarted(cue.start, 0, cue) for cue in SPOT.cues]
    assert printed(started(at=65), *cues) == [
        "  1:05  1/3  Spot 1",
        "          Slowly straighten the elbow.",
        "          (move)",
        "          (hold) 10 s",
    ]


def test_a_chapter_that_goes_on_has_no_second_title() -> None:
    assert len(printed(started(), started(offset=100), started(offset=200))) == 1
    assert len(printed(started(), started())) == 2
    assert len(printed(started(), started(1, offset=100), started(1, offset=200))) == 2


def test_answers_and_states() -> None:
    states = [StateChanged(Samples(0), state) for state in ("waiting", "playing", "paused", "easing", "lost", "ended")]
    assert printed(Answered(Samples(0), "Five minutes left."), Answered(Samples(0), ""), *states) == [
        "          Five minutes left.",
        "          [one moment]",
        "          [paused - space goes on]",
        "          [no sound, trying again]",
    ]


def test_each_line_is_there_when_it_is_heard() -> None:
    whole = io.BytesIO()
    with io.TextIOWrapper(io.BufferedWriter(whole, 10_000), "utf-8") as out:
        Plain(SessionInfo("", 3), out).show(started())
        assert whole.getvalue().endswith(b"Spot 1\n")


def test_standard_output_is_usual(capsys: pytest.CaptureFixture[str]) -> None:
    Plain(SessionInfo("", 3)).show(started())
    assert capsys.readouterr().out == "  0:00  1/3  Spot 1\n"


def test_what_cannot_be_written_is_no_error() -> None:
    out = io.TextIOWrapper(io.BytesIO(), "ascii", write_through=True)
    Plain(SessionInfo("", 3), out).show(Answered(Samples(0), "Después"))
    assert out.buffer.getvalue() == b"          Despu?s\n"


def test_no_escape_codes_and_no_second_line() -> None:
    assert printable("a\x1b[2Jb\n c\x9b", "utf-8") == "a [2Jb c"
    assert printable("क्‍ष", None) == "क्‍ष"
