"""Drawing of a part of the body for a page: the cover's, each spot in a group of its own that the script lights."""

import re
from collections.abc import Iterator

import msgspec

from coach import svg
from coach.export.cover import limb
from coach.export.cover.drawing import Circle, Polygon, Shape, Text, svg_of
from coach.export.cover.marks import SIZE, Shown

_POINTS, _FRACTION = re.compile(r'points="[^"]*"'), re.compile(r"\.\d+")

_ENDS = ' stroke-linecap="round" stroke-linejoin="round"'

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
    inside = svg.element("g", whole.replace(_ENDS, "").replace(' fill="none"', ""))
    look = {"viewBox": f"0 0 {SIZE} {HEIGHT}", "aria_hidden": "true", "data_drawing": index}
    return svg.element("svg", inside, **look, **({"class_": "limb"} if shown.body else {}))


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
        else:
            yield svg_of(msgspec.structs.replace(shape, name="") if isinstance(shape, Polygon) else shape)
