"""QR code (ISO/IEC 18004) of an address, in letters for a terminal."""

import io
import sys
from os import environ

import segno

_WHITE_ON_BLACK, _USUAL = "\033[38;5;231;48;5;16m", "\033[0m"


def in_letters(address: str, *, coloured: bool) -> str:
    """Draw the code by half blocks, light ones filled.

    `coloured` makes them white on black on any terminal; without, they are right where letters are lighter than paper.
    """
    drawn = io.StringIO()
    segno.make(address, micro=False).terminal(drawn, compact=True)
    lines = drawn.getvalue().rstrip("\n").split("\n")
    return "\n".join(f"{_WHITE_ON_BLACK}{line}{_USUAL}" if coloured else line for line in lines)


def printable_code(address: str) -> str | None:
    """Draw the code for standard output; None for a terminal without such letters, which would show something else."""
    code = in_letters(address, coloured=sys.stdout.isatty() and not environ.get("NO_COLOR"))
    try:
        code.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return None
    return code
