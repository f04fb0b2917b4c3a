"""A session as files in a folder: a track for each chapter, or one file, or both, and what goes with them.

Built like a build: every file for itself, as many at once as there are cores, and only those whose parts have
changed. Each renders its chapters one at a time, so memory does not grow with the session.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from coach import __version__
from coach.audio.ffmpeg import encoder_identity, find_encoder
from coach.errors import CoachError
from coach.export.cores import usable_cores
from coach.export.cover import Cover
from coach.export.edition import Edition, Picture
from coach.export.encode import Encoder, encoding
from coach.export.formats import format_named
from coach.export.formats.base import Format
from coach.export.manifest import Manifest, Whose
from coach.export.plan import File, plan_album
from coach.storage.atomic import remove_unfinished, whole_file, writing
from coach.storage.lock import only_one
from coach.timeline.model import Timeline
from coach.units import Samples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PLAIN = Edition()

_PIECE = 1 << 19
"""Samples handed to an encoder at once, eleven seconds."""

Render: TypeAlias = "Callable[[int], NDArray[np.int16]]"
"""Gives the sound of a chapter by its index: 48 kHz, exactly as long as the chapter, (n,) or (n, 2) if stereo.
Called from several threads."""


@dataclass(frozen=True)
class Progress:
    """How far an export has come. Given each time a chapter has been encoded."""

    title: str
    """Of that chapter."""
    done: Samples
    """Of sound encoded, over all files that have to be made."""
    total: Samples


@dataclass(frozen=True)
class Album:
    """What an export wrote."""

    folder: Path
    tracks: tuple[Path, ...]
    single: Path | None
    playlist: Path | None
    length: Samples
    made: int
    """Sound files that were made now; the others had not changed."""
    notice: str | None = None
    """One line about its cover, if there is something to say."""

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
    *,
    identity: Callable[[int], str] | None = None,
    picture: Cover | None = None,
    edition: Edition = _PLAIN,
    music: dict[str, str] | None = None,
) -> Album:
    """Writes the session into the folder, which is made if need be, in as many channels as `render` gives.

    Files that a former export wrote there are replaced or removed; files of anybody else are left alone.
    `identity` tells everything that decides the sound of a chapter: what is made of the same is not made
    again. Without it, everything is. `picture` is the cover, unless the edition has its own; `music` stands in the
    plan, as `as_json` takes it.

    Raises InputError for an unknown layout or format, for a folder that holds another album, and for a name that
    somebody else's file has,
    CoachError if a file cannot be written or a chapter is not as long as planned.
    """
    form = format_named(format, channels)
    seen = edition.picture or picture
    if edition.title is not None:
        timeline = msgspec.structs.replace(timeline, title=edition.title)
    plan = plan_album(timeline, layout, form, seen, edition.name, music)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with only_one(folder):
        manifest = Manifest.of(folder, _whose(timeline.protocol, edition))
        manifest.refuse_foreign(plan.names)
        remove_unfinished(folder)
        build = _Build(folder, form, manifest, timeline, render, seen)
        drawn = seen.identity if seen else ""
        encoder = [encoder_identity() if identity else "", form.name, form.channels, form.arguments, drawn]
        todo = {}
        for file in plan.sounds:
            made_of = _digest(encoder, file.tags, [identity(index) for index in file.chapters] if identity else [])
            if identity is None or not manifest.is_current(file.name, made_of):
                todo[file] = made_of
        if todo:
            find_encoder()
            build.all(todo, on_progress)
        session = _digest(timeline, form.suffix, edition.name, music)
        for made_from, texts in ((session, plan.texts), (_digest(drawn), plan.pictures)):
            for name, make in texts.items():
                made_of = _digest(made_from, name)
                if not manifest.is_current(name, made_of):
                    build.text(name, make(), made_of)
        manifest.settle(plan.names)
        remove_unfinished(folder)  # an encoder that outlived a killed export may have begun its file late
    return Album(
        folder=folder,
        tracks=tuple(folder / file.name for file in plan.tracks),
        single=folder / plan.single.name if plan.single else None,
        playlist=folder / plan.playlist if plan.playlist else None,
        length=timeline.length,
        made=len(todo),
        notice=seen.notice if seen else None,
    )


def refuse_other(folder: Path, protocol: str, edition: Edition) -> None:
    """Raises InputError if the folder holds another album than this edition of the protocol."""
    Manifest.of(folder, _whose(protocol, edition))


def _whose(protocol: str, edition: Edition) -> Whose:
    # Of a name, only what tells it from another: it stands nowhere but in tags and on the cue sheet.
    name = None if edition.name is None else hashlib.sha256(f"{protocol}\0{edition.name}".encode()).hexdigest()
    return Whose(protocol, edition.title, name)


def _digest(*told: object) -> str:
    """Of everything that decides a file's bytes, this version included."""
    return hashlib.sha256(msgspec.json.encode([__version__, *told])).hexdigest()


class _Build:
    """Puts files into one folder."""

    def __init__(
        self,
        folder: Path,
        form: Format,
        manifest: Manifest,
        timeline: Timeline,
        render: Render,
        picture: Cover | Picture | None,
    ) -> None:
        self._cover = picture
        self._folder = folder
        self._form = form
        self._manifest = manifest
        self._timeline = timeline
        self._render = render
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._done = 0

    def all(self, todo: dict[File, str], on_progress: Callable[[Progress], None] | None) -> None:
        """Make these files, of what is told with each. After a failure or Ctrl-C, no other is begun."""
        total = Samples(sum(file.length for file in todo))

        def tell(index: int) -> None:
            chapter = self._timeline.chapters[index]
            with self._lock:
                self._done += chapter.length
                if on_progress is not None:
                    on_progress(Progress(chapter.title, Samples(self._done), total))

        # The longest first, as the whole file takes as long as all tracks together.
        order = sorted(todo, key=lambda file: -file.length)
        with ThreadPoolExecutor(usable_cores(), thread_name_prefix="coach-export") as pool:
            try:
                futures = [pool.submit(self._sound, file, todo[file], tell) for file in order]
                done, _ = wait(futures, return_when=FIRST_EXCEPTION)
                for future in done:
                    future.result()
            finally:
                self._stopped.set()
                pool.shutdown(wait=True, cancel_futures=True)

    def _sound(self, file: File, made_of: str, tell: Callable[[int], None]) -> None:
        claim = partial(self._manifest.claim, file.name, made_of)
        tags = replace(file.tags, cover=self._cover.image) if self._cover else file.tags
        with encoding(self._folder / file.name, self._form, tags, file.length, claim) as encoder:
            for index in file.chapters:
                self._chapter(index, encoder)
                tell(index)

    def _chapter(self, index: int, encoder: Encoder) -> None:
        """Holds one chapter's sound, and lets it go on return."""
        chapter, pcm = self._timeline.chapters[index], self._render(index)
        if len(pcm) != chapter.length:
            raise CoachError(
                f"chapter '{chapter.title}' was rendered with {len(pcm)} samples, where {chapter.length} were planned"
            )
        for start in range(0, len(pcm), _PIECE):
            encoder.write(pcm[start : start + _PIECE])
            if self._stopped.is_set():
                raise CoachError("the export was stopped")  # told by what stopped it

    def text(self, name: str, content: bytes, made_of: str) -> None:
        """A small file, whole or not at all. Raises CoachError if it cannot be written."""
        path = self._folder / name
        with whole_file(path, partial(self._manifest.claim, name, made_of)) as part, writing(path):
            part.write_bytes(content)
