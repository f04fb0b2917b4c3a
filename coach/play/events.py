"""Events of a stream for its observers: plain values, each with the frame at which it is heard."""

from typing import Literal, Protocol

import msgspec

from coach.timeline.model import Chapter, Cue
from coach.units import Samples

State = Literal["waiting", "playing", "between", "paused", "offered", "awaiting", "easing", "lost", "ended"]
"""Waiting for a chapter to be made, sounding, left for what the coach has to say, paused, waiting whether to go on
with the other side, awaiting that the person is ready, easing off before the end, without a device, or over. Only in
`playing` does a chapter sound."""

Ending = Literal["finished", "stopped"]
"""End of a session: after its last chapter, or before it by somebody's wish."""


class SessionInfo(msgspec.Struct, frozen=True):
    """Session as its observers name it before anything of it is heard."""

    title: str
    chapter_count: int


class Position(msgspec.Struct, frozen=True):
    """State of the session."""

    chapter: int
    """Index of the current chapter; the number of chapters when the session is through."""
    offset: Samples
    """Samples of the current chapter that have been handed out."""
    state: State


class ChapterStarted(msgspec.Struct, frozen=True):
    """A chapter begins, or goes on after an interruption, or more of it is known than before."""

    frame: Samples
    index: int
    chapter: Chapter
    offset: Samples = Samples(0)
    """Sample of the chapter that is heard at `frame`: 0 at its beginning."""
    count: int = 0
    """Number of chapters in the session."""


class CueStarted(msgspec.Struct, frozen=True):
    """A word or tone begins."""

    frame: Samples
    index: int
    cue: Cue


class Answered(msgspec.Struct, frozen=True):
    """The coach answers a request, or says something that is not in the session."""

    frame: Samples
    text: str
    """Its words; empty for a tone alone."""


class RatingGiven(msgspec.Struct, frozen=True):
    """The person said by a key how it feels."""

    frame: Samples
    index: int
    """Of the chapter that was heard."""
    value: int
    """From 0 to 9, on the scale of the protocol's limits of comfort."""


class Eased(msgspec.Struct, frozen=True):
    """Less of the session is left, as it was too much."""

    frame: Samples
    fewer: int
    """Spots on each strip that are left out, of those chosen."""
    over: tuple[str, ...]
    """Sides that are over."""
    index: int
    """The chapter of this moment, or the next one, in what is left."""
    count: int
    """Number of chapters that there are now."""


class StateChanged(msgspec.Struct, frozen=True):
    """Change of the session's state."""

    frame: Samples
    state: State


class MicrophoneChanged(msgspec.Struct, frozen=True):
    """The microphone is open now, or it is not any more."""

    frame: Samples
    on: bool


Event = ChapterStarted | CueStarted | Answered | RatingGiven | Eased | StateChanged | MicrophoneChanged


class SessionObserver(Protocol):
    """Anything that shows a session: a terminal, a lock screen. Called from the live loop alone."""

    def show(self, event: Event) -> None:
        """Take in what is heard now. Each event once, in order."""

    def tick(self, heard: Samples) -> None:
        """Go on to frame `heard`; called some fifty times a second, so it must cost nothing."""
