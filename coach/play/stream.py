"""The session as one endless-looking stream of samples, pulled by whoever has a device, and what can be asked of it."""

import queue
from collections.abc import Iterator
from typing import Literal, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from coach.play.ahead import AHEAD, Ahead
from coach.play.answers import Answers, AnswerSource, Said
from coach.play.comfort import Easing
from coach.play.events import Event, Position, Rated
from coach.play.fade import RAMP
from coach.play.playhead import Place, Playhead
from coach.play.source import ChapterSource, shape
from coach.play.verbs import Felt, Request, Verb, resume_point
from coach.units import SAMPLE_RATE, Samples

_STEPS = {Verb.NEXT: 1, Verb.BACK: -1, Verb.AGAIN: 0}


class Stream:
    """Chapters in order, with the verbs applied at the next read.

    One thread reads; `press` may be called from any. A context manager, or call `start` and `close`.
    """

    def __init__(
        self,
        source: ChapterSource,
        first: int = 0,
        ahead: int = AHEAD,
        answers: AnswerSource | None = None,
        easing: Easing | None = None,
    ) -> None:
        """Begin with chapter `first`. Without `answers`, verbs are obeyed in silence."""
        self._source = source
        self._count = source.count
        self._channels = source.channels
        self._chapters = Ahead(source, ahead)
        self._easing = easing or Easing((), {})
        self._answers = Answers(answers, [Said(kind) for kind in self._easing.says]) if answers else None
        self._head = Playhead(self._chapters, source.count, source.channels, first, self._answers, self._easing)
        self._requests: queue.SimpleQueue[Request] = queue.SimpleQueue()
        self._stopped = False
        self._moved = 0  # frame of the last request that led elsewhere

    def start(self) -> None:
        """Begin loading chapters in the background. Raises RuntimeError the second time."""
        self._chapters.start(self._head.place.index)

    def close(self) -> None:
        """End the background loading."""
        self._chapters.close()
        if self._answers is not None:
            self._answers.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def channels(self) -> int:
        """1 or 2; what `read` gives has the shape (frames,) or (frames, 2)."""
        return self._channels

    @property
    def clock(self) -> Samples:
        """Frames handed out so far."""
        return Samples(self._head.clock)

    @property
    def position(self) -> Position:
        """Where the session is now."""
        return Position(self._head.place.index, Samples(self._head.place.offset), self._head.state)

    @property
    def finished(self) -> bool:
        """Nothing more will come: played through, or stopped. A failure is raised by `read` instead."""
        return self._head.state == "ended" and self._head.failure is None

    @property
    def stopped(self) -> bool:
        """It ends because someone asked, not because it was through."""
        return self._stopped

    def press(self, request: Request) -> None:
        """Ask for something, or tell how it feels; it takes effect at the next read."""
        self._requests.put(request)

    def events(self, until: int | None = None) -> Iterator[Event]:
        """Take the events up to and including frame `until`, in order; all there are without it."""
        events = self._head.events
        while events and (until is None or events[0].frame <= until):
            yield events.popleft()

    def wait(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds, for each of both, until a carrier period can be read without filler.

        That is, for the next chapters and for the words that lead out of a hold.
        """
        index = self._head.place.index
        ready = self._chapters.wait((index, index + 1), timeout)
        return ready and (self._answers is None or self._answers.wait(timeout))

    def read(self, frames: int) -> NDArray[np.int16]:
        """The next `frames` samples; fewer where the session ends, none after it. Never waits.

        Raises what the source raised, once the session has come to the chapter that failed and has
        ramped down, and ValueError if `frames` is not positive.
        """
        if frames <= 0:
            raise ValueError(f"cannot read {frames} frames")
        head = self._head
        if head.state == "ended" and head.failure is not None:
            raise head.failure
        while not self._requests.empty():
            request = self._requests.get()
            if isinstance(request, Verb):
                self._apply(request, head)
            else:
                self._rate(request, head)
        pieces = [np.zeros(shape(0, self._channels), np.int16)]
        while frames > 0 and head.state != "ended":
            pieces.append(head.piece(frames))
            frames -= len(pieces[-1])
        return np.concatenate(pieces)

    def rewind(self, frame: int) -> None:
        """Go back to what was handed out at `frame`, for a device that never played the rest.

        The next read gives the start of the instruction interrupted there. Only while nobody reads.
        """
        self._head.rewind(frame)
        self._stopped = False

    def interrupted(self, frame: int) -> None:
        """The same after a fault, which is told before the session goes on. Easing off goes on easing off.

        What was asked for meanwhile stays so: a pause above all.
        """
        head, stopped = self._head, self._stopped
        self.rewind(max(frame, self._moved))
        head.enter("lost")
        head.asides.say(Said("lost"))
        if stopped:
            self._ease_off(head)
        elif head.place.holding:
            head.asides.say(Said("ease"))

    def _apply(self, verb: Verb, head: Playhead) -> None:
        place = head.place
        if head.state == "ended" or head.closing is not None:
            return
        if head.state == "easing":
            if verb is Verb.STOP:
                head.closing = RAMP
            return
        unsaid = head.asides.clear()
        head.later = None
        if verb is Verb.TOGGLE:
            verb = Verb.RESUME if place.paused else Verb.PAUSE
        self._answer("pause" if verb is Verb.PAUSE else "answer")
        head.asides.say(*unsaid)
        if verb in (Verb.PAUSE, Verb.RESUME, *_STEPS):
            self._moved = head.clock
        match verb:
            case Verb.PAUSE:
                if not place.paused:
                    sounding = head.voice is not None and not head.voice.leaving
                    at = max(place.offset, place.goal)
                    back = resume_point(place.chapter, at) if sounding and place.chapter else place.goal
                    head.leave(msgspec.structs.replace(place, goal=back, paused=True))
                    head.enter("paused")
                head.asides.say(Said("paused"))
            case Verb.RESUME if place.paused:
                head.move(msgspec.structs.replace(place, paused=False, asked=self._answers is not None))
            case Verb.NEXT | Verb.BACK | Verb.AGAIN:
                index = max(0, place.index + _STEPS[verb])
                if verb is Verb.NEXT:
                    index = min(self._easing.after(place.index), self._count)
                head.leave(Place(index, asked=self._answers is not None))
            case Verb.LOUDER | Verb.SOFTER:
                louder = verb is Verb.LOUDER
                if not head.volume.step(up=louder):
                    head.later = Said("loudest" if louder else "softest")
            case Verb.REMAINING:
                left = self._source.remaining(place.index, place.offset)
                head.later = Said("not yet") if left is None else Said("remaining", _minutes(left))
            case Verb.STOP:
                self._ease_off(head)

    def _rate(self, value: Felt, head: Playhead) -> None:
        """Write down how it feels. If it is too much, there are fewer spots, or the strip ends."""
        place = head.place
        if head.state == "ended" or head.closing is not None:
            return
        head.events.append(Rated(Samples(head.clock), min(place.index, self._count - 1), value))
        if head.state == "easing":
            return
        unsaid = head.asides.clear()
        self._answer("answer")
        head.asides.say(*unsaid)
        sounding = head.voice is not None and not head.voice.leaving
        match self._easing.felt(place.index, value, sounding=sounding):
            case "ease":
                head.later = Said("fewer")
            case "stop":
                self._moved = head.clock
                head.leave(Place(self._easing.after_strip(place.index), paused=place.paused))
                head.asides.say(Said("strip over"))

    def _answer(self, tone: Literal["answer", "pause"]) -> None:
        if self._answers is not None:
            self._head.asides.say(self._answers.tone(tone))

    def _ease_off(self, head: Playhead) -> None:
        """Say that it stops, lead off the ball, and end."""
        self._stopped = True
        if self._answers is None:
            head.closing = RAMP
            return
        head.asides.say(Said("stop"))
        if head.stretched:
            head.asides.say(Said("off"))
        if head.voice is not None:
            head.voice.leave()
        head.enter("easing")


def _minutes(samples: int) -> int:
    return round(samples / SAMPLE_RATE / 60)
