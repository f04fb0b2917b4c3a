"""Where a session is, and the samples that come from there.

The frame counter is the session's clock. The carrier is a pure function of it, and a chapter's sample
`offset` only ever sounds at a frame of the same carrier phase: so everything joins without a click, and
fading a chapter out leaves the carrier in it untouched.
"""

from collections import deque

import msgspec
import numpy as np
from numpy.typing import NDArray

from coach.play.ahead import Ahead
from coach.play.answers import Answers, Said
from coach.play.asides import Asides
from coach.play.carrier import carrier, frames_until
from coach.play.comfort import Easing
from coach.play.events import Answered, ChapterStarted, CueStarted, Event, State, StateChanged
from coach.play.fade import RAMP, Voice, Volume, fade_out
from coach.play.source import Loaded
from coach.play.verbs import resume_point
from coach.timeline.model import Chapter
from coach.units import CARRIER_PERIOD, Samples, to_samples

TELL_WAIT = to_samples(1.0)
"""A wait for synthesis is told after so long,"""

TELL_WAIT_AGAIN = to_samples(12.0)
"""and again every so often."""

OPENING = to_samples(0.4)
"""Carrier before a chapter that somebody waits for, instead of its lead-in, where the device is awake already."""

AFTER = to_samples(0.4)
"""At least this much quiet after words that are laid into a gap of the session."""


class Place(msgspec.Struct, frozen=True):
    """A logical position: what is current, and where it starts when it sounds next."""

    index: int
    chapter: Chapter | None = None
    offset: int = 0
    goal: int = 0
    paused: bool = False
    follows: bool = False
    """The chapter before has just ended, so that music in both goes on without a ramp."""
    asked: bool = False
    """Somebody asked for this chapter, so it opens without its long lead-in."""

    @property
    def holding(self) -> bool:
        """In the middle of a stretch."""
        return self.chapter is not None and any(held.start <= self.offset < held.end for held in self.chapter.held)


class Playhead:
    """Produces samples piece by piece. Not for two threads at once."""

    def __init__(
        self, chapters: Ahead, count: int, channels: int, first: int, answers: Answers | None, easing: Easing
    ) -> None:
        self.clock = 0
        self.place = Place(first)
        self.state: State = "waiting"
        self.voice: Voice | None = None
        self.volume = Volume()
        self.asides = Asides(answers)
        self.later: Said | None = None
        """Words for the next gap that has room for them."""
        self.closing: int | None = None
        """Samples left of the last ramp."""
        self.failure: Exception | None = None
        self.stretched = False
        """There was a hold in this session, so it is not left without words."""
        self.events: deque[Event] = deque()
        self._chapters = chapters
        self._answers = answers
        self._easing = easing
        self._count = count
        self._channels = channels
        self._track: deque[tuple[int, bool, Place]] = deque([(0, False, self.place)], maxlen=1000)
        self._waited = 0
        self._begun = False

    def piece(self, room: int) -> NDArray[np.int16]:
        """At most `room` samples, up to the next change; none if that is now."""
        base = self._idle(room) if self.voice is None else self._sound(self.voice, room)
        mixed, begun = self.asides.over(base, self.volume.gain)
        self.events.extend(Answered(Samples(self.clock + at), text) for at, text in begun)
        if self.closing is not None:
            mixed = fade_out(mixed, self.closing)
            self.closing -= len(mixed)
        self.clock += len(mixed)
        if self.closing == 0 and self.failure is not None:
            self.state = "ended"  # not told: whoever keeps a journal would think that it came to its end
        elif self.closing == 0:
            self.enter("ended")
        return mixed

    def leave(self, place: Place) -> None:
        """Fade out what sounds and go on at `place`. A hold is left in words."""
        if self.voice is not None:
            if not self.voice.leaving and self.place.holding:
                self.asides.say(Said("ease"))
            self.voice.leave()
        self.move(place)

    def move(self, place: Place, frame: int | None = None) -> None:
        """Go on at `place` as soon as nothing sounds any more."""
        if place.index != self.place.index:
            self._chapters.want(place.index)
        self.place = place
        self._track.append((self.clock if frame is None else frame, False, place))

    def enter(self, state: State) -> None:
        """Change the state, and tell it."""
        if state != self.state:
            self.state = state
            self._waited = 0
            self.events.append(StateChanged(Samples(self.clock), state))

    def rewind(self, frame: int) -> None:
        """Go back to the start of the instruction that was handed out at `frame`."""
        frame = min(frame, self.clock)
        while len(self._track) > 1 and self._track[-1][0] > frame:
            self._track.pop()
        since, sounding, place = self._track[-1]
        if sounding and place.chapter is not None:
            offset = place.offset + frame - since
            place = msgspec.structs.replace(place, offset=offset, goal=resume_point(place.chapter, offset))
        while self.events and self.events[-1].frame >= frame:
            self.events.pop()
        self.clock, self.voice, self.closing, self.failure, self.later = frame, None, None, None, None
        self.asides = Asides(self._answers)  # what was broken off is not ramped down: nobody hears it
        self.state = "paused" if place.paused else "waiting"
        self.move(place)

    def _idle(self, room: int) -> NDArray[np.int16]:
        """Carrier until the next chapter can start, at the right phase; nothing if that is now."""
        place = self.place
        if self.closing is not None:
            return self._carrier(min(room, self.closing))
        if self.later is not None:
            self.asides.say(self.later)
            self.later = None
        if self.asides:
            return self._carrier(min(room, self.asides.left()))
        if self.state == "easing":
            self.closing = RAMP
            return self._carrier(0)
        if place.paused:
            self.enter("paused")
            return self._carrier(room)
        if place.index >= self._count:
            self.enter("ended")
            return self._carrier(0)
        made = self._chapters.get(place.index)
        failure = made if isinstance(made, Exception) else self._answers.failure if self._answers else None
        if failure is not None:
            self.failure, self.closing = failure, RAMP
            return self._carrier(0)
        if not isinstance(made, Loaded) or not self._can_begin(made, place):
            return self._wait(room)
        asked = None if place.goal else self._easing.asks_before(place.index)
        if asked is not None:
            self.asides.say(Said(asked))
            return self._carrier(0)
        voice = Voice(made, place.goal or self._opening(made.chapter), follows=place.follows)
        gap = frames_until(voice.offset, self.clock)
        if gap == 0:
            self._begin(voice)
        return self._carrier(min(room, gap))

    def _opening(self, chapter: Chapter) -> int:
        """Where a chapter begins: after its lead-in where the device is awake already and somebody waits."""
        first = min((cue.start for cue in chapter.cues), default=0)
        awake = first if self.place.asked else 0 if self._begun else self.clock
        return max(0, min(awake, first - OPENING))

    def _can_begin(self, made: Loaded, place: Place) -> bool:
        """There is more of it than was heard; and a stretch comes only when there are words that lead out of it."""
        more = made.whole or made.chapter.length > place.goal
        return more and (self._answers is None or not made.chapter.held or self._answers.ready)

    def _wait(self, room: int) -> NDArray[np.int16]:
        """Carrier in whole periods, so that the chapter starts at phase zero as soon as it is there."""
        self.enter("waiting")
        piece = self._carrier(min(room, frames_until(0, self.clock) or CARRIER_PERIOD))
        before, self._waited = self._waited, self._waited + len(piece)
        if self._begun and (before - TELL_WAIT) // TELL_WAIT_AGAIN != (self._waited - TELL_WAIT) // TELL_WAIT_AGAIN:
            self.asides.say(Said("wait"))
        return piece

    def _carrier(self, frames: int) -> NDArray[np.int16]:
        return carrier(self.clock, frames, self._channels)

    def _begin(self, voice: Voice) -> None:
        if self._answers is not None:
            self._answers.start()
        self.voice = voice
        self._begun = True
        self.place = Place(self.place.index, voice.chapter, voice.offset, self.place.goal)
        self.enter("playing")
        self._tell(voice)

    def _tell(self, voice: Voice) -> None:
        """A chapter sounds from here on, or more of it is known."""
        self._track.append((self.clock, True, self.place))
        self.stretched = self.stretched or bool(voice.chapter.held)
        started = ChapterStarted(Samples(self.clock), self.place.index, voice.chapter, Samples(voice.offset))
        self.events.append(started)

    def _sound(self, voice: Voice, room: int) -> NDArray[np.int16]:
        """Samples of the chapter that sounds, up to the next change."""
        if not voice.leaving:
            self._grow(voice)
            if self.later is not None:
                self._fit(voice, self.later)
        room = min(room, self.closing or room)
        piece, cues = voice.take(room, self.clock)
        if not voice.leaving:
            for cue in cues:
                frame = Samples(self.clock + cue.start - voice.offset + len(piece))
                self.events.append(CueStarted(frame, self.place.index, cue))
            self.place = msgspec.structs.replace(self.place, offset=voice.offset)
        if voice.over:
            self.voice = None
            if not voice.leaving:
                index = self.place.index
                following = Place(self._easing.after(index), follows=True)
                waiting = Place(index, voice.chapter, voice.offset, voice.offset)
                self.move(following if voice.whole else waiting, self.clock + len(piece))
        return self.volume.of(piece, self.clock)

    def _grow(self, voice: Voice) -> None:
        made = None if voice.whole else self._chapters.get(self.place.index)
        if isinstance(made, Loaded) and (made.whole or made.chapter.length > voice.chapter.length):
            voice.grow(made, voice.offset)
            self.place = msgspec.structs.replace(self.place, chapter=made.chapter, offset=voice.offset)
            self._tell(voice)

    def _fit(self, voice: Voice, said: Said) -> None:
        """Say it over a stretch that is quiet for long enough, or else between instructions; a hold is never broken."""
        answer = self._answers.get(said) if self._answers else None
        if answer is None or self.asides:
            return
        if voice.quiet_for() >= len(answer.pcm) + AFTER:
            self.asides.say(answer)
            self.later = None
            return
        goal = resume_point(voice.chapter, voice.offset)
        # A release that came late would make the hold longer.
        if not self.place.holding and not any(held.end == goal for held in voice.chapter.held):
            self.leave(msgspec.structs.replace(self.place, goal=goal))
