"""Controls: ways in for verbs, and the sleep of the live loop until one comes."""

import queue
import threading
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import Protocol, Self

from coach.play.controls.verbs import Request


class Controls(Protocol):
    """Any way in for verbs. Waiting for them is also how the live loop sleeps."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def wait(self, seconds: float) -> list[Request]:
        """Return the verbs asked for; waits at most `seconds` for the first one."""

    def wake(self) -> None:
        """End a wait early. May be called from any thread."""


class NoKeys:
    """No terminal: nobody can ask for anything by key."""

    def __init__(self) -> None:
        self._woken = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def wait(self, seconds: float) -> list[Request]:
        """Wait `seconds`, or until woken."""
        self._woken.wait(seconds)
        self._woken.clear()
        return []

    def wake(self) -> None:
        """End the wait."""
        self._woken.set()


class Joined:
    """Keys, and verbs that come from other threads: a headset button, a desktop's media keys."""

    def __init__(self, keys: Controls) -> None:
        self._keys = keys
        self._others: list[AbstractContextManager[object]] = []
        self._asked: queue.SimpleQueue[Request] = queue.SimpleQueue()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            for each in (self._keys, *self._others):
                stack.enter_context(each)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def join(self, other: AbstractContextManager[object]) -> None:
        """Enter and leave `other` together with the keys."""
        self._others.append(other)

    def ask(self, verb: Request) -> None:
        """Pass a verb in, from any thread."""
        self._asked.put(verb)
        self._keys.wake()

    def wait(self, seconds: float) -> list[Request]:
        """Return the verbs asked for, by whatever way; waits at most `seconds` for the first one."""
        verbs = self._keys.wait(seconds if self._asked.empty() else 0)
        while not self._asked.empty():
            verbs.append(self._asked.get())
        return verbs

    def wake(self) -> None:
        """End a wait early."""
        self._keys.wake()
