"""Bucket: a place by fsspec, such as ``s3://bucket/folder`` or ``memory://folder``."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from fsspec.core import url_to_fs

from coach.batch.place import Place
from coach.errors import CoachError


class Bucket(Place):
    """Bucket of a store. Keys and addresses of the store come from its own settings or from FSSPEC_ variables."""

    def __init__(self, address: str) -> None:
        """Open the store. Raises ImportError if its package is missing, CoachError for an unknown kind."""
        self._address = address.rstrip("/")
        with self._reaching():
            # Another computer may have written meanwhile: nothing is remembered of what is there.
            self._store, root = url_to_fs(address, use_listings_cache=False, skip_instance_cache=True)
        self._root = root.rstrip("/")

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """Turn an error of the store into one line; each kind of store has errors of its own."""
        try:
            yield
        except ImportError:
            raise
        except Exception as error:
            said = " ".join(str(error).split()) or type(error).__name__
            raise CoachError(
                f"{self._address}: the place cannot be used ({said}); look at its address and keys"
            ) from error

    def read(self, name: str) -> bytes | None:
        """Read a file; None if there is none."""
        with self._reaching():
            try:
                return bytes(self._store.cat_file(self._at(name)))
            except FileNotFoundError:
                return None

    def contents(self, folder: str) -> dict[str, bytes]:
        """Read all files that lie in a folder, by their names in it; many at once."""
        paths = [self._at(f"{folder}/{name}") for name in self.names(folder)]
        with self._reaching():
            found = self._store.cat(paths, on_error="omit") if paths else {}
        return {path.rpartition("/")[2]: bytes(data) for path, data in found.items()}

    def names(self, folder: str) -> list[str]:
        """List the names in a folder, sorted; none if there is no such folder."""
        with self._reaching():
            try:
                paths = self._store.ls(self._at(folder), detail=False)
            except FileNotFoundError:
                paths = []
        return sorted(path.rstrip("/").rpartition("/")[2] for path in paths)

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write small files, each whole or not at all, over those that are there; many at once."""
        with self._reaching():
            self._store.pipe({self._at(name): data for name, data in files.items()})

    def create(self, name: str, data: bytes) -> None:
        """Write a file unless there is one."""
        with self._reaching(), suppress(FileExistsError):
            self._store.pipe_file(self._at(name), data, mode="create")

    def upload(self, folder: Path, name: str) -> None:
        """Copy the files of a folder, each whole or not at all; several at once."""
        sources = sorted(folder.iterdir())
        targets = [self._at(f"{name}/{path.name}") for path in sources]
        with self._reaching():
            self._store.put([str(path) for path in sources], targets)

    def remove(self, name: str) -> None:
        """Remove a file or a folder with all that is in it; it may be gone already."""
        with self._reaching(), suppress(FileNotFoundError):
            self._store.rm(self._at(name), recursive=True)

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"
