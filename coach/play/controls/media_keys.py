"""Media keys of Windows and macOS, through pynput while entered.

The library hears every key of the computer; all but the media keys is dropped at once, and nothing is kept.
macOS asks the person to allow that once, under Privacy & Security, Accessibility.
"""

from collections.abc import Callable
from typing import Any, Self

from coach.errors import CoachError
from coach.play.controls.verbs import Verb

MEANINGS = {
    "media_play_pause": Verb.TOGGLE,
    "media_next": Verb.NEXT,
    "media_previous": Verb.BACK,
    "media_stop": Verb.STOP,
}
"""Verbs by the library's names. The keys for volume stay the system's."""


class MediaKeys:
    """Passes media keys on, from a thread of the library's own."""

    def __init__(self, ask: Callable[[Verb], None]) -> None:
        """Raise CoachError if the library is not here."""
        try:
            from pynput import keyboard
        except ImportError as error:
            raise CoachError(
                "--buttons on this system needs the extra 'buttons'; set COACH_EXTRAS=buttons and start again"
            ) from error
        self._ask = ask
        self._listener = keyboard.Listener(on_press=self._pressed)

    def __enter__(self) -> Self:
        self._listener.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.stop()

    def _pressed(self, key: Any) -> None:
        verb = MEANINGS.get(getattr(key, "name", ""))
        if verb is not None:
            self._ask(verb)
