"""The back of the thigh, with the knee below: its strips and spots, and crossed out what lies behind the knee."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from coach.export.cover.drawing import Line, Point, Polygon, Shape, Text
from coach.export.cover.marks import (
    LIMB,
    PAPER,
    SIZE,
    STOP,
    STRIP,
    WARNING,
    Shown,
    arrow,
    crossed,
    fit,
    out_and_back,
    paragraph,
    spots,
    written,
)

MIDDLE, BELOW = 560.0, 1110.0
"""The limb's axis and its lower end, in pixels."""

_OUTLINE = ((0, 450), (200, 442), (400, 412), (600, 362), (750, 318), (870, 290), (960, 284), (1040, 304), (1110, 336))
"""Outline of the limb: height from the top of the cover, and half the width there."""

STRIPS, SPOTS, NEVER = (70.0, 800.0), (272.0, 722.0), (862.0, 1046.0)
"""From the top down: where strips, the middles of their spots, and the area that is never touched lie."""


def back_of_the_thigh(shown: Shown, knee: Sequence[str]) -> Iterator[Shape]:
    """Draw the limb with its marks. `knee` are the places at the knee that are never touched, in words."""
    yield Polygon(_between(-1, 1, 0, BELOW), LIMB, "limb")
    yield from _strips(shown)
    yield from _never(knee)
    if shown.way is not None:
        yield from arrow(shown.way, 1120)


def _reach(y: float) -> float:
    """Interpolate half the limb's width between the heights of its outline."""
    for (top, first), (bottom, last) in pairwise(_OUTLINE):
        if y <= bottom:
            return first + (last - first) * (y - top) / (bottom - top)
    return _OUTLINE[-1][1] + 0.45 * (y - BELOW)


def _smooth(y: float) -> float:
    near = [_reach(max(y + off, 0)) for off in range(-90, 91, 15)]
    return sum(near) / len(near)


def _between(left: float, right: float, top: float, bottom: float) -> tuple[Point, ...]:
    """Cut out the part of the limb between two shares of its half width, from -1 to 1."""
    heights = [top + (bottom - top) * step / 40 for step in range(41)]
    down = [(MIDDLE + right * _smooth(y), y) for y in heights]
    return (*down, *((MIDDLE + left * _smooth(y), y) for y in reversed(heights)))


def _strips(shown: Shown) -> Iterator[Shape]:
    wide = 1.84 / len(shown.strips)
    for index, name in enumerate(shown.strips):
        # Seen from behind, the other limb is the mirror image of the first.
        place = len(shown.strips) - 1 - index if shown.mirrored else index
        left = -0.92 + place * wide + wide * 0.07
        right, axis = left + wide * 0.86, left + wide * 0.43
        yield from _bar(left, right, name)
        room = (right - left) * _smooth(STRIPS[0] + 60) * 0.86
        yield Text((MIDDLE + axis * _smooth(122), 122), name, fit(name, 70, room, bold=True), PAPER, bold=True)
        if shown.strokes:
            yield from out_and_back([(MIDDLE + axis * _smooth(y), y) for y in SPOTS], name)
        step = (SPOTS[1] - SPOTS[0]) / max(shown.spots - 1, 1)
        heights = [SPOTS[1] - spot * step for spot in range(shown.spots)]
        radii = [min(0.40 * (right - left) * _smooth(y), step * 0.44, 78) for y in heights]
        yield from spots([(MIDDLE + axis * _smooth(y), y) for y in heights], radii, name)


def _bar(left: float, right: float, name: str) -> Iterator[Shape]:
    """Draw a strip along the limb, with round corners."""
    top, bottom, radius = *STRIPS, 34.0
    yield Polygon(_between(left, right, top, bottom), STRIP, name)
    for y in STRIPS:
        yield Line(
            ((MIDDLE + left * _smooth(y) + radius, y), (MIDDLE + right * _smooth(y) - radius, y)), STRIP, radius * 2
        )


def _never(areas: Sequence[str]) -> Iterator[Shape]:
    """Draw the forbidden area, hatched, framed and crossed: below the first spots, as all lead away from there."""
    if not areas:
        return
    top, bottom = NEVER
    words = ", ".join(areas)
    yield Polygon(_between(-1, 1, top, bottom), "#f9c9c4", words)
    for at in range(-14, 15):
        yield from _hatch(MIDDLE + at * 44.0, top, bottom)
    yield Line(((MIDDLE - _smooth(top), top), (MIDDLE + _smooth(top), top)), STOP, 14)
    yield Line(((MIDDLE - _smooth(bottom), bottom), (MIDDLE + _smooth(bottom), bottom)), STOP, 14)
    y = (top + bottom) / 2
    yield from crossed((MIDDLE, y), 84)
    left = MIDDLE + _smooth(y) + 36
    lines, size = paragraph(words, 66, SIZE - left - 40, bottom - top, bold=True)
    yield from written(lines, size, (left, y), WARNING, left=True, bold=True)


def _hatch(x: float, top: float, bottom: float) -> Iterator[Shape]:
    """Draw one slanting stroke, as far as the stroke lies on the limb."""
    steps = [(x + (bottom - y) * 0.7 - 65, y) for y in range(round(top), round(bottom) + 1, 5)]
    inside = [point for point in steps if abs(point[0] - MIDDLE) < _smooth(point[1]) - 6]
    if len(inside) > 1:
        yield Line((inside[0], inside[-1]), STOP, 10)
