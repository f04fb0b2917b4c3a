"""The large screen in a set of strokes: which way, and how long still."""

from coach.play.events import ChapterStarted, SessionInfo, StateChanged
from coach.play.now_playing import NowPlaying
from coach.play.screens.frame import Picture
from coach.timeline.model import Chapter, Cue, Effort
from coach.units import Samples, to_samples


def shown(second: float, stroke: float | None) -> str:
    """The screen so many seconds into the chapter, whose set begins at 10 s."""
    way = to_samples(stroke) if stroke else None
    later = Cue("speech", "Stick off.", to_samples(40), to_samples(1))
    chapter = Chapter("Left", to_samples(50), (later,), (Effort(to_samples(10), to_samples(24), way),))
    now = NowPlaying()
    now.apply(ChapterStarted(Samples(0), 0, chapter, Samples(0)))
    now.apply(StateChanged(Samples(0), "playing"))
    picture = Picture(SessionInfo("Title", 3), lambda index, offset: None, "utf-8")
    rows = picture.rows(now, to_samples(second), 80, 14)
    return "\n".join("".join(text for text, _ in row).strip() for row in rows)


def test_it_shows_out_and_back_in_turn() -> None:
    ways = [
        next((line for line in shown(second, 3).splitlines() if line in ("out", "back")), "")
        for second in (9.9, 10, 12.9, 13, 15.9, 16, 33.9, 34)
    ]
    assert ways == ["", "out", "out", "back", "back", "out", "back", ""]
    assert "next: Stick off." in shown(9, 3)


def test_it_counts_down_as_in_a_hold() -> None:
    assert "24 s" in shown(10, 3)
    assert " 1 s" in shown(33.5, 3)


def test_a_hold_shows_what_comes_next() -> None:
    assert "next: Stick off." in shown(12, None)
