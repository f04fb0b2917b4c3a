"""Lock of a folder: one writer at a time. The system lets go of it even when the program is killed."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coach.errors import CoachError


@contextmanager
def only_one(folder: Path, other: str = "another export") -> Iterator[None]:
    """Hold the folder while the block runs. `other` names who else may hold it.

    Raises CoachError if another one holds it. Where the disk knows no locks, it goes on without one.
    """
    held = _take(folder, other)
    try:
        yield
    finally:
        if held is not None:
            os.close(held)


def _take(folder: Path, other: str) -> int | None:
    """Open a file descriptor that holds the lock until it is closed; None if there can be no lock."""
    busy = CoachError(f"{other} is writing into {folder}; wait for it, or choose another folder")
    if sys.platform == "win32":
        # The file is gone as soon as its only handle is, however that comes.
        try:
            return os.open(folder / ".coach-export.lock", os.O_CREAT | os.O_EXCL | os.O_TEMPORARY)
        except FileExistsError:
            raise busy from None
        except OSError:
            return None
    else:
        import fcntl

        try:
            descriptor = os.open(folder, os.O_RDONLY)
        except OSError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise busy from None
        except OSError:
            os.close(descriptor)
            return None
        return descriptor
