"""Which files an export makes: a pure function of timeline, layout and format."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from coach import RELEASED
from coach.errors import InputError
from coach.export.cover import Cover
from coach.export.edition import Picture
from coach.export.formats.base import Format
from coach.export.formats.tags import Mark, Tags
from coach.export.names import numbered, safe
from coach.export.sidecars.captions import Caption, as_lrc, as_vtt, captions
from coach.export.sidecars.cue_sheet import as_html
from coach.export.sidecars.playlist import Entry, playlist_text
from coach.text import one_line
from coach.timeline.model import Chapter, Timeline
from coach.timeline.plan import as_json
from coach.units import Samples

LAYOUTS = ("tracks", "single", "both")

TIMELINE = "timeline.json"
"""The plan, beside the sound: what should be heard when."""

CUE_SHEET = "cue-sheet.html"

YEAR = int(RELEASED[:4])
"""Year in the tags of every export: the version's, since the day's would make other bytes of the same session."""


@dataclass(frozen=True)
class File:
    """A sound file to be made: its name, what it says about itself, its length in samples."""

    name: str
    tags: Tags
    length: Samples
    chapters: tuple[int, ...]
    """Which chapters it holds, by index."""


@dataclass(frozen=True)
class Plan:
    """What will stand in the folder."""

    title: str
    tracks: tuple[File, ...]
    """One for each chapter, in order; empty if there is the whole file only."""
    single: File | None
    playlist: str | None
    """The name of the playlist, which lists the tracks."""
    texts: dict[str, Callable[[], bytes]]
    """What goes with the sound, the playlist too: by name, how it is made."""
    pictures: Mapping[str, Callable[[], bytes]]
    """The cover in its formats, likewise."""

    @property
    def sounds(self) -> tuple[File, ...]:
        """The tracks in order, then the whole file."""
        return (*self.tracks, *([self.single] if self.single else []))

    @property
    def names(self) -> tuple[str, ...]:
        """Of all files."""
        return (*(file.name for file in self.sounds), *self.texts, *self.pictures)


def layout_named(name: str) -> str:
    """The same name. Raises InputError that lists what there is."""
    if name not in LAYOUTS:
        raise InputError(f"there is no layout '{name}'; there are: {', '.join(LAYOUTS)}")
    return name


def plan_album(
    timeline: Timeline,
    layout: str,
    form: Format,
    picture: Cover | Picture | None = None,
    name: str | None = None,
    music: dict[str, str] | None = None,
) -> Plan:
    """Names, tags and lengths of all files, and what goes with them.

    `name` is for whom the album is; `music` as `as_json` takes it.

    Raises InputError for an unknown layout, an empty session, or a file longer than the format can hold.
    """
    layout_named(layout)
    if not timeline.chapters:
        raise InputError(f"the session '{timeline.title}' has no chapters, so there is nothing to export")
    title = one_line(timeline.title) or timeline.protocol
    stem = safe(title, "Session")
    own = title if name is None else f"{title} – {name}"
    album = Tags(title, own, timeline.language, year=YEAR)
    tracks = _tracks(timeline, album, form) if layout != "single" else ()
    single = None
    if layout != "tracks":
        # Beside tracks it is an album of its own, or a player would play the session twice.
        both = own if layout == "single" else f"{own} (one file)"
        tags = replace(album, album=both, marks=_marks(timeline), lyrics=_lyrics(timeline.chapters))
        single = File(f"{stem}{form.suffix}", tags, timeline.length, tuple(range(len(timeline.chapters))))
    sounds = (*tracks, *([single] if single else []))
    for file in sounds:
        if form.longest is not None and file.length > form.longest:
            raise InputError(
                f"'{file.name}' would be longer than {form.name} can hold; choose another format or layout"
            )
    playlist = f"{stem}.m3u8" if tracks else None
    texts = dict(_texts(timeline, sounds, form, own, music))
    if playlist is not None:
        entries = [Entry(file.name, file.tags.title, file.length) for file in tracks]
        texts[playlist] = lambda: playlist_text(title, entries).encode()
    return Plan(title, tracks, single, playlist, texts, picture.files if picture else {})


def _texts(
    timeline: Timeline, sounds: Iterable[File], form: Format, own: str, music: dict[str, str] | None
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    for file in sounds:
        name = file.name.removesuffix(form.suffix)
        yield f"{name}.lrc", partial(_lrc, timeline, file)
        yield f"{name}.vtt", partial(_vtt, timeline, file)
    yield CUE_SHEET, lambda: as_html(timeline, own).encode()
    yield TIMELINE, lambda: (as_json(timeline, music) + "\n").encode()


def _lrc(timeline: Timeline, file: File) -> bytes:
    return as_lrc(_shown(timeline, file), file.tags.title, file.length).encode()


def _vtt(timeline: Timeline, file: File) -> bytes:
    return as_vtt(_shown(timeline, file), timeline.language).encode()


def _shown(timeline: Timeline, file: File) -> tuple[Caption, ...]:
    return captions([timeline.chapters[index] for index in file.chapters], timeline.language)


def _tracks(timeline: Timeline, album: Tags, form: Format) -> tuple[File, ...]:
    chapters = timeline.chapters
    titles = [one_line(chapter.title) for chapter in chapters]
    files = []
    for index, (name, title, chapter) in enumerate(zip(numbered(titles), titles, chapters, strict=True)):
        tags = replace(album, title=title, number=index + 1, total=len(chapters), lyrics=_lyrics([chapter]))
        files.append(File(f"{name}{form.suffix}", tags, chapter.length, (index,)))
    return tuple(files)


def _lyrics(chapters: Iterable[Chapter]) -> str:
    """The spoken words, a phrase a line, with an empty line between chapters."""
    said = ((cue.content for cue in chapter.cues if cue.kind == "speech") for chapter in chapters)
    return "\n\n".join("\n".join(lines) for lines in said)


def _marks(timeline: Timeline) -> tuple[Mark, ...]:
    ends = (*timeline.starts[1:], timeline.length)
    titles = (one_line(chapter.title) for chapter in timeline.chapters)
    return tuple(map(Mark, titles, timeline.starts, ends))
