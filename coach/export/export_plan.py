"""The plan of an export: its files, by a pure function of timeline, layout and format."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, get_args

from coach import RELEASED
from coach.errors import InputError
from coach.export.cover import Cover
from coach.export.edition import Picture
from coach.export.formats.base import Format
from coach.export.formats.tags import Mark, Tags
from coach.export.names import numbered, safe
from coach.export.sidecars.captions import Caption, as_lrc, as_vtt, captions
from coach.export.sidecars.cue_sheet import as_html
from coach.export.sidecars.playlist import OLD_ENCODING, PlaylistEntry, in_old_encoding, playlist_text
from coach.storage.json_files import to_bytes
from coach.text import one_line
from coach.timeline.model import Chapter, Timeline
from coach.timeline.plan_file import as_json
from coach.units import Samples

Layout = Literal["tracks", "single", "both"]
"""A track for each chapter, one whole file, or both."""

LAYOUTS: tuple[Layout, ...] = get_args(Layout)

TIMELINE = "timeline.json"
"""Name of the plan beside the sound: every cue at its place."""

CUE_SHEET = "cue-sheet.html"

YEAR = int(RELEASED[:4])
"""Year in the tags of every export: the version's, since the day's would make other bytes of the same session."""


@dataclass(frozen=True)
class File:
    """A sound file to be made: its name, its tags, its length in samples."""

    name: str
    tags: Tags
    length: Samples
    chapters: tuple[int, ...]
    """The chapters in it, by index."""


@dataclass(frozen=True)
class SideFile:
    """A small file beside the sound."""

    name: str
    content: Callable[[], bytes]
    """Makes its bytes, which takes time: called only if the file has to be made."""


@dataclass(frozen=True)
class ExportPlan:
    """Every file of an export."""

    title: str
    tracks: tuple[File, ...]
    """One for each chapter, in order; empty if there is the whole file only."""
    single: File | None
    playlist: str | None
    """The name of the playlist, which lists the tracks."""
    texts: tuple[SideFile, ...]
    """Captions, cue sheet, timeline and playlist."""
    pictures: tuple[SideFile, ...]
    """The cover in its formats."""

    @property
    def sounds(self) -> tuple[File, ...]:
        """List the tracks in order, then the whole file."""
        return (*self.tracks, *([self.single] if self.single else []))

    @property
    def names(self) -> tuple[str, ...]:
        """List the names of all files."""
        return (*(file.name for file in self.sounds), *(file.name for file in (*self.texts, *self.pictures)))


def layout_named(name: str) -> Layout:
    """Return the layout of this name. Raises InputError that lists what there is."""
    for layout in LAYOUTS:
        if layout == name:
            return layout
    raise InputError(f"there is no layout '{name}'; there are: {', '.join(LAYOUTS)}")


def plan_album(
    timeline: Timeline,
    layout: Layout,
    file_format: Format,
    picture: Cover | Picture | None = None,
    name: str | None = None,
    music: dict[str, str] | None = None,
    drawings: Mapping[str, object] | None = None,
    session: Mapping[str, object] | None = None,
    provenance: Callable[[], Mapping[str, object]] | None = None,
) -> ExportPlan:
    """Decide names, tags and lengths of all sound files, and the files beside them.

    `name` is for whom the album is; `music`, `drawings` and `session` as `as_json` takes them. `provenance` makes what
    it takes, once the plan is written.

    Raises InputError for an empty session, or a file longer than the format can hold.
    """
    if not timeline.chapters:
        raise InputError(f"the session '{timeline.title}' has no chapters, so there is nothing to export")
    title = one_line(timeline.title) or timeline.protocol
    stem = safe(title, "Session")
    own = title if name is None else f"{title} – {name}"
    album = Tags(title, own, timeline.language, year=YEAR)
    tracks = _tracks(timeline, album, file_format) if layout != "single" else ()
    single = None
    if layout != "tracks":
        # Beside tracks it is an album of its own, or a player would play the session twice.
        both = own if layout == "single" else f"{own} (one file)"
        tags = replace(album, album=both, marks=_marks(timeline), lyrics=_lyrics(timeline.chapters))
        single = File(f"{stem}{file_format.suffix}", tags, timeline.length, tuple(range(len(timeline.chapters))))
    sounds = (*tracks, *([single] if single else []))
    for file in sounds:
        if file_format.longest is not None and file.length > file_format.longest:
            raise InputError(
                f"'{file.name}' would be longer than {file_format.name} can hold; choose another format or layout"
            )
    playlist = f"{stem}.m3u8" if tracks else None
    texts = list(
        _texts(
            *(timeline, sounds, file_format, own),
            lambda: as_json(timeline, music, drawings, session, provenance and provenance()),
        )
    )
    if playlist is not None:
        entries = [PlaylistEntry(file.name, file.tags.title, file.length) for file in tracks]
        listed = playlist_text(title, entries)
        texts.append(SideFile(playlist, listed.encode))
        if in_old_encoding(entries):
            texts.append(SideFile(f"{stem}.m3u", partial(listed.encode, OLD_ENCODING, "replace")))
    pictures = picture.files.items() if picture else ()
    return ExportPlan(title, tracks, single, playlist, tuple(texts), tuple(SideFile(*each) for each in pictures))


def _texts(
    timeline: Timeline, sounds: Iterable[File], file_format: Format, own: str, plan: Callable[[], str]
) -> Iterator[SideFile]:
    for file in sounds:
        name = file.name.removesuffix(file_format.suffix)
        yield SideFile(f"{name}.lrc", partial(_lrc, timeline, file))
        yield SideFile(f"{name}.vtt", partial(_vtt, timeline, file))
    yield SideFile(CUE_SHEET, lambda: as_html(timeline, own).encode())
    yield SideFile(TIMELINE, lambda: to_bytes(plan() + "\n"))


def _lrc(timeline: Timeline, file: File) -> bytes:
    return as_lrc(_shown(timeline, file), file.tags.title, file.length).encode()


def _vtt(timeline: Timeline, file: File) -> bytes:
    return as_vtt(_shown(timeline, file), timeline.language).encode()


def _shown(timeline: Timeline, file: File) -> tuple[Caption, ...]:
    return captions([timeline.chapters[index] for index in file.chapters], timeline.language)


def _tracks(timeline: Timeline, album: Tags, file_format: Format) -> tuple[File, ...]:
    chapters = timeline.chapters
    titles = [one_line(chapter.title) for chapter in chapters]
    files = []
    for index, (name, title, chapter) in enumerate(zip(numbered(titles), titles, chapters, strict=True)):
        tags = replace(album, title=title, number=index + 1, total=len(chapters), lyrics=_lyrics([chapter]))
        files.append(File(f"{name}{file_format.suffix}", tags, chapter.length, (index,)))
    return tuple(files)


def _lyrics(chapters: Iterable[Chapter]) -> str:
    """Join the spoken words, a phrase a line, with an empty line between chapters."""
    said = ((cue.content for cue in chapter.cues if cue.kind == "speech") for chapter in chapters)
    return "\n\n".join("\n".join(lines) for lines in said)


def _marks(timeline: Timeline) -> tuple[Mark, ...]:
    ends = (*timeline.starts[1:], timeline.length)
    titles = (one_line(chapter.title) for chapter in timeline.chapters)
    return tuple(map(Mark, titles, timeline.starts, ends))
