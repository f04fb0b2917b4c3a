"""Keys from a POSIX terminal."""

import sys

if sys.platform != "win32":
    import os
    import select
    import termios
    import tty
    from collections.abc import Callable
    from contextlib import suppress
    from typing import Any, Self

    from coach.play.controls.keys import requests
    from coach.play.controls.verbs import Request

    def in_foreground(terminal: int) -> bool:
        """Whether this process may change the terminal; the system halts a background job that tries."""
        try:
            return os.tcgetpgrp(terminal) == os.getpgrp()
        except OSError:  # not the controlling terminal: no job control stands in the way
            return True

    class PosixKeys:
        """Reads the terminal with file descriptor `terminal` key by key while entered, then restores it."""

        def __init__(self, terminal: int, meaning: Callable[[str], list[Request]] = requests) -> None:
            self._terminal = terminal
            self._meaning = meaning
            self._before: list[Any] | None = None
            self._pipe: tuple[int, int] | None = None
            self._hung_up = False

        def __enter__(self) -> Self:
            self._before = termios.tcgetattr(self._terminal)
            self._pipe = os.pipe()
            os.set_blocking(self._pipe[1], False)
            tty.setcbreak(self._terminal, termios.TCSANOW)
            return self

        def __exit__(self, *_: object) -> None:
            if self._pipe is not None:
                for end in self._pipe:
                    os.close(end)
                self._pipe = None
            if self._before is not None:
                before, self._before = self._before, None
                with suppress(termios.error):  # the terminal is gone, so there is nothing to restore
                    termios.tcsetattr(self._terminal, termios.TCSANOW, before)

        def wait(self, seconds: float) -> list[Request]:
            """Return the verbs of the keys pressed; waits at most `seconds`. Raises RuntimeError if not entered."""
            if self._pipe is None:
                raise RuntimeError("the keys are not entered")
            sources = [self._pipe[0]] if self._hung_up else [self._pipe[0], self._terminal]
            ready, _, _ = select.select(sources, [], [], seconds)
            if self._pipe[0] in ready:
                os.read(self._pipe[0], 4096)
            return self._meaning(self._typed()) if self._terminal in ready else []

        def wake(self) -> None:
            """End a wait early, from any thread."""
            if self._pipe is not None:
                try:
                    os.write(self._pipe[1], b".")
                except BlockingIOError:  # full of wake-ups already
                    return

        def _typed(self) -> str:
            try:
                typed = os.read(self._terminal, 1024)
            except OSError:  # the terminal is gone: the same as its end
                typed = b""
            self._hung_up = not typed
            return typed.decode("utf-8", "ignore")
