"""Single keys from a terminal, for a person who does not look at it."""

import re
import sys
from typing import TextIO

from coach.play.controls import Controls, NoKeys
from coach.play.verbs import Verb

KEYS: dict[str, Verb] = {
    " ": Verb.TOGGLE,
    "n": Verb.NEXT,
    "b": Verb.BACK,
    "a": Verb.AGAIN,
    "+": Verb.LOUDER,
    "=": Verb.LOUDER,  # the same key without shift, on many keyboards
    "-": Verb.SOFTER,
    "t": Verb.REMAINING,
    "q": Verb.STOP,
    "\x03": Verb.STOP,
}
"""Capitals count as well: nobody sees the shift lock."""

_ESCAPES = re.compile("\x1b(?:\\[[0-?]*[ -/]*[@-~]|O.|.)?")
"""Arrow and function keys send several characters; none of them is a key of ours."""


def verbs(typed: str) -> list[Verb]:
    """What was asked for by these typed characters; unknown keys ask for nothing."""
    return [KEYS[key] for key in _ESCAPES.sub("", typed).lower() if key in KEYS]


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
