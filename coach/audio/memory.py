"""Memory of freed arrays, given back to the system. Only glibc, of Linux, keeps it without being told."""

import ctypes
import sys
from functools import cache

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8  # of mallopt(3)

_LARGE = 4_000_000
"""Bytes of an array that gets pages of its own, which go back as soon as it is freed. New pages take time: with half a
MB, a session took a fifth more of the processor."""


@cache
def keep_little() -> None:
    """Make the process keep no more than a little of what it frees.

    By itself, glibc raises its threshold up to 32 MB with each large array that is freed, and has each thread keep a
    heap of its own: a session then needs 20 MB more at its highest.
    """
    if sys.platform == "linux" and (set_option := getattr(ctypes.CDLL(None), "mallopt", None)) is not None:
        set_option(_MMAP_THRESHOLD, _LARGE)
        set_option(_ARENA_MAX, 2)


def release_freed_memory() -> None:
    """Return freed memory to the system: else more is kept with every session of a waiting room, up to a level."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)) is not None:
        trim(0)
