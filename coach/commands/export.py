"""Where a prepared session meets the exporter: spoken on all cores, at one gain, with its cover."""

import hashlib
import os
from pathlib import Path
from typing import Protocol

import msgspec

from coach.export import Album, Progress, export
from coach.export.album import refuse_other
from coach.export.cover import cover
from coach.export.edition import Edition
from coach.mix import album_gains
from coach.render.renderer import SessionRenderer
from coach.storage.atomic import whole_file, writing

_PLAIN = Edition()


class Listener(Protocol):
    """Whoever wants to know how far an export is."""

    def spoken(self, done: int, total: int) -> None:
        """So many phrases of those that had to be spoken."""

    def encoded(self, progress: Progress) -> None:
        """A chapter is in its file."""


def publish(
    prepared: SessionRenderer, folder: Path, layout: str, format: str, tell: Listener, edition: Edition = _PLAIN
) -> Album:
    """Export a session. Raises what `export` and `SessionRenderer.timeline` raise."""
    refuse_other(folder, prepared.protocol.protocol, edition)  # before minutes of speaking
    prepared.clips.threads = os.cpu_count() or 1
    prepared.clips.on_spoken = tell.spoken
    timeline = prepared.timeline
    titled = msgspec.structs.replace(timeline, title=edition.title or timeline.title)
    mixer = prepared.mixer.at_gain(*_gains(prepared))
    return export(
        timeline,
        lambda index: mixer.of_session(timeline, index),
        folder,
        layout,
        format,
        tell.encoded,
        mixer.channels,
        identity=lambda index: prepared.identity(mixer, index),
        picture=cover(prepared.protocol, titled),
        edition=edition,
        music=mixer.music(folder),
    )


def _gains(prepared: SessionRenderer) -> tuple[float, float]:
    """The session's gains: as they were found before for just these clips, or measured."""
    chapters = range(prepared.count)
    key = hashlib.sha256("".join(prepared.identity(prepared.mixer, index) for index in chapters).encode())
    path = prepared.clips.folder / "gains" / key.hexdigest()[:32]
    try:
        gain, music = map(float, path.read_text(encoding="ascii").split())
    except (OSError, ValueError):  # never found before, or damaged
        gain, music = album_gains(prepared.mixer, prepared.timeline)
    else:
        return gain, music
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as part, writing(path):
        part.write_text(f"{gain!r} {music!r}", encoding="ascii")
    return gain, music
