"""The session on a screen: one line for each chapter and cue, when it is heard."""

from coach.play.events import ChapterStarted, CueStarted, Event, StateChanged
from coach.units import clock

_SAID = {"paused": "paused (space goes on)", "waiting": "one moment"}


class Printer:
    """Prints events as plain lines, which also a screen reader can follow."""

    def __init__(self, chapters: int) -> None:
        self._chapters = chapters

    def __call__(self, event: Event) -> None:
        if isinstance(event, ChapterStarted):
            print(
                f"{clock(event.frame):>6}  {event.index + 1}/{self._chapters}  {event.chapter.title}",
                flush=True,
            )
        elif isinstance(event, CueStarted):
            what = event.cue.content if event.cue.kind == "speech" else f"({event.cue.content})"
            print(f"{'':10}{what}", flush=True)
        elif isinstance(event, StateChanged) and event.state in _SAID:
            print(f"{'':10}[{_SAID[event.state]}]", flush=True)
