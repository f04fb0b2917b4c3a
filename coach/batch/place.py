"""Place of a batch: a folder, or a bucket that fsspec reaches. Names are relative, with slashes."""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path

from coach.errors import CoachError
from coach.storage.atomic import PART, made_folder, remove_unfinished, whole_file, writing


class Place(ABC):
    """Files by their names. Every method raises CoachError if the place cannot be reached."""

    @abstractmethod
    def read(self, name: str) -> bytes | None:
        """Read a file; None if there is none."""

    @abstractmethod
    def contents(self, folder: str) -> dict[str, bytes]:
        """Read all files that lie in a folder, by their names in it."""

    @abstractmethod
    def names(self, folder: str) -> list[str]:
        """List the names in a folder, sorted; none if there is no such folder."""

    @abstractmethod
    def write(self, files: Mapping[str, bytes]) -> None:
        """Write small files, each whole or not at all, in place of those that are there."""

    @abstractmethod
    def create(self, name: str, data: bytes) -> None:
        """Write a file unless there is one."""

    @abstractmethod
    def upload(self, folder: Path, name: str) -> None:
        """Copy the files of a folder, each whole or not at all. No other process copies into the same one."""

    @abstractmethod
    def remove(self, name: str) -> None:
        """Remove a file or a folder with all that is in it; it may be gone already."""

    def tidy(self, folder: str) -> None:  # noqa: B027 -- a bucket has nothing unfinished
        """Remove what killed runs left unfinished in a folder. No other run may write meanwhile."""


class Folder(Place):
    """Folder of this computer's, or one that several share."""

    def __init__(self, root: Path) -> None:
        """Take the folder's path; the folder is made when something is written."""
        self._root = root

    def read(self, name: str) -> bytes | None:
        """Read a file; None if there is none."""
        try:
            return (self._root / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CoachError(f"{self._root / name}: cannot be read: {error.strerror}") from error

    def contents(self, folder: str) -> dict[str, bytes]:
        """Read all files that lie in a folder, by their names in it."""
        found = {name: self.read(f"{folder}/{name}") for name in self.names(folder)}
        return {name: data for name, data in found.items() if data is not None}

    def names(self, folder: str) -> list[str]:
        """List the names in a folder, sorted; none if there is no such folder."""
        path = self._root / folder
        with writing(path):
            found = [one.name for one in path.iterdir()] if path.is_dir() else []
        return sorted(name for name in found if not name.startswith(PART))

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write small files, each whole or not at all, over those that are there."""
        for name, data in files.items():
            path = self._root / name
            if self.read(name) == data:
                continue  # reading is quick, and some disks take milliseconds to put one file in place of another
            # Not synced: each run writes them all, so what a power cut spoils is mended by the next.
            with writing(path), made_folder(path.parent), whole_file(path, durable=False) as part:
                part.write_bytes(data)

    def create(self, name: str, data: bytes) -> None:
        """Write a file unless there is one."""
        path = self._root / name
        with writing(path), made_folder(path.parent):
            try:
                with path.open("xb") as file:
                    file.write(data)
            except FileExistsError:
                return

    def upload(self, folder: Path, name: str) -> None:
        """Copy the files of a folder, each whole or not at all; what a killed process left there goes."""
        into = self._root / name
        with writing(into), made_folder(into):
            for source in sorted(folder.iterdir()):
                with whole_file(into / source.name) as part:
                    shutil.copyfile(source, part)
            remove_unfinished(into)

    def remove(self, name: str) -> None:
        """Remove a file or a folder with all that is in it; it may be gone already."""
        path = self._root / name
        with writing(path):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def tidy(self, folder: str) -> None:
        """Remove what killed runs left unfinished in a folder. No other run may write meanwhile."""
        remove_unfinished(self._root / folder)


def open_place(where: str) -> Place:
    """Open a folder's path, or an address such as ``s3://bucket/folder``, which needs the extra `bucket`.

    Raises ImportError without that extra, CoachError for an address of no kind that there is.
    """
    if "://" not in where:
        return Folder(Path(where))
    from coach.batch.bucket import Bucket

    return Bucket(where)
