"""Marks of covers: the palette, spots, strokes, the way between spots, and places never to go."""

from collections.abc import Iterator, Sequence

import msgspec

from coach.export.cover.drawing import Circle, Line, Point, Polygon, Shape, Text, width_of
from coach.protocol.model import Body

SIZE = 1400
"""Pixels each way: the least that shops and players ask of a cover."""

GROUND, LIMB, STRIP, PAPER, INK, STOP = "#14304f", "#f2d9bd", "#157a80", "#ffffff", "#10253f", "#d3202a"
WARNING = "#ff9a92"

MARGIN = 80.0
"""Pixels that stay free at each side."""

_LEADING, _SMALLER, _SMALLEST = 1.12, 0.94, 6.0


class Way(msgspec.Struct, frozen=True):
    """Way from spot to spot: its start, its direction, and the length of a step."""

    start: str
    towards: str
    step: str


class Shown(msgspec.Struct, frozen=True):
    """Facts on a cover, in the words of its language. Without strips, nothing is worked on in lines."""

    strips: tuple[str, ...]
    """Their names, in the order in which they are treated; an empty one if spots lie on no strip."""
    spots: int
    strokes: bool
    mirrored: bool
    """Only the right side is treated, which from behind looks like the left one in a mirror."""
    way: Way | None
    never: tuple[tuple[str, str], ...]
    """Places never to go: as the protocol names them, and in words."""
    body: Body | None = None
    """Part of the body with a shipped drawing that fits; None for plain marks."""


def spots(middles: Sequence[Point], radii: Sequence[float], name: str) -> Iterator[Shape]:
    """Draw numbered discs, the first spot first."""
    for number, (centre, radius) in enumerate(zip(middles, radii, strict=True), 1):
        yield Circle(centre, radius, PAPER, name=f"{name} {number}".strip())
        yield Text(centre, str(number), radius * 1.25, INK, bold=True)


def out_and_back(ends: Sequence[Point], name: str) -> Iterator[Shape]:
    """Draw a line along a strip with a head at each end."""
    yield Line(tuple(ends), PAPER, 16)
    for (x, y), way, up in zip(ends, ("out", "back"), (-1, 1), strict=True):
        yield Polygon(((x, y + 60 * up), (x + 44, y - 20 * up), (x - 44, y - 20 * up)), PAPER, f"{name} {way}".strip())


def arrow(way: Way, x: float) -> Iterator[Shape]:
    """Draw an arrow upwards beside the spots."""
    top, bottom = 200.0, 700.0
    room = 2 * (SIZE - x - 30)
    yield Line(((x, bottom), (x, top + 30)), PAPER, 20)
    yield Polygon(((x, top - 50), (x + 60, top + 50), (x - 60, top + 50)), PAPER)
    yield Text((x, top - 100), way.towards, fit(way.towards, 64, room), PAPER)
    yield Text((x, bottom + 66), way.start, fit(way.start, 64, room), PAPER)
    yield Text((x + 44, (top + bottom) / 2 + 20), way.step, fit(way.step, 56, SIZE - x - 60), PAPER, left=True)


def crossed(centre: Point, radius: float) -> Iterator[Shape]:
    """Draw the sign for never: a red disc with a cross."""
    (x, y), arm = centre, radius * 0.43
    yield Circle(centre, radius, STOP)
    for way in (-1, 1):
        yield Line(((x - arm, y - arm * way), (x + arm, y + arm * way)), PAPER, radius * 0.29)


def box(left: float, top: float, right: float, bottom: float, fill: str) -> Polygon:
    """Make a rectangle."""
    return Polygon(((left, top), (right, top), (right, bottom), (left, bottom)), fill)


def fit(words: str, size: float, room: float, *, bold: bool = False) -> float:
    """Find the size at which the words fit on one line."""
    return min(size, room / max(width_of(words, 1, bold=bold), 0.01))


def paragraph(words: str, size: float, room: float, height: float, *, bold: bool = False) -> tuple[list[str], float]:
    """Break words into lines at the largest size, up to `size`, at which they fit into `room` times `height`."""
    while True:
        lines = _wrapped(words, room / size, bold)
        widest = max(width_of(line, size, bold=bold) for line in lines)
        if (widest <= room and len(lines) * size * _LEADING <= height) or size < _SMALLEST:
            return [line.replace("\u00a0", " ") for line in lines], size
        size *= _SMALLER


def written(lines: Sequence[str], size: float, at: Point, colour: str, **look: bool) -> Iterator[Shape]:
    """Draw lines below each other; `at` is the middle of the block, or its left end."""
    x, middle = at
    for index, line in enumerate(lines):
        yield Text((x, middle + (index - (len(lines) - 1) / 2) * size * _LEADING), line, size, colour, **look)


def _wrapped(words: str, room: float, bold: bool) -> list[str]:
    lines = [""]
    for word in words.split(" "):  # not at other spaces, which keep words together
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, 1, bold=bold) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
