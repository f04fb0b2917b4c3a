"""State of what is heard now, followed from the events: for everything that shows a session."""

from collections.abc import Mapping

from coach.play.events import ChapterStarted, CueStarted, Eased, Event, State, StateChanged
from coach.timeline.model import Chapter, Cue, Effort
from coach.units import SAMPLE_RATE, Samples


class NowPlaying:
    """Follows the events of one session. `heard` is always the frame that leaves the device now."""

    def __init__(self) -> None:
        self.state: State = "waiting"
        self.index = self.count = 0
        self.chapter: Chapter | None = None
        self.cue: Cue | None = None
        """The last cue that began in this chapter."""
        self._frame = 0
        self._offset = 0

    def apply(self, event: Event) -> None:
        """Take in the next event."""
        if isinstance(event, ChapterStarted):
            self.index, self.count, self.chapter = event.index, event.count, event.chapter
            self._frame, self._offset = event.frame, event.offset
            if event.offset == 0:
                self.cue = None
        elif isinstance(event, CueStarted):
            self.cue = event.cue
            self._frame, self._offset = event.frame, event.cue.start
        elif isinstance(event, Eased):
            self.index, self.count = event.index, event.count
        elif isinstance(event, StateChanged):
            self._frame, self._offset = event.frame, self.offset(event.frame)
            self.state = event.state

    def offset(self, heard: int) -> Samples:
        """Return the samples of the chapter that have been heard; the number stands still unless the session plays."""
        moved = heard - self._frame if self.state in ("playing", "awaiting") else 0
        waits = self.chapter.waits if self.chapter and self.state == "awaiting" else ()
        ends = (wait.end for wait in waits if wait.start <= self._offset < wait.end)
        most = next(ends, self.chapter.length if self.chapter else 0)  # a wait stands still after its planned rest
        return Samples(max(0, min(most, self._offset + moved)))

    def hold(self, heard: int) -> Effort | None:
        """Return the stretch that is being held."""
        offset = self.offset(heard)
        held = self.chapter.held if self.chapter and self.state == "playing" else ()
        return next((each for each in held if each.start <= offset < each.end), None)

    def said(self, heard: int) -> str | None:
        """Return the part of the words that is being said, and all of them afterwards; None where parts are unknown."""
        cue, cues = self.cue, self.chapter.cues if self.chapter else ()
        # After an interruption this may be another chapter, or a place before the cue.
        if cue is None or not cue.parts or cue not in cues or self.state != "playing":
            return None
        at = self.offset(heard) - cue.start
        return cue.part_at(at) if at >= 0 else None

    def coming(self, heard: int) -> Cue | None:
        """Return the next words of this chapter."""
        offset = self.offset(heard)
        cues = self.chapter.cues if self.chapter else ()
        return next((cue for cue in cues if cue.kind == "speech" and cue.start > offset), None)

    def asked(self, cue: Cue, tones: Mapping[str, str]) -> str:
        """Word the request of a cue of this chapter; nothing if words say it just before or after this tone.

        `tones` has the requests of tones by their names, such as `Texts.asked_by_tones`.
        """
        if cue.kind == "speech":
            return cue.content
        near = cue.end + SAMPLE_RATE
        step = [each for each in self.chapter.cues if each.instruction == cue.instruction] if self.chapter else []
        said = any(each.kind == "speech" and each.start < near for each in step)
        return "" if said else tones.get(cue.content, "")

    def asked_before(self, offset: int, tones: Mapping[str, str]) -> str:
        """Word the last request of this chapter before sample `offset`; nothing if there was none."""
        begun = [self.asked(cue, tones) for cue in self.chapter.cues if cue.start < offset] if self.chapter else []
        return next((words for words in reversed(begun) if words), "")
