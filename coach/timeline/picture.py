"""A timeline as a picture: one row a chapter, speech, tones and efforts where they sound. SVG, plain text."""

from collections.abc import Iterator
from html import escape

from coach.timeline.model import Chapter, Effort, Timeline
from coach.units import clock, to_seconds

_LABEL, _ROW, _TOP, _WIDTH, _MARGIN = 330, 26, 66, 1180, 20

EFFORTS = ".held { fill: #7fb685 } .reach { fill: #7fb685; fill-opacity: .45 }"
"""How an effort looks, and in a lighter shade the way into it."""

_STYLE = f"""
 text {{ font: 13px system-ui, sans-serif; fill: #222 }}
 .title {{ font-size: 20px; font-weight: 600 }}
 .small {{ font-size: 11px; fill: #666 }}
 {EFFORTS}
 .row {{ fill: #f3f1ec }} .speech {{ fill: #3b6ea5 }} .tone {{ fill: #d9822b }} .line {{ stroke: #ddd }}
 @media (prefers-color-scheme: dark) {{
  text {{ fill: #eee }} .small {{ fill: #aaa }} .row {{ fill: #2b2b2b }} .line {{ stroke: #444 }}
 }}
"""


def as_svg(timeline: Timeline) -> str:
    """The picture. Each row starts at its chapter's first sample; all rows have one scale of time."""
    height = _TOP + _ROW * len(timeline.chapters) + 34
    longest = max(chapter.length for chapter in timeline.chapters)
    scale = (_WIDTH - _LABEL - _MARGIN) / to_seconds(longest)
    efforts = [held for chapter in timeline.chapters for held in chapter.held]
    kinds = dict.fromkeys("hold" if held.stroke is None else "strokes" for held in efforts) or ("hold",)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">',
        f"<title>{escape(timeline.title)}: every cue of a session</title><style>{_STYLE}</style>",
        f'<text class="title" x="{_MARGIN}" y="32">{escape(timeline.title)}</text>',
        f'<text class="small" x="{_MARGIN}" y="52">{len(timeline.chapters)} chapters, {clock(timeline.length)}</text>',
        *legend(_WIDTH, " / ".join(kinds), reach=any(held.reach for held in efforts)),
        *seconds(longest, _LABEL, _TOP, scale, height),
    ]
    for row, (start, chapter) in enumerate(zip(timeline.starts, timeline.chapters, strict=True)):
        parts += _chapter(chapter, start, _TOP + row * _ROW, scale)
    return "\n".join([*parts, "</svg>", ""])


def legend(width: int, held: str = "hold", *, reach: bool) -> Iterator[str]:
    """Which colour means what, at the top right of a picture that is `width` wide; `reach` if some are led up to."""
    colours = [("speech", "speech"), ("tone", "tone"), *([("reach", "reach")] if reach else []), ("held", held)]
    for index, (kind, word) in enumerate(colours):
        x = width - 5 - (len(colours) - index) * 95
        yield f'<rect class="{kind}" x="{x}" y="22" width="14" height="14" rx="3"/>'
        yield f'<text x="{x + 20}" y="34">{word}</text>'


def seconds(longest: int, left: int, top: int, scale: float, height: int) -> Iterator[str]:
    """A line every ten seconds of `longest` samples, from `left` on; `scale` is the width of a second."""
    for second in range(0, int(to_seconds(longest)) + 1, 10):
        x = left + second * scale
        yield f'<line class="line" x1="{x:.1f}" x2="{x:.1f}" y1="{top - 4}" y2="{height - 30}"/>'
        yield f'<text class="small" x="{x:.1f}" y="{height - 12}" text-anchor="middle">{second} s</text>'


def _chapter(chapter: Chapter, start: int, y: float, scale: float) -> Iterator[str]:
    def bar(kind: str, first: int, length: int, top: float, tall: float, says: str) -> str:
        x, width = _LABEL + to_seconds(first) * scale, max(to_seconds(length) * scale, 2)
        place = f'x="{x:.1f}" y="{y + top:.1f}" width="{width:.1f}" height="{tall}"'
        return f'<rect class="{kind}" {place} rx="2"><title>{escape(says)}</title></rect>'

    yield f'<text class="small" x="{_MARGIN}" y="{y + 16}">{clock(start)}</text>'
    yield f'<text x="{_MARGIN + 44}" y="{y + 16}">{escape(chapter.title)}</text>'
    yield bar("row", 0, chapter.length, 2, _ROW - 4, chapter.title)
    for held in chapter.held:
        if held.reach:
            yield bar("reach", held.begins, held.reach, 2, _ROW - 4, reaching(held))
        yield bar("held", held.start, held.length, 2, _ROW - 4, effort(held))
    for cue in chapter.cues:
        yield bar(cue.kind, cue.start, cue.length, 7, _ROW - 14, cue.content)


def reaching(held: Effort) -> str:
    """The way into an effort, in words."""
    return f"reach, {to_seconds(held.reach):g} s"


def effort(held: Effort) -> str:
    """An effort in words, with its times."""
    if held.stroke is None:
        return f"hold, {to_seconds(held.length):g} s"
    return f"strokes, {to_seconds(held.length):g} s, {to_seconds(held.stroke):g} s each way"
