"""Steering of a live session from phones: the state that each of them shows, and the requests that it can make."""

from collections.abc import Callable

import msgspec

from coach.play.controls.verbs import Rating, Request, Verb
from coach.play.events import Answered, ChapterStarted, CueStarted, Event, State, StateChanged
from coach.play.now_playing import NowPlaying
from coach.text.interface import texts
from coach.text.page_texts import page_texts
from coach.units import to_seconds

Ask = Callable[[Request, str], None]
"""Passes a request and the name of the way by which it came to the session, from any thread."""

VERBS: dict[str, Verb] = {
    "pause": Verb.PAUSE,
    "go-on": Verb.RESUME,
    "ready": Verb.READY,
    "again": Verb.AGAIN,
    "next": Verb.NEXT,
    "back": Verb.BACK,
    "louder": Verb.LOUDER,
    "softer": Verb.SOFTER,
    "how-long": Verb.REMAINING,
    "stop": Verb.STOP,
}
"""Verbs by their names in addresses. Pausing and going on are two, so that a phone that lags never does the other."""

RATINGS: dict[str, Rating] = {str(value): Rating(value) for value in range(10)}
"""Ratings by their names in addresses."""

ALWAYS: frozenset[Request] = frozenset((Verb.PAUSE, Verb.STOP))
"""Requests that no limit holds back."""

_PAUSED: tuple[State, ...] = ("paused", "offered")
"""States in which the large button goes on."""

_UNASKED: tuple[State, ...] = ("between", "paused", "offered", "easing", "lost", "ended")
"""States in which the instruction before is not asked for any more."""


class PhoneState(msgspec.Struct, frozen=True):
    """State that a phone shows."""

    begun: bool
    """False before somebody begins the session at the computer: until then nothing can be asked."""
    over: bool
    chapter: str
    place: str
    words: str
    status: str
    """Name of a state that needs words."""
    paused: bool
    does: str
    """Word for what is held; nothing for a set of strokes."""
    left: float | None
    """Seconds that are left of a hold or a set of strokes."""


class Steering:
    """Follows one session in its language, and passes requests on to it. For one thread."""

    def __init__(self, language: str, *, rated: bool) -> None:
        """`rated` sessions take numbers for how it feels."""
        self.requests: dict[str, Request] = {**VERBS, **(RATINGS if rated else {})}
        """Requests that a phone can make, by their names in addresses."""
        self.ask: Ask | None = None
        """Way into the session; None before it begins."""
        self.over = False
        """True once nothing can be asked any more."""
        self._texts = texts(language)
        self._hold = page_texts(language).hold
        self._now = NowPlaying()
        self._words = ""

    def apply(self, event: Event) -> None:
        """Take in what is heard now."""
        self._now.apply(event)
        tones = self._texts.asked_by_tones
        if isinstance(event, ChapterStarted):
            self._words = self._now.asked_before(event.offset, tones)
        elif isinstance(event, CueStarted):
            self._words = self._now.asked(event.cue, tones) or self._words
        elif isinstance(event, Answered):
            self._words = event.text or self._words
        elif isinstance(event, StateChanged) and event.state in _UNASKED:
            self._words = ""

    def state(self, heard: int) -> PhoneState:
        """Return the state at frame `heard`."""
        now, chapter, held = self._now, self._now.chapter, self._now.hold(heard)
        place = self._texts.place.format(at=now.index + 1, count=now.count) if chapter and now.count else ""
        return PhoneState(
            begun=self.ask is not None,
            over=self.over,
            chapter=chapter.title if chapter else "",
            place=place,
            words=self._words,
            status=self._texts.states.get(now.state, "").partition(" -")[0] if self.ask else "",
            paused=now.state in _PAUSED,
            does=self._hold if held and held.stroke is None else "",
            left=round(to_seconds(held.end - now.offset(heard)), 2) if held else None,
        )
