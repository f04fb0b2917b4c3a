"""Presses as plain lines: for a person who wants to know which button was heard, and as what."""

import sys
from collections import deque
from typing import TextIO

from coach.play.controls.buttons import Press
from coach.play.controls.evdev import Hardware
from coach.play.controls.verbs import Verb
from coach.play.events import Event
from coach.text import hanging_text
from coach.text.interface import texts
from coach.units import Samples


class Presses:
    """Prints a line for each press, and for each device that comes or goes. An `events.SessionObserver`."""

    def __init__(self, out: TextIO | None = None, language: str = "en") -> None:
        """Print to `out`, or standard output, in a `language`."""
        self._out = sys.stdout if out is None else out
        self._texts = texts(language)
        self._lines: deque[str] = deque(maxlen=100)
        """Lines of other threads; the live loop prints them, so that none is torn. Where it does not, old ones go."""

    def heard(self, press: Press) -> None:
        """Take in a press of a button, from any thread."""
        self.asked(f"{press.device}, {press.button}", press.verb)

    def learned(self, press: Press, trouble: str) -> None:
        """Take in that a button was learned, from any thread; `trouble` tells why that is not kept."""
        self._lines.append(self._texts.buttons["learned"].format(device=press.device, button=press.button))
        if trouble:
            self._lines.append(trouble)

    def changed(self, hardware: Hardware, here: bool) -> None:
        """Take in that a device came or went, from any thread."""
        said = self._texts.buttons["came" if here else "went"]
        self._lines.append(said.format(device=hardware.name, kind=hardware.kind))

    def asked(self, by: str, verb: Verb | None) -> None:
        """Take in what was asked for by some button, from any thread."""
        meaning = self._texts.buttons["nothing"] if verb is None else self._texts.verbs[verb]
        self._lines.append(f"{by}: {meaning}")

    def show(self, event: Event) -> None:
        """Do nothing: events of the session have screens of their own."""

    def tick(self, heard: Samples) -> None:
        """Print what came since the last tick."""
        while self._lines:
            print(hanging_text(f"{'':8}  ", f"[{self._lines.popleft()}]", self._out), file=self._out, flush=True)
