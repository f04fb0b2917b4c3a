"""Report of an inspection, for people with one line a measure, and for programs."""

import json
import math
from collections.abc import Iterator
from typing import Any

from coach.inspection.model import Inspection, Measure, Report, Target
from coach.units import beyond

_KINDS = {
    "whole": "the whole session in one file",
    "tracks": "its tracks, one after the other",
    "chapter": "one chapter of a session",
    "sound": "no plan beside it: only what needs none",
}
_MOST_ABOUT = 5


def as_lines(inspection: Inspection) -> Iterator[str]:
    """Write a table for each report, then the chapters that are off the pace."""
    for report in inspection.reports:
        yield f"{report.subject} ({_KINDS[report.kind]})"
        for measure in report.measures:
            yield from _lines(measure)
        for chapter in report.chapters:
            if not chapter.met:
                yield f"  {chapter.words_per_minute:.0f} words/min: {chapter.title}"
        yield ""
    yield "All targets are met." if inspection.met else "Not all targets are met."


def as_json(inspection: Inspection) -> str:
    """Write an inspection as JSON; its keys are a contract. A number that is not finite is null."""
    reports = [_report(report) for report in inspection.reports]
    data = {"version": 1, "path": inspection.path, "met": inspection.met, "reports": reports}
    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False)


def _lines(measure: Measure) -> Iterator[str]:
    value = f"{_number(measure)} {measure.unit}"
    told = _target(measure.target) if measure.target else ""
    verdict = "" if measure.target is None else "ok" if measure.met else "NOT MET"
    yield f"  {measure.name:28}{value:>18}   {told:18}{verdict}".rstrip()
    worst = measure.id == "music_under_words"  # its place is told in any case
    if worst or (not measure.met and measure.id != "chapters_off_pace"):  # those follow below, with their pace
        yield from (f"      {about}" for about in measure.about[:_MOST_ABOUT])
        if len(measure.about) > _MOST_ABOUT:
            yield f"      and {len(measure.about) - _MOST_ABOUT} more"


def _target(target: Target) -> str:
    if target.least is None:
        return f"at most {target.most:g}"
    return f"at least {target.least:g}" if target.most is None else f"{target.least:g} to {target.most:g}"


def _number(measure: Measure) -> str:
    value, target = measure.value, measure.target
    if not math.isfinite(value):
        return "none" if value < 0 or math.isnan(value) else "all"
    if target is None or measure.met:
        return f"{value:.{measure.digits}f}"
    bounds = [bound for bound in (target.least, target.most) if bound is not None]
    return beyond(value, min(bounds, key=lambda bound: abs(value - bound)), measure.digits)


def _finite(value: float | None) -> float | None:
    return round(value, 4) if value is not None and math.isfinite(value) else None


def _report(report: Report) -> dict[str, Any]:
    return {
        "subject": report.subject,
        "kind": report.kind,
        "met": report.met,
        "measures": [
            {
                "id": measure.id,
                "name": measure.name,
                "value": _finite(measure.value),
                "unit": measure.unit,
                "least": measure.target.least if measure.target else None,
                "most": measure.target.most if measure.target else None,
                "met": measure.met if measure.target else None,
                "about": list(measure.about),
            }
            for measure in report.measures
        ],
        "chapters": [
            {
                "title": chapter.title,
                "file": chapter.file or None,
                "words": chapter.words,
                "words_per_minute": _finite(chapter.words_per_minute),
                "met": chapter.met,
                "loudness": _finite(chapter.loudness),
                "samples_off": chapter.samples_off,
            }
            for chapter in report.chapters
        ],
    }
