"""Keys for an answer: yes, no, again and stop. Any other key is `unknown`, so that the person hears of it."""

import time
from collections.abc import Callable
from typing import Literal, Self

from coach.play.controls.base import Controls, NoKeys
from coach.play.controls.keys import plain_keys, terminal_keys
from coach.play.controls.verbs import Request, Verb
from coach.text.interface import texts

APART = 0.3
"""Seconds without a key before one counts: keys typed ahead, or held down, answer nothing."""

Pressed = Literal["yes", "no", "again", "stop", "unknown"]


class AnswerKeys:
    """Controls that take an answer: a key that counts cuts off the speech. `pressed` is the first one since `listen`.

    The terminal stays entered while `live.run` enters and leaves these controls, so that no key is echoed between
    two questions.
    """

    def __init__(
        self,
        language: str,
        terminal: Callable[[Callable[[str], list[Request]]], Controls] = lambda meaning: terminal_keys(meaning=meaning),
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        words = texts(language)
        self._meanings: dict[str, Pressed] = {
            **{words.yes[0]: "yes", words.no[0]: "no"},
            **{"y": "yes", "n": "no", "r": "again", "a": "again", "q": "stop", "\x03": "stop"},
        }
        self.pressed: Pressed | None = None
        self._terminal = terminal(self._requests)
        self._now = now
        self._asks = False
        self._quiet_from: float | None = None

    @property
    def there(self) -> bool:
        """Whether there is a terminal to answer at."""
        return type(self._terminal) is not NoKeys

    def listen(self, *, asks: bool) -> None:
        """Wait for an answer from now on, or only for the key to stop if nothing `asks`."""
        self.pressed, self._asks, self._quiet_from = None, asks, None

    def open(self) -> Controls:
        """Give the terminal itself, to be entered once for all questions."""
        return self._terminal

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def wait(self, seconds: float) -> list[Request]:
        """Wait at most `seconds` for requests: none, or to stop the speech."""
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
        # Twice, so that the stream ends at once even without a device.
        return [Verb.STOP, Verb.STOP] if self.pressed else []

    def _known(self, typed: str) -> list[Pressed]:
        if not typed:  # the terminal is gone: nobody will ever answer
            return ["stop"]
        # Arrows and function keys mean nothing either, and who pressed one waits for an answer.
        return [self._meanings[key] for key in plain_keys(typed) if key in self._meanings] or ["unknown"]

    def _counts(self) -> bool:
        """Whether a key pressed now is an answer; an early one begins the quiet time anew."""
        now = self._now()
        early = self._quiet_from is None or now - self._quiet_from < APART
        if early:
            self._quiet_from = now
        return self._asks and not early
