"""Words on the lines of a terminal, by their width in cells."""

from rich.cells import cell_len, chop_cells


def wrapped(words: list[str], width: int) -> list[str]:
    """Return words on as many lines as they need. Only a word that is wider than a whole line is broken."""
    made: list[str] = []
    for piece in (piece for word in words for piece in chop_cells(word, max(2, width))):
        if made and cell_len(f"{made[-1]} {piece}") <= width:
            made[-1] += f" {piece}"
        else:
            made.append(piece)
    return made


def hanging(before: str, text: str, width: int) -> list[str]:
    """Return words after `before`, on as many lines as they need, the later ones as far in as the first.

    Where a word would not fit after that, the indent gets smaller. Only a word that is wider than a whole line is
    broken.
    """
    words = text.split()
    longest = min(width, max(map(cell_len, words), default=0))
    indent = min(cell_len(before), width - longest)
    made = wrapped(words, width - indent)
    inwards = [" " * indent + line for line in made]
    if not made or (before.strip() and cell_len(before) > indent):
        return [before.rstrip(), *inwards]
    return [before[:indent] + made[0], *inwards[1:]]
