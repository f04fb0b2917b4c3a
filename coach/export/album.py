"""Album: a session as files in a folder, a track for each chapter, or one file, or both, with the files beside them.

Built like a build: every file for itself, as many at once as there are cores, and only those whose parts have
changed. Each renders its chapters one at a time, so memory does not grow with the session.

Sound files take their names in the order of the tracks, the whole file last: cheap players know no other order than
that in which names came into a folder. Unfinished files lie in a folder of their own, so that they leave no gap among
the names, into which a later one would come.
"""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from coach import __version__
from coach.audio.ffmpeg import ffmpeg_identity, ffmpeg_version
from coach.errors import CoachError
from coach.export.cores import usable_cores
from coach.export.edition import Edition, Picture
from coach.export.encode import Encoder, encoder_for, encoding
from coach.export.export_plan import File, SideFile, layout_named, plan_album
from coach.export.formats import format_named
from coach.export.manifest import AlbumIdentity, Manifest
from coach.storage.atomic import made_folder, remove_unfinished, whole_file, work_folder, writing
from coach.storage.json_files import to_bytes
from coach.storage.lock import only_one
from coach.units import Samples

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.export.cover import Cover
    from coach.export.formats.base import Format
    from coach.timeline.model import Timeline

_PLAIN = Edition()

_PIECE = 1 << 19
"""Samples handed to an encoder at once: eleven seconds."""

Render: TypeAlias = "Callable[[int], NDArray[np.int16]]"
"""Renders the sound of a chapter by its index: 48 kHz, exactly as long as the chapter, (n,) or (n, 2) if stereo.
Called from several threads."""


@dataclass(frozen=True)
class Progress:
    """Progress of an export, told each time a chapter is in its file."""

    title: str
    """Of that chapter."""
    done: Samples
    """Of sound encoded, over all files that have to be made."""
    total: Samples


@dataclass(frozen=True)
class Album:
    """The files that an export wrote."""

    folder: Path
    tracks: tuple[Path, ...]
    single: Path | None
    playlist: Path | None
    length: Samples
    made: int
    """Number of sound files that were made now; the others had not changed."""
    notice: str | None = None
    """One line about a fault of the cover, or None."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """List all sound files: the tracks in order, then the whole one."""
        return (*self.tracks, *([self.single] if self.single else []))


def export(
    timeline: Timeline,
    render: Render,
    folder: Path,
    layout: str = "tracks",
    format_name: str = "mp3",
    on_progress: Callable[[Progress], None] | None = None,
    channels: int = 1,
    *,
    identity: Callable[[int], str] | None = None,
    picture: Cover | None = None,
    edition: Edition = _PLAIN,
    music: dict[str, str] | None = None,
    program: str | None = None,
    session: dict[str, object] | None = None,
    provenance: dict[str, object] | None = None,
) -> Album:
    """Write the session into the folder, which is made if need be, in as many channels as `render` gives.

    Files that a former export wrote there are replaced or removed; files of anybody else are left alone.
    `identity` tells everything that decides the sound of a chapter: what is made of the same is not made
    again. Without it, everything is. `picture` is the cover, unless the edition has its own; `music` and `session`
    stand in the plan, as `as_json` takes them, and so does `provenance`, to which the version of the encoder is added.
    `program` is the path of an ffmpeg; by default, the one that is found.

    Raises InputError for an unknown layout or format, for a folder that holds another album, and for a name that
    somebody else's file has,
    CoachError if a file cannot be written or a chapter is not as long as planned.
    """
    file_format = format_named(format_name, channels)
    seen = edition.picture or picture
    if edition.title is not None:
        timeline = msgspec.structs.replace(timeline, title=edition.title)
    drawings = msgspec.to_builtins(picture.drawings) if picture else {}

    def told() -> dict[str, object]:
        return {**(provenance or {}), "encoder": ffmpeg_version(program or encoder_for(work))}

    plan = plan_album(
        *(timeline, layout_named(layout), file_format, seen, edition.name, music, drawings, session),
        told if provenance else None,
    )
    with ExitStack() as stack:
        with writing(folder):
            stack.enter_context(made_folder(folder))
        stack.enter_context(only_one(folder))
        manifest = Manifest.of(folder, _album(timeline.protocol, edition))
        manifest.refuse_foreign(plan.names)
        remove_unfinished(folder)
        work = manifest.within = stack.enter_context(work_folder(folder))
        build = _Build(folder, work, file_format, manifest, timeline, render, seen)
        drawn = seen.identity if seen else ""
        encoder = [
            (program or ffmpeg_identity()) if identity else "",
            file_format.name,
            file_format.channels,
            file_format.arguments,
            drawn,
        ]
        todo = {}
        for file in plan.sounds:
            chapters = [identity(index) for index in file.chapters] if identity else []
            inputs_digest = _digest(encoder, file.tags, chapters)
            if identity is None or not manifest.is_current(file.name, inputs_digest):
                todo[file] = inputs_digest
        if todo:
            build.all(todo, program or encoder_for(work), on_progress)
        under = music and {key: to_bytes(value).decode() for key, value in music.items()}
        written = _digest(timeline, file_format.suffix, edition.name, under, drawings, session, provenance, encoder[0])
        for inputs, side_files in ((written, plan.texts), (_digest(drawn), plan.pictures)):
            for side_file in side_files:
                inputs_digest = _digest(inputs, side_file.name)
                if not manifest.is_current(side_file.name, inputs_digest):
                    build.side_file(side_file, inputs_digest)
        manifest.commit(plan.names)
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
    """Refuse a folder that holds another album than this edition of the protocol, by an InputError."""
    Manifest.of(folder, _album(protocol, edition))


def _album(protocol: str, edition: Edition) -> AlbumIdentity:
    return AlbumIdentity(protocol, edition.title, None if edition.name is None else name_digest(protocol, edition.name))


def name_digest(protocol: str, name: str) -> str:
    """Digest a person's name: what tells it from another, as it stands nowhere but in tags and on the cue sheet."""
    return hashlib.sha256(f"{protocol}\0{name}".encode()).hexdigest()


def _digest(*inputs: object) -> str:
    """Digest everything that decides a file's bytes, this version included."""
    return hashlib.sha256(msgspec.json.encode([__version__, *inputs])).hexdigest()


class _Build:
    """The files of one export, written into one folder."""

    def __init__(
        self,
        folder: Path,
        work: Path,
        file_format: Format,
        manifest: Manifest,
        timeline: Timeline,
        render: Render,
        picture: Cover | Picture | None,
    ) -> None:
        self._cover = picture
        self._folder = folder
        self._work = work
        self._format = file_format
        self._manifest = manifest
        self._timeline = timeline
        self._render = render
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._turn = threading.Condition()
        self._unnamed: list[File] = []
        self._done = 0

    def all(self, todo: dict[File, str], program: str, on_progress: Callable[[Progress], None] | None) -> None:
        """Make these files by this ffmpeg, each with the digest of its inputs. After a failure, no other is begun."""
        total = Samples(sum(file.length for file in todo))

        def tell(index: int) -> None:
            chapter = self._timeline.chapters[index]
            with self._lock:
                self._done += chapter.length
                if on_progress is not None:
                    on_progress(Progress(chapter.title, Samples(self._done), total))

        # The whole file takes as long as all tracks together, so it begins first; its name comes last, and nobody
        # who could be waited for may stand behind it.
        cores = usable_cores()
        self._unnamed = list(todo)
        order = sorted(todo, key=lambda file: len(file.chapters) == 1) if cores > 1 else list(todo)
        with ThreadPoolExecutor(cores, thread_name_prefix="coach-export") as pool:
            try:
                futures = [pool.submit(self._sound, file, todo[file], program, tell) for file in order]
                done, _ = wait(futures, return_when=FIRST_EXCEPTION)
                for future in done:
                    future.result()
            finally:
                self._stopped.set()
                with self._turn:
                    self._turn.notify_all()
                pool.shutdown(wait=True, cancel_futures=True)

    def _sound(self, file: File, inputs_digest: str, program: str, tell: Callable[[int], None]) -> None:
        def name_next(part: Path) -> None:
            with self._turn:
                self._turn.wait_for(lambda: self._unnamed[0] is file or self._stopped.is_set())
            self._go_on()
            self._manifest.reserve(file.name, inputs_digest, part)

        tags = replace(file.tags, cover=self._cover.image) if self._cover else file.tags
        path = self._folder / file.name
        with encoding(path, self._format, tags, file.length, name_next, program, self._work) as encoder:
            for index in file.chapters:
                self._chapter(index, encoder)
                tell(index)
        with self._turn:
            self._unnamed.remove(file)
            self._turn.notify_all()

    def _chapter(self, index: int, encoder: Encoder) -> None:
        """Encode one chapter, whose sound is held until this returns."""
        chapter, pcm = self._timeline.chapters[index], self._render(index)
        if len(pcm) != chapter.length:
            raise CoachError(
                f"chapter '{chapter.title}' was rendered with {len(pcm)} samples, where {chapter.length} were planned"
            )
        for start in range(0, len(pcm), _PIECE):
            encoder.write(pcm[start : start + _PIECE])
            self._go_on()

    def _go_on(self) -> None:
        """Raise CoachError once the export is stopped; what stopped it is told instead."""
        if self._stopped.is_set():
            raise CoachError("the export was stopped")

    def side_file(self, file: SideFile, inputs_digest: str) -> None:
        """Write a small file, whole or not at all. Raises CoachError if it cannot be written."""
        path, content = self._folder / file.name, file.content()
        reserve = partial(self._manifest.reserve, file.name, inputs_digest)
        with whole_file(path, reserve, within=self._work) as part, writing(path):
            part.write_bytes(content)
