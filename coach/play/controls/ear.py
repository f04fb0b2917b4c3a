"""Ear: one more control, for a voice. It follows a listener, and keeps faults as lines for the end of the session."""

from collections.abc import Callable

from coach.listen.detector import Detection
from coach.listen.listener import Hears, Listener
from coach.listen.microphone import Microphone
from coach.listen.reference import Reference
from coach.play.controls.verbs import Listening, Request, Spoken

WAY = "voice"
"""Name of this way in."""


class VoiceControl:
    """Control by voice, of one session. A `coach.listen.listener.Follower`."""

    def __init__(self, microphone: Callable[[], Microphone], detector: Hears) -> None:
        """`microphone` makes one that is not open yet."""
        self.far = Reference()
        """The coach's own sound, as the device is given it."""
        self.troubles: list[str] = []
        """Faults of the microphone, a line each."""
        self._microphone = microphone
        self._detector = detector
        self._ask: Callable[[Request, str], None] = lambda request, way: None

    def listener(self, ask: Callable[[Request, str], None]) -> Listener:
        """Make the listener, to be entered with the session; `ask` is called from its thread."""
        self._ask = ask
        return Listener(self._microphone, self._detector, self.far.beside, self)

    def opened(self) -> None:
        """Tell the session that the microphone is on."""
        self._ask(Listening.ON, WAY)

    def closed(self) -> None:
        """Tell the session that the microphone is off."""
        self._ask(Listening.OFF, WAY)

    def heard(self, detection: Detection) -> None:
        """Pass a phrase on."""
        self._ask(Spoken(detection.phrase), WAY)

    def unclear(self) -> None:
        """Pass on that something was not understood."""
        self._ask(Spoken(), WAY)

    def cried(self) -> None:
        """Pass a cry on."""
        self._ask(Spoken(cry=True), WAY)

    def faulty(self, line: str, *, ends: bool) -> None:
        """Keep the line, and have the session say that it cannot hear."""
        self.troubles.append(f"{line}; the session went on by keys and buttons, as without --listen")
        self._ask(Listening.FAILED if ends else Listening.SILENT, WAY)
