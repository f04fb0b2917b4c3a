"""A picture as a list of shapes, written as SVG or as PNG: the same shapes, so the same picture."""

from __future__ import annotations

import io
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from coach import svg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

Point: TypeAlias = tuple[float, float]

FINER = 2
"""PNG is drawn so many times larger and then reduced, which makes edges smooth."""

_FONT = "font_source_sans_pro"
"""The package that brings the font of the PNG: the same on every machine, so that the same cover has the same bytes."""

_NO_LETTER = "\uffff"
"""A code point that no font has, drawn as every missing letter is."""


class Polygon(msgspec.Struct, frozen=True):
    """A filled area."""

    points: tuple[Point, ...]
    fill: str
    name: str = ""


class Circle(msgspec.Struct, frozen=True):
    """A disc, or a ring if it has a width."""

    centre: Point
    radius: float
    colour: str
    width: float = 0
    name: str = ""


class Line(msgspec.Struct, frozen=True):
    """A stroke through points, with round ends."""

    points: tuple[Point, ...]
    colour: str
    width: float


class Text(msgspec.Struct, frozen=True):
    """Words on one line, in composed letters; `at` is the middle of the line, or its left end."""

    at: Point
    words: str
    size: float
    colour: str
    left: bool = False
    bold: bool = False


Shape: TypeAlias = Polygon | Circle | Line | Text


@cache
def _font(size: float, bold: bool) -> FreeTypeFont:
    from PIL import ImageFont

    path = files(_FONT).joinpath("files", f"SourceSansPro-{'Bold' if bold else 'Regular'}.otf")
    # The other engine shapes by a library of the system, which not every machine has.
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def width_of(words: str, size: float, *, bold: bool = False) -> float:
    """Measure the width of words in the font of the PNG, in pixels."""
    return float(_font(100, bold).getlength(_composed(words))) * size / 100


def undrawable(words: str) -> str:
    """List the letters that the font of the PNG lacks, each once, in order; in the PNG each is an empty box."""
    nothing = _look(_NO_LETTER)
    return "".join(dict.fromkeys(letter for letter in _composed(words) if _look(letter) == nothing))


@cache
def _look(letter: str) -> tuple[tuple[int, int], bytes]:
    mask = _font(40, False).getmask(letter)
    return mask.size, bytes(mask)


def _composed(words: str) -> str:
    return unicodedata.normalize("NFC", words)


def as_svg(shapes: Sequence[Shape], size: int, title: str) -> str:
    """Write the picture as SVG."""
    font = "Source Sans Pro, Source Sans 3, Helvetica, Arial, sans-serif"
    look = {"width": size, "height": size, "role": "img", "font_family": font}  # in the order of former covers
    return svg.document(size, size, title, map(svg_of, shapes), **look)


def svg_of(shape: Shape) -> str:
    """Write one shape as an element of SVG."""
    if isinstance(shape, Polygon):
        return svg.element("polygon", svg.tip(shape.name), points=_points(shape.points), fill=shape.fill)
    if isinstance(shape, Circle):
        paint = _outline(shape) if shape.width else {"fill": shape.colour}
        x, y = map(float, shape.centre)
        return svg.element("circle", svg.tip(shape.name), cx=x, cy=y, r=float(shape.radius), **paint)
    if isinstance(shape, Line):
        ends = {"stroke_linecap": "round", "stroke_linejoin": "round"}
        return svg.element("polyline", points=_points(shape.points), **_outline(shape), **ends)
    look = {"fill": shape.colour, "text_anchor": "start" if shape.left else "middle"}
    look |= {"font_weight": "bold"} if shape.bold else {}
    if not undrawable(shape.words):  # another font may be wider, and must not be
        width = width_of(shape.words, shape.size, bold=shape.bold)
        look |= {"textLength": f"{width:.1f}", "lengthAdjust": "spacingAndGlyphs"}
    x, y = map(float, shape.at)
    return svg.text(_composed(shape.words), x, y + shape.size * 0.35, font_size=float(shape.size), **look)


def _outline(shape: Circle | Line) -> dict[str, str]:
    return {"fill": "none", "stroke": shape.colour, "stroke_width": f"{shape.width:g}"}


def _points(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def as_png(shapes: Sequence[Shape], size: int, ground: str) -> bytes:
    """Write the picture as PNG; the same shapes give the same bytes."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (size * FINER, size * FINER), ground)
    for shape in shapes:
        _paint(ImageDraw.Draw(image), shape)
    out = io.BytesIO()
    image.reduce(FINER).save(out, "PNG")
    return out.getvalue()


def _paint(draw: ImageDraw, shape: Shape) -> None:
    if isinstance(shape, Polygon):
        draw.polygon([(x * FINER, y * FINER) for x, y in shape.points], shape.fill)
    elif isinstance(shape, Circle):
        (x, y), reach = shape.centre, shape.radius + shape.width / 2
        box = [(x - reach) * FINER, (y - reach) * FINER, (x + reach) * FINER, (y + reach) * FINER]
        if shape.width:
            draw.ellipse(box, outline=shape.colour, width=round(shape.width * FINER))
        else:
            draw.ellipse(box, shape.colour)
    elif isinstance(shape, Line):
        _stroke(draw, shape)
    else:
        _write(draw, shape)


def _stroke(draw: ImageDraw, line: Line) -> None:
    points, radius = [(x * FINER, y * FINER) for x, y in line.points], line.width * FINER / 2
    draw.line(points, line.colour, round(line.width * FINER), joint="curve")
    for x, y in (points[0], points[-1]):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), line.colour)


def _write(draw: ImageDraw, text: Text) -> None:
    x, y = text.at[0] * FINER, (text.at[1] + text.size * 0.35) * FINER
    font = _font(text.size * FINER, text.bold)
    draw.text((x, y), _composed(text.words), text.colour, font, anchor="ls" if text.left else "ms")
