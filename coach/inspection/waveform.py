"""The waveform with its cues, as SVG: one row a chapter, or one a minute where there is no plan."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from coach.inspection.levels import WAVE_STEP
from coach.inspection.model import Wave
from coach.timeline.picture import effort, legend, reaching, seconds
from coach.units import SAMPLE_RATE, clock, to_seconds

if TYPE_CHECKING:
    from coach.inspection.targets import Examination
    from coach.timeline.model import Chapter

_LABEL, _ROW, _TOP, _WIDTH, _MARGIN, _TALL = 330, 62, 66, 1480, 20, 52
_STRIP_S = 60

_STYLE = """
 text { font: 13px system-ui, sans-serif; fill: #222 }
 .title { font-size: 20px; font-weight: 600 }
 .small { font-size: 11px; fill: #666 }
 .row { fill: #f3f1ec } .wave { fill: #333 }
 .speech { fill: #3b6ea5; fill-opacity: .45 } .tone { fill: #d9822b; fill-opacity: .7 }
 .held { fill: #7fb685; fill-opacity: .5 } .reach { fill: #7fb685; fill-opacity: .25 }
 .line { stroke: #ddd }
 @media (prefers-color-scheme: dark) {
  text { fill: #eee } .small { fill: #aaa } .row { fill: #2b2b2b } .wave { fill: #ddd } .line { stroke: #444 }
 }
"""


def as_svg(examined: Examination) -> str:
    """The picture. All rows have one scale of time; the height of a row is from minus to plus full scale."""
    rows = list(_rows(examined))
    longest = max(length for _, _, length, _, _ in rows)
    scale = (_WIDTH - _LABEL - _MARGIN) / max(to_seconds(longest), 1.0)
    height = _TOP + _ROW * len(rows) + 34
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">',
        f"<title>{escape(examined.subject)}: the waveform with its cues</title><style>{_STYLE}</style>",
        f'<text class="title" x="{_MARGIN}" y="32">{escape(examined.subject)}</text>',
        f'<text class="small" x="{_MARGIN}" y="52">{clock(examined.levels.length)}</text>',
        *legend(_WIDTH, reach=_led_up_to(examined)),
        *seconds(longest, _LABEL, _TOP, scale, height),
    ]
    for row, (title, start, length, wave, chapter) in enumerate(rows):
        y = _TOP + row * _ROW
        parts.append(f'<text class="small" x="{_MARGIN}" y="{y + 31}">{clock(start)}</text>')
        parts.append(f'<text x="{_MARGIN + 44}" y="{y + 31}">{escape(title)}</text>')
        parts.append(_bar("row", 0, length, y, scale, title))
        parts += _cues(chapter, y, scale) if chapter is not None else ()
        parts.append(_wave(wave, y + _TALL / 2 + 2, scale))
    return "\n".join([*parts, "</svg>", ""])


def _led_up_to(examined: Examination) -> bool:
    chapters = examined.plan.chapters if examined.plan is not None else ()
    return any(held.reach for chapter in chapters for held in chapter.held)


def _rows(examined: Examination) -> Iterator[tuple[str, int, int, Wave, Chapter | None]]:
    """Title, first sample, length, outline and chapter of each."""
    if examined.plan is not None:
        for start, chapter, wave in zip(examined.plan.starts, examined.plan.chapters, examined.waves, strict=True):
            yield chapter.title, start, chapter.length, wave, chapter
        return
    lows, highs = ([x for wave in examined.waves for x in side(wave)] for side in (_lows, _highs))
    steps = _STRIP_S * SAMPLE_RATE // WAVE_STEP
    for first in range(0, max(len(lows), 1), steps):
        wave = Wave(lows[first : first + steps], highs[first : first + steps], WAVE_STEP)
        yield "", first * WAVE_STEP, len(wave.lows) * WAVE_STEP, wave, None


def _lows(wave: Wave) -> list[float]:
    return wave.lows


def _highs(wave: Wave) -> list[float]:
    return wave.highs


def _bar(kind: str, first: int, length: int, y: float, scale: float, says: str) -> str:
    x, width = _LABEL + to_seconds(first) * scale, max(to_seconds(length) * scale, 2)
    place = f'x="{x:.1f}" y="{y + 2}" width="{width:.1f}" height="{_TALL}"'
    return f'<rect class="{kind}" {place} rx="2"><title>{escape(says)}</title></rect>'


def _cues(chapter: Chapter, y: float, scale: float) -> Iterator[str]:
    for held in chapter.held:
        if held.reach:
            yield _bar("reach", held.begins, held.reach, y, scale, reaching(held))
        yield _bar("held", held.start, held.length, y, scale, effort(held))
    for cue in chapter.cues:
        yield _bar(cue.kind, cue.start, cue.length, y, scale, cue.content)


def _wave(wave: Wave, middle: float, scale: float) -> str:
    """One shape, from the highs forth and the lows back; a point for each half pixel at most."""
    width = scale * wave.step / SAMPLE_RATE
    join = max(1, round(0.5 / width))
    ups, downs = [], []
    for first in range(0, len(wave.highs), join):
        x = _LABEL + first * width
        # At least a hair line, so that silence is seen as sound that is there.
        ups.append(f"{x:.1f},{middle - max(wave.highs[first : first + join]) * _TALL / 2 - 0.2:.1f}")
        downs.append(f"{x:.1f},{middle - min(wave.lows[first : first + join]) * _TALL / 2 + 0.2:.1f}")
    return f'<polygon class="wave" points="{" ".join(ups + downs[::-1])}"/>'
