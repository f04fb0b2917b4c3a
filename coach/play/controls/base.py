"""Controls: ways in for verbs, and the sleep of the live loop until one comes."""

import queue
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import Protocol, Self

from coach.play.controls.verbs import Request, Verb

TWICE = 0.5
"""Seconds in which two ways that ask for the same thing are one press: a headset's button may come by three of them."""

_TURNS = {Verb.PAUSE, Verb.RESUME, Verb.TOGGLE}


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


def same_press(one: Request, other: Request) -> bool:
    """Whether both may be one press: a desktop says "pause" of a button that is "pause or resume" elsewhere."""
    return one == other or (Verb.TOGGLE in (one, other) and {one, other} <= _TURNS)


class Joined:
    """Keys, and verbs that come from other threads: buttons of all kinds. Two ways never double a verb."""

    def __init__(self, keys: Controls, now: Callable[[], float] = time.monotonic) -> None:
        """`now` is a clock in seconds."""
        self._keys = keys
        self._now = now
        self._others: list[AbstractContextManager[object]] = []
        self._asked: queue.SimpleQueue[tuple[Request, str, float]] = queue.SimpleQueue()
        self._last: tuple[Request, str, float] | None = None
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

    def ask(self, verb: Request, way: str) -> None:
        """Pass a verb in, from any thread. `way` names by what it came: each remote has a name of its own."""
        self._asked.put((verb, way, self._now()))
        self._keys.wake()

    def wait(self, seconds: float) -> list[Request]:
        """Return the verbs asked for, by whatever way; waits at most `seconds` for the first one."""
        typed = self._keys.wait(seconds if self._asked.empty() else 0)
        asked = [(verb, "keys", self._now()) for verb in typed]
        while not self._asked.empty():
            asked.append(self._asked.get())
        return [verb for verb, way, when in asked if self._counts(verb, way, when)]

    def wake(self) -> None:
        """End a wait early."""
        self._keys.wake()

    def _counts(self, verb: Request, way: str, when: float) -> bool:
        """Whether it is a press of its own, and no echo of the last one that came by another way."""
        if self._last is not None:
            before, by, at = self._last
            if way != by and when - at < TWICE and same_press(verb, before):
                return False
        self._last = verb, way, when
        return True
