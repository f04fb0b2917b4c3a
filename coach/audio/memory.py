"""Memory that is not needed for now, given back to the system. Only glibc, of Linux, keeps it without being told."""

import ctypes
import sys
import threading
from pathlib import Path

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8  # of mallopt(3)
_DONTNEED = 4  # of madvise(2)

_LARGE, _LARGE_LIVE = 4_000_000, 1_000_000
"""Bytes of an array that gets pages of its own, which go back as soon as it is freed. New pages take time."""

_live = threading.Event()


def live() -> bool:
    """Whether an engine gives back after each step what it will need again: see `keep_little`."""
    return _live.is_set()


def keep_little(*, live: bool) -> None:
    """Make the process keep no more than a little of what it frees, and even less for a `live` session.

    By itself, glibc raises its threshold up to 32 MB with each large array that is freed, and has each thread keep a
    heap of its own. A live session, whose engine is faster than speech by far, takes 70 MB less at its highest, and
    15 % more of the processor; an export waits for nothing but its engine.
    """
    (_live.set if live else _live.clear)()
    if sys.platform == "linux" and (set_option := getattr(ctypes.CDLL(None), "mallopt", None)) is not None:
        set_option(_MMAP_THRESHOLD, _LARGE_LIVE if live else _LARGE)
        set_option(_ARENA_MAX, 2)


def release_freed_memory() -> None:
    """Return freed memory to the system: else more is kept with every session of a waiting room, up to a level."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)) is not None:
        trim(0)


def release_mapped_memory(file: Path) -> None:
    """Return the pages of `file` that were read where it is mapped; who reads on has them again from the system."""
    if sys.platform == "linux" and (advise := getattr(ctypes.CDLL(None), "madvise", None)) is not None:
        for line in Path("/proc/self/maps").read_text(encoding="utf-8", errors="surrogateescape").splitlines():
            if line.endswith(f" {file}"):
                start, end = (int(edge, 16) for edge in line.split(" ", 1)[0].split("-"))
                advise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _DONTNEED)
