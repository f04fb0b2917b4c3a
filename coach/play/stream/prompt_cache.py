"""Prompts of a running session: kept once they were made, those for safety first.

Tones are there at once. Words are made by a thread of their own, those that matter for safety first.
"""

import threading
from collections.abc import Sequence
from typing import Literal, Protocol

import numpy as np

from coach.mix.model import PromptAudio
from coach.play.stream.prefetch import lower_thread_priority
from coach.session.prompts import Prompt, PromptKind


class PromptSource(Protocol):
    """Source of prompts, in the words and the voice of a session."""

    def tone(self, name: Literal["answer", "pause", "unclear"]) -> PromptAudio:
        """The tone that tells that a request was heard. Without delay."""

    def words(self, said: Prompt) -> PromptAudio:
        """May take a second or two, and is called from a thread. Raises CoachError if they cannot be said."""


OF_PROTOCOLS = (PromptKind.EASE, PromptKind.OFF)
"""They depend on the technique, so each protocol of a programme has its own."""

FIRST = (
    Prompt(PromptKind.STOP),
    Prompt(PromptKind.PAUSED),
    Prompt(PromptKind.LOST),
    Prompt(PromptKind.WAIT),
    Prompt(PromptKind.STUCK),
)
"""Made before the first hold, with those of the protocols."""


def needed(protocols: Sequence[str]) -> tuple[Prompt, ...]:
    """All that must be there before a stretch of one of `protocols` begins, what leads out of it first."""
    return (*(Prompt(kind, protocol=protocol) for protocol in protocols for kind in OF_PROTOCOLS), *FIRST)


class PromptCache:
    """Every answer once, kept as long as the session. All methods may be called from any thread."""

    def __init__(self, source: PromptSource, protocols: Sequence[str], then: Sequence[Prompt] = ()) -> None:
        """Make first the prompts that lead out of a stretch of `protocols`, then `FIRST`, then `then`."""
        self._source = source
        self._made: dict[Prompt, PromptAudio] = {}
        self._needed = needed(protocols)
        self._wanted: list[Prompt] = [*self._needed, *then]
        self._changed = threading.Condition()
        self._closed = False
        self._worker: threading.Thread | None = None
        self.failure: Exception | None = None
        """Why words could not be made."""

    @property
    def ready(self) -> bool:
        """All is there without which no stretch begins: nobody is led into one without words that lead out of it."""
        with self._changed:
            return self._all_there()

    @property
    def progress(self) -> int:
        """Number of prompts that were made."""
        return len(self._made)

    def wait(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds until all is made that was wanted so far, or cannot be."""
        self.start()
        with self._changed:
            return self._changed.wait_for(lambda: bool(self.failure) or not self._wanted, timeout)

    def start(self) -> None:
        """Begin to make words. Calling it again does nothing."""
        if self._worker is None:
            self._worker = threading.Thread(target=self._run, name="coach-answers", daemon=True)
            self._worker.start()

    def close(self, timeout: float = 1.0) -> None:
        """Ask the worker to end and give it `timeout` seconds."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._worker is not None:
            self._worker.join(timeout)

    def tone(self, name: Literal["answer", "pause", "unclear"]) -> PromptAudio:
        """A tone, at once."""
        return self._source.tone(name)

    def get(self, said: Prompt) -> PromptAudio | None:
        """The words, or None while they are being made."""
        self.start()
        with self._changed:
            made = self._made.get(said)
            if made is None and said not in self._wanted:
                self._wanted.insert(0, said)
                self._changed.notify_all()
            return made

    def _all_there(self) -> bool:
        return all(said in self._made for said in self._needed)

    def _run(self) -> None:
        lower_thread_priority()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or bool(self._wanted))
                if self._closed:
                    return
                said = self._wanted[0]
            try:
                made = self._source.words(said)
            except Exception as error:
                if said in self._needed:  # raised by Stream.read: a session without words to stop is not safe
                    with self._changed:
                        self.failure = error
                        self._changed.notify_all()
                    return
                made = PromptAudio("", np.zeros(0, np.int16))  # the tone has answered
            with self._changed:
                self._made[said] = made
                self._wanted.remove(said)
                self._changed.notify_all()
