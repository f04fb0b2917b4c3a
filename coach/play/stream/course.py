"""Course of a session: where it is and where it goes on, the navigation under the samples."""

from collections import deque
from typing import TYPE_CHECKING

import msgspec

from coach.mix.model import RenderedChapter
from coach.play.events import Event, State, StateChanged
from coach.play.stream.chapter_reader import ChapterReader, Volume
from coach.play.stream.history import Track
from coach.play.stream.overlay import PromptOverlay
from coach.play.stream.patience import Patience
from coach.play.stream.position import Place, going_on_from, kept_instruction
from coach.play.stream.prefetch import ChapterPrefetcher
from coach.play.stream.prompt_cache import PromptCache
from coach.play.stream.source import ChapterSource
from coach.play.stream.tally import Tally
from coach.session.comfort import ComfortPolicy
from coach.session.location import USUAL, Body, Posture
from coach.session.prompts import Prompt, PromptKind
from coach.units import Samples

if TYPE_CHECKING:
    from coach.play.stream.offer import Offer


class Course:
    """The state of a session under way, and the moves it can make. It makes no sound by itself."""

    def __init__(
        self,
        source: ChapterSource,
        ahead: int,
        first: int,
        answers: PromptCache | None,
        comfort: ComfortPolicy,
        tally: Tally,
    ) -> None:
        self.clock = 0
        self.source = source
        self.chapters = ChapterPrefetcher(source, ahead)
        # Who begins later has been on the ball before, or has not: nobody knows.
        self.place = self.at(first, Body(Posture.ON) if first else Body())
        self.state: State = "waiting"
        self.reader: ChapterReader | None = None
        self.volume = Volume()
        self.asides = PromptOverlay(answers)
        self.later: deque[Prompt] = deque()
        """Words for the next gap that has room for them."""
        self.offer: Offer | None = None
        """The other side is offered, and nobody has answered yet."""
        self.closing: int | None = None
        """Samples left of the last ramp."""
        self.failure: Exception | None = None
        self.keys_untold = False
        """True while the keys are still to be told, once, after the first chapter."""
        self.skip_to: int | None = None
        """Index of the chapter that follows the first one, which nobody skips."""
        self.events: deque[Event] = deque()
        self.tally = tally
        self.tells_summary = False
        self.listens = False
        """True while a microphone is open."""
        self._ahead = ahead
        self._answers = answers
        self._comfort = comfort
        self._track = Track(self.place)
        self._patience = Patience()
        self._begun = self._summed = False

    @property
    def sounding(self) -> bool:
        """A chapter sounds, and is not being left."""
        return self.reader is not None and not self.reader.leaving

    @property
    def awaiting(self) -> bool:
        """It stands still until the person is ready."""
        return self.sounding and self.place.stands

    @property
    def stretched(self) -> bool:
        """The muscle of whoever listens is loaded now."""
        return self.sounding and self.place.stretched is not None

    def at(self, index: int, body: Body, goal: int = 0) -> Place:
        """Return the place of chapter `index`, for a body in this state, in words that fit."""
        arrival = self.source.arrival(index, body) if 0 <= index < self.source.count else USUAL
        return Place(index, goal=goal, entry=body, arrival=arrival)

    def following(self, index: int) -> int:
        """Find the chapter that comes after chapter `index`, without places that were treated as often as may be."""
        index = max(index + 1, self.skip_to or 0)
        while index < self.source.count and self._had_its_turn(index):
            index += 1
        return index

    def _had_its_turn(self, index: int) -> bool:
        place, most = self.source.location(index), self.source.most_times(index)
        return place.strip is not None and most is not None and self.tally.times(place) >= most

    def kept(self) -> tuple[int | None, bool] | None:
        """Find the next instruction here that nobody may skip, and whether it is being said or about to be.

        Also where nothing sounds: before the first word, in a pause, under an answer. None where all are said.
        """
        place = self.place
        if self.sounding or place.index >= self.source.count:
            return kept_instruction(place) if self.sounding else None
        made = self.chapters.get(place.index, place.arrival)
        chapter = made.chapter if isinstance(made, RenderedChapter) else place.chapter
        if chapter is None:
            return None if self._begun else (None, True)  # nobody knows yet what the first chapter keeps
        if place.instruction in chapter.kept and not place.paused:
            return place.instruction, True
        cues = (cue.start for cue in chapter.cues if cue.instruction == place.instruction)
        goes_on = min(cues, default=0) if place.instruction is not None else place.goal
        kept = kept_instruction(msgspec.structs.replace(place, chapter=chapter, offset=goes_on))
        return (kept[0], kept[1] and not place.paused) if kept is not None else None

    def going_on(self) -> Place:
        """Find the place to go on from if what sounds now is left."""
        return self._left(self.place, self.sounding)

    def _left(self, place: Place, sounding: bool) -> Place:
        """Find the place to go on from where `place` is left; a spot of which a wait is just over begins anew too."""
        over = place.stands and place.chapter is not None and not place.paused
        return self._after(place) if sounding or over else place

    def _after(self, place: Place) -> Place:
        """Find the place to go on from after an interruption at `place`."""
        index, goal = going_on_from(place)
        index = index if index == place.index else self.following(place.index)
        if index == place.index and goal and place.chapter is not None and not place.chapter.arrives:
            return msgspec.structs.replace(place, goal=goal)
        anew = index == place.index and place.chapter is not None and not (place.chapter.arrives or place.chapter.held)
        return self.at(index, place.entry if anew else place.eased, goal)

    def leave(self, place: Place) -> None:
        """Fade out what sounds and go on at `place`. A stretch is first led out of in words."""
        if self.reader is not None:
            if self.stretched and self.place.chapter is not None:
                self.asides.say(Prompt(PromptKind.EASE, protocol=self.place.chapter.location.protocol))
            self.reader.leave()
        self.move(place)

    def move(self, place: Place, frame: int | None = None) -> None:
        """Go on at `place` as soon as nothing sounds any more."""
        if (place.index, place.arrival) != (self.place.index, self.place.arrival):
            self.chapters.want(place.index, place.arrival)
        self.place = place
        self._track.add(self.clock if frame is None else frame, False, place)

    def change(self, source: ChapterSource, place: Place) -> None:
        """Go on at `place` of another session, from which less is left. What sounds goes on."""
        self.chapters.close(0)
        self.source, self.chapters = source, ChapterPrefetcher(source, self._ahead)
        self.chapters.start(place.index, place.arrival)
        self.place = place
        self._track.add(self.clock, self.sounding, place)

    def enter(self, state: State) -> None:
        """Change the state, and tell it."""
        if state != self.state:
            self.state = state
            self._patience.begin()
            self.events.append(StateChanged(Samples(self.clock), state))

    def rewind(self, frame: int) -> str | None:
        """Go back to what was handed out at `frame`, and on from there.

        Nobody knows how much of what came after it was heard: where the ball was to be moved in it, it may lie
        anywhere. Returns the protocol of a stretch that somebody may be in; None where nobody can be.
        """
        frame = min(frame, self.clock)
        moved, stretched = self._track.since(frame, self.clock)
        self.tally.rewind(frame)
        sounded, place = self._track.back_to(frame)
        target = msgspec.structs.replace(self._left(place, sounded), paused=place.paused)
        if moved:
            again = self.at(target.index, Body(Posture.ON), target.goal)
            target = msgspec.structs.replace(again, paused=target.paused, instruction=target.instruction)
        while self.events and self.events[-1].frame >= frame:
            self.events.pop()
        self.clock, self.reader, self.closing, self.failure = frame, None, None, None
        self.later.clear()
        self.asides = PromptOverlay(self._answers)  # what was broken off is not ramped down: nobody hears it
        self.state = "paused" if place.paused else "waiting"
        self.move(target)
        return stretched

    def summary(self) -> list[Prompt]:
        """List the prompts that tell at the end what was done."""
        off = [Prompt(PromptKind.MICROPHONE_OFF)] if self.listens else []
        return [*(self.tally.words() if self.tells_summary else []), *off]

    def say_off(self, *first: Prompt) -> None:
        """Say something, and then what leads off the ball, if anybody may be on it."""
        self.asides.say(*first)
        place = self.place
        if place.body.posture is not Posture.OFF:
            where = place.body.at or self.source.location(min(place.index, self.source.count - 1))
            self.asides.say(
                Prompt(PromptKind.OFF, protocol=place.chapter.location.protocol if place.chapter else where.protocol)
            )
