"""A position in a session, with the state of the body there, and the one to go on from after an interruption."""

import msgspec

from coach.play.controls.verbs import resume_point
from coach.session.location import USUAL, Arrival, Body, Posture
from coach.timeline.body import body_at, done_with
from coach.timeline.model import Chapter, Effort


class Place(msgspec.Struct, frozen=True):
    """Logical position: the current chapter, and where it starts when it sounds next."""

    index: int
    chapter: Chapter | None = None
    offset: int = 0
    goal: int = 0
    instruction: int | None = None
    """Begin with this instruction, wherever it turns out to be."""
    paused: bool = False
    follows: bool = False
    """The chapter before has just ended, so that music in both goes on without a ramp."""
    asked: bool = False
    """Somebody asked for this chapter, so it opens without its long lead-in."""
    stands: bool = False
    """It stands still here, in a wait for the person."""
    entry: Body = Body()
    """The state of the body when the chapter begins."""
    arrival: Arrival = USUAL
    """The words that fit that state."""

    @property
    def stretched(self) -> Effort | None:
        """Return the effort in which the muscle is loaded here."""
        return self.chapter.stretched(self.offset) if self.chapter is not None else None

    @property
    def body(self) -> Body:
        """The state of the body here."""
        return body_at(self.chapter, self.offset, self.entry) if self.chapter is not None else self.entry

    @property
    def eased(self) -> Body:
        """The state of the body once any stretch here has been led out of."""
        body = self.body
        if body.posture not in (Posture.REACHING, Posture.HELD) or self.chapter is None:
            return body
        off = any(lead.does == "held to off" for lead in self.chapter.leads)
        return Body(Posture.OFF) if off else Body(Posture.ON, body.at)


def going_on_from(place: Place) -> tuple[int, int]:
    """Find where to go on after an interruption at `place`: index of the chapter, and its sample to begin with.

    A spot begins anew, in words that fit where the ball is then: no stretch is resumed in its middle, and no half
    instruction repeated. A spot that is done is not repeated. Elsewhere it is the interrupted instruction.
    """
    chapter = place.chapter
    if chapter is None:
        return place.index, place.goal
    if chapter.arrives:
        return place.index + (1 if done_with(chapter, place.offset) else 0), 0
    return place.index, resume_point(chapter, max(place.offset, place.goal))


def kept_instruction(place: Place) -> tuple[int, bool] | None:
    """Find the next instruction here that nobody may skip, and whether it is being said; None where all are said."""
    chapter = place.chapter
    for number in chapter.kept if chapter is not None else ():
        own = [cue for cue in (chapter.cues if chapter else ()) if cue.instruction == number]
        if not own or place.offset < own[0].start:
            return number, False
        words_end = max((cue.end for cue in own if cue.kind == "speech"), default=own[-1].end)
        if place.offset < words_end:
            return number, True
    return None
