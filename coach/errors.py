"""Errors that a user can cause, under one root. The command line prints one line and exits with the error's code.

The tree, with exit codes:

• CoachError           1
  • InputError         2
    • ProtocolError    2
    • ScheduleError    2
  • DeviceError        3
  • NotStartedError    4
  • RowsError          5
  • ProofError         1
  • VoiceError         1
  • StuckError         1
  • DiaryError         1
"""

from collections.abc import Iterable

_GUESSES, _LONGEST = 200, 60


class CoachError(Exception):
    """Root of all. The message says what went wrong, where, and what to do about it."""

    exit_code = 1


class InputError(CoachError):
    """A wrong name, choice or protocol file."""

    exit_code = 2


class DeviceError(CoachError):
    """A sound device that is missing, or went away."""

    exit_code = 3


class NotStartedError(CoachError):
    """A session that was not begun: never for this person, or not yet."""

    exit_code = 4


def guess(name: str, known: Iterable[str]) -> str:
    """Guess the name in `known` that was meant, as part of a message; empty if none is near."""
    from difflib import get_close_matches

    # A guess takes time with each name and letter, and a stranger's file may have many of both.
    names = {one.casefold(): one for one in list(known)[:_GUESSES]}
    written = name[:_LONGEST].casefold()
    begun = [one for one in names if written and one.startswith(written)]
    near = begun if len(begun) == 1 else get_close_matches(written, names, n=1)
    return f" (did you mean '{names[near[0]]}'?)" if near else ""


def shown(written: object, most: int = _LONGEST) -> str:
    """Put the letters that somebody wrote on one line of a message; no more than `most` of them."""
    # A byte of a file's name that is no UTF-8 is half a letter to Python.
    text = "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in str(written))
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= most else f"{line[:most]}..."
