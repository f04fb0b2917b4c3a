"""Drawing of a part of the body for a page: the cover's, each spot in a group of its own that the script lights."""

import math
import re
from collections.abc import Iterator

import msgspec

from coach import svg
from coach.export.cover import limb
from coach.export.cover.drawing import Circle, Line, Point, Polygon, Shape, Text, svg_of
from coach.export.cover.marks import SIZE, Shown

_POINTS, _FRACTION = re.compile(r'points="[^"]*"'), re.compile(r"\.\d+")

_USUAL = (
    ' stroke-linecap="round" stroke-linejoin="round"',
    ' fill="none"',
    ' text-anchor="middle"',
    ' lengthAdjust="spacingAndGlyphs"',
)

HEIGHT = 1110
"""Height of the drawing, in pixels of the cover, whose title begins there."""


def drawing(shown: Shown, index: int) -> str:
    """Draw a left limb, or plain marks, as SVG. A style sheet mirrors a limb for the right side, and its words back.

    `index` is that of its protocol, by which chapters name their drawing.
    """
    left = msgspec.structs.replace(shown, mirrored=False)
    parts = _grouped(list(limb(left)), max(shown.spots, 1))
    # Whole pixels of a drawing 1,400 wide are fine enough for a phone. What all lines share, the style sheet has.
    whole = _POINTS.sub(lambda found: _FRACTION.sub("", found[0]), "".join(parts))
    for usual in _USUAL:
        whole = whole.replace(usual, "")
    inside = svg.element("g", whole.replace("></polygon>", "/>").replace("></circle>", "/>").replace('.0"', '"'))
    look = {"viewBox": f"0 0 {SIZE} {HEIGHT}", "aria_hidden": "true", "data_drawing": index}
    return svg.element("svg", inside, **look, **({"class_": "limb"} if shown.body else {}))


def _grouped(shapes: list[Shape], spots: int) -> Iterator[str]:
    """Write the shapes, in groups what the script lights: a disc with its number, and the arrow of a set of strokes.

    Both come in the order of strips, and discs of one strip in the order of spots.
    """
    discs = arrows = 0
    while shapes:
        shape = shapes.pop(0)
        following = shapes[0] if shapes else None
        if isinstance(shape, Circle) and shape.name and isinstance(following, Text):
            strip, spot = divmod(discs, spots)
            discs += 1
            yield _mark(_disc(shape, following), f"{strip}-{spot + 1}")
            del shapes[0]
        elif isinstance(shape, Line) and isinstance(following, Polygon) and following.name.endswith("out"):
            yield _mark("".join(map(_plain, (shape, *shapes[:2]))), f"{arrows}-0")
            arrows += 1
            del shapes[:2]
        elif isinstance(shape, Line) and isinstance(following, Line):
            yield _path([shape, *_likewise(shape, shapes)])
        else:
            yield _plain(shape)


def _likewise(line: Line, shapes: list[Shape]) -> Iterator[Line]:
    """Take the lines of the same look off the beginning of `shapes`."""
    while shapes and isinstance(shapes[0], Line) and (shapes[0].colour, shapes[0].width) == (line.colour, line.width):
        yield shapes[0]
        del shapes[0]


def _path(lines: list[Line]) -> str:
    """Write lines of one look as one element, in whole pixels."""
    moves = ("L".join(f"{x:.0f} {y:.0f}" for x, y in line.points) for line in lines)
    d = "".join(f"M{move}" for move in moves)
    return svg.element("path", d=d, stroke=lines[0].colour, stroke_width=f"{lines[0].width:g}")


def _mark(inside: str, place: str) -> str:
    return svg.element("g", inside, class_="spot", data_place=place)


def _disc(disc: Circle, number: Text) -> str:
    x, y = map(round, disc.centre)
    words = svg.text(number.words, x, y + round(number.size * 0.35), font_size=round(number.size))
    return svg.element("circle", None, cx=x, cy=y, r=round(disc.radius)) + words


def _plain(shape: Shape) -> str:
    if isinstance(shape, Polygon):
        shape = msgspec.structs.replace(shape, name="", points=_thinned(shape.points))
    return svg_of(shape)


def _thinned(points: tuple[Point, ...], most: float = 1.5) -> tuple[Point, ...]:
    """Leave out points that lie within `most` pixels of the line between others (Ramer, Douglas and Peucker)."""
    (x, y), (end_x, end_y) = points[0], points[-1]
    across, down = end_x - x, end_y - y
    length = math.hypot(across, down)

    def off(point: Point) -> float:
        if not length:
            return math.dist(point, points[0])
        return abs(across * (point[1] - y) - down * (point[0] - x)) / length

    at = max(range(1, len(points) - 1), key=lambda index: off(points[index]), default=0)
    if not at or off(points[at]) <= most:
        return (points[0], points[-1])
    return (*_thinned(points[: at + 1])[:-1], *_thinned(points[at:]))
