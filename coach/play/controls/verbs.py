"""Requests of a person to a running session, and the chapter at which an interrupted one goes on."""

from enum import StrEnum
from typing import NewType

import msgspec

from coach.listen.phrases import Phrase
from coach.timeline.model import Chapter
from coach.units import Samples


class Verb(StrEnum):
    """One request. Keys, media keys and headset buttons all come down to these."""

    PAUSE = "pause"
    RESUME = "resume"
    TOGGLE = "pause or resume"
    READY = "ready"
    """Go on where the session waits for the person; anywhere else it asks for nothing, and ends no pause."""
    AGAIN = "again"
    """This chapter from its beginning."""
    NEXT = "next"
    BACK = "back"
    """The chapter before this one."""
    LOUDER = "louder"
    SOFTER = "softer"
    REMAINING = "how long is left"
    KEYS = "which keys there are"
    STOP = "stop"
    """Ease off: the leg is lowered in words, then the session ends. A second time, it ends at once."""


Rating = NewType("Rating", int)
"""Rating of how it feels, from 0 to 9: the other request that a key can make."""


class Spoken(msgspec.Struct, frozen=True):
    """Sound of the person, as a microphone heard it. Its meaning is decided by `controls.spoken`, at its moment."""

    phrase: Phrase | None = None
    """None for something that was not understood."""
    cry: bool = False
    """A loud, continued sound."""


class Listening(StrEnum):
    """Microphone of a session: opened, closed, silent, or failed, which closes it too."""

    ON = "on"
    OFF = "off"
    SILENT = "silent"
    FAILED = "failed"


Request = Verb | Rating | Spoken | Listening


def resume_point(chapter: Chapter, offset: int) -> Samples:
    """Find the sample of `chapter` from which to go on after an interruption at `offset`.

    The first cue of the interrupted instruction, as half an instruction is worth nothing. Inside a
    hold it is the start of the chapter: a stretch needs its approach. A hold that is over is not
    repeated: an instruction interrupted after it goes on from its first cue after the hold.
    """
    if any(held.start <= offset < held.end for held in chapter.held):
        return Samples(0)
    begun = [cue for cue in chapter.cues if cue.start <= offset]
    if not begun:
        return Samples(0)
    current = max(begun, key=lambda cue: cue.start).instruction
    over = max((held.end for held in chapter.held if held.end <= offset), default=0)
    starts = [cue.start for cue in begun if cue.instruction == current and cue.start >= over]
    return min(starts, default=Samples(over))
