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

_LINES = re.compile(r'<polyline points="[^"]*"( [^>]*)/>(?:<polyline points="[^"]*"\1/>)*')

_USUAL = (
    *(' stroke-linecap="round" stroke-linejoin="round"', ' fill="none"'),
    *(' text-anchor="middle"', ' lengthAdjust="spacingAndGlyphs"'),
)

HEIGHT = 1110
"""Height of the drawing, in pixels of the cover, whose title begins there."""


def drawing(shown: Shown, index: int) -> str:
    """Draw a left limb, or plain marks, as SVG. A style sheet mirrors it for a right limb, and its words back.

    `index` is that of its protocol, by which chapters name their drawing.
    """
    parts = _grouped(list(limb(shown)), max(shown.spots, 1))
    inside = svg.element("g", _short("".join(parts)))
    return svg.element("svg", inside, viewBox=f"0 0 {SIZE} {HEIGHT}", aria_hidden="true", data_drawing=index)


def _short(drawn: str) -> str:
    """Shorten SVG for a phone: whole pixels of 1,400 are fine enough, and the style sheet has what is usual."""
    for usual in _USUAL:
        drawn = drawn.replace(usual, "")
    drawn = _LINES.sub(_one_path, _POINTS.sub(lambda found: _FRACTION.sub("", found[0]), drawn))
    return (
        drawn.replace("></polygon>", "/>")
        .replace("></circle>", "/>")
        .replace('"#ffffff"', '"#fff"')
        .replace('.0"', '"')
    )


def _one_path(lines: re.Match[str]) -> str:
    """Join lines of one colour and width, such as a hatching."""
    path = "".join(f"M{points}" for points in re.findall(r'points="([^"]*)"', lines[0]))
    return f'<path d="{path}"{lines[1]}/>'


def _grouped(shapes: list[Shape], spots: int) -> Iterator[str]:
    """Write the shapes; each named disc with its number in a group, in the order of strips and of spots."""
    index = 0
    while shapes:
        shape = shapes.pop(0)
        following = shapes[0] if shapes else None
        if isinstance(shape, Circle) and shape.name and isinstance(following, Text):
            strip, spot = divmod(index, spots)
            index += 1
            del shapes[0]
            x, y = map(round, shape.centre)
            disc = svg.element("circle", None, cx=x, cy=y, r=round(shape.radius))
            disc += svg.text(following.words, x, y + round(following.size * 0.35), font_size=round(following.size))
            yield svg.element("g", disc, class_="spot", data_place=f"{strip}-{spot + 1}")
        elif isinstance(shape, Polygon):
            yield svg_of(msgspec.structs.replace(shape, name="", points=_thinned(shape.points)))
        elif isinstance(shape, Line):
            yield svg_of(msgspec.structs.replace(shape, points=_thinned(shape.points)))
        else:
            yield svg_of(shape)


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
