"""The diary as a picture: a calendar of the last twelve weeks, and under it how it felt. SVG, light and dark."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from html import escape

from coach.diary.store import DiaryEntry
from coach.diary.table import SCALE, done, ending

WEEKS = 12

_LEFT, _WEEK, _DAY, _TOP, _MARGIN = 64, 58, 24, 92, 20
_CHART, _STEP = _TOP + 7 * _DAY + 76, 18
_WIDTH, _HEIGHT = _LEFT + WEEKS * _WEEK + _MARGIN, _CHART + 9 * _STEP + 48
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_STYLE = """
 .ground { fill: #fff } text { font: 13px system-ui, sans-serif; fill: #222 }
 .title { font-size: 20px; font-weight: 600 } .head { font-size: 15px; font-weight: 600 }
 .small { font-size: 11px; fill: #595959 } .on { font-size: 11px; font-weight: 600; fill: #fff }
 .day { fill: #f0eee8 } .part { fill: #fff; stroke: #2f6d3b; stroke-width: 2 } .whole { fill: #2f6d3b }
 .line { stroke: #ddd } .from { fill: #fff; stroke: #3b6ea5; stroke-width: 2 } .to { fill: #b35a00 }
 .change { stroke: #888; stroke-width: 2 }
 @media (prefers-color-scheme: dark) {
  .ground { fill: #1b1b1b } text { fill: #eee } .small { fill: #b5b5b5 } .on { fill: #111 } .day { fill: #2e2e2e }
  .part { fill: #1b1b1b; stroke: #8fce9b } .whole { fill: #8fce9b } .line { stroke: #444 }
  .from { fill: #1b1b1b; stroke: #8ab8e6 } .to { fill: #f0a04b }
 }
"""


def as_svg(entries: Sequence[DiaryEntry], today: date) -> str:
    """The picture of the twelve weeks that end with the week of `today`."""
    first = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    shown = [entry for entry in entries if first <= entry.began.date() <= today]
    count = f"{len(shown)} session{'' if len(shown) == 1 else 's'} since {_named(first)}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" role="img">',
        f"<title>Diary of sessions, {count}</title><style>{_STYLE}</style>",
        f'<rect class="ground" width="{_WIDTH}" height="{_HEIGHT}"/>',
        f'<text class="title" x="{_MARGIN}" y="34">Sessions</text>',
        f'<text class="small" x="{_MARGIN}" y="54">{count}</text>',
        *_legend(),
        *_calendar(shown, first, today),
        *_comfort(shown, first),
    ]
    return "\n".join([*parts, "</svg>", ""])


def _legend() -> Iterator[str]:
    x = _WIDTH - _MARGIN - 290
    yield f'<rect class="whole" x="{x}" y="24" width="16" height="14" rx="3"/><text x="{x + 22}" y="36">finished</text>'
    x += 100
    yield f'<rect class="part" x="{x}" y="24" width="16" height="14" rx="3"/>'
    yield f'<text x="{x + 22}" y="36">stopped or broken off</text>'


def _calendar(entries: Sequence[DiaryEntry], first: date, today: date) -> Iterator[str]:
    by_day: dict[date, list[DiaryEntry]] = {}
    for entry in entries:
        by_day.setdefault(entry.began.date(), []).append(entry)
    for row, name in enumerate(_DAYS):
        yield f'<text class="small" x="{_MARGIN}" y="{_TOP + row * _DAY + 15}">{name}</text>'
    for number in range((today - first).days + 1):
        day = first + timedelta(days=number)
        week, row = divmod(number, 7)
        x, y = _LEFT + week * _WEEK, _TOP + row * _DAY
        if row == 0 and (week == 0 or day.day <= 7):
            yield f'<text class="small" x="{x}" y="{_TOP - 8}">{day:%b}{f" {day:%Y}" if week == 0 else ""}</text>'
        those = by_day.get(day, [])
        whole = any(entry.ending == "finished" for entry in those)
        look = "whole" if whole else "part" if those else "day"
        says = "; ".join([_named(day), *(f"{each.protocol}: {done(each)}, {ending(each)}" for each in those)])
        times = f" \u00d7{len(those)}" if len(those) > 1 else ""
        yield (
            f'<rect class="{look}" x="{x + 1}" y="{y + 1}" width="{_WEEK - 8}" height="{_DAY - 6}" rx="3">'
            f"<title>{escape(says)}</title></rect>"
        )
        words = "on" if whole else "small"
        yield f'<text class="{words}" x="{x + 7}" y="{y + 14}" pointer-events="none">{day.day}{times}</text>'


def _comfort(entries: Sequence[DiaryEntry], first: date) -> Iterator[str]:
    yield f'<text class="head" x="{_MARGIN}" y="{_CHART - 30}">How it felt, from {SCALE}</text>'
    for index, (look, word) in enumerate((("from", "before"), ("to", "after"))):
        x = _WIDTH - _MARGIN - 290 + 100 * index
        yield f'<circle class="{look}" cx="{x + 8}" cy="{_CHART - 35}" r="5"/>'
        yield f'<text x="{x + 22}" y="{_CHART - 30}">{word}</text>'
    for value in range(0, 10, 3):
        y = _level(value)
        yield f'<line class="line" x1="{_LEFT}" x2="{_WIDTH - _MARGIN}" y1="{y}" y2="{y}"/>'
        yield f'<text class="small" x="{_LEFT - 12}" y="{y + 4}" text-anchor="end">{value}</text>'
    for week in range(WEEKS):
        monday = first + timedelta(weeks=week)
        yield f'<text class="small" x="{_LEFT + week * _WEEK}" y="{_HEIGHT - 14}">{monday.day} {monday:%b}</text>'
    said = [entry for entry in entries if (entry.comfort_before, entry.comfort_after) != (None, None)]
    if not said:
        middle = (_LEFT + _WIDTH - _MARGIN) / 2
        place = f'x="{middle}" y="{_level(5)}" text-anchor="middle"'
        yield f'<text class="small" {place}>Nothing was said about it yet.</text>'
    for entry in said:
        minutes = (entry.began.hour * 60 + entry.began.minute) / 1440
        at = _LEFT + ((entry.began.date() - first).days + minutes) * _WEEK / 7
        yield from _pair(entry, at)


def _pair(entry: DiaryEntry, x: float) -> Iterator[str]:
    before, after = entry.comfort_before, entry.comfort_after
    if before is not None and after is not None:
        yield f'<line class="change" x1="{x:.1f}" x2="{x:.1f}" y1="{_level(before)}" y2="{_level(after)}"/>'
    for look, word, value, radius in (("from", "before", before, 5), ("to", "after", after, 4)):
        if value is not None:
            says = f"{_named(entry.began.date())}, {word}: {value}"
            place = f'cx="{x:.1f}" cy="{_level(value)}" r="{radius}"'
            yield f'<circle class="{look}" {place}><title>{escape(says)}</title></circle>'


def _level(value: int) -> int:
    return _CHART + (9 - value) * _STEP


def _named(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
