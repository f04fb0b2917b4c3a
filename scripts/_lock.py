"""Lock of the checkout's private environment. Standard library only, and understood by any Python from 3.8 on."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Lock:
    """Only one set-up at a time. The system frees the lock when its holders end, however they end."""

    def __init__(self, path: str, tell: Callable[[str], None]) -> None:
        self._tell = tell
        os.makedirs(os.path.dirname(path), exist_ok=True)
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        # An installer holds it too (not on Windows): it runs on for a while when the set-up is killed.
        os.set_inheritable(self._handle, True)

    def __enter__(self) -> None:
        if not _lock(self._handle, wait=False):
            self._tell("another set-up is running; waiting for it")
            _lock(self._handle, wait=True)

    def __exit__(self, *_: object) -> None:
        os.close(self._handle)


if sys.platform == "win32":

    def _lock(handle: int, wait: bool) -> bool:
        import msvcrt

        while True:
            try:
                # LK_LOCK itself gives up after ten seconds.
                msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
                return True
            except OSError:
                if not wait:
                    return False

else:

    def _lock(handle: int, wait: bool) -> bool:
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
