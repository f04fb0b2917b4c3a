"""Prompter: shows the line to be read as large as the window allows, or as plain lines, and reads keys."""

import os
import sys
from collections import deque
from collections.abc import Callable, Sequence
from typing import TextIO

from coach.errors import InputError
from coach.play.controls.base import Controls, NoKeys
from coach.play.controls.keys import plain_keys, terminal_keys
from coach.play.controls.verbs import Request, Verb
from coach.record.folder import Line
from coach.text import hanging_text

_AROUND = 9  # rows of a window beside the large words


class Keys:
    """Keys of the terminal, one by one, while `terminal` is entered."""

    def __init__(
        self,
        terminal: Callable[[Callable[[str], list[Request]]], Controls] = lambda meaning: terminal_keys(meaning=meaning),
    ) -> None:
        """Raises InputError where there is no terminal."""
        self._typed: deque[str] = deque()
        self.terminal = terminal(self._take)
        if type(self.terminal) is NoKeys:
            raise InputError(
                "coach record is led by keys and needs a terminal; for a studio, coach script NAME --format html lists "
                "the lines, and coach record --check DIR judges what comes back"
            )

    def pressed(self) -> str:
        """Wait for the next key without a limit."""
        while not self.is_typed(60.0):
            pass
        return self._typed.popleft()

    def is_typed(self, seconds: float = 0.0) -> bool:
        """Wait at most so many seconds, and tell whether a key was typed that nobody has asked for."""
        if not self._typed:
            self.terminal.wait(seconds)
        return bool(self._typed)

    def forget(self, but: Sequence[str] = ()) -> None:
        """Drop what was typed, except for some keys."""
        self.terminal.wait(0)
        self._typed = deque(key for key in self._typed if key in but)

    def _take(self, typed: str) -> list[Request]:
        # The terminal is gone: nobody will ever press a key.
        self._typed.extend(plain_keys(typed) if typed else "q")
        return [Verb.TOGGLE]  # which ends the wait


class Prompter:
    """Prompter on the terminal behind `out`. Plain, each line is printed once, for a screen reader."""

    def __init__(self, *, plain: bool, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._plain = plain or not self._out.isatty() or "utf" not in (self._out.encoding or "").lower()
        self._large: tuple[Line, int, int] | None = None

    def show(self, line: Line, at: int, of: int) -> None:
        """Show a line, the sentence that it is a part of, and which of how many it is."""
        if self._plain:
            self.tell(f"Line {at} of {of}: {line.text}")
            if line.sentence != line.text:
                self.tell(f"It is a part of: {line.sentence}")
            return
        self._large = line, at, of
        self.again()

    def again(self) -> None:
        """Show the line once more, without what was told meanwhile. Plain, it stands above."""
        if self._large is None:
            return
        from rich.console import Console

        from coach.play.screens.glyphs import glyphs

        line, at, of = self._large
        # Of the terminal itself: COLUMNS and LINES may be older than the window is wide.
        columns, lines = os.get_terminal_size(self._out.fileno())
        drawn = glyphs(line.text, (columns or 80) - 2, (lines or 24) - _AROUND)
        Console(file=self._out).clear()
        self._write(f"{at} of {of}   {line.chapter}\n\n")
        self._write("".join(f" {row}\n" for row in drawn) + "\n" * bool(drawn))
        self.tell(line.text)
        if line.sentence != line.text:
            self.tell(f"within: {line.sentence}")
        self._write("\n")

    def tell(self, text: str) -> None:
        """Print a text, wrapped at words."""
        self._write(hanging_text("", text, self._out) + "\n")

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
