"""Export a session: spoken on all cores, at one gain, with its cover."""

from pathlib import Path

import msgspec

from coach.commands.provenance import provenance_of
from coach.commands.resolve import warn, with_level
from coach.export import Album, Edition, Progress, export
from coach.export.album import refuse_other
from coach.export.cores import usable_cores
from coach.export.cover import cover
from coach.protocol import Protocol, load
from coach.render.fit import open_session
from coach.render.gains import album_gains_of
from coach.session.choices import Choices
from coach.session.request import SessionRequest

_PLAIN = Edition()


class ExportObserver:
    """Observer of an export; this one logs what a person should know, and lets the rest pass."""

    def note(self, line: str) -> None:
        """Take a line that the person should know."""
        warn(line)

    def spoken(self, done: int, total: int) -> None:
        """So many phrases of those that had to be spoken."""

    def encoded(self, progress: Progress) -> None:
        """A chapter is in its file."""

    def done(self, album: Album, spoken: int) -> None:
        """The album is whole; `spoken` phrases had to be synthesised for it."""


def export_session(
    request: SessionRequest,
    folder: Path,
    layout: str = "both",
    file_format: str = "mp3",
    observer: ExportObserver | None = None,
    edition: Edition = _PLAIN,
) -> Album:
    """Export the session of `request` into `folder`. Raises what `export` and `SessionRenderer.timeline` raise."""
    tell = observer or ExportObserver()
    request = with_level(request, tell.note)
    refuse_other(folder, load(request.protocol).protocol, edition)  # before minutes of speaking
    renderer = open_session(request, tell.note, usable_cores(), tell.spoken)
    timeline = renderer.timeline
    titled = msgspec.structs.replace(timeline, title=edition.title or timeline.title)
    gains = album_gains_of(renderer)
    louder = renderer.at_gain(*gains)
    mixer = louder.mixer
    album = export(
        timeline,
        lambda index: mixer.of_session(timeline, index),
        folder,
        layout,
        file_format,
        tell.encoded,
        mixer.channels,
        identity=louder.chapter_digest,
        picture=cover(renderer.protocol, titled),
        edition=edition,
        music=mixer.music(folder),
        session=_facts(renderer.protocol, renderer.choices),
        provenance=msgspec.to_builtins(provenance_of(louder, gains, layout, file_format)),
    )
    for notice in (renderer.notice(), album.notice):
        if notice is not None:
            tell.note(notice)
    tell.done(album, renderer.clips.synthesised_count)
    return album


def _facts(protocol: Protocol, choices: Choices) -> dict[str, object]:
    """Collect what a page needs for a diary and for reminders: version, choices, and days between two sessions."""
    betweens = (part.limits.between for part in protocol.parts.values())
    days = max((between.days for between in betweens if between is not None), default=None)
    facts = {"version": protocol.version, "choices": msgspec.to_builtins(choices), "between": days}
    return facts if protocol.audience == "person" else {}
