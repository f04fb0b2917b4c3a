"""Single keys from a terminal, for a person who does not look at it."""

import re
import sys
import threading
from types import TracebackType
from typing import Protocol, Self, TextIO

from coach.play.verbs import Verb

KEYS: dict[str, Verb] = {
    " ": Verb.TOGGLE,
    "n": Verb.NEXT,
    "p": Verb.AGAIN,
    "q": Verb.STOP,
    "\x03": Verb.STOP,
}
"""Capitals count as well: nobody sees the shift lock."""

_ESCAPES = re.compile("\x1b(?:\\[[0-?]*[ -/]*[@-~]|O.|.)?")
"""Arrow and function keys send several characters; none of them is a key of ours."""


def verbs(typed: str) -> list[Verb]:
    """What was asked for by these typed characters; unknown keys ask for nothing."""
    return [KEYS[key] for key in _ESCAPES.sub("", typed).lower() if key in KEYS]


class Controls(Protocol):
    """Any way in for verbs. Waiting for them is also how the live loop sleeps."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def wait(self, seconds: float) -> list[Verb]:
        """The verbs asked for; waits at most `seconds` for the first one."""

    def wake(self) -> None:
        """End a wait early. May be called from any thread."""


class NoKeys:
    """No terminal: nobody can ask for anything, the session plays straight through."""

    def __init__(self) -> None:
        self._woken = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def wait(self, seconds: float) -> list[Verb]:
        """Wait `seconds`, or until woken."""
        self._woken.wait(seconds)
        self._woken.clear()
        return []

    def wake(self) -> None:
        """End the wait."""
        self._woken.set()


def terminal_keys(stream: TextIO | None = None) -> Controls:
    """The keys of the terminal behind `stream` (standard input); NoKeys if it is none or not ours to read."""
    stream = sys.stdin if stream is None else stream
    if stream is None or stream.closed or not stream.isatty():
        return NoKeys()
    if sys.platform == "win32":
        from coach.play._keys_windows import WindowsKeys

        return WindowsKeys()
    else:
        from coach.play._keys_posix import PosixKeys, in_foreground

        return PosixKeys(stream.fileno()) if in_foreground(stream.fileno()) else NoKeys()
