"""The session as one endless-looking stream of samples, pulled by whoever has a device.

The frame counter is the session's clock. The carrier is a pure function of it, and a chapter's sample
`offset` only ever sounds at a frame of the same carrier phase: so everything joins without a click, and
fading a chapter out leaves the carrier in it untouched.
"""

import queue
from collections import deque
from collections.abc import Iterator
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from coach.play.ahead import AHEAD, Ahead
from coach.play.carrier import carrier, frames_until
from coach.play.events import ChapterStarted, CueStarted, Event, Position, State, StateChanged
from coach.play.fade import RAMP, Voice, fade_out
from coach.play.source import ChapterSource, shape
from coach.play.verbs import Verb, resume_point
from coach.timeline.model import Chapter
from coach.units import CARRIER_PERIOD, Samples, to_samples

AGAIN_WITHIN = to_samples(2.0)
"""Pressed this early in a chapter, `again` means the chapter before."""


class _Place(msgspec.Struct, frozen=True):
    """A logical position: what is current, and where it starts when it sounds next."""

    index: int
    chapter: Chapter | None = None
    offset: int = 0
    goal: int = 0
    paused: bool = False
    follows: bool = False
    """The chapter before has just ended, so that music in both goes on without a ramp."""


class Stream:
    """Chapters in order, with the verbs applied at the next read.

    One thread reads; `press` may be called from any. A context manager, or call `start` and `close`.
    """

    def __init__(self, source: ChapterSource, first: int = 0, ahead: int = AHEAD) -> None:
        self._count = source.count
        self._channels = source.channels
        self._chapters = Ahead(source, ahead)
        self._verbs: queue.SimpleQueue[Verb] = queue.SimpleQueue()
        self._events: deque[Event] = deque()
        self._clock = 0
        self._place = _Place(first)
        self._voice: Voice | None = None
        self._track: list[tuple[int, bool, _Place]] = [(0, False, self._place)]
        self._closing: int | None = None  # samples left of the last ramp
        self._state: State = "waiting"
        self._stopped = False
        self._failure: Exception | None = None

    def start(self) -> None:
        """Begin loading chapters in the background. Raises RuntimeError the second time."""
        self._chapters.start(self._place.index)

    def close(self) -> None:
        """End the background loading."""
        self._chapters.close()

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
        return Samples(self._clock)

    @property
    def position(self) -> Position:
        """Where the session is now."""
        return Position(self._place.index, Samples(self._place.offset), self._state)

    @property
    def finished(self) -> bool:
        """Nothing more will come: played through, or stopped. A failure is raised by `read` instead."""
        return self._state == "ended" and self._failure is None

    @property
    def stopped(self) -> bool:
        """It ends because someone asked, not because it was through."""
        return self._stopped

    def press(self, verb: Verb) -> None:
        """Ask for something; it takes effect at the next read."""
        self._verbs.put(verb)

    def events(self, until: int | None = None) -> Iterator[Event]:
        """Take the events up to and including frame `until`, in order; all there are without it."""
        while self._events and (until is None or self._events[0].frame <= until):
            yield self._events.popleft()

    def wait(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds until one carrier period can be read without filler."""
        return self._chapters.wait((self._place.index, self._place.index + 1), timeout)

    def read(self, frames: int) -> NDArray[np.int16]:
        """The next `frames` samples; fewer where the session ends, none after it. Never waits.

        Raises what the source raised, once the session has come to the chapter that failed and has
        ramped down, and ValueError if `frames` is not positive.
        """
        if frames <= 0:
            raise ValueError(f"cannot read {frames} frames")
        if self._state == "ended" and self._failure is not None:
            raise self._failure
        while not self._verbs.empty():
            self._apply(self._verbs.get())
        pieces: list[NDArray[np.int16]] = []
        while frames > 0 and self._state != "ended":
            piece = self._idle(frames) if self._voice is None else self._sound(self._voice, frames)
            if self._closing is not None:
                piece = fade_out(piece, self._closing)
                self._closing -= len(piece)
            self._clock += len(piece)
            frames -= len(piece)
            pieces.append(piece)
            if self._closing == 0:
                self._enter("ended")
        return np.concatenate(pieces) if pieces else np.zeros(shape(0, self._channels), np.int16)

    def rewind(self, frame: int) -> None:
        """Go back to what was handed out at `frame`, for a device that lost or never played the rest.

        The next read gives the start of the instruction interrupted there. Only while nobody reads.
        """
        frame = min(frame, self._clock)
        while len(self._track) > 1 and self._track[-1][0] > frame:
            self._track.pop()
        since, sounding, place = self._track[-1]
        if sounding and place.chapter is not None:
            offset = place.offset + frame - since
            goal = resume_point(place.chapter, offset)
            place = msgspec.structs.replace(place, offset=offset, goal=goal)
        while self._events and self._events[-1].frame >= frame:
            self._events.pop()
        self._clock, self._voice, self._closing = frame, None, None
        self._stopped, self._failure, self._state = False, None, "paused" if place.paused else "waiting"
        self._move(place)

    def _apply(self, verb: Verb) -> None:
        place = self._place
        if self._state == "ended" or self._closing is not None:
            return
        if verb is Verb.TOGGLE:
            verb = Verb.RESUME if place.paused else Verb.PAUSE
        match verb:
            case Verb.PAUSE if not place.paused:
                sounding = self._voice is not None and not self._voice.leaving
                at = max(place.offset, place.goal)
                back = resume_point(place.chapter, at) if sounding and place.chapter else place.goal
                self._leave(msgspec.structs.replace(place, goal=back, paused=True))
                self._enter("paused")
            case Verb.RESUME if place.paused:
                self._move(msgspec.structs.replace(place, paused=False))
            case Verb.NEXT:
                self._leave(_Place(min(place.index + 1, self._count)))
            case Verb.AGAIN:
                back = 1 if place.offset < AGAIN_WITHIN and place.index > 0 else 0
                self._leave(_Place(place.index - back))
            case Verb.STOP:
                self._stopped, self._closing = True, RAMP

    def _leave(self, place: _Place) -> None:
        """Fade out what sounds and go on at `place`."""
        if self._voice is not None:
            self._voice.leave()
        self._move(place)

    def _move(self, place: _Place, frame: int | None = None) -> None:
        if place.index != self._place.index:
            self._chapters.want(place.index)
        self._place = place
        self._track.append((self._clock if frame is None else frame, False, place))

    def _enter(self, state: State) -> None:
        if state != self._state:
            self._state = state
            self._events.append(StateChanged(Samples(self._clock), state))

    def _idle(self, room: int) -> NDArray[np.int16]:
        """Carrier until the next chapter can start, at the right phase; nothing if that is now."""
        place = self._place
        if place.paused or self._closing is not None:
            return self._carrier(min(room, self._closing or room))
        if place.index >= self._count:
            self._enter("ended")
            return self._carrier(0)
        made = self._chapters.get(place.index)
        if isinstance(made, Exception):
            self._failure, self._closing = made, RAMP
            return self._carrier(0)
        if made is None:
            self._enter("waiting")
            # whole periods, so that the chapter starts at phase zero as soon as it is there
            return self._carrier(min(room, frames_until(0, self._clock) or CARRIER_PERIOD))
        voice = Voice(made, place.goal, follows=place.follows)
        gap = frames_until(voice.offset, self._clock)
        if gap == 0:
            self._begin(voice)
        return self._carrier(min(room, gap))

    def _carrier(self, frames: int) -> NDArray[np.int16]:
        return carrier(self._clock, frames, self._channels)

    def _begin(self, voice: Voice) -> None:
        index, chapter = self._place.index, voice.chapter
        self._voice = voice
        self._place = _Place(index, chapter, voice.offset, self._place.goal)
        self._track.append((self._clock, True, self._place))
        self._enter("playing")
        if voice.offset == 0:
            self._events.append(ChapterStarted(Samples(self._clock), index, chapter))

    def _sound(self, voice: Voice, room: int) -> NDArray[np.int16]:
        """Samples of the chapter that sounds, up to the next change."""
        room = min(room, self._closing or room)
        piece, cues = voice.take(room, self._clock)
        if not voice.leaving:
            for cue in cues:
                frame = Samples(self._clock + cue.start - voice.offset + len(piece))
                self._events.append(CueStarted(frame, self._place.index, cue))
            self._place = msgspec.structs.replace(self._place, offset=voice.offset)
        if voice.over:
            self._voice = None
            if not voice.leaving:
                self._move(_Place(self._place.index + 1, follows=True), self._clock + len(piece))
        return piece
