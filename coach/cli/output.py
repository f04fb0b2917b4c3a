"""Output of the command line: text for programs on standard output, and files that a person asks for."""

import sys
from pathlib import Path

from coach.errors import CoachError


def pour(text: str) -> None:
    """Print `text` for a program that reads it; in JSON, bytes of a file's name that are no UTF-8 become escapes."""
    # A file that it is sent into must be UTF-8 and have these very ends of lines, also on Windows.
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")  # type: ignore[union-attr]
    sys.stdout.write(text)
    sys.stdout.flush()


def lines_of(error: CoachError) -> str:
    """Write an error as it is printed: a line for each problem of a protocol, one line for any other error.

    A name of a file may hold anything, also ends of lines and what a terminal obeys.
    """
    from coach.protocol import ProtocolError
    from coach.text import printable

    return str(error) if isinstance(error, ProtocolError) else printable(str(error), sys.stderr.encoding)


def write(path: Path, text: str) -> None:
    """Write `text` into the file `path`, whole or not at all. Raises CoachError."""
    from coach.storage.atomic import write_text, writing

    with writing(path):
        if path.exists() and not path.is_file():  # a device or pipe is filled, and must not be replaced
            path.write_text(text, encoding="utf-8", newline="")
        else:
            write_text(path.resolve(), text)
