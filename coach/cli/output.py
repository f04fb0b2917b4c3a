"""Output of the command line: text for programs on standard output, and files that a person asks for."""

import sys
from pathlib import Path


def pour(text: str) -> None:
    """Print `text` for a program that reads it."""
    # A file that it is sent into must be UTF-8 and have these very ends of lines, also on Windows.
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    sys.stdout.write(text)


def write(path: Path, text: str) -> None:
    """Write `text` into the file `path`, whole or not at all. Raises CoachError."""
    from coach.storage.atomic import write_text, writing

    with writing(path):
        if path.exists() and not path.is_file():  # a device or pipe is filled, and must not be replaced
            path.write_text(text, encoding="utf-8", newline="")
        else:
            write_text(path.resolve(), text)
