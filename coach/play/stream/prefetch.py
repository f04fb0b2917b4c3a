"""A few chapters kept ready by one background thread, so that reading never waits for synthesis."""

import os
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress

import numpy as np

from coach.audio.memory import release_freed_memory
from coach.mix.model import RenderedChapter, pcm_shape
from coach.play.stream.source import ChapterSource
from coach.session.location import USUAL, Arrival
from coach.units import CARRIER_PERIOD

_Key = tuple[int, Arrival]

AHEAD = 2

NICE = 10
"""With one core busy, a session that is being spoken while it plays lost a third of what it loses without."""


class ChapterPrefetcher:
    """The wanted chapter and the `ahead` that follow it, and no others: memory stays bounded.

    Nothing runs before `start`. All methods may be called from any thread; only `wait` and `close` block.
    """

    def __init__(self, source: ChapterSource, ahead: int = AHEAD) -> None:
        self._source = source
        self._ahead = ahead
        self._first, self._arrival = 0, USUAL
        self._ready: dict[_Key, RenderedChapter | Exception] = {}
        self.progress = 0
        """Pieces that were made."""
        self._changed = threading.Condition()
        self._closed = False
        self._worker: threading.Thread | None = None

    def start(self, index: int, arrival: Arrival = USUAL) -> None:
        """Begin loading from chapter `index` on. Raises RuntimeError if it was started before."""
        if self._worker is not None:
            raise RuntimeError("the loader was started before")
        self._first, self._arrival = index, arrival
        self._worker = threading.Thread(target=self._run, name="coach-chapters", daemon=True)
        self._worker.start()

    def want(self, index: int, arrival: Arrival = USUAL) -> None:
        """Move the window so that it begins at chapter `index`, as it is entered by `arrival`."""
        with self._changed:
            self._first, self._arrival = index, arrival
            self._ready = {at: made for at, made in self._ready.items() if at in self._window()}
            self._changed.notify_all()

    def get(self, index: int, arrival: Arrival = USUAL) -> RenderedChapter | Exception | None:
        """Return what there is of chapter `index`, or why it could not be made; None while there is nothing."""
        with self._changed:
            return self._ready.get((index, arrival))

    def wait(self, indices: Iterable[int], timeout: float) -> bool:
        """Wait at most `timeout` seconds for the whole of all these chapters, or their failures; True when there.

        Chapters past the end and outside of the window are not waited for.
        """
        with self._changed:
            wanted = [key for key in self._window() if key[0] in set(indices)]
            return self._changed.wait_for(lambda: all(self._whole(key) for key in wanted), timeout)

    def close(self, timeout: float = 1.0) -> None:
        """Ask the worker to end and give it `timeout` seconds; a chapter in the making is dropped."""
        with self._changed:
            self._closed = True
            self._ready = {}
            self._changed.notify_all()
        if self._worker is not None:
            self._worker.join(timeout)

    def _window(self) -> list[_Key]:
        indices = range(max(0, self._first), min(self._source.count, self._first + self._ahead + 1))
        # Those that follow are reached in their order, so in their usual words.
        return [(index, self._arrival if index == self._first else USUAL) for index in indices]

    def _whole(self, key: _Key) -> bool:
        made = self._ready.get(key)
        return isinstance(made, Exception) or (made is not None and made.whole)

    def _missing(self) -> _Key | None:
        return next((key for key in self._window() if not self._whole(key)), None)

    def _run(self) -> None:
        lower_thread_priority()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._missing() is not None)
                key = self._missing()
                if self._closed or key is None:
                    return
            try:
                for loaded in self._source.load(*key):
                    if not self._keep(key, _checked(loaded, key[0], self._source.channels)):
                        break
                    del loaded
                    release_freed_memory()
            except Exception as error:  # kept, and raised by Stream.read when the session gets there
                self._keep(key, error)
            release_freed_memory()

    def _keep(self, key: _Key, made: RenderedChapter | Exception) -> bool:
        """False if nobody wants more of it."""
        with self._changed:
            self.progress += 1
            wanted = not self._closed and key in self._window()
            if wanted:
                self._ready[key] = made
            self._changed.notify_all()
            return wanted


def lower_thread_priority() -> None:
    """Let this thread wait for those that play. Only Linux has a priority for a thread of its own."""
    if sys.platform == "linux":
        with suppress(OSError):  # a sandbox may forbid it, and the session sounds without
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


def _checked(loaded: RenderedChapter, index: int, channels: int) -> RenderedChapter:
    """Return the chapter if its sound is as promised. Raises ValueError."""
    chapter, pcm, _ = loaded
    if pcm.dtype != np.int16 or pcm.shape != pcm_shape(chapter.length, channels):
        raise ValueError(f"chapter {index} has {pcm.dtype} sound of shape {pcm.shape}, planned {chapter.length}")
    if chapter.length == 0 or chapter.length % CARRIER_PERIOD:
        raise ValueError(f"chapter {index} has {chapter.length} samples, no multiple of {CARRIER_PERIOD}")
    return loaded
