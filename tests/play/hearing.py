"""A live session without sound, as fast as it can be, and all that somebody hears and sees of it."""

from collections.abc import Callable, Sequence

import numpy as np
from person import Listener
from small import TEXT
from spots import Silent

from coach.play.controls.verbs import Request
from coach.play.events import Answered, ChapterStarted, CueStarted, Event, SessionObserver, State, StateChanged
from coach.play.stream.stream import Stream
from coach.play.stream.tally import Tally
from coach.session.comfort import ComfortPolicy
from coach.session.location import Body
from coach.session.prompts import Prompt
from coach.timeline.model import Chapter
from coach.units import to_samples

LONGEST = to_samples(3600)


def with_comfort(text: str = TEXT) -> str:
    """The small protocol with a reach before each hold, two strips, and words for how it feels."""
    text = text.replace("{id: top, muscle: brachialis}", "{id: top, muscle: brachialis}, {id: low, muscle: brachialis}")
    text = text.replace("terms: {left: left", "terms: {low: low, left: left")
    text = text.replace(
        "  passes: {least: 1", "  reach: {least: 1 s, most: 2 s, usual: 1 s, source: choice}\n  passes: {least: 1"
    )
    text = text.replace("      - {hold: chosen", "      - {say: bend, reach: chosen}\n      - {hold: chosen")
    text = text.replace("      two: {", "      bend: {source: choice, always: Bend it.}\n      two: {")
    text = text.replace(
        "{hold: ease, end: off}",
        "{hold: ease, end: off}\ncomfort: {before: now, ask: was, ease: fewer, less: less, end: over, other: other}",
    )
    said = ("now", "was", "fewer", "less", "over", "other")
    lines = "".join(f"      {name}: {{source: choice, always: This is {name}.}}\n" for name in said)
    return text.replace("      ease: {source", lines + "      ease: {source")


def with_waits() -> str:
    """The same with waits: to set up, and at each spot."""
    text = with_comfort()
    text = text.replace("lengths: {short: 1 s}", "lengths: {short: 1 s, long: 20 s}")
    text = text.replace(
        "      - {say: total}", "      - {say: total}\n      - {say: one, rest: long, until: ready}\n      - {say: two}"
    )
    text = text.replace("rest: short, when", "rest: short, until: in place, when")
    text = text.replace("ease off:", "waiting: {remind: 4 s, most: 10 s, reminder: still, source: choice}\nease off:")
    return text.replace("      ease: {", "      still: {source: choice, always: I wait.}\n      ease: {")


class Hearing:
    """Somebody who hears a running session, and does what it says; `events` are all that were heard."""

    def __init__(
        self,
        session: Silent,
        first: int = 0,
        *,
        asks: bool = False,
        tells_keys: bool = False,
        skip_to: int | None = None,
        resumed: bool = False,
        screens: Sequence[SessionObserver] = (),
    ) -> None:
        """Begin with chapter `first`, as if all before it had been done; after a break if it is `resumed`."""
        self.session = session
        self.listener = Listener(session, index=first)
        self.events: list[Event] = []
        self.screens = screens
        self.stream = Stream(
            session,
            first,
            answers=session.prompts,
            comfort=ComfortPolicy.of(session.protocol, asks=asks),
            tally=Tally.of(session.protocol),
            tells_keys=tells_keys,
            skip_to=skip_to,
            resumed=resumed,
        )
        if first and not resumed:
            self.listener.stand_at(session.chapter(first - 1))
            head = self.stream._head
            head.move(head.at(first, Body(self.listener.posture, self.listener.at)))
        self.stream.start()

    def __enter__(self) -> "Hearing":
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    @property
    def clock(self) -> int:
        """Frames that were heard."""
        return self.stream.clock

    @property
    def now(self) -> tuple[int, State]:
        """Index of the chapter, and the state."""
        return self.stream.position.chapter, self.stream.position.state

    def frames(self, frames: int) -> None:
        """Hear so many more."""
        until = self.clock + frames
        while self.clock < until and not self.stream.finished:
            self.stream.read(min(until - self.clock, to_samples(1)))
            self._take()

    def seconds(self, seconds: float) -> None:
        """The same in seconds."""
        self.frames(to_samples(seconds))

    def to(self, index: int, offset: int) -> None:
        """Hear all up to sample `offset` of chapter `index`."""
        self.until(lambda: self.now == (index, "playing") and self.stream.position.offset <= offset)
        self.frames(offset - self.stream.position.offset)
        assert self.now == (index, "playing")

    def until(self, true: Callable[[], object], within: int = LONGEST) -> None:
        """Hear on until it is `true`, to a tenth of a second."""
        end = self.clock + within
        while not true():
            assert self.clock < end, f"waited in vain; heard: {self.said()[-4:]}"
            assert not self.stream.finished, f"it is over; heard: {self.said()[-4:]}"
            self.frames(to_samples(0.1))

    def until_said(self, text: str, within: int = LONGEST) -> None:
        """Hear on until these words begin, once more than before."""
        before = self.said().count(text)
        self.until(lambda: self.said().count(text) > before, within)

    def to_end(self) -> None:
        """Hear all that is left."""
        end = self.clock + LONGEST
        while not self.stream.finished:
            assert self.clock < end, f"no end in '{self.now[1]}'; heard: {self.said()[-4:]}"
            self.seconds(10)

    def press(self, *what: Request) -> int:
        """Press keys, or say something; it takes effect at once. Returns how many events there were before."""
        before = len(self.events)
        for one in what:
            self.stream.press(one)
        self.frames(1)
        return before

    def lose(self) -> None:
        """Lose the device at this moment: nobody hears the last half second."""
        self.stream.interrupted(self.clock)

    def said(self, since: int = 0) -> list[str]:
        """All words that were heard after so many events, in order."""
        return [text for text in map(words, self.events[since:]) if text]

    def titles(self, since: int = 0) -> list[str]:
        """Of the chapters that began."""
        return [one.chapter.title for one in self.events[since:] if isinstance(one, ChapterStarted)]

    def states(self, since: int = 0) -> list[State]:
        """In their order."""
        return [one.state for one in self.events[since:] if isinstance(one, StateChanged)]

    def words(self, kind: str, number: int = 0) -> str:
        """What the coach says to mean this, as it is heard."""
        protocol = self.session.protocol.protocol
        return self.session.prompts.words(Prompt(kind, number, protocol)).text  # type: ignore[arg-type]

    def remaining(self) -> float:
        """Seconds that are left."""
        at = self.stream.position
        left = self.stream.remaining(at.chapter, at.offset)
        assert left is not None
        return left / 48_000

    def _take(self) -> None:
        new = list(self.stream.events())
        self.events += new
        self.listener.follow(new)
        if self.stream.finished:
            self.listener.end(self.clock)
        for screen in self.screens:
            for event in new:
                screen.show(event)
            screen.tick(self.stream.clock)


def words(event: Event) -> str:
    """What is said; nothing for a tone or a state."""
    if isinstance(event, Answered):
        return event.text
    return event.cue.content if isinstance(event, CueStarted) and event.cue.kind == "speech" else ""


def moments(chapter: Chapter) -> dict[str, int]:
    """Samples of a chapter with one effort: in its approach, its reach, its hold, and after it."""
    (held,) = chapter.held
    arrival = chapter.leads[0]
    out = next(lead for lead in chapter.leads if lead.start >= held.end)
    return {
        "approach": int(np.mean([arrival.words_end, held.begins])),
        "reach": (held.begins + held.start) // 2,
        "hold": held.start + held.length // 2,
        "rest": max(out.end, out.words_end) - 4_800,
    }
