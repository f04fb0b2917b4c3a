"""A timeline as a picture: one row a chapter, speech, tones and efforts where they sound. SVG, plain text."""

from collections.abc import Iterable, Iterator

import msgspec

from coach import svg
from coach.timeline.model import Chapter, Effort, Timeline
from coach.units import Samples, clock, to_samples, to_seconds

_LABEL, _TOP, _MARGIN = 330, 66, 20

_LIGHT = """ .held { fill: #7fb685 } .reach { fill: #7fb685; fill-opacity: .45 }
 .row { fill: #f3f1ec } .speech { fill: #3b6ea5 } .tone { fill: #d9822b }"""
_DARK = "  .row { fill: #2b2b2b }"


def as_svg(timeline: Timeline) -> str:
    """Draw a timeline. Each row starts at its chapter's first sample; all rows have one scale of time."""
    longest = max(chapter.length for chapter in timeline.chapters)
    rows = Rows(1180, 22, 4, len(timeline.chapters), longest)
    efforts = [held for chapter in timeline.chapters for held in chapter.held]
    kinds = dict.fromkeys("hold" if held.stroke is None else "strokes" for held in efforts) or ("hold",)
    title, facts = timeline.title, f"{len(timeline.chapters)} chapters, {clock(timeline.length)}"
    parts = [svg.theme(_LIGHT, _DARK), *rows.head(title, facts, timeline.chapters, " / ".join(kinds))]
    for row, (start, chapter) in enumerate(zip(timeline.starts, timeline.chapters, strict=True)):
        parts += rows.label(row, start, chapter.title)
        parts.append(rows.bar("row", 0, chapter.length, row, chapter.title))
        parts += rows.cues(row, chapter, inset=5)
    return svg.document(rows.width, rows.height, f"{title}: every cue of a session", parts)


class Rows(msgspec.Struct, frozen=True):
    """Frame of a picture with a row for each stretch of sound, all at one scale of time. Sizes are in pixels."""

    width: int
    tall: int
    """Height of one row, without the gap below."""
    gap: int
    count: int
    longest: Samples

    @property
    def height(self) -> int:
        """Height of the whole picture."""
        return self.y(self.count) + 34

    @property
    def scale(self) -> float:
        """Pixels of a second."""
        return (self.width - _LABEL - _MARGIN) / max(to_seconds(self.longest), 1.0)

    def x(self, at: int) -> float:
        """Find the place of a sample of a row."""
        return _LABEL + to_seconds(at) * self.scale

    def y(self, row: int) -> int:
        """Find the upper edge of a row."""
        return _TOP + row * (self.tall + self.gap)

    def head(self, title: str, facts: str, chapters: Iterable[Chapter], held: str = "hold") -> Iterator[str]:
        """Draw the title, the legend of what these chapters have, and a line every ten seconds."""
        yield svg.text(title, _MARGIN, 32, class_="title")
        yield svg.text(facts, _MARGIN, 52, class_="small")
        reach = [("reach", "reach")] if any(effort.reach for chapter in chapters for effort in chapter.held) else []
        kinds = [("speech", "speech"), ("tone", "tone"), *reach, ("held", held)]
        yield from svg.legend(kinds, self.width - 5 - len(kinds) * 95, 22, 95, 14)
        for second in range(0, int(to_seconds(self.longest)) + 1, 10):
            x = self.x(to_samples(second))
            yield svg.element("line", class_="line", x1=x, x2=x, y1=_TOP - 4, y2=self.height - 30)
            yield svg.text(f"{second} s", x, self.height - 12, class_="small", text_anchor="middle")

    def label(self, row: int, start: int, title: str) -> Iterator[str]:
        """Write the start and the title of a row before it."""
        y = self.y(row) + 2 + self.tall // 2 + 3
        yield svg.text(clock(start), _MARGIN, y, class_="small")
        yield svg.text(title, _MARGIN + 44, y)

    def bar(self, kind: str, first: int, length: int, row: int, words: str, inset: int = 0) -> str:
        """Draw a stretch of a row, in the colour of its kind, lower than the row by twice `inset`."""
        y, width = self.y(row) + 2 + inset, max(to_seconds(length) * self.scale, 2.0)
        place = {"x": self.x(first), "y": y, "width": width, "height": self.tall - 2 * inset}
        return svg.element("rect", svg.tip(words), class_=kind, **place, rx=2)

    def cues(self, row: int, chapter: Chapter, inset: int = 0) -> Iterator[str]:
        """Draw the efforts of a chapter, as high as its row, and over them the cues, lower by twice `inset`."""
        for held in chapter.held:
            if held.reach:
                yield self.bar("reach", held.begins, held.reach, row, f"reach, {to_seconds(held.reach):g} s")
            yield self.bar("held", held.start, held.length, row, _effort(held))
        for cue in chapter.cues:
            yield self.bar(cue.kind, cue.start, cue.length, row, cue.content, inset)


def _effort(held: Effort) -> str:
    """Put an effort in words, with its times."""
    if held.stroke is None:
        return f"hold, {to_seconds(held.length):g} s"
    return f"strokes, {to_seconds(held.length):g} s, {to_seconds(held.stroke):g} s each way"
