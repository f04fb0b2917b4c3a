"""Diary as text: a table for the terminal, and CSV to take to a clinician."""

import csv
import io
from collections.abc import Sequence

from coach.diary.store import DiaryEntry
from coach.text import BOM, printable

_HEAD = ("date", "protocol", "level", "done", "min", "comfort", "ending")

SCALE = "0, nothing, to 9, very bad"

_COLUMNS = (
    *("began", "ended", "protocol", "version", "title", "level", "language", "ending", "minutes"),
    *(f"comfort {when} (from {SCALE})" for when in ("before", "after", "said")),
    *("done", "spots"),
)

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Beginnings of a cell that a spreadsheet would run."""


def as_lines(entries: Sequence[DiaryEntry]) -> list[str]:
    """Lay out a table, the newest session last."""
    if not entries:
        return ["The diary is empty: it begins with your first session (coach play NAME)."]
    rows = [_HEAD, *map(_row, entries)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    rated = any((entry.comfort_before, entry.comfort_after) != (None, None) for entry in entries)
    return [*lines, f"comfort: before -> after, from {SCALE}"] if rated else lines


def as_csv(entries: Sequence[DiaryEntry]) -> str:
    """Write one row for each session, after RFC 4180. No cell is a formula to a spreadsheet."""
    out = io.StringIO(newline="")
    out.write(BOM)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for entry in entries:
        cells = (
            entry.began.isoformat(timespec="seconds"),
            entry.ended.isoformat(timespec="seconds") if entry.ended else "",
            *(entry.protocol, entry.version, entry.title, entry.level, entry.language),
            entry.ending or "broken off",
            minutes(entry),
            *("" if value is None else value for value in (entry.comfort_before, entry.comfort_after)),
            "; ".join(str(rating.value) for rating in entry.ratings),
            done(entry),
            "; ".join(f"{chapter.title} ({chapter.held:g} s)" for chapter in entry.done),
        )
        writer.writerow([_safe(str(cell)) for cell in cells])
    return out.getvalue()


def minutes(entry: DiaryEntry) -> str:
    """Duration of a session in whole minutes."""
    seconds = (entry.last - entry.began).total_seconds() if entry.heard is None else entry.heard
    return f"{seconds / 60:.0f}"


def done(entry: DiaryEntry) -> str:
    """Count the chapters that were done, by side, such as `left 9, right 9`; in a programme also by protocol.

    A chapter that was done twice counts once.
    """
    count: dict[str, dict[str, set[int]]] = {}
    for chapter in entry.done:
        count.setdefault(chapter.protocol, {}).setdefault(chapter.side or "", set()).add(chapter.chapter)
    parts = [
        ", ".join(f"{side} {len(chapters)}".strip() for side, chapters in sides.items()) for sides in count.values()
    ]
    if list(count) != [entry.protocol]:
        parts = [f"{name} {part}" for name, part in zip(count, parts, strict=True)]
    return "; ".join(parts) or "nothing"


def ending(entry: DiaryEntry) -> str:
    """Tell the ending of a session, and for an early one the last chapter that was done."""
    if entry.ending == "finished":
        return "finished"
    where = f"after {entry.done[-1].title}" if entry.done else "before the first hold"
    return f"{entry.ending or 'broken off'} {where}"


def _row(entry: DiaryEntry) -> tuple[str, ...]:
    comfort = " -> ".join("?" if value is None else str(value) for value in (entry.comfort_before, entry.comfort_after))
    cells = (
        f"{entry.began:%Y-%m-%d %H:%M}",
        entry.protocol,
        entry.level,
        done(entry),
        minutes(entry),
        "-" if comfort == "? -> ?" else comfort,
        ending(entry),
    )
    return tuple(printable(cell, "utf-8") for cell in cells)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
