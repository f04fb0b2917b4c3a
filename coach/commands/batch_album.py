"""Album of a batch, made by whichever process: exported, with its page, and stored in its place."""

import json
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from coach import RELEASED, __version__
from coach.batch.album import AlbumJob, AlbumRecord, AlbumResult, fetch, record_of, store
from coach.batch.place import open_place
from coach.commands.export import ExportObserver, export_session
from coach.errors import CoachError
from coach.page.album import page_album
from coach.page.site import ADDRESS, site
from coach.storage.atomic import write_text


class _Notes(ExportObserver):
    """Keeps the lines that a person should know."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def note(self, line: str) -> None:
        self.lines.append(line)


def make(job: AlbumJob) -> AlbumResult:
    """Make an album and its page, and store them, unless they are there. What is a person's fault is in the result."""
    if job.version != __version__:
        return AlbumResult(
            job.digest, None, f"a worker has version {__version__}, not {job.version}; install that there"
        )
    notes = _Notes()
    try:
        place = open_place(job.place)
        record = record_of(place, job.digest)
        if record is not None and record.base == job.base:
            return AlbumResult(job.digest, record)
        with tempfile.TemporaryDirectory(prefix="coach-batch-", ignore_cleanup_errors=True) as work:
            exported, pages = Path(work, "album"), Path(work, "site")
            if record is not None:  # for another address: the sound is there, and only the page is made again
                fetch(place, job.digest, exported)
            album = export_session(job.request, exported, "single", "mp3", notes)
            for path in album.paths:
                # A feed tells when its sound came out; the same album has the same bytes whenever it is made.
                released = datetime.fromisoformat(RELEASED).replace(tzinfo=UTC).timestamp()
                os.utime(path, (released, released))
            write_text(exported / ADDRESS, json.dumps({"folder": job.page}) + "\n")
            site(exported, pages, job.base)
            told = page_album(exported)
            record = AlbumRecord(job.digest, job.page, told.title, told.language, job.base)
            store(place, record, exported, pages)
    except CoachError as error:
        return AlbumResult(job.digest, None, str(error), tuple(notes.lines))
    return AlbumResult(job.digest, record, notes=tuple(notes.lines), made=album.made > 0)
