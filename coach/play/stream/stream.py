"""The session as one endless-looking stream of samples, pulled by whoever has a device, and what can be asked of it."""

import queue
from collections.abc import Iterator
from typing import Literal, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from coach.mix.model import PromptAudio, pcm_shape
from coach.play.controls.verbs import Listening, Request, Spoken, Verb
from coach.play.events import Event, Position
from coach.play.stream.chapter_reader import RAMP
from coach.play.stream.hearing import LISTENING, Ear
from coach.play.stream.playhead import Playhead
from coach.play.stream.position import Place
from coach.play.stream.prefetch import AHEAD
from coach.play.stream.prompt_cache import PromptCache, PromptSource
from coach.play.stream.rating import RATED, rate
from coach.play.stream.source import ChapterSource
from coach.play.stream.tally import Tally
from coach.session.comfort import ComfortPolicy, may_be_on_the_ball
from coach.session.location import Body
from coach.session.prompts import Prompt, PromptKind
from coach.timeline.schedule import LEAD_IN
from coach.units import SAMPLE_RATE, Samples, to_samples

_STEPS = {Verb.NEXT: 1, Verb.BACK: -1, Verb.AGAIN: 0}

FORGOTTEN = to_samples(120)
"""After so long a pause, nobody knows where the ball is."""


class Stream:
    """Chapters in order, with the verbs applied at the next read.

    One thread reads; `press` may be called from any. A context manager, or call `start` and `close`.
    """

    def __init__(
        self,
        source: ChapterSource,
        first: int = 0,
        ahead: int = AHEAD,
        answers: PromptSource | None = None,
        comfort: ComfortPolicy | None = None,
        *,
        tally: Tally | None = None,
        tells_keys: bool = False,
        skip_to: int | None = None,
        resumed: bool = False,
        listens: bool = False,
    ) -> None:
        """Begin with chapter `first`. Without `answers`, verbs are obeyed in silence.

        `tally` counts what is done, and is told at the end. `tells_keys` says which keys there are, after the first
        chapter. After that one, the session goes on at chapter `skip_to`, if it is given. One that is `resumed` was
        broken off, perhaps in the middle of a stretch: that is led out of first. One that `listens` has a microphone.
        """
        self._channels = source.channels
        self._comfort = comfort or ComfortPolicy()
        asked = (PromptKind.HOW_NOW, PromptKind.HOW_WAS_IT) if self._comfort.asks else ()
        kinds = (*asked, *(RATED if self._comfort.has_limits else ()))
        then = [
            *(Prompt(kind) for kind in (LISTENING if listens else ())),
            *([Prompt(PromptKind.KEYS)] if tells_keys else []),
            *(Prompt(kind, protocol=one) for kind in kinds for one in source.protocols if kind is not PromptKind.RATED),
        ]
        self._answers = PromptCache(answers, source.protocols, then) if answers else None
        self._head = Playhead(source, ahead, first, self._answers, self._comfort, tally or Tally())
        self._head.keys_untold, self._head.tells_summary = tells_keys, tally is not None
        self._head.skip_to = skip_to
        self._ear = Ear(self._head, self._apply, self._answer, self._waits, self._quiet)
        self._broken_off = resumed and may_be_on_the_ball(source, first)
        if self._broken_off:
            protocol = source.location(min(first, source.count - 1)).protocol
            known = protocol if protocol in source.protocols else source.protocols[0]
            self._head.asides.say(self._quiet(), Prompt(PromptKind.EASE, protocol=known))
        self._requests: queue.SimpleQueue[Request] = queue.SimpleQueue()
        self._stopped = False
        self._moved = 0  # frame of the last request that led elsewhere
        self._paused_at = 0

    def start(self) -> None:
        """Begin loading chapters in the background. Raises RuntimeError the second time."""
        if self._broken_off and self._answers is not None:
            self._answers.start()
        self._head.chapters.start(self._head.place.index, self._head.place.arrival)

    def close(self) -> None:
        """End the background loading."""
        self._head.chapters.close()
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
        """Position of the session now."""
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

    def remaining(self, index: int, offset: int) -> Samples | None:
        """From sample `offset` of chapter `index` to the end of what is left; None while nobody knows."""
        return self._head.source.remaining(index, offset)

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
        ready = self._head.chapters.wait((index, index + 1), timeout)
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
            elif isinstance(request, Spoken | Listening):
                self._ear.take(request)
            elif rate(head, self._comfort, request, self._answer):
                self._moved = head.clock
        pieces = [np.zeros(pcm_shape(0, self._channels), np.int16)]
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

        What was asked for meanwhile stays so: a pause above all. What leads out of a stretch is said again if nobody
        can have heard it.
        """
        head, stopped = self._head, self._stopped
        unheard = head.asides.unheard(frame)
        stretched = head.rewind(max(frame, self._moved))
        self._moved = head.clock  # what was heard before this fault is known; another one goes back no further
        self._stopped = False
        head.enter("lost")
        if stretched is not None:
            unheard.insert(0, Prompt(PromptKind.EASE, protocol=stretched))
        head.asides.say(
            self._quiet(), *dict.fromkeys(said for said in unheard if said.kind != "lost"), Prompt(PromptKind.LOST)
        )
        if stopped:
            self._stop(head)

    def _quiet(self) -> PromptAudio:
        """Time for a device to wake, before words that nobody may miss."""
        return PromptAudio("", np.zeros(pcm_shape(LEAD_IN, self._channels), np.int16))

    def _apply(self, verb: Verb, head: Playhead, paused: PromptKind = PromptKind.PAUSED) -> None:
        if head.state == "ended" or head.closing is not None or head.failure is not None:
            return
        if head.state == "easing":
            if verb is Verb.STOP and not head.asides.hurry():
                head.closing = RAMP
            return
        if verb is Verb.READY and self._waits(head) is None:
            self._answer("answer")  # heard, and that is all: nothing is broken off for it
            return
        place = head.place
        unsaid = head.asides.clear()
        # What became of a number is still to be told; an answer to an older request is not.
        still = [said for said in head.later if said.kind in RATED]
        head.later.clear()
        head.later.extend(still)
        if verb is Verb.READY or (verb is Verb.NEXT and (head.offer is not None or head.awaiting)):
            verb = Verb.RESUME
        if verb is Verb.TOGGLE:
            verb = Verb.RESUME if place.paused or head.offer or self._waits(head) else Verb.PAUSE
        self._answer("pause" if verb is Verb.PAUSE else "answer")
        head.asides.say(*unsaid)
        match verb:
            case Verb.PAUSE:
                self._pause(head, paused)
            case Verb.RESUME:
                self._resume(head)
            case Verb.NEXT | Verb.BACK | Verb.AGAIN:
                self._jump(_STEPS[verb], head)
            case Verb.LOUDER | Verb.SOFTER:
                louder = verb is Verb.LOUDER
                if not head.volume.step(up=louder):
                    head.later.append(Prompt(PromptKind.LOUDEST if louder else PromptKind.SOFTEST))
            case Verb.REMAINING:
                left = head.source.remaining(place.index, head.planned)
                head.later.append(
                    Prompt(PromptKind.NOT_YET) if left is None else Prompt(PromptKind.REMAINING, _minutes(left))
                )
            case Verb.KEYS:
                head.later.append(Prompt(PromptKind.KEYS))
                if head.sounding and not head.stretched:
                    self._lead(head, head.going_on())
            case Verb.STOP:
                self._stop(head)

    def _lead(self, head: Playhead, place: Place) -> None:
        """Leave what sounds, and go on at `place`."""
        self._moved = head.clock
        head.leave(place)

    def _waits(self, head: Playhead) -> int | None:
        """The end of the wait for the person that sounds now: a sample of its chapter."""
        waits = head.place.chapter.waits if head.place.chapter is not None and head.sounding else ()
        return next((wait.end for wait in waits if wait.start <= head.place.offset < wait.end), None)

    def _pause(self, head: Playhead, said: PromptKind) -> None:
        if not head.place.paused:
            self._ear.paused(said)
            self._paused_at = head.clock
            self._lead(head, msgspec.structs.replace(head.going_on(), paused=True))
            head.enter("paused")
        head.asides.say(Prompt(said))

    def _resume(self, head: Playhead) -> None:
        """Go on: after a pause, with the other side, or sooner in a rest that waits for the person."""
        place, ready = head.place, self._waits(head)
        asked = self._answers is not None
        if place.paused:
            self._moved = head.clock
            forgotten = head.clock - self._paused_at > FORGOTTEN and place.chapter is None
            entry = Body(place.entry.posture) if forgotten else place.entry
            again = head.at(place.index, entry, place.goal) if forgotten else place
            head.move(msgspec.structs.replace(again, instruction=place.instruction, paused=False, asked=asked))
            head.offer = None
        elif head.offer is not None:
            self._moved = head.clock
            head.offer = None
            head.move(msgspec.structs.replace(place, asked=asked))
        elif ready is not None:
            self._moved = head.clock
            head.ready(ready)

    def _jump(self, steps: int, head: Playhead) -> None:
        """Another chapter, or this one anew. What nobody may skip is not skipped, nor a place treated too often."""
        place = head.place
        kept = head.kept() if steps > 0 else None
        if kept is not None:
            number, on_its_way = kept
            if not on_its_way:
                self._lead(head, msgspec.structs.replace(place, goal=0, instruction=number, paused=False))
            return
        whole = head.source.with_whole_notice() if steps < 0 and place.index == 0 else None
        if whole is not None:
            # Back from the short notice there is only the whole one.
            head.leave(place)
            head.change(whole, head.place)
        index = min(max(0, head.following(place.index) if steps > 0 else place.index + steps), head.source.count)
        most = head.source.most_times(index) if index < head.source.count else None
        if steps <= 0 and most is not None and head.tally.times(head.source.location(index)) >= most:
            head.later.append(Prompt(PromptKind.ENOUGH))
            return
        head.offer = None
        target = head.at(index, place.eased)
        self._lead(head, msgspec.structs.replace(target, asked=self._answers is not None))

    def _answer(self, tone: Literal["answer", "pause", "unclear"]) -> None:
        if self._answers is not None:
            self._head.asides.say(self._answers.tone(tone))

    def _stop(self, head: Playhead) -> None:
        """Lead out of a stretch, say that it stops, lead off the ball, and end."""
        self._stopped = True
        if self._answers is None:
            head.closing = RAMP
            return
        if head.stretched and head.place.chapter is not None:
            head.asides.say(Prompt(PromptKind.EASE, protocol=head.place.chapter.location.protocol))
        head.say_off(Prompt(PromptKind.STOP))
        head.asides.say(*head.summary())
        if head.reader is not None:
            head.reader.leave()
        head.enter("easing")


def _minutes(samples: int) -> int:
    return round(samples / SAMPLE_RATE / 60)
