"""Rows of a terminal: words, bars and large digits, laid out by their width in cells. Nothing about sessions."""

import unicodedata
from functools import lru_cache

from rich.cells import cell_len, chop_cells, set_cell_size

Row = tuple[tuple[str, str], ...]
"""Texts from left to right, each with its style."""

_DIGITS = (
    "█▀█▀█ ▀▀█▀▀██ ██▀▀█▀▀▀▀██▀██▀█",
    "█ █ █ █▀▀▀▀█▀▀█▀▀██▀█  ██▀█▀▀█",
    "▀▀▀▀▀▀▀▀▀▀▀▀  ▀▀▀▀▀▀▀  ▀▀▀▀▀▀▀",
)
_SPACED_FROM = 70
"""Columns from which letters get space between them: it is what makes them larger in a terminal."""


def digits(number: int) -> list[str]:
    """A number three rows high, in blocks."""
    return [" ".join(row[3 * int(digit) :][:3] for digit in str(number)) for row in _DIGITS]


def bar(done: float, width: int, label: str, style: str, blocks: bool) -> Row:
    """A bar that is `done` from 0 to 1, with a label at its right end, `width` cells in all."""
    full, empty = "█░" if blocks else "#-"
    cells = max(1, width - len(label))
    filled = round(cells * max(0.0, min(1.0, done)))
    return ((full * filled, style), (empty * (cells - filled), "dim"), (label, "bold"))


def cut(text: str, width: int) -> str:
    """The text, or as much of it as there is space for."""
    return text if cell_len(text) <= width else set_cell_size(text, max(0, width - 3)).rstrip() + "..."


def apart(left: str, style: str, right: str, width: int) -> Row:
    """Two texts at both ends of a line; the left one is cut where they would meet."""
    space = max(0, width - len(right) - 2 * bool(right))
    return ((set_cell_size(cut(left, space), max(0, width - len(right))), style), (right, ""))


def centred(text: str, style: str, width: int) -> Row:
    """One text in the middle of a line, cut if it is too long."""
    text = cut(text, width)
    return ((" " * ((width - cell_len(text)) // 2), ""), (text, style))


def exactly(row: Row, width: int) -> Row:
    """The row, cut or filled to its last cell."""
    fitted: list[tuple[str, str]] = []
    for text, style in row:
        fitted.append((text if cell_len(text) <= width else set_cell_size(text, width), style))
        width -= cell_len(fitted[-1][0])
    return (*fitted, (" " * width, ""))


@lru_cache(maxsize=4)
def lines(text: str, width: int, room: int) -> list[str]:
    """Words in at most `room` lines of about the same length, with what space there is between letters and lines."""
    words = unicodedata.normalize("NFC", text).split()
    spaced = "   ".join(map(_spaced, words))
    if width >= _SPACED_FROM and words and cell_len(spaced) <= width:  # over more lines it is hard to read
        return [spaced]
    made = _balanced(words, " ", width)
    if len(made) > 1 and 2 * len(made) + 1 <= room:
        return [line for each in made for line in (each, "")][:-1]
    return made if len(made) <= room else [*made[: room - 1], cut(made[room - 1] + " " * width, width)]


def _spaced(word: str) -> str:
    return word if any(cell_len(letter) == 0 for letter in word) else " ".join(word)


def _balanced(words: list[str], gap: str, width: int) -> list[str]:
    """In as few lines as possible, then as narrow as these lines can be."""
    made = _wrapped(words, gap, width)
    longest = max(map(cell_len, words), default=width)
    narrower = (_wrapped(words, gap, each) for each in range(longest, width))
    return next((closer for closer in narrower if len(closer) == len(made)), made)


def _wrapped(words: list[str], gap: str, width: int) -> list[str]:
    made: list[str] = []
    for piece in (piece for word in words for piece in chop_cells(word, max(2, width))):
        if made and cell_len(made[-1] + gap + piece) <= width:
            made[-1] += gap + piece
        else:
            made.append(piece)
    return made
