"""Text for people: how it is printed, and the sentences of the coach itself."""

import os
import re
import unicodedata
from typing import TextIO

DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Marks that turn the direction of the letters after them, and so could make a name look like another one."""

BOM = "\ufeff"
"""Byte order mark: a spreadsheet takes a table that begins with one as UTF-8, and shows its accents."""

WORDS_A_MINUTE = 118
"""Pace of speech, its pauses included: the middle of 110 to 130, and slow enough for older listeners."""

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")


def printable(text: str, encoding: str | None) -> str:
    """Return one line that `encoding` can write: every letter missing there becomes a question mark."""
    line = " ".join(_CONTROLS.sub(" ", text).split())
    name = encoding or "utf-8"
    return line.encode(name, "replace").decode(name)


def one_line(text: str) -> str:
    """Return a title as tags and playlists take it: composed, on one line, without control characters."""
    spaced = " ".join(text.split())
    kept = (c for c in spaced if unicodedata.category(c) not in ("Cc", "Cs") and c not in DIRECTION)
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


DOTLESS = ("tr", "az")
"""Languages in which I is the capital of ı, and İ that of i."""  # noqa: RUF001


def capitalised(text: str, language: str) -> str:
    """Return `text` with its first letter in capitals by the rules of `language`, and all others as they are."""
    first = "İ" if text[:1] == "i" and language in DOTLESS else text[:1].upper()
    return first + text[1:]


def hanging_text(before: str, text: str, out: TextIO) -> str:
    """Return `text` after `before` on one line; for a terminal on as many as its width needs, the later ones indented.

    No word is broken that fits into the width of the terminal.
    """
    line = printable(text, out.encoding)
    try:
        width = os.get_terminal_size(out.fileno()).columns if out.isatty() else 0
    except (OSError, ValueError):  # it has no size
        width = 0
    if width < 1:
        return before + line
    from coach.text.wrapping import hanging

    return "\n".join(hanging(before, line, width))
