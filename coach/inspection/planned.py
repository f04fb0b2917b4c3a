"""The plan that an export leaves beside its sound, read back as a timeline."""

from pathlib import Path

import msgspec

from coach.errors import InputError
from coach.export.plan import TIMELINE as TIMELINE
from coach.timeline.model import Chapter, Cue, Effort, Timeline
from coach.units import SAMPLE_RATE, Samples, to_samples


class _Chapter(msgspec.Struct):
    title: str
    start_s: float
    end_s: float
    side: str | None = None
    strip: str | None = None
    spot: int | None = None


class _Cue(msgspec.Struct):
    kind: str
    start_s: float
    end_s: float
    chapter: int
    text: str | None = None
    tone: str | None = None


class Under(msgspec.Struct):
    """The music under an export."""

    file: str
    """As seen from the folder of the plan."""
    identity: str


class _Planned(msgspec.Struct):
    protocol: str
    sample_rate: int
    chapters: list[_Chapter]
    cues: list[_Cue]
    music: Under | None = None


def read_music(path: Path) -> Under | None:
    """What a `timeline.json` says of the music; None if there is none. Raises as `read_timeline` does."""
    return _read(path).music


def read_timeline(path: Path) -> Timeline:
    """The timeline of a `timeline.json`. Raises InputError if there is none or it is no such plan."""
    data = _read(path)
    cues: list[list[Cue]] = [[] for _ in data.chapters]
    for cue in data.cues:
        content = cue.text if cue.kind == "speech" else cue.tone
        if not 0 <= cue.chapter < len(cues) or cue.kind not in ("speech", "tone") or content is None:
            raise InputError(f"{path}: has a cue at {cue.start_s:.2f} s that is no cue; export the session again")
        start = to_samples(cue.start_s)
        place = Samples(start - to_samples(data.chapters[cue.chapter].start_s))
        kind = "speech" if cue.kind == "speech" else "tone"
        cues[cue.chapter].append(Cue(kind, content, place, Samples(to_samples(cue.end_s) - start)))  # type: ignore[arg-type]
    chapters = (_chapter(chapter, tuple(inside)) for chapter, inside in zip(data.chapters, cues, strict=True))
    return Timeline(data.protocol, data.protocol, "", tuple(chapters))


def _read(path: Path) -> _Planned:
    try:
        data = msgspec.json.decode(path.read_bytes(), type=_Planned)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); export the session again") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: is not a plan of the coach ({error}); export the session again") from error
    if data.sample_rate != SAMPLE_RATE or not data.chapters:
        raise InputError(f"{path}: is not a plan of the coach at {SAMPLE_RATE} Hz; export the session again")
    return data


def _chapter(chapter: _Chapter, cues: tuple[Cue, ...]) -> Chapter:
    length = Samples(to_samples(chapter.end_s) - to_samples(chapter.start_s))
    return Chapter(chapter.title, length, cues, _held(cues), chapter.side, chapter.strip, chapter.spot)


def _held(cues: tuple[Cue, ...]) -> tuple[Effort, ...]:
    """From each hold tone, or the first tone of a set of strokes, to the release tone after it.

    A start tone leads up to the next of them.
    """
    held: list[Effort] = []
    begun: list[Cue] = []
    led: Cue | None = None
    for cue in cues:
        if cue.kind == "tone" and cue.content == "start":
            led = cue
        if cue.kind == "tone" and cue.content in ("hold", "stroke-out", "stroke-back"):
            begun.append(cue)
        elif cue.kind == "tone" and cue.content == "release" and begun:
            first = begun[0]
            stroke = Samples(begun[1].start - first.start) if len(begun) > 1 else None
            reach = Samples(first.start - led.start if led is not None else 0)
            held.append(Effort(first.start, Samples(cue.start - first.start), stroke, reach))
            begun, led = [], None
    return tuple(held)
