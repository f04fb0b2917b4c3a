"""Yes, no, again and stop, by single keys; any other key is told apart, so that it can be answered."""

import time
from collections.abc import Callable
from typing import Literal, Self

from coach.play.controls.base import Controls, NoKeys
from coach.play.controls.keys import plain_keys, terminal_keys
from coach.play.controls.verbs import Request, Verb
from coach.text.interface import texts

APART = 0.3
"""Seconds of no key before one counts: what was typed ahead, or a key that is held down, answers nothing."""

Pressed = Literal["yes", "no", "again", "stop", "unknown"]


class AnswerKeys:
    """The keys of the terminal, if there is one; `pressed` is what was answered since `listen`.

    A `Controls`: what is pressed cuts off what sounds. It stays entered while `live.run` enters and leaves it, so
    that the terminal shows no key between two questions.
    """

    def __init__(
        self,
        language: str,
        terminal: Callable[[Callable[[str], list[Request]]], Controls] = lambda meaning: terminal_keys(meaning=meaning),
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        its = texts(language)
        self._meanings: dict[str, Pressed] = {
            **{its.yes[0]: "yes", its.no[0]: "no"},
            **{"y": "yes", "n": "no", "r": "again", "a": "again", "q": "stop", "\x03": "stop"},
        }
        self.pressed: Pressed | None = None
        self._terminal = terminal(self._requests)
        self._now = now
        self._asks = False
        self._quiet_from: float | None = None

    @property
    def there(self) -> bool:
        """Somebody can answer."""
        return type(self._terminal) is not NoKeys

    def listen(self, *, asks: bool) -> None:
        """Wait for an answer from now on, or, if nothing `asks`, only for the wish to stop."""
        self.pressed, self._asks, self._quiet_from = None, asks, None

    def open(self) -> Controls:
        """The terminal itself, to be entered for all questions together."""
        return self._terminal

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def wait(self, seconds: float) -> list[Request]:
        """What was asked for, at most to stop what sounds; waits at most `seconds` for it."""
        if self._quiet_from is None:
            self._quiet_from = self._now()
        return self._terminal.wait(seconds)

    def wake(self) -> None:
        """End a wait early."""
        self._terminal.wake()

    def _requests(self, typed: str) -> list[Request]:
        for pressed in self._known(typed):
            if self.pressed is None and (pressed == "stop" or self._counts()):
                self.pressed = pressed
        # Twice: so it ends at once even while the device is away.
        return [Verb.STOP, Verb.STOP] if self.pressed else []

    def _known(self, typed: str) -> list[Pressed]:
        if not typed:  # the terminal is gone, so nobody will ever answer
            return ["stop"]
        # Arrows and function keys mean nothing either, and who pressed one waits for an answer.
        return [self._meanings[key] for key in plain_keys(typed) if key in self._meanings] or ["unknown"]

    def _counts(self) -> bool:
        """Whether a key that comes now is an answer; one that comes too early puts that off."""
        now = self._now()
        early = self._quiet_from is None or now - self._quiet_from < APART
        if early:
            self._quiet_from = now
        return self._asks and not early
