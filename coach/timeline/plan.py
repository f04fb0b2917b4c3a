"""A timeline for people and for programs: every chapter and cue with start and end."""

import json
from collections.abc import Iterator
from typing import Any

from coach.timeline.model import Timeline
from coach.units import SAMPLE_RATE, clock, to_seconds


def as_data(timeline: Timeline) -> dict[str, Any]:
    """The plan as plain data; its keys are a contract. Times are seconds from the start of the session."""
    chapters = [
        {
            "title": chapter.title,
            "side": chapter.side,
            "strip": chapter.strip,
            "spot": chapter.spot,
            "start_s": to_seconds(start),
            "end_s": to_seconds(start + chapter.length),
        }
        for start, chapter in zip(timeline.starts, timeline.chapters, strict=True)
    ]
    cues = [
        {
            "kind": cue.kind,
            "start_s": to_seconds(start),
            "end_s": to_seconds(start + cue.length),
            "text" if cue.kind == "speech" else "tone": cue.content,
            "chapter": index,
        }
        for index, start, cue in timeline.cues()
    ]
    return {
        "protocol": timeline.protocol,
        "sample_rate": SAMPLE_RATE,
        "duration_s": to_seconds(timeline.length),
        "chapters": chapters,
        "cues": cues,
    }


def as_json(timeline: Timeline, music: dict[str, str] | None = None) -> str:
    """The plan as JSON. `music` tells what lies under an export: its `file`, and the `identity` of its sound."""
    data = as_data(timeline)
    return json.dumps(data | {"music": music} if music else data, indent=1, ensure_ascii=False)


def as_lines(timeline: Timeline) -> Iterator[str]:
    """The plan as lines to read: chapters, and under each its cues."""
    yield f"{timeline.title}: {len(timeline.chapters)} chapters, {clock(timeline.length)}"
    for start, chapter in zip(timeline.starts, timeline.chapters, strict=True):
        yield f"{clock(start):>6}  {chapter.title}"
        for cue in chapter.cues:
            what = cue.content if cue.kind == "speech" else f"({cue.content})"
            first, last = to_seconds(start + cue.start), to_seconds(start + cue.end)
            yield f"        {first:8.2f} {last:8.2f}  {what}"
