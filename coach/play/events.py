"""What the stream tells whoever looks on: plain values, each with the frame at which it is heard."""

from typing import Literal

import msgspec

from coach.timeline.model import Chapter, Cue
from coach.units import Samples

State = Literal["waiting", "playing", "paused", "ended"]


class Position(msgspec.Struct, frozen=True):
    """Where the session is."""

    chapter: int
    """Index of the current chapter; the number of chapters when the session is through."""
    offset: Samples
    """Samples of the current chapter that have been handed out."""
    state: State


class ChapterStarted(msgspec.Struct, frozen=True):
    """A chapter begins, for the first time or again."""

    frame: Samples
    index: int
    chapter: Chapter


class CueStarted(msgspec.Struct, frozen=True):
    """A word or tone begins."""

    frame: Samples
    index: int
    cue: Cue


class StateChanged(msgspec.Struct, frozen=True):
    """The session waits for a chapter, sounds, rests in a pause, or has ended."""

    frame: Samples
    state: State


Event = ChapterStarted | CueStarted | StateChanged
