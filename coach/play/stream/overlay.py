"""Overlay of prompts, one after the other, laid over whatever sounds."""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from coach.mix.model import PromptAudio
from coach.play.stream.chapter_reader import RAMP, fade_out
from coach.play.stream.prompt_cache import PromptCache
from coach.session.prompts import Prompt
from coach.units import to_samples

PATIENCE = to_samples(3.0)
"""Words that are not made by then are left out: the tone has answered already."""

ESSENTIAL, LONGEST = ("ease", "off", "side over", "microphone on"), to_samples(30.0)
"""Words that are waited for so long: without them somebody might stay in a stretch, or not know that it listens."""

KEPT = ("lost", "ease", "side over")
"""A new request does not cut off that the sound was away, nor what leads out of a stretch or off the ball."""

_NOTHING = np.zeros(0, np.int16)

APART = to_samples(0.12)
"""Between an answer and what follows it."""


class PromptOverlay:
    """Queue of tones and prompts, laid over a piece of sound."""

    def __init__(self, answers: PromptCache | None) -> None:
        self._answers = answers
        self._queue: deque[PromptAudio | Prompt] = deque()
        self._at = 0  # samples of the front that were heard
        self._ramp = _NOTHING  # of what was broken off
        self._waited = 0
        self._over: deque[tuple[int, Prompt]] = deque(maxlen=20)  # what was said, by its last frame

    def __bool__(self) -> bool:
        """Something is still to be said."""
        return bool(self._queue)

    def clear(self) -> list[Prompt]:
        """Say nothing more; what sounds is ramped down. Returns what should be said all the same."""
        kept = [said for said in self._queue if isinstance(said, Prompt) and said.kind in KEPT]
        front = self._front() if self._at else None
        if front is not None and self._at < len(front.pcm):
            self._ramp = fade_out(front.pcm[self._at :], RAMP)
        self._queue.clear()
        self._at = self._waited = 0
        return kept

    def hurry(self) -> bool:
        """Leave out all but what leads out of a stretch, which goes on. Returns whether there is such."""
        at = next((at for at, said in enumerate(self._queue) if isinstance(said, Prompt) and said.kind == "ease"), None)
        if at is None:
            return False
        said = self._queue[at]
        if at:
            self.clear()
        self._queue = deque([said])
        return True

    def say(self, *what: PromptAudio | Prompt) -> None:
        """Queue prompts after everything else. Without any answers, nothing is ever said."""
        if self._answers is not None:
            self._queue.extend(what)

    def left(self) -> int:
        """Count the frames until the front changes; a tenth of a second while it is being made."""
        front = self._front()
        return len(front.pcm) + APART - self._at if front else to_samples(0.1)

    def unheard(self, frame: int) -> list[Prompt]:
        """List the prompts that may not be lost and were not heard to their end at `frame`, in order."""
        said = [said for end, said in self._over if end > frame]
        return [*said, *(said for said in self._queue if isinstance(said, Prompt) and said.kind in KEPT)]

    def over(
        self, piece: NDArray[np.int16], gain: float, clock: int
    ) -> tuple[NDArray[np.int16], list[tuple[int, str]]]:
        """Lay prompts over `piece`, from frame `clock`; return also the sample at which each begins, with its words."""
        begun: list[tuple[int, str]] = []
        done = 0
        mixed = piece
        if len(self._ramp):
            mixed = _laid(piece.copy(), self._ramp[: len(piece)], gain)
            self._ramp = self._ramp[len(piece) :]
        while self._queue and done < len(piece):
            front = self._front()
            room = len(piece) - done
            if front is None:
                self._waited += room
                if self._waited >= self._patience():
                    self._drop()
                break
            if self._at == 0:
                begun.append((done, front.text))
            sound = front.pcm[self._at : self._at + room]
            if len(sound):
                mixed = mixed.copy() if mixed is piece else mixed
                _laid(mixed[done:], sound, gain)
            step = min(room, len(front.pcm) + APART - self._at)
            self._at += step
            done += step
            if self._at >= len(front.pcm) + APART:
                said = self._queue[0]
                if isinstance(said, Prompt) and said.kind in KEPT:
                    self._over.append((clock + done, said))
                self._drop()
        return mixed, begun

    def _patience(self) -> int:
        said, failed = self._queue[0], self._answers is None or self._answers.failure is not None
        return LONGEST if isinstance(said, Prompt) and said.kind in ESSENTIAL and not failed else PATIENCE

    def _front(self) -> PromptAudio | None:
        front = self._queue[0] if self._queue else None
        if isinstance(front, Prompt):
            return self._answers.get(front) if self._answers else None
        return front

    def _drop(self) -> None:
        self._queue.popleft()
        self._at = self._waited = 0


def _laid(under: NDArray[np.int16], sound: NDArray[np.int16], gain: float) -> NDArray[np.int16]:
    """Lay `sound` over the beginning of `under`, in place."""
    part = under[: len(sound)]
    part[:] = np.clip(part + np.rint(sound * gain), -32767, 32767).astype(np.int16)
    return under
