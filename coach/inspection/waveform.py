"""Waveform with its cues, as SVG: one row a chapter, or one a minute where there is no plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach import svg
from coach.inspection.model import Wave
from coach.inspection.sound_levels import WAVE_STEP
from coach.timeline.picture import Rows
from coach.units import SAMPLE_RATE, Samples, clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.inspection.targets import Examination
    from coach.timeline.model import Chapter

_TALL = 52
"""Pixels from minus to plus full scale."""

_STRIP_S = 60

_LIGHT = """ .row { fill: #f3f1ec } .wave { fill: #333 }
 .speech { fill: #3b6ea5; fill-opacity: .45 } .tone { fill: #d9822b; fill-opacity: .7 }
 .held { fill: #7fb685; fill-opacity: .5 } .reach { fill: #7fb685; fill-opacity: .25 }"""
_DARK = "  .row { fill: #2b2b2b } .wave { fill: #ddd }"


def as_svg(examined: Examination) -> str:
    """Draw a waveform. All rows have one scale of time; the height of a row is from minus to plus full scale."""
    stretches = list(_rows(examined))
    rows = Rows(1480, _TALL, 10, len(stretches), Samples(max(length for _, _, length, _, _ in stretches)))
    chapters = examined.plan.chapters if examined.plan is not None else ()
    parts = [svg.theme(_LIGHT, _DARK), *rows.head(examined.subject, clock(examined.levels.length), chapters)]
    for row, (title, start, length, wave, chapter) in enumerate(stretches):
        parts += rows.label(row, start, title)
        parts.append(rows.bar("row", 0, length, row, title))
        parts += rows.cues(row, chapter) if chapter is not None else ()
        parts.append(_wave(wave, rows, row))
    return svg.document(rows.width, rows.height, f"{examined.subject}: the waveform with its cues", parts)


def _rows(examined: Examination) -> Iterator[tuple[str, int, int, Wave, Chapter | None]]:
    """Yield the title, first sample, length, outline and chapter of each row."""
    if examined.plan is not None:
        for start, chapter, wave in zip(examined.plan.starts, examined.plan.chapters, examined.waves, strict=True):
            yield chapter.title, start, chapter.length, wave, chapter
        return
    lows = [low for wave in examined.waves for low in wave.lows]
    highs = [high for wave in examined.waves for high in wave.highs]
    steps = _STRIP_S * SAMPLE_RATE // WAVE_STEP
    for first in range(0, max(len(lows), 1), steps):
        wave = Wave(lows[first : first + steps], highs[first : first + steps], WAVE_STEP)
        yield "", first * WAVE_STEP, len(wave.lows) * WAVE_STEP, wave, None


def _wave(wave: Wave, rows: Rows, row: int) -> str:
    """Draw one shape, along the highs forth and the lows back; a point for each half pixel at most."""
    middle = rows.y(row) + _TALL / 2 + 2
    join = max(1, round(0.5 / (rows.scale * wave.step / SAMPLE_RATE)))
    ups, downs = [], []
    for first in range(0, len(wave.highs), join):
        x = rows.x(first * wave.step)
        # At least a hair line, so that silence is seen as sound that is there.
        ups.append(f"{x:.1f},{middle - max(wave.highs[first : first + join]) * _TALL / 2 - 0.2:.1f}")
        downs.append(f"{x:.1f},{middle - min(wave.lows[first : first + join]) * _TALL / 2 + 0.2:.1f}")
    return svg.element("polygon", class_="wave", points=" ".join(ups + downs[::-1]))
