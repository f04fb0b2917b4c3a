"""Atomic files, whole or not at all: written beside under a hidden name, synced, then renamed."""

import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from coach.errors import CoachError

PART = ".coach-part-"
"""Prefix of unfinished files, and of no others, so that what a killed export left can be removed."""

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC: "the disk is full",
    errno.EFBIG: "the disk takes no file of this size",
    errno.EROFS: "the disk can only be read",
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.ENOTDIR: "a part of this path is a file, not a folder",
    errno.EEXIST: "there is a file of this name",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ENOENT: "the folder or the unfinished file has gone",
}


def cannot_write(path: Path, error: BaseException) -> CoachError:
    """Make the error, of one line, for a file that could not be written."""
    return CoachError(f"cannot write {path}: {reason_of(error)}")


def reason_of(error: BaseException) -> str:
    """Say in plain words why something could not be written."""
    number = error.errno if isinstance(error, OSError) else None
    said = str(getattr(error, "strerror", None) or error) or type(error).__name__
    return _REASONS.get(number or 0, said)


def known_reason(words: str) -> str | None:
    """Find the reason why a program could not write, if its words hold the system's for that."""
    return next((reason for number, reason in _REASONS.items() if os.strerror(number) in words), None)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn an OSError of the block into the one line about this path."""
    try:
        yield
    except OSError as error:
        raise cannot_write(path, error) from error


@contextmanager
def made_folder(folder: Path) -> Iterator[None]:
    """Make the folder and those above it, for the block to fill. If it fails, the new ones that are empty go again.

    Raises OSError if there can be no such folder. What the block raises goes through.
    """
    new: list[Path] = []
    try:
        for each in (folder, *folder.parents):
            if each.exists():
                break
            new.append(each)
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for each in new:
            with suppress(OSError):  # filled by somebody, or never made
                each.rmdir()
        raise


@contextmanager
def whole_file(
    path: Path,
    before: Callable[[Path], None] | None = None,
    *,
    durable: bool = True,
    within: Path | None = None,
) -> Iterator[Path]:
    """Make a hidden file beside `path` to fill. If the block ends well, it takes that name; else it is removed.

    `within` is another folder of the same disk for the hidden file. Not `durable`, it is not synced: then a power cut
    may leave a file of that name with less in it.

    `before` is called with the finished, synced file just before the renaming, and may refuse it by raising.
    Raises CoachError if it cannot be written, synced or renamed. What the block raises goes through.
    """
    part = (within or path.parent) / f"{PART}{secrets.token_hex(6)}{path.suffix}"
    with writing(path):
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    try:
        yield part
        if durable:
            with writing(path):
                _sync(part)
        if before is not None:
            before(part)
        with writing(path):
            part.replace(path)
    finally:
        with writing(path):
            part.unlink(missing_ok=True)


def write_text(
    path: Path, text: str, before: Callable[[Path], None] | None = None, *, within: Path | None = None
) -> None:
    """Write a small UTF-8 file, whole or not at all. Raises CoachError if it cannot be written."""
    with whole_file(path, before, within=within) as part, writing(path):
        part.write_text(text, encoding="utf-8", newline="\n")


def remove_unfinished(folder: Path) -> None:
    """Remove what a killed export left in the folder. Raises CoachError if it cannot."""
    with writing(folder):
        for part in folder.glob(f"{PART}*"):
            if part.is_dir():
                shutil.rmtree(part)
            else:
                part.unlink(missing_ok=True)


@contextmanager
def work_folder(folder: Path) -> Iterator[Path]:
    """Make a hidden folder in `folder` for unfinished files, gone after the block. Raises CoachError."""
    work = folder / f"{PART}{secrets.token_hex(6)}"
    with writing(folder):
        work.mkdir()
    try:
        yield work
    finally:
        with writing(folder):
            if work.exists():  # else it went with everything unfinished
                shutil.rmtree(work)


def _sync(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())
