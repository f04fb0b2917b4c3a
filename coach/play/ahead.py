"""A few chapters kept ready by one background thread, so that reading never waits for synthesis."""

import ctypes
import os
import sys
import threading
from collections.abc import Iterable

import numpy as np

from coach.play.source import ChapterSource, Loaded, shape
from coach.units import CARRIER_PERIOD

AHEAD = 2

NICE = 10
"""With one core busy, a session that is being spoken while it plays lost a third of what it loses without."""


class Ahead:
    """The wanted chapter and the `ahead` that follow it, and no others: memory stays bounded.

    Nothing runs before `start`. All methods may be called from any thread; only `wait` and `close` block.
    """

    def __init__(self, source: ChapterSource, ahead: int = AHEAD) -> None:
        self._source = source
        self._ahead = ahead
        self._first = 0
        self._ready: dict[int, Loaded | Exception] = {}
        self._changed = threading.Condition()
        self._closed = False
        self._worker: threading.Thread | None = None

    def start(self, index: int) -> None:
        """Begin loading from chapter `index` on. Raises RuntimeError if it was started before."""
        if self._worker is not None:
            raise RuntimeError("the loader was started before")
        self._first = index
        self._worker = threading.Thread(target=self._run, name="coach-chapters", daemon=True)
        self._worker.start()

    def want(self, index: int) -> None:
        """Move the window so that it begins at chapter `index`."""
        with self._changed:
            self._first = index
            self._ready = {at: made for at, made in self._ready.items() if at in self._window()}
            self._changed.notify_all()

    def get(self, index: int) -> Loaded | Exception | None:
        """What there is of chapter `index`, or why it could not be made, or None while there is nothing yet."""
        with self._changed:
            return self._ready.get(index)

    def wait(self, indices: Iterable[int], timeout: float) -> bool:
        """Wait at most `timeout` seconds for the whole of all these chapters, or their failures; True when there.

        Chapters past the end and outside of the window are not waited for.
        """
        with self._changed:
            wanted = [index for index in indices if index in self._window()]
            return self._changed.wait_for(lambda: all(self._whole(index) for index in wanted), timeout)

    def close(self, timeout: float = 1.0) -> None:
        """Ask the worker to end and give it `timeout` seconds; a chapter in the making is dropped."""
        with self._changed:
            self._closed = True
            self._ready = {}
            self._changed.notify_all()
        if self._worker is not None:
            self._worker.join(timeout)

    def _window(self) -> range:
        return range(max(0, self._first), min(self._source.count, self._first + self._ahead + 1))

    def _whole(self, index: int) -> bool:
        made = self._ready.get(index)
        return isinstance(made, Exception) or (made is not None and made.whole)

    def _missing(self) -> int | None:
        return next((index for index in self._window() if not self._whole(index)), None)

    def _run(self) -> None:
        behind_sound()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._missing() is not None)
                index = self._missing()
                if self._closed or index is None:
                    return
            try:
                for loaded in self._source.load(index):
                    if not self._keep(index, _checked(loaded, index, self._source.channels)):
                        break
            except Exception as error:  # kept, and raised by Stream.read when the session gets there
                self._keep(index, error)
            give_back()

    def _keep(self, index: int, made: Loaded | Exception) -> bool:
        """False if nobody wants more of it."""
        with self._changed:
            wanted = not self._closed and index in self._window()
            if wanted:
                self._ready[index] = made
            self._changed.notify_all()
            return wanted


def behind_sound() -> None:
    """Let this thread wait for those that play. Only Linux has a priority for a thread of its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


def give_back() -> None:
    """Return freed memory to the system. Without it, glibc keeps three times as much as a session needs, and more
    with every session of a waiting room, up to a level."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:  # another C library gives it back by itself
            trim(0)


def _checked(loaded: Loaded, index: int, channels: int) -> Loaded:
    """The chapter, if its sound is what was promised. Raises ValueError."""
    chapter, pcm, _ = loaded
    if pcm.dtype != np.int16 or pcm.shape != shape(chapter.length, channels):
        raise ValueError(f"chapter {index} has {pcm.dtype} sound of shape {pcm.shape}, planned {chapter.length}")
    if chapter.length == 0 or chapter.length % CARRIER_PERIOD:
        raise ValueError(f"chapter {index} has {chapter.length} samples, no multiple of {CARRIER_PERIOD}")
    return loaded
