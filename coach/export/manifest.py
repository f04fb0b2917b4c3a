"""The manifest of a folder: the files that the coach wrote there, so that nobody else's are ever touched.

A file is the coach's if it is listed and its bytes are still the ones that were written. An entry is written
before its file takes its name: whenever the program is killed, each file in the folder is still known.
"""

import hashlib
import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from coach.errors import InputError
from coach.export.names import alike
from coach.storage.atomic import write_text, writing
from coach.storage.json_files import decode

MANIFEST = ".coach-export.json"


class FileDigest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Size and checksum, which tell a file's bytes from any others."""

    size: int
    sha256: str


class AlbumIdentity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Tells one album from another: of the same one, files may be replaced and removed."""

    protocol: str
    title: str | None
    """The person's own title; None for the protocol's."""
    name: str | None
    """Digest of the person's name, or None."""


class ManifestFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The manifest as it is stored. A name has two digests only while its file is being replaced."""

    version: Literal[1]
    files: dict[str, tuple[FileDigest, ...]]
    inputs: dict[str, str] = msgspec.field(default_factory=dict, name="made_of")
    """Digests by file name of all that decides a file's bytes: with the same digest, a file is not made again."""
    album: AlbumIdentity | None = None
    """None in files of versions without titles and names: the protocol's own album, for nobody by name."""


class Manifest:
    """Manifest of one folder, open for changes."""

    def __init__(self, folder: Path, stored: ManifestFile, album: AlbumIdentity) -> None:
        """Begin with what is stored. All methods may be called from several threads."""
        self._folder = folder
        self._files = dict(stored.files)
        self._inputs = dict(stored.inputs)
        self._stored = stored.album
        self._album = album
        self.within: Path | None = None
        """Folder for the unfinished file of the manifest; beside it, if None."""
        self._lock = threading.RLock()
        self._seen: dict[Path, tuple[tuple[int, int], FileDigest]] = {}

    @classmethod
    def of(cls, folder: Path, album: AlbumIdentity) -> "Manifest":
        """Read it; without one, begin an empty one.

        Raises InputError if it is not ours to read, or if files of another album lie there.
        """
        path = folder / MANIFEST
        try:
            stored = decode(path.read_bytes(), ManifestFile)
        except FileNotFoundError:
            return cls(folder, ManifestFile(version=1, files={}), album)
        except (OSError, msgspec.MsgspecError) as error:
            raise InputError(
                f"{path} cannot be read ({error}); choose another folder, or remove it and the tracks beside it"
            ) from error
        there = stored.album or AlbumIdentity(album.protocol, None, None)
        if there != album and any(os.path.lexists(folder / name) for name in stored.files):
            raise InputError(_other(folder, there, album))
        return cls(folder, stored, album)

    def refuse_foreign(self, names: Iterable[str]) -> None:
        """Refuse the first of these names that a file of somebody else bears, by an InputError."""
        for name in names:
            path = self._folder / name
            if os.path.lexists(path) and not self._is_ours(path):
                raise InputError(
                    f"{path} is already there and is not, or no longer, what the coach wrote; "
                    "move it away, or choose another folder"
                )

    def is_current(self, name: str, inputs_digest: str) -> bool:
        """Whether the file of this name is ours, whole, and made of inputs with this digest."""
        path = self._folder / name
        with self._lock:
            digests = self._files.get(name, ())[:1]
            return self._inputs.get(name) == inputs_digest and path.is_file() and (self._digest(path),) == digests

    def reserve(self, name: str, inputs_digest: str, finished: Path) -> None:
        """List a finished file that is about to take this name, with the digest of its inputs.

        Raises InputError if somebody else's file has taken it meanwhile, CoachError if it cannot be written.
        """
        with self._lock:
            self.refuse_foreign([name])
            with writing(self._folder / name):
                new = _digest_of(finished)
            old = self._files.get(name, ())
            self._files[name] = (new, *(was for was in old if was != new))
            self._inputs[name] = inputs_digest
            self._save()

    def commit(self, names: Iterable[str]) -> None:
        """Remove the coach's own files that are not among these names, and list these alone.

        Raises CoachError if one cannot be removed or the list cannot be written.
        """
        kept = {alike(name): self._folder / name for name in names}
        for name in self._files:
            path, twin = self._folder / name, kept.get(alike(name))
            if twin is not None and (twin == path or not path.exists() or path.samefile(twin)):
                continue
            if os.path.lexists(path) and self._is_ours(path):
                with writing(path):
                    path.unlink()
        files = {path.name: self._files[path.name][:1] for path in kept.values()}
        inputs = {path.name: self._inputs[path.name] for path in kept.values() if path.name in self._inputs}
        if (files, inputs, self._album) != (self._files, self._inputs, self._stored):
            self._files, self._inputs = files, inputs
            self._save()

    def _is_ours(self, path: Path) -> bool:
        """Whether a file's bytes were written by us under this name, or under one that a disk takes for the same."""
        same = (digests for name, digests in self._files.items() if alike(name) == alike(path.name))
        known = {one for digests in same for one in digests}
        if not known or path.is_symlink() or not path.is_file():
            return False
        with writing(path):
            return path.stat().st_size in {one.size for one in known} and self._digest(path) in known

    def _digest(self, path: Path) -> FileDigest:
        """Digest a file in the folder, which is read once while its size and time stay the same."""
        found = path.stat()
        version = (found.st_size, found.st_mtime_ns)
        seen = self._seen.get(path)
        if seen is None or seen[0] != version:
            self._seen[path] = seen = (version, _digest_of(path))
        return seen[1]

    def _save(self) -> None:
        files, inputs = dict(sorted(self._files.items())), dict(sorted(self._inputs.items()))
        stored = ManifestFile(version=1, files=files, inputs=inputs, album=self._album)
        text = msgspec.json.format(msgspec.json.encode(stored), indent=2).decode()
        write_text(self._folder / MANIFEST, text + "\n", within=self.within)


def _other(folder: Path, there: AlbumIdentity, album: AlbumIdentity) -> str:
    """Compose the line that refuses, without any person's name: that would come into a log."""
    title = "" if there.title is None else f" with the title '{there.title}'"
    name = "for nobody by name" if there.name is None else "for another name" if album.name else "for somebody by name"
    if there.name == album.name:
        name = ""
    lies = f"an export of {there.protocol}{title} {name}".rstrip()
    return f"{folder}: here lies {lies}, which is another album; choose another folder with -o"


def _digest_of(path: Path) -> FileDigest:
    with path.open("rb") as file:
        return FileDigest(os.fstat(file.fileno()).st_size, hashlib.file_digest(file, "sha256").hexdigest())
