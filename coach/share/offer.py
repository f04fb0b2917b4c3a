"""Offer: all that is served of one exported album, by name. What has no name here is not served."""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from coach.errors import InputError
from coach.export.formats import FORMATS
from coach.export.manifest import MANIFEST, ManifestFile
from coach.page.album import page_album
from coach.page.feed import KINDS
from coach.page.site import beside, folder_name, page_files
from coach.storage.json_files import decode

TYPES = {
    **KINDS,
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".vtt": "text/vtt; charset=utf-8",
    ".xml": "application/rss+xml; charset=utf-8",
    ".zip": "application/zip",
}
"""Content types by suffix: what a system knows of them differs."""


class Offer(msgspec.Struct, frozen=True):
    """Files of a page and downloads, by name."""

    token: str
    """Folder in addresses, that nobody can guess."""
    title: str
    texts: dict[str, bytes]
    """Page, style sheet and script."""
    files: dict[str, Path]
    """Sound, captions and cover, which the page plays and shows."""
    downloads: dict[str, Path]
    """Single files, in the order of the formats."""
    archive: str
    """Name of the ZIP of `inside`."""
    inside: tuple[Path, ...]


def offer(exported: Path) -> Offer:
    """Collect what is served of an exported folder. Raises InputError for a folder without a whole export."""
    album = page_album(exported)
    listed = _listed(exported)
    whole = [path for path in _wholes(album.sound) if path in listed]
    tracks = any(path.suffix == album.sound.suffix and path not in whole for path in listed)
    # With tracks, the whole file would be the same sound once more.
    inside = tuple(path for path in listed if not (tracks and path.stem == album.sound.stem))
    archive = f"{album.sound.stem}.zip"
    texts = page_files(album, downloads=(*(path.name for path in whole), archive))
    return Offer(
        token=folder_name(exported),
        title=album.title,
        texts={name: text.encode() for name, text in texts.items()},
        files={path.name: path for path in beside(album)},
        downloads={path.name: path for path in whole},
        archive=archive,
        inside=inside,
    )


def content_type(name: str) -> str:
    """Return the content type of a file that is served."""
    return TYPES.get(Path(name).suffix.casefold(), "application/octet-stream")


def _listed(exported: Path) -> tuple[Path, ...]:
    """Return the files that an export wrote, in the order of their names, which is that of the tracks."""
    path = exported / MANIFEST
    try:
        names = decode(path.read_bytes(), ManifestFile).files
    except (OSError, msgspec.MsgspecError) as error:
        raise InputError(f"{path} cannot be read ({error}); export the session again") from error
    # A name is never a path out of the folder, whoever wrote the list.
    own = sorted(name for name in names if os.path.basename(name) == name)  # noqa: PTH119
    return tuple(exported / name for name in own if (exported / name).is_file())


def _wholes(sound: Path) -> Iterator[Path]:
    for one in FORMATS.values():
        yield sound.with_suffix(one.suffix)
