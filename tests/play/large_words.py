"""Words on a large screen, read whether they are drawn in glyphs or stand there as text."""

from coach.play.screens.glyphs import glyphs


def says(lines: list[str], words: str) -> bool:
    """Whether the words are on these lines, in any size, uncut."""
    if "".join(words.split()) in "".join("".join(lines).split()):
        return True
    width, ink = len(lines[0]), [line.replace("░", " ") for line in lines]
    margin = 4 if width >= 60 else 2 if width >= 40 else 0
    return any(_shows(ink, glyphs(words, width - 2 * margin, rows)) for rows in range(1, len(lines)))


def _shows(lines: list[str], drawn: tuple[str, ...]) -> bool:
    """Whether the drawing stands somewhere on the lines."""
    first = drawn[0] if drawn else None
    if first is None:
        return False
    for y in range(len(lines) - len(drawn) + 1):
        x = lines[y].find(first)
        while x >= 0:
            if all(lines[y + row][x : x + len(cells)] == cells for row, cells in enumerate(drawn)):
                return True
            x = lines[y].find(first, x + 1)
    return False
