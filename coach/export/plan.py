"""Which files an export makes: a pure function of timeline, layout and format."""

from dataclasses import dataclass

from coach.errors import InputError
from coach.export.formats import Format
from coach.export.names import numbered, one_line, safe
from coach.export.tags import Mark, Tags
from coach.timeline.model import Timeline
from coach.units import Samples

LAYOUTS = ("tracks", "single", "both")


@dataclass(frozen=True)
class File:
    """A sound file to be made: its name, what it says about itself, its length in samples."""

    name: str
    tags: Tags
    length: Samples


@dataclass(frozen=True)
class Plan:
    """What will stand in the folder."""

    title: str
    tracks: tuple[File, ...]
    """One for each chapter, in order; empty if there is the whole file only."""
    single: File | None
    playlist: str | None
    """The name of the playlist, which lists the tracks."""

    @property
    def names(self) -> tuple[str, ...]:
        """Of all files, the playlist's too."""
        names = [file.name for file in self.tracks]
        names += [self.single.name] if self.single else []
        names += [self.playlist] if self.playlist else []
        return tuple(names)


def layout_named(name: str) -> str:
    """The same name. Raises InputError that lists what there is."""
    if name not in LAYOUTS:
        raise InputError(f"there is no layout '{name}'; there are: {', '.join(LAYOUTS)}")
    return name


def plan_album(timeline: Timeline, layout: str, form: Format) -> Plan:
    """Names, tags and lengths of all files.

    Raises InputError for an unknown layout, an empty session, or a file longer than the format can hold.
    """
    layout_named(layout)
    if not timeline.chapters:
        raise InputError(f"the session '{timeline.title}' has no chapters, so there is nothing to export")
    title = one_line(timeline.title) or timeline.protocol
    stem = safe(title, "Session")
    tracks = _tracks(timeline, title, form) if layout != "single" else ()
    single = None
    if layout != "tracks":
        # Beside tracks it is an album of its own, or a player would play the session twice.
        album = title if layout == "single" else f"{title} (one file)"
        tags = Tags(title, album, timeline.language, marks=_marks(timeline))
        single = File(f"{stem}{form.suffix}", tags, timeline.length)
    plan = Plan(title, tracks, single, f"{stem}.m3u8" if tracks else None)
    for file in (*tracks, *([single] if single else [])):
        if form.most is not None and file.length > form.most:
            raise InputError(
                f"'{file.name}' would be longer than {form.name} can hold; choose another format or layout"
            )
    return plan


def _tracks(timeline: Timeline, album: str, form: Format) -> tuple[File, ...]:
    chapters = timeline.chapters
    titles = [one_line(chapter.title) for chapter in chapters]
    files = []
    for number, (name, title, chapter) in enumerate(zip(numbered(titles), titles, chapters, strict=True), 1):
        tags = Tags(title, album, timeline.language, number, len(chapters))
        files.append(File(f"{name}{form.suffix}", tags, chapter.length))
    return tuple(files)


def _marks(timeline: Timeline) -> tuple[Mark, ...]:
    ends = (*timeline.starts[1:], timeline.length)
    titles = (one_line(chapter.title) for chapter in timeline.chapters)
    return tuple(map(Mark, titles, timeline.starts, ends))
