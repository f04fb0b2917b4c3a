"""Single keys from a terminal, for a person who does not look at it."""

import re
import sys
from collections.abc import Callable
from typing import TextIO

from coach.play.controls.base import Controls, NoKeys
from coach.play.controls.verbs import Rating, Request, Verb

KEYS: dict[str, Verb] = {
    " ": Verb.TOGGLE,
    "n": Verb.NEXT,
    "b": Verb.BACK,
    "a": Verb.AGAIN,
    "+": Verb.LOUDER,
    "=": Verb.LOUDER,  # the same key without shift, on many keyboards
    "-": Verb.SOFTER,
    "t": Verb.REMAINING,
    "h": Verb.KEYS,
    "\r": Verb.RESUME,  # Enter goes on, where it waits
    "\n": Verb.RESUME,
    "r": Verb.READY,
    "q": Verb.STOP,
    "\x03": Verb.STOP,
}
"""Capitals count as well: nobody sees the shift lock."""

_ESCAPES = re.compile("\x1b(?:\\[[0-?]*[ -/]*[@-~]|O.|.)?")
"""Arrow and function keys send several characters; none of them is a key of ours."""


DIGITS: dict[str, Rating] = {str(value): Rating(value) for value in range(10)}
"""Ratings by the digits that tell them."""


def plain_keys(typed: str) -> str:
    """Return the keys of these typed characters, in small letters, without what arrow and function keys send."""
    return _ESCAPES.sub("", typed).lower()


def requests(typed: str) -> list[Request]:
    """Read the requests in typed characters; unknown keys ask for nothing."""
    known: dict[str, Request] = {**KEYS, **DIGITS}
    return [known[key] for key in plain_keys(typed) if key in known]


def terminal_keys(stream: TextIO | None = None, meaning: Callable[[str], list[Request]] = requests) -> Controls:
    """Open the keys of the terminal behind `stream` (standard input); NoKeys if it is none or not ours to read.

    `meaning` is asked for what is typed; nothing typed means that the terminal is gone.
    """
    stream = sys.stdin if stream is None else stream
    if stream is None or stream.closed or not stream.isatty():
        return NoKeys()
    if sys.platform == "win32":
        from coach.play.controls.windows import WindowsKeys

        return WindowsKeys(meaning)
    from coach.play.controls.posix import PosixKeys, in_foreground

    return PosixKeys(stream.fileno(), meaning) if in_foreground(stream.fileno()) else NoKeys()
