"""The session as plain lines, one for each thing that is heard: for screen readers, pipes and logs."""

import sys
from typing import TextIO

from coach.play.events import (
    Answered,
    ChapterStarted,
    CueStarted,
    Event,
    MicrophoneChanged,
    RatingGiven,
    SessionInfo,
    State,
    StateChanged,
)
from coach.text import hanging_text
from coach.text.interface import texts
from coach.timeline.model import Cue
from coach.units import Samples, clock, to_seconds

SAID: tuple[State, ...] = ("paused", "waiting", "awaiting", "lost")
"""States that need a line; the others are heard."""


class Plain:
    """Prints events as they are heard, with neither colour nor cursor movement. An `events.SessionObserver`."""

    def __init__(self, info: SessionInfo, out: TextIO | None = None, language: str = "en") -> None:
        """Print to `out`, or standard output, with the coach's own words in a `language`."""
        self._info = info
        self._out = sys.stdout if out is None else out
        self._texts = texts(language)
        self._started: ChapterStarted | None = None
        self._printed: tuple[int, str] | None = None  # where less is left, another chapter has the same index

    def show(self, event: Event) -> None:
        """Print the event's line; some have none."""
        if isinstance(event, ChapterStarted):
            self._started = event
            here = event.index, event.chapter.title
            if event.offset == 0 or here != self._printed:
                self._printed = here
                self._print(
                    f"{clock(event.frame):>6}  {event.index + 1}/{event.count or self._info.chapter_count}",
                    event.chapter.title,
                )
        elif isinstance(event, CueStarted):
            if self._started is not None and self._started.chapter.paces(event.cue):
                return
            self._print(f"{'':8}", event.cue.content if event.cue.kind == "speech" else self._tone(event.cue))
        elif isinstance(event, Answered) and event.text:
            self._print(f"{'':8}", event.text)
        elif isinstance(event, RatingGiven):
            self._print(f"{'':8}", f"[{self._texts.felt.format(value=event.value)}]")
        elif isinstance(event, MicrophoneChanged):
            self._print(f"{'':8}", f"[{self._texts.microphone[0 if event.on else 1]}]")
        elif isinstance(event, StateChanged) and event.state in SAID:
            self._print(f"{'':8}", f"[{self._texts.states[event.state]}]")

    def tick(self, heard: Samples) -> None:
        """Do nothing: nothing moves between two lines."""

    def _tone(self, cue: Cue) -> str:
        """Return the tone's name; that of a hold with its length, because nothing else tells it in advance."""
        held = self._started.chapter.held if self._started else ()
        lasts = next((f" {to_seconds(each.length):g} s" for each in held if each.start == cue.start), "")
        return f"({self._texts.tones[cue.content]}){lasts}"

    def _print(self, before: str, text: str) -> None:
        print(hanging_text(f"{before}  ", text, self._out), file=self._out, flush=True)
