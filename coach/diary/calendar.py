"""The diary as a picture: a calendar of the last twelve weeks, and under it how it felt. SVG, light and dark."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from coach import svg
from coach.diary.store import DiaryEntry
from coach.diary.table import SCALE, done, ending

WEEKS = 12

_LEFT, _WEEK, _DAY, _TOP, _MARGIN = 64, 58, 24, 92, 20
_CHART, _STEP = _TOP + 7 * _DAY + 76, 18
_WIDTH, _HEIGHT = _LEFT + WEEKS * _WEEK + _MARGIN, _CHART + 9 * _STEP + 48
_LEGEND = _WIDTH - _MARGIN - 290
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_LIGHT = """ .ground { fill: #fff } .head { font-size: 15px; font-weight: 600 }
 .small { fill: #595959 } .on { font-size: 11px; font-weight: 600; fill: #fff }
 .day { fill: #f0eee8 } .part { fill: #fff; stroke: #2f6d3b; stroke-width: 2 } .whole { fill: #2f6d3b }
 .from { fill: #fff; stroke: #3b6ea5; stroke-width: 2 } .to { fill: #b35a00 }
 .change { stroke: #888; stroke-width: 2 }"""
_DARK = """  .ground { fill: #1b1b1b } .small { fill: #b5b5b5 } .on { fill: #111 } .day { fill: #2e2e2e }
  .part { fill: #1b1b1b; stroke: #8fce9b } .whole { fill: #8fce9b }
  .from { fill: #1b1b1b; stroke: #8ab8e6 } .to { fill: #f0a04b }"""


def as_svg(entries: Sequence[DiaryEntry], today: date) -> str:
    """Draw the twelve weeks that end with the week of `today`."""
    first = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    shown = [entry for entry in entries if first <= entry.began.date() <= today]
    count = f"{len(shown)} session{'' if len(shown) == 1 else 's'} since {_named(first)}"
    parts = [
        svg.theme(_LIGHT, _DARK),
        svg.element("rect", class_="ground", width=_WIDTH, height=_HEIGHT),
        svg.text("Sessions", _MARGIN, 34, class_="title"),
        svg.text(count, _MARGIN, 54, class_="small"),
        *svg.legend([("whole", "finished"), ("part", "stopped or broken off")], _LEGEND, 24, 100, 16),
        *_calendar(shown, first, today),
        *_comfort(shown, first),
    ]
    return svg.document(_WIDTH, _HEIGHT, f"Diary of sessions, {count}", parts, width=_WIDTH)


def _calendar(entries: Sequence[DiaryEntry], first: date, today: date) -> Iterator[str]:
    by_day: dict[date, list[DiaryEntry]] = {}
    for entry in entries:
        by_day.setdefault(entry.began.date(), []).append(entry)
    for row, name in enumerate(_DAYS):
        yield svg.text(name, _MARGIN, _TOP + row * _DAY + 15, class_="small")
    for number in range((today - first).days + 1):
        day = first + timedelta(days=number)
        week, row = divmod(number, 7)
        x, y = _LEFT + week * _WEEK, _TOP + row * _DAY
        if row == 0 and (week == 0 or day.day <= 7):
            yield svg.text(f"{day:%b}{f' {day:%Y}' if week == 0 else ''}", x, _TOP - 8, class_="small")
        those = by_day.get(day, [])
        whole = any(entry.ending == "finished" for entry in those)
        look = "whole" if whole else "part" if those else "day"
        says = "; ".join([_named(day), *(f"{each.protocol}: {done(each)}, {ending(each)}" for each in those)])
        times = f" \u00d7{len(those)}" if len(those) > 1 else ""
        place = {"x": x + 1, "y": y + 1, "width": _WEEK - 8, "height": _DAY - 6}
        yield svg.element("rect", svg.tip(says), class_=look, **place, rx=3)
        words = "on" if whole else "small"
        yield svg.text(f"{day.day}{times}", x + 7, y + 14, class_=words, pointer_events="none")


def _comfort(entries: Sequence[DiaryEntry], first: date) -> Iterator[str]:
    yield svg.text(f"How it felt, from {SCALE}", _MARGIN, _CHART - 30, class_="head")
    for index, (look, word) in enumerate((("from", "before"), ("to", "after"))):
        x = _LEGEND + 100 * index
        yield svg.element("circle", class_=look, cx=x + 8, cy=_CHART - 35, r=5)
        yield svg.text(word, x + 22, _CHART - 30)
    for value in range(0, 10, 3):
        y = _level(value)
        yield svg.element("line", class_="line", x1=_LEFT, x2=_WIDTH - _MARGIN, y1=y, y2=y)
        yield svg.text(str(value), _LEFT - 12, y + 4, class_="small", text_anchor="end")
    for week in range(WEEKS):
        monday = first + timedelta(weeks=week)
        yield svg.text(f"{monday.day} {monday:%b}", _LEFT + week * _WEEK, _HEIGHT - 14, class_="small")
    said = [entry for entry in entries if (entry.comfort_before, entry.comfort_after) != (None, None)]
    if not said:
        middle = (_LEFT + _WIDTH - _MARGIN) / 2
        yield svg.text("Nothing was said about it yet.", middle, _level(5), class_="small", text_anchor="middle")
    for entry in said:
        minutes = (entry.began.hour * 60 + entry.began.minute) / 1440
        at = _LEFT + ((entry.began.date() - first).days + minutes) * _WEEK / 7
        yield from _pair(entry, at)


def _pair(entry: DiaryEntry, x: float) -> Iterator[str]:
    before, after = entry.comfort_before, entry.comfort_after
    if before is not None and after is not None:
        yield svg.element("line", class_="change", x1=x, x2=x, y1=_level(before), y2=_level(after))
    for look, word, value, radius in (("from", "before", before, 5), ("to", "after", after, 4)):
        if value is not None:
            says = svg.tip(f"{_named(entry.began.date())}, {word}: {value}")
            yield svg.element("circle", says, class_=look, cx=x, cy=_level(value), r=radius)


def _level(value: int) -> int:
    return _CHART + (9 - value) * _STEP


def _named(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
