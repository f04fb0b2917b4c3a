"""Listener: a thread that reads a microphone, and tells what was heard. Its faults end the listening, never a session.

Nothing of the sound is kept: each block of 80 ms is heard and forgotten.
"""

import threading
from collections.abc import Callable
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from coach.errors import CoachError, shown
from coach.listen.canceller import sounds
from coach.listen.cry import CryDetector
from coach.listen.detector import Detection, Levels
from coach.listen.microphone import BLOCK, Health, Microphone

UNSURE = 0.5
"""Confidence from which something like a phrase was heard, though not surely enough to do it."""

_OVER = 0.3
"""Confidence under which that is over."""

ENDS_WITHIN = 1.0
"""Seconds in which the thread should end; a library that hangs is left to itself."""


class Hears(Protocol):
    """Detector of phrases: `coach.listen.detector.Detector`, or a fake one."""

    def hear(self, near: NDArray[np.float32], far: NDArray[np.float32]) -> Detection | None:
        """Take 80 ms of the microphone and of the coach's own sound."""

    def levels(self) -> Levels:
        """Tell the levels of the last block."""


class Follower(Protocol):
    """Follower of a listener. All is called from its thread."""

    def opened(self) -> None:
        """The microphone is open."""

    def closed(self) -> None:
        """The microphone is closed."""

    def heard(self, detection: Detection) -> None:
        """Take in a phrase."""

    def unclear(self) -> None:
        """Take in that something like a phrase was heard."""

    def cried(self) -> None:
        """Take in a loud, continued sound."""

    def faulty(self, line: str, *, ends: bool) -> None:
        """Take in a fault of the microphone, as a line for a person; `ends` the listening, or not."""


class Listener:
    """Listens while it is entered, or until the microphone fails."""

    def __init__(
        self,
        microphone: Callable[[], Microphone],
        detector: Hears,
        far: Callable[[int, int], NDArray[np.float32]],
        follower: Follower,
    ) -> None:
        """`microphone` makes one that is not open yet; `far` is `Reference.beside`, or gives zeros."""
        self._make = microphone
        self._detector = detector
        self._far = far
        self._follower = follower
        self._cry = CryDetector()
        self._health = Health()
        self._left = threading.Event()
        self._nearly = self._known = False
        self._thread = threading.Thread(target=self._run, name="coach-ear", daemon=True)

    def __enter__(self) -> Self:
        """Return at once; the microphone is opened meanwhile."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._left.set()
        self._thread.join(ENDS_WITHIN)

    def _run(self) -> None:
        try:
            with self._make() as microphone:
                self._follower.opened()
                self._listen(microphone)
        except CoachError as error:
            self._fail(str(error))
        except Exception as error:  # no fault in here may end a session
            self._fail(
                f"listening ended by a fault of its own ({type(error).__name__}: {shown(error)}); please tell whoever "
                "makes the coach"
            )
        finally:
            self._follower.closed()

    def _fail(self, line: str) -> None:
        if not self._left.is_set():
            self._follower.faulty(line, ends=True)

    def _listen(self, microphone: Microphone) -> None:
        end = 0
        while not self._left.is_set():
            near = microphone.read()
            end += len(near)
            far = self._far(end, BLOCK)
            fault = self._health.fault(near)
            if fault is not None:
                ends = fault is not Health.silent
                self._follower.faulty(fault, ends=ends)
                if ends:
                    return
            self._hear(near, far)

    def _hear(self, near: NDArray[np.float32], far: NDArray[np.float32]) -> None:
        detection = self._detector.hear(near, far)
        if self._cry.hear(near, far):
            self._follower.cried()
        if detection is not None:
            self._known = True
            self._follower.heard(detection)
        levels = self._detector.levels()
        if not levels.is_open or sounds(far) or levels.confidence < _OVER:
            if self._nearly and not self._known and levels.confidence < _OVER:
                self._follower.unclear()
            self._nearly = self._known = False
        elif levels.phrase is not None and levels.confidence >= UNSURE:
            self._nearly = True
