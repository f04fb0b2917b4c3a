"""After a side is over: time to come off the ball, and the other side offered. Without an answer the session ends."""

from collections.abc import Callable

from coach.session.prompts import Prompt
from coach.units import to_samples

COME_OFF = to_samples(10.0)
"""Quiet after the words that lead off the ball."""

ANSWER_WITHIN = to_samples(45.0)
"""Quiet after the question; silence is no."""


class Offer:
    """One question, with the frames at which its parts are due."""

    def __init__(self, question: Prompt | None, decline: Callable[[], None]) -> None:
        """Without a `question`, there is no other side: after the rest it goes on by itself.

        `decline` is what happens where nobody answers.
        """
        self.decline = decline
        self.asked = False
        self._question = question
        self._until: int | None = None

    def due(self, clock: int) -> Prompt | None:
        """Return the question, once, as soon as its time has come."""
        if self.asked:
            return None
        if self._until is None:
            self._until = clock + COME_OFF
        if self._question is None or clock < self._until:
            return None
        self.asked, self._until = True, None
        return self._question

    def left(self, clock: int) -> int | None:
        """Count the frames until the next change; None if nobody has answered in time."""
        if self._until is None:
            self._until = clock + ANSWER_WITHIN
        left = self._until - clock
        return left if left > 0 else None
