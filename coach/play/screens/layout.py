"""Rows of a terminal: words and bars, laid out by their width in cells. Nothing about sessions."""

import unicodedata
from functools import lru_cache

from rich.cells import cell_len, set_cell_size

from coach.text.wrapping import wrapped

Row = tuple[tuple[str, str], ...]
"""Texts from left to right, each with its style."""


def bar(done: float, width: int, label: str, style: str, blocks: bool) -> Row:
    """Draw a bar that is `done` from 0 to 1, with a label at its right end, `width` cells in all."""
    full, empty = "█░" if blocks else "#-"
    cells = max(1, width - len(label))
    filled = round(cells * max(0.0, min(1.0, done)))
    return ((full * filled, style), (empty * (cells - filled), "dim"), (label, "bold"))


def cut(text: str, width: int) -> str:
    """Cut the text after as many words as there is space for; a part of the first one where not even that fits."""
    if cell_len(text) <= width:
        return text
    room = max(0, width - 3)
    fits = wrapped(text.split(), room)[:1] if room > 1 else []
    return "".join(fits or [set_cell_size(text, room)]).rstrip(" ,;:") + "..."


def apart(left: str, style: str, right: str, width: int) -> Row:
    """Put two texts at both ends of a line; the left one is cut where they would meet."""
    space = max(0, width - len(right) - 2 * bool(right))
    return ((set_cell_size(cut(left, space), max(0, width - len(right))), style), (right, ""))


def centred(text: str, style: str, width: int) -> Row:
    """Put one text in the middle of a line, cut if it is too long."""
    text = cut(text, width)
    return ((" " * ((width - cell_len(text)) // 2), ""), (text, style))


def exactly(row: Row, width: int) -> Row:
    """Return the row, cut or filled to its last cell."""
    fitted: list[tuple[str, str]] = []
    for text, style in row:
        fitted.append((text if cell_len(text) <= width else set_cell_size(text, width), style))
        width -= cell_len(fitted[-1][0])
    return (*fitted, (" " * width, ""))


@lru_cache(maxsize=4)
def lines(text: str, width: int, room: int) -> list[str]:
    """Set words in at most `room` lines of about one length, with blank ones between where there is space."""
    made = _balanced(unicodedata.normalize("NFC", text).split(), width)
    if len(made) > 1 and 2 * len(made) + 1 <= room:
        return [line for each in made for line in (each, "")][:-1]
    return made if len(made) <= room else within(text, width, room)


def _balanced(words: list[str], width: int) -> list[str]:
    """Break words into as few lines as possible, then as narrow as these lines can be."""
    made = wrapped(words, width)
    longest = max(map(cell_len, words), default=width)
    narrower = (wrapped(words, each) for each in range(longest, width))
    return next((closer for closer in narrower if len(closer) == len(made)), made)


def within(text: str, width: int, most: int) -> list[str]:
    """Set words on at most so many lines, at least one; dots stand for what there is no space for."""
    made = wrapped(text.split(), width) or [""]
    return made if len(made) <= most else [*made[: most - 1], cut(" ".join(made[most - 1 :]), width)]
