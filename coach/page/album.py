"""Album of an exported folder, read back into one frozen value: all that a page shows."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from coach.diary.phone import album_word
from coach.errors import InputError
from coach.export.cover.marks import Shown
from coach.export.export_plan import TIMELINE
from coach.export.formats import FORMATS
from coach.export.manifest import MANIFEST
from coach.export.names import safe
from coach.session.choices import Choices
from coach.storage.json_files import decode
from coach.text import one_line
from coach.timeline.model import Chapter, Effort, Timeline
from coach.timeline.plan_file import from_json
from coach.units import Samples, to_seconds


class EffortTimes(msgspec.Struct, frozen=True):
    """Times of a hold or a set of strokes, in seconds from the start of the session."""

    again: float
    """Start of the instruction that leads into the effort, which can be done anew from here on."""
    begins: float
    start: float
    end: float
    out: float
    """End of the words that lead out of the stretch."""
    stroke: float

    def since(self, start: float) -> tuple[float, ...]:
        """Return all times but the stroke in seconds from `start` on, in order."""
        return tuple(at - start for at in (self.again, self.begins, self.start, self.end, self.out))


class PageChapter(msgspec.Struct, frozen=True):
    """Chapter of a page: its title, its start in seconds, its side, its mark in the drawing, its efforts."""

    title: str
    start: float
    side: str
    protocol: str
    place: str
    """Mark in the drawing of its protocol: ``0-2`` for the first strip's second spot, ``0-0`` for the strip itself."""
    efforts: tuple[EffortTimes, ...]
    words: tuple[str, ...]
    """Sentences that are said."""
    leads: bool
    """True of a chapter before the first spot, which tells of the set-up."""


class PageAlbum(msgspec.Struct, frozen=True):
    """Album of one exported folder."""

    title: str
    language: str
    length: float
    """Seconds of the session."""
    sound: Path
    """The whole file."""
    captions: Path
    cover: Path | None
    chapters: tuple[PageChapter, ...]
    drawings: dict[str, Shown]
    """Facts for drawings, by protocol; none in folders of older versions."""
    diary: str = ""
    """Word by which the diary knows the album; empty in folders of older versions, and for a room."""
    between: int | None = None
    """Least days from one session to the next."""


class _Session(msgspec.Struct):
    version: int
    choices: Choices
    between: int | None = None


class _Beside(msgspec.Struct):
    drawings: dict[str, Shown] = {}
    session: _Session | None = None


def page_album(folder: Path) -> PageAlbum:
    """Read an exported folder. Raises InputError if it holds no whole export with a single file."""
    path = folder / TIMELINE
    try:
        text = path.read_bytes()
        beside = decode(text, _Beside)
    except FileNotFoundError as error:
        raise InputError(f"{folder} holds no export of the coach; make one: coach export NAME -o {folder}") from error
    except (OSError, msgspec.MsgspecError) as error:
        raise InputError(f"{path} cannot be read ({error}); export the session again") from error
    try:
        timeline, _ = from_json(text)
    except InputError as error:
        raise InputError(f"{path} {error}") from error
    covers = (folder / name for name in ("cover.jpg", "cover.png"))
    sound, cover = _whole_file(folder, timeline), next(filter(Path.is_file, covers), None)
    album = album_of(timeline, beside.drawings, sound, cover)
    if (session := beside.session) is None:
        return album
    word = album_word(timeline.protocol, session.version, len(timeline.chapters), session.choices)
    return msgspec.structs.replace(album, diary=word, between=session.between)


def album_of(timeline: Timeline, drawings: dict[str, Shown], sound: Path, cover: Path | None) -> PageAlbum:
    """Collect what a page shows of a timeline. The captions lie beside the sound."""
    return PageAlbum(
        title=timeline.title,
        language=timeline.language,
        length=to_seconds(timeline.length),
        sound=sound,
        captions=sound.with_suffix(".vtt"),
        cover=cover,
        chapters=_chapters(timeline, drawings),
        drawings=drawings,
    )


def _whole_file(folder: Path, timeline: Timeline) -> Path:
    """Find the single file by the name that the exporter gives it."""
    stem = safe(one_line(timeline.title) or timeline.protocol, "Session")
    known = (folder / MANIFEST).is_file()
    for one in FORMATS.values():
        path = folder / f"{stem}{one.suffix}"
        if known and path.is_file() and path.with_suffix(".vtt").is_file():
            return path
    raise InputError(f"{folder} holds no whole file '{stem}'; export the session again, with --layout single or both")


def _chapters(timeline: Timeline, drawings: dict[str, Shown]) -> tuple[PageChapter, ...]:
    strips: dict[str, list[str]] = {}
    chapters, started = [], False
    for start, chapter in zip(timeline.starts, timeline.chapters, strict=True):
        at = chapter.location
        order = strips.setdefault(at.protocol, [])
        if at.strip is not None and at.strip not in order:
            order.append(at.strip)
        strip = order.index(at.strip) if at.strip is not None else 0
        started = started or at.side is not None or bool(chapter.held)
        chapters.append(
            PageChapter(
                title=chapter.title,
                start=to_seconds(start),
                side=at.side or "",
                protocol=at.protocol if at.protocol in drawings else "",
                place=f"{strip}-{at.spot or 0}" if at.spot or at.strip else "",
                efforts=tuple(_effort(effort, chapter, start) for effort in chapter.held),
                words=_sentences(cue.content for cue in chapter.cues if cue.kind == "speech"),
                leads=not started,
            )
        )
    return tuple(chapters)


def _sentences(phrases: Iterable[str]) -> tuple[str, ...]:
    """Join a phrase that ends at a breath, marked by an ellipsis, with the one after it."""
    joined: list[str] = []
    for phrase in phrases:
        if joined and joined[-1].endswith("…"):
            joined[-1] += f" {phrase}"
        else:
            joined.append(phrase)
    return tuple(joined)


def _effort(effort: Effort, chapter: Chapter, start: Samples) -> EffortTimes:
    """Find the times of an effort, and of the words around it."""
    first = next(cue for cue in chapter.cues if cue.start >= effort.begins)
    again = min(cue.start for cue in chapter.cues if cue.instruction == first.instruction)
    out = next((lead.words_end for lead in chapter.leads if lead.start >= effort.end), effort.end)

    def at(offset: int) -> float:
        return to_seconds(start + offset)

    stroke = to_seconds(effort.stroke or Samples(0))
    return EffortTimes(at(again), at(effort.begins), at(effort.start), at(effort.end), at(out), stroke)
