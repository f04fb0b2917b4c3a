"""The session in large plain words on the whole terminal, for a glance from two metres away."""

import os
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from coach.play.events import Answered, ChapterStarted, CueStarted, Event, MicrophoneChanged, SessionInfo, StateChanged
from coach.play.now_playing import NowPlaying
from coach.text.interface import texts
from coach.units import SAMPLE_RATE, Samples

if TYPE_CHECKING:
    from rich.console import Console

    from coach.play.screens.layout import Row

_QUARTER = SAMPLE_RATE // 4


class BigScreen:
    """Draws what is heard now over the whole terminal. An `events.SessionObserver`; enter it before the session."""

    def __init__(
        self,
        info: SessionInfo,
        remaining: Callable[[int, int], int | None],
        console: "Console | None" = None,
        language: str = "en",
    ) -> None:
        """`remaining` tells the samples left from (chapter index, offset), None while nobody knows.

        What the coach itself shows is in the `language` of the session.
        """
        from rich.console import Console

        from coach.play.screens.frame import Picture

        if console is None:
            # With these two, the size would stay what it was when the shell set them.
            environ = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
            console = Console(_environ=environ)
        self._console = console
        self._picture = Picture(info, remaining, console.encoding, language)
        self._asks = texts(language).asked_by_tones
        self._now = NowPlaying()
        self._events = 0
        self._drawn: object = None
        self._gone = False

    def __enter__(self) -> Self:
        self._console.set_alt_screen(True)
        self._console.show_cursor(False)
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # the terminal is gone, so there is nothing to restore
            self._console.show_cursor(True)
            self._console.set_alt_screen(False)

    def show(self, event: Event) -> None:
        """Take in what is heard now; the next tick draws it."""
        self._events += 1
        self._now.apply(event)
        if isinstance(event, ChapterStarted):
            self._picture.words = self._now.asked_before(event.offset, self._asks)
        elif isinstance(event, CueStarted):
            self._picture.words = self._now.asked(event.cue, self._asks) or self._picture.words
        elif isinstance(event, StateChanged):
            if event.state not in ("playing", "waiting", "awaiting"):  # what was asked for is not asked for any more
                self._picture.words = ""
        elif isinstance(event, MicrophoneChanged):
            self._picture.listens = event.on
        elif isinstance(event, Answered):
            if self._now.state in ("easing", "between", "offered"):  # the instructions of this moment
                self._picture.words = event.text or self._picture.words
            else:
                self._picture.answer = event

    def tick(self, heard: Samples) -> None:
        """Draw if something changed that can be seen: four times a second in a hold, else once."""
        self._picture.words = self._now.said(heard) or self._picture.words
        held = self._now.hold(heard)
        beat = (self._now.offset(heard) - held.start) // _QUARTER if held else heard // SAMPLE_RATE
        size = self._console.size
        drawn = (size, self._events, held, beat, self._picture.words)
        if drawn == self._drawn or self._gone:
            return
        self._drawn = drawn
        try:
            self._draw(self._picture.rows(self._now, heard, size.width, size.height), size.width)
        except OSError:  # the terminal is gone, but the session can still be heard
            self._gone = True

    def _draw(self, rows: "list[Row]", width: int) -> None:
        """Write all rows at once, each over what was there: nothing flickers, and stray output is covered."""
        from rich.control import Control
        from rich.segment import Segment, Segments

        from coach.play.screens.layout import exactly

        frame: list[Segment] = []
        for y, row in enumerate(rows):
            frame.append(Control.move_to(0, y).segment)
            frame += [Segment(text, self._console.get_style(style or "none")) for text, style in exactly(row, width)]
        self._console.print(Segments(frame), end="", crop=False, no_wrap=True)
