"""Playhead: the samples of a session, piece by piece, from its place.

The frame counter is the session's clock. The carrier is a pure function of it, and a chapter's sample
`offset` only ever sounds at a frame of the same carrier phase: so everything joins without a click, and
fading a chapter out leaves the carrier in it untouched.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

from coach.mix.model import RenderedChapter
from coach.play.events import Answered, ChapterStarted, CueStarted
from coach.play.stream.carrier import carrier, frames_until
from coach.play.stream.chapter_reader import HUSH, RAMP, ChapterReader, fade_out
from coach.play.stream.course import Course
from coach.play.stream.offer import Offer
from coach.play.stream.patience import StuckError
from coach.play.stream.position import Place
from coach.play.stream.standing import Standing
from coach.session.prompts import Prompt, PromptKind
from coach.timeline.body import body_at
from coach.timeline.model import Chapter
from coach.units import CARRIER_PERIOD, Samples, to_samples

OPENING = to_samples(0.4)
"""Carrier before a chapter that somebody waits for, instead of its lead-in, where the device is awake already."""

AFTER = to_samples(0.4)
"""At least this much quiet after words that are laid into a gap of the session."""


class Playhead(Course):
    """Produces samples piece by piece. Not for two threads at once."""

    def piece(self, room: int) -> NDArray[np.int16]:
        """Make at most `room` samples, up to the next change; none if that is now."""
        base = self._idle(room) if self.reader is None else self._sound(self.reader, room)
        mixed, begun = self.asides.over(base, self.volume.gain, self.clock)
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

    def _idle(self, room: int) -> NDArray[np.int16]:
        """Make the carrier until the next chapter can start, at the right phase; nothing if that is now."""
        place = self.place
        if self.closing is not None:
            return self._carrier(min(room, self.closing))
        if self.state in ("playing", "awaiting") and not place.follows:
            self.enter("between")
        self.keys_untold = self.keys_untold and Prompt(PromptKind.KEYS) not in self.later
        self.asides.say(*self.later)
        self.later.clear()
        if self.asides:
            return self._carrier(min(room, self.asides.left()))
        if self.state == "easing" or self.failure is not None:
            self.closing = RAMP
            return self._carrier(0)
        if place.paused:
            self.enter("paused")
            return self._carrier(room)
        if self.offer is not None:
            return self._offered(self.offer, room)
        if place.index >= self.source.count:
            if not self._summed and self._answers is not None:
                self._summed = True
                self.asides.say(*self.summary())
            if not self.asides:
                self.enter("ended")
            return self._carrier(0)
        made = self.chapters.get(place.index, place.arrival)
        failure = made if isinstance(made, Exception) else self._answers.failure if self._answers else None
        if failure is not None:
            self._fail(failure)
            return self._carrier(0)
        if not isinstance(made, RenderedChapter) or not self._can_begin(made, place):
            return self._wait(room)
        asked = self._asked_before(place)
        if asked is not None:
            self.asides.say(asked)
            return self._carrier(0)
        goal = self._goal(made.chapter, place)
        reader = ChapterReader(made, goal or self._opening(made.chapter), follows=place.follows)
        gap = frames_until(reader.offset, self.clock)
        if gap == 0:
            self._begin(reader)
        return self._carrier(min(room, gap))

    def _asked_before(self, place: Place) -> Prompt | None:
        """Choose the prompt that comes before a chapter: the keys there are, or the question how it feels."""
        if place.goal or place.instruction is not None:
            return None
        if self.keys_untold and place.index > 0:
            self.keys_untold = False
            return Prompt(PromptKind.KEYS)
        asked = self._comfort.asks_before(self.source, place.index)
        return Prompt(asked, protocol=self.source.location(place.index).protocol) if asked is not None else None

    def _offered(self, offer: Offer, room: int) -> NDArray[np.int16]:
        """Make quiet to come off the ball, the question, and quiet to answer it; no answer ends the session."""
        asked = offer.due(self.clock)
        if asked is not None:
            self.asides.say(asked)
            return self._carrier(0)
        left = offer.left(self.clock)
        if left is None:
            self.offer = None
            offer.decline()
            return self._carrier(0)
        self.enter("offered" if offer.asked else "between")
        return self._carrier(min(room, left))

    def _goal(self, chapter: Chapter, place: Place) -> int:
        if place.instruction is None:
            return place.goal
        return min((cue.start for cue in chapter.cues if cue.instruction == place.instruction), default=0)

    def _opening(self, chapter: Chapter) -> int:
        """Return the sample at which a chapter begins: after its lead-in if the device is awake and somebody waits."""
        first = min((cue.start for cue in chapter.cues), default=0)
        awake = first if self.place.asked else 0 if self._begun else self.clock
        return max(0, min(awake, first - OPENING))

    def _can_begin(self, made: RenderedChapter, place: Place) -> bool:
        """There is more of it than was heard; and a stretch comes only when there are words that lead out of it."""
        if place.instruction is not None and not made.whole:
            return any(cue.instruction == place.instruction for cue in made.chapter.cues)
        return (made.whole or made.chapter.length > place.goal) and self._can_stretch(made)

    def _can_stretch(self, made: RenderedChapter) -> bool:
        if self._answers is None or not made.chapter.held or self._answers.ready:
            return True
        self._answers.start()
        return False

    def _wait(self, room: int) -> NDArray[np.int16]:
        """Make the carrier in whole periods, so that the chapter starts at phase zero as soon as it is there."""
        self.enter("waiting")
        piece = self._carrier(min(room, frames_until(0, self.clock) or CARRIER_PERIOD))
        answers = self._answers.progress if self._answers is not None else 0
        if self._patience.after(len(piece), self.chapters.progress + self.source.progress + answers) and self._begun:
            self.asides.say(Prompt(PromptKind.WAIT))
        if self._patience.stuck:
            self._fail(StuckError())
        return piece

    def _fail(self, failure: Exception) -> None:
        """End with `failure`, in words: nobody is left sitting on the ball."""
        self.failure = failure
        self.say_off(Prompt(PromptKind.STUCK))

    def _carrier(self, frames: int) -> NDArray[np.int16]:
        return carrier(self.clock, frames, self.source.channels)

    def _begin(self, reader: ChapterReader) -> None:
        if self._answers is not None:
            self._answers.start()
            if self.place.index + 1 == self.source.count:
                for said in self.summary():
                    self._answers.get(said)  # made by the time it is said
        self.reader = reader
        self._begun = True
        place = self.place
        self.place = Place(
            place.index, reader.chapter, reader.offset, place.goal, entry=place.entry, arrival=place.arrival
        )
        self.enter("playing")
        self._tell(reader)

    def _tell(self, reader: ChapterReader) -> None:
        """Tell that a chapter sounds from here on, or that more of it is known."""
        self._track.add(self.clock, True, self.place)
        offset = Samples(reader.offset)
        self.events.append(
            ChapterStarted(Samples(self.clock), self.place.index, reader.chapter, offset, self.source.count)
        )

    def _sound(self, reader: ChapterReader, room: int) -> NDArray[np.int16]:
        """Take samples of the chapter that sounds, up to the next change."""
        if not reader.leaving:
            self._grow(reader)
            if self.later:
                self._fit(reader, self.later[0])
            room = self._until_ready(reader, room)
        room = min(room, self.closing or room)
        before = reader.offset
        piece, cues = reader.take(room, self.clock)
        if not reader.leaving:
            for cue in cues:
                frame = Samples(self.clock + cue.start - reader.offset + len(piece))
                self.events.append(CueStarted(frame, self.place.index, cue))
            for held in reader.chapter.held:
                if before < held.end <= reader.offset:
                    self.tally.add(self.clock + held.end - before, reader.chapter.location)
            self.place = msgspec.structs.replace(self.place, offset=reader.offset)
        if reader.over:
            self.reader = None
            if not reader.leaving:
                self._ended(reader, self.clock + len(piece))
        return self.volume.of(piece, self.clock)

    def _until_ready(self, reader: ChapterReader, room: int) -> int:
        """Stand still in a wait, remind the person once, and go on at its limit. Returns the frames to the next change.

        What is heard of it stays at the beginning of the rest: nobody knows how far the person has come.
        """
        standing = reader.standing
        if standing is None:
            ahead = (one for one in reader.chapter.waits if one.longer and reader.offset < one.end - RAMP)
            wait = next(ahead, None)
            if wait is None or reader.offset < wait.start:
                return room if wait is None else min(room, wait.start - reader.offset)
            reminder = Prompt(PromptKind.REMINDER, protocol=reader.chapter.location.protocol)
            if self._answers is not None:
                self._answers.get(reminder)  # made by the time it is said
            standing = reader.standing = Standing(wait, reader.offset, self.clock, reminder)
            self.place = msgspec.structs.replace(self.place, stands=True)
            self._track.add(self.clock, True, self.place)
            self.enter("awaiting")
        due = standing.due(self.clock)
        if due is not None:
            self.asides.say(due)
        left = standing.left(self.clock)
        if left == 0:
            self.ready(standing.wait.end)
        return min(room, left)

    def ready(self, end: int) -> None:
        """Go on at the `end` of a rest, with the next words; after a wait nothing was broken off."""
        self.leave(msgspec.structs.replace(self.place, goal=end, follows=self.place.stands))

    @property
    def planned(self) -> int:
        """Sample of the chapter up to which the plan has come; in a wait the planned rest runs."""
        standing = self.reader.standing if self.reader is not None and self.sounding else None
        return standing.offset(self.clock) if standing is not None else self.place.offset

    def _ended(self, reader: ChapterReader, frame: int) -> None:
        """Go on after a chapter that came to its end, or to the end of its known beginning."""
        place = self.place
        if reader.whole:
            body = body_at(reader.chapter, reader.chapter.length, place.entry)
            index = self.following(place.index)
            self.move(msgspec.structs.replace(self.at(index, body), follows=index == place.index + 1), frame)
        else:
            self.move(msgspec.structs.replace(place, goal=reader.offset), frame)

    def _grow(self, reader: ChapterReader) -> None:
        made = None if reader.whole else self.chapters.get(self.place.index, self.place.arrival)
        longer = isinstance(made, RenderedChapter) and (made.whole or made.chapter.length > reader.chapter.length)
        if isinstance(made, RenderedChapter) and longer and self._can_stretch(made):
            reader.grow(made, reader.offset)
            self.place = msgspec.structs.replace(self.place, chapter=made.chapter, offset=reader.offset)
            self._tell(reader)

    def _fit(self, reader: ChapterReader, said: Prompt) -> None:
        """Say it over a stretch that is quiet for long enough, or else between instructions.

        A spot is never broken for it, since it would have to begin anew: there it waits for a rest, or for the end.
        """
        answer = self._answers.get(said) if self._answers else None
        if answer is None or self.asides:
            return
        if reader.standing:
            self.asides.say(self.later.popleft())
        elif reader.quiet_for() >= len(answer.pcm) + 2 * HUSH + AFTER:
            silent = np.zeros_like(answer.pcm, shape=(reader.hush(len(answer.pcm)), *answer.pcm.shape[1:]))
            self.keys_untold = self.keys_untold and said.kind != "keys"
            self.asides.say(answer._replace(pcm=np.concatenate([silent, answer.pcm])))
            self.later.popleft()
        elif not reader.chapter.arrives and not reader.chapter.held:
            self.leave(self.going_on())
