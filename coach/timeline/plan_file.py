"""Timeline for people, and for programs without loss: every chapter and cue with start and end."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from coach.errors import InputError
from coach.protocol.session_model import Leads
from coach.session.location import USUAL, Arrival, Location
from coach.storage.json_files import decode
from coach.timeline.model import Chapter, Cue, CueKind, Effort, Lead, Timeline, Wait
from coach.units import SAMPLE_RATE, Samples, clock, to_samples, to_seconds

VERSION = 1
"""Version of the file. Before it had one, a file said too little to make a timeline of it again."""


class _Effort(msgspec.Struct, omit_defaults=True):
    start_s: float
    end_s: float
    stroke_s: float | None = None
    reach_s: float = 0.0


class _Lead(msgspec.Struct):
    start_s: float
    end_s: float
    words_end_s: float
    does: Leads


class _Wait(msgspec.Struct, omit_defaults=True):
    start_s: float
    end_s: float
    longer_s: float | None = None
    remind_s: float | None = None


class _Chapter(msgspec.Struct, omit_defaults=True):
    title: str
    side: str | None
    strip: str | None
    spot: int | None
    start_s: float
    end_s: float
    passage: int | None = None
    protocol: str = ""
    name: str = ""
    efforts: tuple[_Effort, ...] = ()
    leads: tuple[_Lead, ...] = ()
    waits: tuple[_Wait, ...] = ()
    orientation: tuple[str, ...] = ()
    forms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    kept: tuple[int, ...] = ()
    arrival: Arrival = USUAL


class _Part(msgspec.Struct):
    start_s: float
    text: str


class _Cue(msgspec.Struct, omit_defaults=True, kw_only=True):
    kind: CueKind
    start_s: float
    end_s: float
    text: str | None = None
    tone: str | None = None
    chapter: int
    instruction: int = 0
    parts: tuple[_Part, ...] = ()


class MusicUnder(msgspec.Struct):
    """Music under an export."""

    file: str
    """Path of its file, as seen from the folder of the plan."""
    identity: str
    """Identity of the bed: of the samples, and of the way they are ducked."""


class _Version(msgspec.Struct):
    version: int | None = None


class _Plan(msgspec.Struct, kw_only=True, omit_defaults=True):
    protocol: str
    sample_rate: int
    duration_s: float
    chapters: tuple[_Chapter, ...]
    cues: tuple[_Cue, ...]
    version: int | None = None
    title: str = ""
    language: str = ""
    music: MusicUnder | None = None
    shortest_s: float | None = None
    longest_s: float | None = None


def as_data(timeline: Timeline) -> dict[str, Any]:
    """Convert a timeline to plain data; its keys are a contract. Times are seconds from the start of the session.

    What is missing in a chapter or cue has its usual value.
    """
    cues = (
        _Cue(
            kind=cue.kind,
            start_s=to_seconds(start),
            end_s=to_seconds(start + cue.length),
            text=cue.content if cue.kind == "speech" else None,
            tone=cue.content if cue.kind == "tone" else None,
            chapter=index,
            instruction=cue.instruction,
            parts=tuple(_Part(to_seconds(start + at), words) for at, words in cue.parts),
        )
        for index, start, cue in timeline.cues()
    )
    shortest, longest = map(to_seconds, timeline.range) if timeline.waits else (None, None)
    plan = _Plan(
        protocol=timeline.protocol,
        sample_rate=SAMPLE_RATE,
        duration_s=to_seconds(timeline.length),
        chapters=tuple(map(_chapter_data, timeline.chapters, timeline.starts)),
        cues=tuple(cues),
        version=VERSION,
        title=timeline.title,
        language=timeline.language,
        shortest_s=shortest,
        longest_s=longest,
    )
    data: dict[str, Any] = msgspec.to_builtins(plan)
    return data


def as_json(
    timeline: Timeline,
    music: dict[str, str] | None = None,
    drawings: Mapping[str, object] | None = None,
    session: Mapping[str, object] | None = None,
) -> str:
    """Write a timeline as JSON. `music` under an export has the keys `file` and `identity`, as in `MusicUnder`.

    `drawings` are facts for a drawing of each protocol, by its name, as plain data; `session` are facts for a diary.
    """
    beside = {"music": music, "drawings": drawings, "session": session}
    data = as_data(timeline) | {key: value for key, value in beside.items() if value}
    return json.dumps(data, indent=1, ensure_ascii=False)


def from_json(text: str | bytes) -> tuple[Timeline, MusicUnder | None]:
    """Read what `as_json` wrote: the same timeline, and the music under it.

    Raises InputError for what is no plan, or a plan of another version.
    """
    try:
        version = decode(text, _Version).version
        if version not in (None, VERSION):
            raise InputError(f"is a plan of version {version}, and this coach reads {VERSION}; update the coach")
        plan = decode(text, _Plan)
    except msgspec.MsgspecError as error:
        raise InputError(f"is not a plan of the coach ({error}); export the session again") from error
    if version is None:
        raise InputError("is a plan of an older coach, which tells too little; export the session again")
    if plan.sample_rate != SAMPLE_RATE or not plan.chapters:
        raise InputError(f"is not a plan of the coach at {SAMPLE_RATE} Hz; export the session again")
    cues: list[list[Cue]] = [[] for _ in plan.chapters]
    for cue in plan.cues:
        content = cue.text if cue.kind == "speech" else cue.tone
        if not 0 <= cue.chapter < len(cues) or content is None:
            raise InputError(f"has a cue at {cue.start_s:.2f} s that is no cue; export the session again")
        start, length = _place(cue, plan.chapters[cue.chapter])
        begun = to_samples(cue.start_s)
        parts = tuple((Samples(to_samples(part.start_s) - begun), part.text) for part in cue.parts)
        cues[cue.chapter].append(Cue(cue.kind, content, start, length, cue.instruction, parts))
    chapters = tuple(_chapter(chapter, tuple(own)) for chapter, own in zip(plan.chapters, cues, strict=True))
    return Timeline(plan.protocol, plan.title, plan.language, chapters), plan.music


def _chapter_data(chapter: Chapter, start: Samples) -> _Chapter:
    def s(offset: int) -> float:
        return to_seconds(start + offset)

    place = chapter.location
    return _Chapter(
        title=chapter.title,
        side=place.side,
        strip=place.strip,
        spot=place.spot,
        start_s=s(0),
        end_s=s(chapter.length),
        passage=place.passage,
        protocol=place.protocol,
        name=chapter.name,
        efforts=tuple(
            _Effort(
                s(effort.start),
                s(effort.end),
                None if effort.stroke is None else to_seconds(effort.stroke),
                to_seconds(effort.reach),
            )
            for effort in chapter.held
        ),
        leads=tuple(_Lead(s(lead.start), s(lead.end), s(lead.words_end), lead.does) for lead in chapter.leads),
        waits=tuple(
            _Wait(
                s(wait.start), s(wait.end), *((to_seconds(wait.longer), to_seconds(wait.remind)) if wait.longer else ())
            )
            for wait in chapter.waits
        ),
        orientation=chapter.orientation,
        forms=chapter.forms,
        kept=chapter.kept,
        arrival=chapter.arrival,
    )


def _chapter(data: _Chapter, cues: tuple[Cue, ...]) -> Chapter:
    def at(seconds: float) -> Samples:
        return Samples(to_samples(seconds) - to_samples(data.start_s))

    efforts = (
        Effort(
            *_place(effort, data),
            None if effort.stroke_s is None else to_samples(effort.stroke_s),
            to_samples(effort.reach_s),
        )
        for effort in data.efforts
    )
    return Chapter(
        title=data.title,
        length=at(data.end_s),
        cues=cues,
        held=tuple(efforts),
        location=Location(data.protocol, data.side, data.strip, data.passage, data.spot),
        orientation=data.orientation,
        forms=data.forms,
        name=data.name,
        leads=tuple(Lead(at(lead.start_s), at(lead.end_s), lead.does, at(lead.words_end_s)) for lead in data.leads),
        waits=tuple(
            Wait(at(wait.start_s), at(wait.end_s), to_samples(wait.longer_s or 0), to_samples(wait.remind_s or 0))
            for wait in data.waits
        ),
        kept=data.kept,
        arrival=data.arrival,
    )


def _place(part: _Cue | _Effort, chapter: _Chapter) -> tuple[Samples, Samples]:
    """Offset from the chapter's first sample, and length, in samples."""
    start = to_samples(part.start_s)
    return Samples(start - to_samples(chapter.start_s)), Samples(to_samples(part.end_s) - start)


def as_lines(timeline: Timeline) -> Iterator[str]:
    """Write a timeline as lines to read: chapters, and under each its cues."""
    range_ = f", and {range_in_words(timeline)}" if timeline.waits else ""
    yield f"{timeline.title}: {len(timeline.chapters)} chapters, {clock(timeline.length)}{range_}"
    for start, chapter in zip(timeline.starts, timeline.chapters, strict=True):
        yield f"{clock(start):>6}  {chapter.title}"
        rows = [
            (cue.start, cue.end, cue.content if cue.kind == "speech" else f"({cue.content})") for cue in chapter.cues
        ]
        for wait in chapter.waits if timeline.waits else ():
            up_to = f"or up to {to_seconds(wait.longer):g} s more"
            rows.append((wait.start, wait.end, f"(waits for you: until you are ready, {up_to})"))
        for begins, ends, what in sorted(rows):
            yield f"        {to_seconds(start + begins):8.2f} {to_seconds(start + ends):8.2f}  {what}"


def range_in_words(timeline: Timeline) -> str:
    """Write how long the session takes by its waits: `with its waits from 15:10 to 42:00`."""
    shortest, longest = timeline.range
    return f"with its waits from {clock(shortest)} to {clock(longest)}"
