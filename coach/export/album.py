"""A session as files in a folder: a track for each chapter, or one file, or both.

One chapter's sound is held at a time: it is rendered once, goes into its own track and into the whole file,
and is let go before the next. So memory does not grow with the session.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from coach.errors import CoachError
from coach.export.encode import Encoder, encoding
from coach.export.ffmpeg import find_encoder
from coach.export.files import remove_unfinished, write_text, writing
from coach.export.formats import Format, format_named
from coach.export.lock import only_one
from coach.export.manifest import Manifest
from coach.export.plan import File, Plan, plan_album
from coach.export.playlist import Entry, playlist_text
from coach.timeline.model import Chapter, Timeline
from coach.timeline.plan import as_json
from coach.units import Samples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TIMELINE = "timeline.json"
"""The plan, beside the sound: what should be heard when."""

Render: TypeAlias = "Callable[[int], NDArray[np.int16]]"
"""Gives the sound of a chapter by its index: 48 kHz, exactly as long as the chapter, (n,) or (n, 2) if stereo."""


@dataclass(frozen=True)
class Progress:
    """How far an export has come. Given each time a chapter has been written."""

    chapter: int
    """Its number, from 1."""
    chapters: int
    title: str
    done: Samples
    total: Samples


@dataclass(frozen=True)
class Album:
    """What an export wrote."""

    folder: Path
    tracks: tuple[Path, ...]
    single: Path | None
    playlist: Path | None
    length: Samples

    @property
    def paths(self) -> tuple[Path, ...]:
        """All sound files: the tracks in order, then the whole one."""
        return (*self.tracks, *([self.single] if self.single else []))


def export(
    timeline: Timeline,
    render: Render,
    folder: Path,
    layout: str = "tracks",
    format: str = "mp3",
    on_progress: Callable[[Progress], None] | None = None,
    channels: int = 1,
) -> Album:
    """Writes the session into the folder, which is made if need be, in as many channels as `render` gives.

    Files that a former export wrote there are replaced or removed; files of anybody else are left alone.

    Raises InputError for an unknown layout or format and for a name that somebody else's file has,
    CoachError if a file cannot be written or a chapter is not as long as planned.
    """
    form = format_named(format, channels)
    plan = plan_album(timeline, layout, form)
    find_encoder()
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with only_one(folder):
        manifest = Manifest.of(folder)
        names = (*plan.names, TIMELINE)
        manifest.refuse_foreign(names)
        remove_unfinished(folder)
        _Writer(folder, form, manifest).session(timeline, render, plan, on_progress)
        if plan.playlist is not None:
            entries = (Entry(file.name, file.tags.title, file.length) for file in plan.tracks)
            text = playlist_text(plan.title, entries)
            write_text(folder / plan.playlist, text, partial(manifest.claim, plan.playlist))
        write_text(folder / TIMELINE, as_json(timeline) + "\n", partial(manifest.claim, TIMELINE))
        manifest.settle(names)
        remove_unfinished(folder)  # an encoder that outlived a killed export may have begun its file late
    return Album(
        folder=folder,
        tracks=tuple(folder / file.name for file in plan.tracks),
        single=folder / plan.single.name if plan.single else None,
        playlist=folder / plan.playlist if plan.playlist else None,
        length=timeline.length,
    )


@dataclass(frozen=True)
class _Writer:
    """Puts sound into the files of one folder."""

    folder: Path
    form: Format
    manifest: Manifest

    def session(
        self,
        timeline: Timeline,
        render: Render,
        plan: Plan,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        """All chapters in order, each into its track, the whole file, or both."""
        done = 0
        with ExitStack() as stack:
            whole = stack.enter_context(self._open(plan.single)) if plan.single else None
            for index, chapter in enumerate(timeline.chapters):
                self._chapter(chapter, index, render, plan.tracks[index] if plan.tracks else None, whole)
                done += chapter.length
                if on_progress is not None:
                    total = len(timeline.chapters)
                    progress = Progress(index + 1, total, chapter.title, Samples(done), timeline.length)
                    on_progress(progress)

    def _chapter(self, chapter: Chapter, index: int, render: Render, track: File | None, whole: Encoder | None) -> None:
        """Holds one chapter's sound, and lets it go on return."""
        pcm = render(index)
        if len(pcm) != chapter.length:
            raise CoachError(
                f"chapter '{chapter.title}' was rendered with {len(pcm)} samples, where {chapter.length} were planned"
            )
        if track is not None:
            with self._open(track) as encoder:
                encoder.write(pcm)
        if whole is not None:
            whole.write(pcm)

    def _open(self, file: File) -> AbstractContextManager[Encoder]:
        claim = partial(self.manifest.claim, file.name)
        return encoding(self.folder / file.name, self.form, file.tags, file.length, claim)
