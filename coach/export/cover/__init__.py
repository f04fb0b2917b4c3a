"""A cover for an album, drawn from the protocol's own words and numbers.

Anatomy is drawn only where the protocol names its part of the body, and a drawing of it is shipped. Elsewhere strips
and spots are plain marks, without any limb, and the places never to go stand in words.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

import msgspec

from coach.export.cover.drawing import Shape, Text, as_png, as_svg, undrawable
from coach.export.cover.marks import GROUND, LIMB, MARGIN, PAPER, SIZE, Shown, Way, box, paragraph, written
from coach.export.cover.marks_only import plain
from coach.export.cover.thigh import back_of_the_thigh
from coach.protocol.landmarks import place_words
from coach.protocol.model import Body, Protocol
from coach.timeline.model import Timeline

DEEP, BAND = "#0b1a2d", 1110.0
"""Colour behind the title, and the height at which that area begins, in pixels from the top."""

_LISTED = 12

Draw: TypeAlias = Callable[[Shown, Sequence[str]], Iterator[Shape]]


class Drawing(msgspec.Struct, frozen=True):
    """A shipped drawing of a part of the body."""

    landmark: str
    """Landmark at its lower end. Spots must be counted from there, or the drawing would show something else."""
    draw: Draw


DRAWINGS: dict[Body, Drawing] = {"back of the thigh": Drawing("knee", back_of_the_thigh)}
"""Drawings by the part of the body that a protocol names."""


class Cover:
    """Cover in two formats, each drawn when first used."""

    def __init__(self, shapes: Sequence[Shape], title: str, drawings: Mapping[str, Shown]) -> None:
        self._shapes = shapes
        self._title = title
        self.drawings = drawings
        """Facts for a drawing of each protocol that the session treats, by name, for the page on a phone."""

    @property
    def identity(self) -> str:
        """Text or digest that tells one cover from another."""
        return self.svg

    @property
    def image(self) -> bytes:
        """Bytes of the picture for the tags of sound files."""
        return self.png

    @property
    def files(self) -> Mapping[str, Callable[[], bytes]]:
        """Makers of the files beside the sound, by file name."""
        return {"cover.png": lambda: self.png, "cover.svg": self.svg.encode}

    @property
    def notice(self) -> str | None:
        """One line about letters that the font of the PNG has not; None if it has all."""
        lost = undrawable("".join(shape.words for shape in self._shapes if isinstance(shape, Text)))
        if not lost:
            return None
        shown = lost if len(lost) <= _LISTED else f"{lost[:_LISTED]} …"
        return (
            f"cover.png: no font here has {shown}, so each of these letters is an empty box; cover.svg has them, "
            "and --cover takes a picture of yours"
        )

    @cached_property
    def svg(self) -> str:
        """The SVG, with words as text."""
        return as_svg(self._shapes, SIZE, self._title)

    @cached_property
    def png(self) -> bytes:
        """The PNG, `SIZE` pixels each way."""
        return as_png(self._shapes, SIZE, GROUND)


def cover(protocol: Protocol, timeline: Timeline) -> Cover:
    """Draw the cover of this session. The same session has the same bytes."""
    treated = {chapter.location.protocol for chapter in timeline.chapters if chapter.location.spot or chapter.held}
    parts = {name: _shown(part, _part_of(timeline, name)) for name, part in protocol.parts.items() if name in treated}
    return Cover(tuple(_shapes(_shown(protocol, timeline), timeline.title)), timeline.title, parts)


def limb(shown: Shown) -> Iterator[Shape]:
    """Draw a part of the body with its marks, or plain marks where there is no drawing of that part."""
    drawing = DRAWINGS.get(shown.body) if shown.body else None
    if drawing is None:
        yield from plain(shown)
    else:
        yield from drawing.draw(shown, [words for area, words in shown.never if drawing.landmark in place_words(area)])


def _part_of(timeline: Timeline, name: str) -> Timeline:
    chapters = tuple(chapter for chapter in timeline.chapters if chapter.location.protocol == name)
    return msgspec.structs.replace(timeline, chapters=chapters)


def _shapes(shown: Shown, title: str) -> Iterator[Shape]:
    yield box(0, 0, SIZE, SIZE, GROUND)
    yield from limb(shown)
    yield from _title(title)


def _drawn(protocol: Protocol, strips: Sequence[str]) -> Body | None:
    """Find the part of the body that is drawn: one whose drawing has its lower end where spots are counted from."""
    drawing = DRAWINGS.get(protocol.body) if protocol.body and strips else None
    if drawing is None or (protocol.spots and drawing.landmark not in place_words(protocol.spots.start)):
        return None
    return protocol.body


def _shown(protocol: Protocol, timeline: Timeline) -> Shown:
    """Collect the facts for a cover; of a programme, the forbidden areas of all its protocols."""
    strips = [strip.id for strip in protocol.strips.order] if protocol.strips else []
    count = max((chapter.location.spot or 0 for chapter in timeline.chapters), default=0)
    strokes = any(held.stroke for chapter in timeline.chapters for held in chapter.held)
    if not protocol.protocols and not strips and (count or strokes):
        strips = [""]
    terms = _terms(protocol, timeline.language)
    step, way = protocol.limits.step, None
    if protocol.spots and step:
        start, towards = protocol.spots.start, step.towards
        way = Way(terms.get(start, start), terms.get(towards, towards), f"{step.least:g}–{step.most:g} cm")
    never = [
        (one.area, _terms(each, timeline.language).get(one.area, one.area))
        for each in protocol.parts.values()
        for one in each.limits.never
    ]
    return Shown(
        strips=tuple(terms.get(strip, strip) for strip in strips),
        spots=count,
        strokes=strokes,
        mirrored={chapter.location.side for chapter in timeline.chapters} - {None} == {"right"},
        way=way,
        never=tuple(never),
        body=_drawn(protocol, strips),
    )


def _terms(protocol: Protocol, language: str) -> dict[str, str]:
    words = protocol.words.get(language)
    return words.terms if words else {}


def _title(title: str) -> Iterator[Shape]:
    """Draw the title, large up to the first comma."""
    head, _, rest = (" ".join(part.split()) for part in title.partition(","))
    yield box(0, BAND, SIZE, SIZE, DEEP)
    room = SIZE - 2 * MARGIN
    lines, size = paragraph(head, 176, room, 176 if rest else 250, bold=True)
    yield from written(lines, size, (SIZE / 2, BAND + (98 if rest else 145)), PAPER, bold=True)
    if rest:
        lines, size = paragraph(rest, 84, room, 92)
        yield from written(lines, size, (SIZE / 2, BAND + 226), LIMB)
