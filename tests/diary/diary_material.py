"""Entries and events for the tests of the diary."""

from datetime import datetime, timedelta
from typing import Any

from coach.diary.store import About, DiaryEntry, DoneChapter, RatingEntry
from coach.play.events import ChapterStarted, CueStarted, RatingGiven, State, StateChanged
from coach.session.location import Location
from coach.timeline.model import Chapter, Cue, Effort
from coach.units import Samples, to_samples

ABOUT = About(protocol="small", version=1, title="Small", level="learn", language="en", choices='{"side":"both"}')

NOON = datetime.fromisoformat("2026-05-10T12:00:00+02:00")


def spot(number: int, side: str = "left", holds: int = 1) -> Chapter:
    """Three seconds of words, then holds of five seconds with one second after each."""
    held, cues = [], [Cue("speech", f"Spot {number}.", Samples(0), to_samples(2))]
    for index in range(holds):
        start = to_samples(3 + 6 * index)
        held.append(Effort(start, to_samples(5)))
        cues += [
            Cue("tone", "hold", start, to_samples(0.3), 1 + index),
            Cue("speech", "Two.", Samples(start + to_samples(3)), to_samples(0.5), 1 + index),
            Cue("tone", "release", held[-1].end, to_samples(0.3), 1 + index),
        ]
    length = to_samples(3 + 6 * holds)
    title = f"{side.title()} arm, top, spot {number} of 2"
    return Chapter(title, length, tuple(cues), tuple(held), Location("small", side, "top", 1, number))


def started(index: int, chapter: Chapter, frame: float = 0, offset: int = 0) -> ChapterStarted:
    return ChapterStarted(to_samples(frame), index, chapter, Samples(offset))


def cues(index: int, chapter: Chapter, first: float = 0, until: float = 1e9, frame: float = 0) -> list[CueStarted]:
    """Those that begin from `first` until `until`, in seconds of the chapter, which began at `frame` seconds."""
    return [
        CueStarted(Samples(to_samples(frame) + cue.start), index, cue)
        for cue in chapter.cues
        if to_samples(first) <= cue.start < to_samples(until)
    ]


def rated(index: int, value: int) -> RatingGiven:
    return RatingGiven(Samples(0), index, value)


def state(name: State, frame: float = 0) -> StateChanged:
    return StateChanged(to_samples(frame), name)


def done(at: datetime = NOON, **changed: Any) -> DoneChapter:
    values: dict[str, Any] = {
        "protocol": "small",
        "chapter": 2,
        "title": "Left arm, top, spot 1 of 2",
        "side": "left",
        "strip": "top",
        "spot": 1,
        "passage": 1,
        "held": 5.0,
        "at": at,
    }
    return DoneChapter(**{**values, **changed})


def entry(began: datetime | str = NOON, **changed: Any) -> DiaryEntry:
    """A finished session of one spot, ten minutes long, unless told otherwise."""
    began = datetime.fromisoformat(began) if isinstance(began, str) else began
    ended = began + timedelta(minutes=10)
    values: dict[str, Any] = {
        **{name: getattr(ABOUT, name) for name in About.__struct_fields__},
        "id": 1,
        "began": began,
        "ended": ended,
        "ending": "finished",
        "comfort_before": None,
        "comfort_after": None,
        "heard": 600.0,
        "done": (done(began + timedelta(minutes=5)),),
    }
    return DiaryEntry(**{**values, **changed})


def felt(value: int, at: datetime = NOON) -> RatingEntry:
    return RatingEntry(at, 1, value)
