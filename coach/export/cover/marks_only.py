"""A cover without anatomy: what a protocol says of its area as plain marks, and the places never to go in words."""

import math
from collections.abc import Iterator, Sequence

import msgspec

from coach.export.cover.drawing import Circle, Line, Shape, Text, width_of
from coach.export.cover.marks import (
    LIMB,
    MARGIN,
    PAPER,
    SIZE,
    STRIP,
    WARNING,
    Shown,
    arrow,
    box,
    crossed,
    fit,
    out_and_back,
    paragraph,
    spots,
    written,
)
from coach.units import CARRIER_HZ

RIPPLE = "#1b3d61"
"""Colour of the ripples behind the marks."""

BARS, SPOTS, NEVER = (80.0, 850.0), (290.0, 740.0), 980.0
"""From the top down: strips, the middles of their spots, and the middle of what is never touched."""


def plain(shown: Shown) -> Iterator[Shape]:
    """Draw strips and spots if there are any, or else rings; below them the places never to go, or else a wave."""
    yield from _marks(shown) if shown.strips else _rings()
    never = tuple(dict.fromkeys(words for _, words in shown.never))
    if never:
        yield from _never(never)
    elif not shown.strips:
        yield _wave()


def _marks(shown: Shown) -> Iterator[Shape]:
    """Draw strips as bars beside each other on wide ripples: no limb, no side, no place on a body."""
    right = 960.0 if shown.way else SIZE - MARGIN
    middle, height = (MARGIN + right) / 2, (BARS[0] + BARS[1]) / 2
    for number in range(5):
        yield Circle((middle, height), 250 + 170 * number, RIPPLE, 18)
    room = (right - MARGIN) / len(shown.strips)
    half = min(room * 0.43, 150)
    for index, name in enumerate(shown.strips):
        x = middle + (index - (len(shown.strips) - 1) / 2) * min(room, 2 * half / 0.86)
        yield from _bar(x, half, name)
        if name:
            yield Text((x, BARS[0] + 70), name, fit(name, 70, half * 1.7, bold=True), PAPER, bold=True)
        if shown.strokes:
            yield from out_and_back([(x, y) for y in SPOTS], name)
        step = (SPOTS[1] - SPOTS[0]) / max(shown.spots - 1, 1)
        heights = [SPOTS[1] - spot * step for spot in range(shown.spots)]
        yield from spots([(x, y) for y in heights], [min(0.7 * half, step * 0.44, 84)] * shown.spots, name)
    if shown.way is not None:
        yield from arrow(shown.way, 1130)


def _bar(x: float, half: float, name: str) -> Iterator[Shape]:
    """Draw an upright strip with round ends."""
    radius = min(half, 60.0)
    for way in (-1, 1):
        at = x + way * (half - radius)
        yield Line(((at, BARS[0] + radius), (at, BARS[1] - radius)), STRIP, 2 * radius)
    yield msgspec.structs.replace(box(x - half + radius, BARS[0], x + half - radius, BARS[1], STRIP), name=name)


def _never(places: Sequence[str]) -> Iterator[Shape]:
    """Draw the sign for never, and the forbidden places in words."""
    radius, gap = 60.0, 40.0
    room = SIZE - 2 * MARGIN - 2 * radius - gap
    lines, size = paragraph(", ".join(one.replace(" ", "\u00a0") for one in places), 70, room, 190, bold=True)
    wide = max(width_of(line, size, bold=True) for line in lines)
    left = (SIZE - wide - 2 * radius - gap) / 2
    yield from crossed((left + radius, NEVER), radius)
    yield from written(lines, size, (left + 2 * radius + gap, NEVER), WARNING, left=True, bold=True)


def _rings() -> Iterator[Shape]:
    """Draw rings on water."""
    for number, colour in enumerate(("#b5e6e0", "#84cac8", "#5aaab0", "#3d8b97", "#2b6c7e", "#215368")):
        yield Circle((SIZE / 2, 455), 66 + 64 * number, colour, 28)
    yield Circle((SIZE / 2, 455), 26, PAPER)


def _wave() -> Shape:
    """Draw a tenth of a second of the carrier across the cover."""
    turn = 2 * math.pi * CARRIER_HZ * 0.1 / SIZE
    return Line(tuple((x, 1010 - 38 * math.sin(turn * x)) for x in range(-20, SIZE + 21, 5)), LIMB, 16)
