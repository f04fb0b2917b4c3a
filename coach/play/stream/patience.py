"""Patience with synthesis: a wait is told, and told again, and one in which nothing gets made has an end."""

from coach.errors import CoachError
from coach.units import SAMPLE_RATE, to_samples

TELL_WAIT = to_samples(1.0)
"""A wait is told after so long,"""

TELL_WAIT_AGAIN = to_samples(12.0)
"""and again every so often."""

STUCK = to_samples(30.0)
"""A wait in which nothing at all gets made: whoever listens is told, and the session ends."""


class StuckError(CoachError):
    """Nothing was made for so long that the session could not go on."""

    def __init__(self) -> None:
        super().__init__(
            f"ended, as nothing was spoken for {STUCK // SAMPLE_RATE} s: the voice does not answer; "
            "try 'coach doctor', then go on with 'coach play --resume'"
        )


class Patience:
    """Measures one wait after the other, in frames."""

    def __init__(self) -> None:
        self._waited = self._still = self._progress = 0

    def begin(self) -> None:
        """Begin a new wait, or none."""
        self._waited = self._still = 0

    def after(self, frames: int, progress: int) -> bool:
        """Wait `frames` more; `progress` grows while something is made. Returns whether to tell of the wait now."""
        before, self._waited = self._waited, self._waited + frames
        self._still = self._still + frames if progress == self._progress else 0
        self._progress = progress
        return (before - TELL_WAIT) // TELL_WAIT_AGAIN != (self._waited - TELL_WAIT) // TELL_WAIT_AGAIN

    @property
    def stuck(self) -> bool:
        """Nothing has been made for too long."""
        return self._still >= STUCK
