"""Pictures of large screens for the README, drawn from the rows of the screen itself."""

from collections.abc import Iterator
from itertools import groupby

from coach import svg
from coach.play.screens.layout import Row

WIDE, HIGH = 8, 16
"""Pixels of a cell."""
PARTS = {"█": (0, HIGH), "▀": (0, HIGH // 2), "▄": (HIGH // 2, HIGH // 2), "░": (0, HIGH)}
"""First row of pixels and height of what each block fills."""
COLOURS = {"green": "#3fb950", "dim": "#8b949e"}


def screens(pictures: list[list[Row]], columns: int, title: str) -> str:
    """Draw screens of so many columns beside each other."""
    gap, width, height = 2 * WIDE, columns * WIDE, max(map(len, pictures)) * HIGH
    parts: list[str] = []
    for index, rows in enumerate(pictures):
        left = index * (width + gap)
        parts.append(svg.element("rect", x=left, width=width, height=height, rx=6, fill="#161b22"))
        for y, row in enumerate(rows):
            parts += _row(row, left, y * HIGH)
    whole = len(pictures) * (width + gap) - gap
    look = {"font_family": "monospace", "font_size": 13, "shape_rendering": "crispEdges"}
    return svg.document(whole, height, title, parts, width=whole, height=height, **look)


def _row(row: Row, x: int, y: int) -> Iterator[str]:
    for text, style in row:
        colour = next((colour for name, colour in COLOURS.items() if name in style), "#f0f6fc")
        for block, cells in groupby(text, lambda cell: cell if cell in PARTS else ""):
            run = "".join(cells)
            if block:
                top, high = PARTS[block]
                place: dict[str, object] = {"x": x, "y": y + top, "width": len(run) * WIDE, "height": high}
                yield svg.element("rect", None, fill=colour, opacity=0.3 if block == "░" else 1.0, **place)
            elif words := run.strip():
                first = x + run.index(words) * WIDE
                yield svg.text(words, first, y + 12, fill=colour, textLength=len(words) * WIDE)
            x += len(run) * WIDE
