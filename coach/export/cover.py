"""A cover for an album, drawn from the protocol's own words and numbers.

A limb with the strips on it, their spots in order, and crossed out what is never touched. Which limb it is,
only the words tell; a protocol without strips has calm rings instead.
"""

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from coach.export.drawing import Circle, Line, Point, Polygon, Shape, Text, as_png, as_svg, width_of
from coach.protocol.model import Protocol, StepLimit
from coach.timeline.model import Timeline
from coach.units import CARRIER_HZ

SIZE = 1400
"""Pixels each way: what shops and players ask of a cover at least."""

GROUND, LIMB, STRIP, PAPER, INK, STOP = "#14304f", "#f2d9bd", "#157a80", "#ffffff", "#10253f", "#d3202a"
DEEP, MARGIN = "#0b1a2d", 80

MIDDLE, BAND = 560.0, 1110.0
"""The limb's axis, and where the title begins below it."""

_OUTLINE = ((0, 450), (200, 442), (400, 412), (600, 362), (750, 318), (870, 290), (960, 284), (1040, 304), (1110, 336))
"""How far the limb reaches to each side of its axis, at heights from the top of the cover down."""

STRIPS, SPOTS, NEVER = (70.0, 800.0), (272.0, 722.0), (862.0, 1046.0)
"""From the top down: where strips, the middles of their spots, and the area that is never touched lie."""


class Cover:
    """One picture, in two formats, each drawn when it is asked for."""

    def __init__(self, shapes: Sequence[Shape], title: str) -> None:
        self._shapes = shapes
        self._title = title

    @cached_property
    def svg(self) -> str:
        """With words as text. Tells one cover from another."""
        return as_svg(self._shapes, SIZE, self._title)

    @cached_property
    def png(self) -> bytes:
        """`SIZE` pixels each way."""
        return as_png(self._shapes, SIZE, GROUND)


def cover(protocol: Protocol, timeline: Timeline) -> Cover:
    """The cover of this session. The same session has the same bytes."""
    return Cover(tuple(_shapes(protocol, timeline)), timeline.title)


def _shapes(protocol: Protocol, timeline: Timeline) -> Iterator[Shape]:
    yield _box(0, 0, SIZE, SIZE, GROUND)
    words = protocol.words.get(timeline.language)
    terms = words.terms if words else {}
    strips = [strip.id for strip in protocol.strips.order] if protocol.strips else []
    if strips:
        # Seen from behind, the other limb is the mirror image of the first.
        turned = {chapter.side for chapter in timeline.chapters} - {None} == {"right"}
        spots = max((chapter.spot or 0 for chapter in timeline.chapters), default=0)
        yield Polygon(_between(-1, 1, 0, BAND), LIMB, "limb")
        labels = [terms.get(strip, strip) for strip in strips]
        strokes = any(held.stroke for chapter in timeline.chapters for held in chapter.held)
        yield from _strips(labels, spots, turned, strokes=strokes)
        # The first lies at the landmark, where it is drawn; others lie elsewhere, and are said.
        areas = [terms.get(never.area, never.area) for never in protocol.limits.never[:1]]
        yield from _never(areas)
        if protocol.spots and protocol.limits.step:
            yield from _way(terms.get(protocol.spots.start, protocol.spots.start), protocol.limits.step, terms)
    else:
        yield from _rings()
    yield from _title(timeline.title)


def _reach(y: float) -> float:
    """Half the limb's width, smooth between the heights of its outline."""
    for (top, first), (bottom, last) in pairwise(_OUTLINE):
        if y <= bottom:
            return first + (last - first) * (y - top) / (bottom - top)
    return _OUTLINE[-1][1] + 0.45 * (y - BAND)


def _smooth(y: float) -> float:
    near = [_reach(max(y + off, 0)) for off in range(-90, 91, 15)]
    return sum(near) / len(near)


def _between(left: float, right: float, top: float, bottom: float) -> tuple[Point, ...]:
    """The part of the limb between two shares of its half width, from -1 to 1."""
    heights = [top + (bottom - top) * step / 40 for step in range(41)]
    down = [(MIDDLE + right * _smooth(y), y) for y in heights]
    return (*down, *((MIDDLE + left * _smooth(y), y) for y in reversed(heights)))


def _strips(labels: Sequence[str], spots: int, turned: bool, *, strokes: bool) -> Iterator[Shape]:
    wide = 1.84 / len(labels)
    for index, label in enumerate(labels):
        place = len(labels) - 1 - index if turned else index
        left = -0.92 + place * wide + wide * 0.07
        right, axis = left + wide * 0.86, left + wide * 0.43
        yield from _bar(left, right, label)
        room = (right - left) * _smooth(STRIPS[0] + 60)
        yield Text((MIDDLE + axis * _smooth(122), 122), label, _fit(label, 66, room * 0.86), PAPER, bold=True)
        if strokes:
            yield from _out_and_back([(MIDDLE + axis * _smooth(y), y) for y in SPOTS], label)
        step = (SPOTS[1] - SPOTS[0]) / max(spots - 1, 1)
        for spot in range(spots):
            y = SPOTS[1] - spot * step
            radius = min(0.40 * (right - left) * _smooth(y), step * 0.44, 78)
            centre = (MIDDLE + axis * _smooth(y), y)
            yield Circle(centre, radius, PAPER, name=f"{label} {spot + 1}")
            yield Text(centre, str(spot + 1), radius * 1.25, INK, bold=True)


def _out_and_back(ends: Sequence[Point], name: str) -> Iterator[Shape]:
    """A line along a strip with a head at each end."""
    yield Line(tuple(ends), PAPER, 16)
    for (x, y), way, up in zip(ends, ("out", "back"), (-1, 1), strict=True):
        yield Polygon(((x, y + 60 * up), (x + 44, y - 20 * up), (x - 44, y - 20 * up)), PAPER, f"{name} {way}")


def _bar(left: float, right: float, name: str) -> Iterator[Shape]:
    """A strip along the limb, with round corners."""
    top, bottom, radius = *STRIPS, 34.0
    yield Polygon(_between(left, right, top, bottom), STRIP, name)
    for y in STRIPS:
        yield Line(
            ((MIDDLE + left * _smooth(y) + radius, y), (MIDDLE + right * _smooth(y) - radius, y)), STRIP, radius * 2
        )


def _never(areas: Sequence[str]) -> Iterator[Shape]:
    """Hatched, framed and crossed: below the first spots, since all spots lead away from there."""
    if not areas:
        return
    top, bottom = NEVER
    yield Polygon(_between(-1, 1, top, bottom), "#f9c9c4", ", ".join(areas))
    for at in range(-14, 15):
        yield from _hatch(MIDDLE + at * 44.0, top, bottom)
    yield Line(((MIDDLE - _smooth(top), top), (MIDDLE + _smooth(top), top)), STOP, 14)
    yield Line(((MIDDLE - _smooth(bottom), bottom), (MIDDLE + _smooth(bottom), bottom)), STOP, 14)
    y = (top + bottom) / 2
    yield Circle((MIDDLE, y), 84, STOP)
    for way in (-1, 1):
        yield Line(((MIDDLE - 36, y - 36 * way), (MIDDLE + 36, y + 36 * way)), PAPER, 24)
    left = MIDDLE + _smooth(y) + 36
    for index, area in enumerate(areas):
        place = (left, y + (index - (len(areas) - 1) / 2) * 74)
        yield Text(place, area, _fit(area, 60, SIZE - left - 60), "#ff9a92", left=True, bold=True)


def _hatch(x: float, top: float, bottom: float) -> Iterator[Shape]:
    """One slanting stroke, as much of it as lies on the limb."""
    steps = [(x + (bottom - y) * 0.7 - 65, y) for y in range(round(top), round(bottom) + 1, 5)]
    inside = [point for point in steps if abs(point[0] - MIDDLE) < _smooth(point[1]) - 6]
    if len(inside) > 1:
        yield Line((inside[0], inside[-1]), STOP, 10)


def _way(start: str, step: StepLimit, terms: dict[str, str]) -> Iterator[Shape]:
    """An arrow beside the limb: from where, towards what, and how far at a time."""
    x, top, bottom = 1120.0, 200.0, 700.0
    towards = terms.get(step.towards, step.towards)
    room = 2 * (SIZE - x - 30)
    yield Line(((x, bottom), (x, top + 30)), PAPER, 20)
    yield Polygon(((x, top - 50), (x + 60, top + 50), (x - 60, top + 50)), PAPER)
    yield Text((x, top - 100), towards, _fit(towards, 64, room), PAPER)
    yield Text((x, bottom + 66), start, _fit(start, 64, room), PAPER)
    yield Text((x + 44, (top + bottom) / 2 + 20), f"{step.least:g}–{step.most:g} cm", 52, PAPER, left=True)


def _rings() -> Iterator[Shape]:
    """Rings on water, and the carrier's wave: a tenth of a second of it across the cover."""
    for number, colour in enumerate(("#b5e6e0", "#84cac8", "#5aaab0", "#3d8b97", "#2b6c7e", "#215368")):
        yield Circle((SIZE / 2, 500), 76 + 72 * number, colour, 30)
    yield Circle((SIZE / 2, 500), 26, PAPER)
    turn = 2 * math.pi * CARRIER_HZ * 0.1 / SIZE
    yield Line(tuple((x, 1030 - 38 * math.sin(turn * x)) for x in range(-20, SIZE + 21, 5)), LIMB, 16)


def _title(title: str) -> Iterator[Shape]:
    """What comes before the first comma is large."""
    head, _, rest = (part.strip() for part in title.partition(","))
    yield _box(0, BAND, SIZE, SIZE, DEEP)
    yield Text((SIZE / 2, BAND + (100 if rest else 145)), head, _fit(head, 168, SIZE - 2 * MARGIN), PAPER, bold=True)
    if rest:
        yield Text((SIZE / 2, BAND + 226), rest, _fit(rest, 80, SIZE - 2 * MARGIN), LIMB)


def _box(left: float, top: float, right: float, bottom: float, fill: str) -> Polygon:
    return Polygon(((left, top), (right, top), (right, bottom), (left, bottom)), fill)


def _fit(words: str, size: float, room: float) -> float:
    """The size at which the words fit, with a little to spare for other fonts."""
    return min(size, room / max(width_of(words, 1.15), 0.01))
