"""Drawing of a part of the body for a page: the cover's, each spot in a group of its own that the script lights."""

from collections.abc import Iterator

from coach import svg
from coach.export.cover import limb
from coach.export.cover.drawing import Circle, Shape, Text, svg_of
from coach.export.cover.marks import SIZE, Shown

HEIGHT = 1110
"""Height of the drawing, in pixels of the cover, whose title begins there."""


def drawing(shown: Shown, protocol: str) -> str:
    """Draw a left limb, or plain marks, as SVG. A style sheet mirrors it for a right limb, and its words back."""
    parts = _grouped(list(limb(shown)), max(shown.spots, 1))
    inside = svg.element("g", "".join(parts))
    return svg.element("svg", inside, viewBox=f"0 0 {SIZE} {HEIGHT}", aria_hidden="true", data_protocol=protocol)


def _grouped(shapes: list[Shape], spots: int) -> Iterator[str]:
    """Write the shapes; each named disc with its number in a group, in the order of strips and of spots."""
    index = 0
    while shapes:
        shape = shapes.pop(0)
        if isinstance(shape, Circle) and shape.name and shapes and isinstance(shapes[0], Text):
            strip, spot = divmod(index, spots)
            index += 1
            disc = svg.element("circle", None, cx=shape.centre[0], cy=shape.centre[1], r=shape.radius)
            yield svg.element("g", disc + svg_of(shapes.pop(0)), class_="spot", data_place=f"{strip}-{spot + 1}")
        else:
            yield svg_of(shape)
