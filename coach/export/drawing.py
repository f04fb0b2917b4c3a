"""A picture as a list of shapes, written as SVG or as PNG: the same shapes, so the same picture."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, TypeAlias

import msgspec

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

Point: TypeAlias = tuple[float, float]

FINER = 2
"""PNG is drawn so many times larger and then reduced, which makes edges smooth."""

_PLAIN = str.maketrans({"–": "-", "\u2019": "'", "ß": "ss"})
"""Pillow's own font has no letters beyond ASCII."""

_MARKS: dict[str, tuple[tuple[Point, ...], ...]] = {
    "\u0300": (((-0.12, -0.1), (0.06, 0.04)),),
    "\u0301": (((0.12, -0.1), (-0.06, 0.04)),),
    "\u0302": (((-0.13, 0.04), (0, -0.1), (0.13, 0.04)),),
    "\u0303": (((-0.16, 0.02), (-0.07, -0.06), (0.07, 0.02), (0.16, -0.06)),),
    "\u0308": (((-0.13, -0.03), (-0.11, -0.03)), ((0.11, -0.03), (0.13, -0.03))),
}
"""Accents as strokes over the middle of a letter, in parts of the size of the font."""


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
    """Words on one line; `at` is its middle, or the left end of its middle."""

    at: Point
    words: str
    size: float
    colour: str
    left: bool = False
    bold: bool = False


Shape: TypeAlias = Polygon | Circle | Line | Text


@cache
def _font(size: float) -> FreeTypeFont:
    from PIL import ImageFont

    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)  # it is one whenever a size is asked for
    return font


def width_of(words: str, size: float) -> float:
    """How wide words are in the font of the PNG."""
    return float(_font(100).getlength(_letters(words)[0])) * size / 100


def as_svg(shapes: Sequence[Shape], size: int, title: str) -> str:
    """The picture as text."""
    place = f'viewBox="0 0 {size} {size}" width="{size}" height="{size}"'
    look = 'role="img" font-family="Aileron, Helvetica, Arial, sans-serif"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {place} {look}><title>{escape(title)}</title>'
    return "\n".join([head, *map(_svg, shapes), "</svg>", ""])


def _svg(shape: Shape) -> str:
    name = f"<title>{escape(shape.name)}</title>" if isinstance(shape, Polygon | Circle) and shape.name else ""
    if isinstance(shape, Polygon):
        return f'<polygon points="{_points(shape.points)}" fill="{shape.fill}">{name}</polygon>'
    if isinstance(shape, Circle):
        paint = f'fill="none" stroke="{shape.colour}" stroke-width="{shape.width:g}"'
        paint = paint if shape.width else f'fill="{shape.colour}"'
        x, y = shape.centre
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{shape.radius:.1f}" {paint}>{name}</circle>'
    if isinstance(shape, Line):
        paint = f'fill="none" stroke="{shape.colour}" stroke-width="{shape.width:g}"'
        return f'<polyline points="{_points(shape.points)}" {paint} stroke-linecap="round" stroke-linejoin="round"/>'
    (x, y), anchor = shape.at, "start" if shape.left else "middle"
    look = f'font-size="{shape.size:.1f}" fill="{shape.colour}" text-anchor="{anchor}"'
    look += f' stroke="{shape.colour}" stroke-width="{shape.size / 26:.1f}"' if shape.bold else ""
    if len(_letters(shape.words)[0]) == len(shape.words):  # another font may be wider, and must not be
        look += f' textLength="{width_of(shape.words, shape.size):.1f}" lengthAdjust="spacingAndGlyphs"'
    return f'<text x="{x:.1f}" y="{y + shape.size * 0.35:.1f}" {look}>{escape(shape.words)}</text>'


def _points(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def as_png(shapes: Sequence[Shape], size: int, ground: str) -> bytes:
    """The picture as pixels; the same shapes give the same bytes."""
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
    font = _font(text.size * FINER)
    plain, marks = _letters(text.words)
    bold = text.size / 52 if text.bold else 0
    x, y = text.at[0] - (0 if text.left else font.getlength(plain) / FINER / 2), text.at[1] + text.size * 0.35
    draw.text((x * FINER, y * FINER), plain, text.colour, font, anchor="ls", stroke_width=bold * FINER)
    for index, mark in marks:
        middle = x + (font.getlength(plain[:index]) + font.getlength(plain[: index + 1])) / FINER / 2
        top = y - text.size * (0.86 if plain[index].isupper() else 0.66)
        for stroke in _MARKS[mark]:
            points = tuple((middle + across * text.size, top + down * text.size) for across, down in stroke)
            _stroke(draw, Line(points, text.colour, text.size * 0.07 + bold))


def _letters(words: str) -> tuple[str, list[tuple[int, str]]]:
    """The words in ASCII, and which letters have which accent. What cannot be drawn is left out."""
    plain, marks = "", []
    for letter in unicodedata.normalize("NFD", words.translate(_PLAIN)):
        if letter in _MARKS and plain:
            marks.append((len(plain) - 1, letter))
        elif letter.isascii():
            plain += letter
    return plain, marks
