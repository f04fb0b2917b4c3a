"""One root for every error a user can cause. The command line prints its one line and exits with its code."""

from collections.abc import Iterable

_GUESSES, _LONGEST = 200, 60


class CoachError(Exception):
    """Something went wrong; the message says what, where and what to do about it."""

    exit_code = 1


class InputError(CoachError):
    """What the user asked for or wrote is wrong: a name, a choice, a protocol file."""

    exit_code = 2


class DeviceError(CoachError):
    """There is no sound device, or it went away."""

    exit_code = 3


class NotStarted(CoachError):
    """A session was not begun: for this person, or not yet."""

    exit_code = 4


def guess(name: str, known: Iterable[str]) -> str:
    """The name in `known` that was probably meant, as part of a message; empty if none is near."""
    from difflib import get_close_matches

    # A guess takes time with each name and letter, and a stranger's file may have many of both.
    names = {one.casefold(): one for one in list(known)[:_GUESSES]}
    written = name[:_LONGEST].casefold()
    begun = [one for one in names if written and one.startswith(written)]
    near = begun if len(begun) == 1 else get_close_matches(written, names, n=1)
    return f" (did you mean '{names[near[0]]}'?)" if near else ""


def shown(written: object, most: int = _LONGEST) -> str:
    """The letters that somebody wrote, on one line of a message; no more than `most` of them."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in str(written)).split())
    return line if len(line) <= most else f"{line[:most]}..."
