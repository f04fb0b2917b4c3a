"""Person at a terminal: questions and texts are printed and spoken, and answered by keys."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from coach.errors import NotStartedError
from coach.play.devices.supervisor import Device
from coach.play.live import run
from coach.play.stream.stream import Stream
from coach.render.renderer import SessionRenderer
from coach.screening.answer_keys import AnswerKeys
from coach.screening.speech import Speech
from coach.text import hanging_text
from coach.text.interface import texts
from coach.units import to_samples

LISTENS = to_samples(30.0)
"""Samples of quiet in which the device is kept awake after a question. After them it waits in silence."""

_INDENT = " " * 8
"""Margin before lines that are no question."""


class AtTerminal:
    """Person at a terminal, as `questions.Person`. The keys are told before the first question."""

    def __init__(
        self, renderer: SessionRenderer, device: Device, keys: AnswerKeys, leaving: str, out: TextIO | None = None
    ) -> None:
        """`leaving` is the text of NotStartedError if they leave."""
        self._renderer = renderer
        self._device = device
        self._keys = keys
        self._leaving = leaving
        self._texts = texts(renderer.clips.voice.language)
        self._out = out or (sys.stdout if sys.stdout.isatty() else sys.stderr)
        self._awake = False
        self._knows_keys = False

    @contextmanager
    def attended(self) -> Iterator[None]:
        """Hold the terminal for answers. Raises NotStartedError for Ctrl-C."""
        try:
            with self._keys.open():
                yield
        except KeyboardInterrupt:
            raise NotStartedError(self._leaving) from None

    def ask(self, text: str, place: str = "", following: str | None = None) -> bool:
        """Print and speak a question, and wait for its answer without a limit."""
        if not self._knows_keys:
            self._knows_keys = True
            self.tell(self._texts.keys_to_answer, following=text)
        wrong = ""
        while True:
            if wrong:
                self._print(_INDENT, wrong)
            self._print(f"{place:>6}  ", text)
            self._keys.listen(asks=True)
            self._say(f"{wrong} {text}".strip(), LISTENS, "answer" if wrong else None, following)
            while self._keys.pressed is None:
                self._keys.wait(60.0)
            if self._keys.pressed == "stop":
                raise NotStartedError(self._leaving)
            if self._keys.pressed in ("yes", "no"):
                yes = self._keys.pressed == "yes"
                self._print(_INDENT, self._texts.yes if yes else self._texts.no)
                return yes
            # The question comes again after this line: the key has cut it off.
            unknown = self._keys.pressed == "unknown"
            wrong = f"{self._texts.wrong_key} {self._texts.keys_to_answer}" if unknown else ""

    def tell(self, text: str, *, following: str | None = None) -> None:
        """Print and speak a text; meanwhile the `following` one is synthesised."""
        self._print(_INDENT, text)
        self._keys.listen(asks=False)
        self._say(text, 0, None, following)
        if self._keys.pressed:
            raise NotStartedError(self._leaving)

    def _say(self, text: str, quiet: int, tone: str | None, following: str | None) -> None:
        """Speak until a key is pressed or the quiet is over."""
        source = Speech(self._renderer, text, quiet, awake=self._awake, tone=tone, following=following)
        ending = run(Stream(source), self._device, self._keys)
        if ending == "stopped" and self._keys.pressed is None:  # Ctrl-C
            raise NotStartedError(self._leaving)
        # Cut off, or over without a long quiet: the headphones have not fallen asleep.
        self._awake = ending == "stopped" or not quiet

    def _print(self, before: str, text: str) -> None:
        print(hanging_text(before, text, self._out), file=self._out, flush=True)
