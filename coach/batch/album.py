"""Album of a batch: made in a folder for a while, then stored; its record comes last, when all of it is there."""

from pathlib import Path

import msgspec

from coach.batch.place import Place
from coach.session.request import SessionRequest

RECORD = "album.json"


class AlbumJob(msgspec.Struct, frozen=True):
    """Album to be made: its request under its digest, and the folder and the address of its page."""

    digest: str
    request: SessionRequest
    page: str
    base: str | None
    """Address at which the site of the place will be, or None."""
    place: str
    version: str
    """Version of the coach that asked; no other may make the album."""


class AlbumRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Record of an album that is whole."""

    album: str
    """Its digest."""
    page: str
    title: str
    language: str
    base: str | None
    version: int = 1


class AlbumResult(msgspec.Struct, frozen=True):
    """Result of a job: a record, or an error in one line."""

    digest: str
    record: AlbumRecord | None
    error: str = ""
    notes: tuple[str, ...] = ()
    """Lines that a person should know."""
    made: bool = False
    """True if its sound was not there before."""


def folder_of(digest: str) -> str:
    """Name the folder of an album in its place."""
    return f"albums/{digest}"


def record_of(place: Place, digest: str) -> AlbumRecord | None:
    """Read the record of an album; None if the album is not there as a whole. Raises CoachError."""
    data = place.read(f"{folder_of(digest)}/{RECORD}")
    try:
        return None if data is None else msgspec.json.decode(data, type=AlbumRecord)
    except msgspec.MsgspecError:
        return None  # spoilt by a power cut: the album is made again


def store(place: Place, record: AlbumRecord, exported: Path, site: Path) -> None:
    """Store an exported folder and the site of its page, and then the record. Raises CoachError."""
    place.upload(site / record.page, f"site/{record.page}")
    place.write({f"site/{path.name}": path.read_bytes() for path in site.iterdir() if path.is_file()})
    place.upload(exported, folder_of(record.album))
    data = msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"
    place.write({f"{folder_of(record.album)}/{RECORD}": data})


def fetch(place: Place, digest: str, folder: Path) -> None:
    """Copy a stored album into a new folder, without its record. Raises CoachError."""
    folder.mkdir()
    for name, data in place.contents(folder_of(digest)).items():
        if name != RECORD:
            (folder / name).write_bytes(data)


def discard(place: Place, digest: str, page: str) -> None:
    """Remove an album and its page, the record first. Raises CoachError."""
    place.remove(f"{folder_of(digest)}/{RECORD}")
    place.remove(f"site/{page}")
    place.remove(folder_of(digest))
