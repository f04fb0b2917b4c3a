"""What the coach wrote into a folder, so that it never touches what a person put there.

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

MANIFEST = ".coach-export.json"


class FileDigest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file's bytes, told apart from any others."""

    size: int
    sha256: str


class Whose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which album it is: of the same one, files may be replaced and removed."""

    protocol: str
    title: str | None
    """As it was given; None for the protocol's own."""
    name: str | None
    """A digest of the name that it is for."""


class ManifestFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The manifest as it is stored. A name has two prints only while its file is being replaced."""

    version: Literal[1]
    files: dict[str, tuple[FileDigest, ...]]
    made_of: dict[str, str] = {}
    """By name, a digest of all that decides a file's bytes: while it is the same, the file is not made again."""
    album: Whose | None = None
    """None was written before there were titles and names: the protocol's own album, for nobody by name."""


class Manifest:
    """The manifest of one folder."""

    def __init__(self, folder: Path, book: ManifestFile, album: Whose) -> None:
        """All methods may be called from several threads."""
        self._folder = folder
        self._files = dict(book.files)
        self._made_of = dict(book.made_of)
        self._stored = book.album
        self._album = album
        self._lock = threading.RLock()
        self._seen: dict[Path, tuple[tuple[int, int], FileDigest]] = {}

    @classmethod
    def of(cls, folder: Path, album: Whose) -> "Manifest":
        """Reads it; an empty one if there is none.

        Raises InputError if it is not ours to read, or if files of another album lie there.
        """
        path = folder / MANIFEST
        try:
            book = msgspec.json.decode(path.read_bytes(), type=ManifestFile)
        except FileNotFoundError:
            return cls(folder, ManifestFile(version=1, files={}), album)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise InputError(
                f"{path} cannot be read ({error}); choose another folder, or remove it and the tracks beside it"
            ) from error
        there = book.album or Whose(album.protocol, None, None)
        if there != album and any(os.path.lexists(folder / name) for name in book.files):
            raise InputError(_other(folder, there, album))
        return cls(folder, book, album)

    def refuse_foreign(self, names: Iterable[str]) -> None:
        """Raises InputError for the first of these names that a file of somebody else bears."""
        for name in names:
            path = self._folder / name
            if os.path.lexists(path) and not self._is_ours(path):
                raise InputError(
                    f"{path} is already there and is not, or no longer, what the coach wrote; "
                    "move it away, or choose another folder"
                )

    def is_current(self, name: str, made_of: str) -> bool:
        """Whether the file of this name is ours, whole, and made of just that."""
        path = self._folder / name
        with self._lock:
            prints = self._files.get(name, ())[:1]
            return self._made_of.get(name) == made_of and path.is_file() and (self._print(path),) == prints

    def claim(self, name: str, made_of: str, finished: Path) -> None:
        """Lists a finished file that is about to take this name, and what it was made of.

        Raises InputError if somebody else's file has taken it meanwhile, CoachError if it cannot be written.
        """
        with self._lock:
            self.refuse_foreign([name])
            with writing(self._folder / name):
                new = _print(finished)
            old = self._files.get(name, ())
            self._files[name] = (new, *(was for was in old if was != new))
            self._made_of[name] = made_of
            self._save()

    def settle(self, names: Iterable[str]) -> None:
        """Removes the coach's own files that are not among these names, and lists these alone.

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
        made_of = {path.name: self._made_of[path.name] for path in kept.values() if path.name in self._made_of}
        if (files, made_of, self._album) != (self._files, self._made_of, self._stored):
            self._files, self._made_of = files, made_of
            self._save()

    def _is_ours(self, path: Path) -> bool:
        """Whether its bytes are ones that we wrote under this name, or under one a disk takes for it."""
        same = (prints for name, prints in self._files.items() if alike(name) == alike(path.name))
        known = {one for prints in same for one in prints}
        if not known or path.is_symlink() or not path.is_file():
            return False
        with writing(path):
            return path.stat().st_size in {one.size for one in known} and self._print(path) in known

    def _print(self, path: Path) -> FileDigest:
        """Of a file in the folder; read once while its size and time stay the same."""
        found = path.stat()
        version = (found.st_size, found.st_mtime_ns)
        seen = self._seen.get(path)
        if seen is None or seen[0] != version:
            self._seen[path] = seen = (version, _print(path))
        return seen[1]

    def _save(self) -> None:
        files, made_of = dict(sorted(self._files.items())), dict(sorted(self._made_of.items()))
        book = ManifestFile(version=1, files=files, made_of=made_of, album=self._album)
        text = msgspec.json.format(msgspec.json.encode(book), indent=2).decode()
        write_text(self._folder / MANIFEST, text + "\n")


def _other(folder: Path, there: Whose, album: Whose) -> str:
    """The line that refuses. Says what lies there, but no name: that would come into a log."""
    title = "" if there.title is None else f" with the title '{there.title}'"
    name = "for nobody by name" if there.name is None else "for another name" if album.name else "for somebody by name"
    if there.name == album.name:
        name = ""
    lies = f"an export of {there.protocol}{title} {name}".rstrip()
    return f"{folder}: here lies {lies}, which is another album; choose another folder with -o"


def _print(path: Path) -> FileDigest:
    with path.open("rb") as file:
        return FileDigest(os.fstat(file.fileno()).st_size, hashlib.file_digest(file, "sha256").hexdigest())
