"""What every voice does: text in, one clip out, made alike."""

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from coach.errors import CoachError
from coach.units import SAMPLE_RATE, to_seconds

SHORTEST = 0.05
"""Seconds for each word; speech below that is no speech."""


class VoiceError(CoachError):
    """A voice is missing or did not speak. The message says what to install or to choose instead."""


class Voice(ABC):
    """Speaks one language. Making one is cheap; what is heavy is loaded at the first word."""

    name: str
    """As in ``--voice``."""

    language: str
    """Two letters, such as ``en``."""

    @abstractmethod
    def identity(self) -> str:
        """Everything that changes the sound of this voice: engine, version, model, settings."""

    @abstractmethod
    def _synthesise(self, text: str) -> tuple[NDArray[np.float32], int]:
        """Mono samples of `text` in -1 to 1, and their rate."""

    def speak(self, text: str) -> NDArray[np.float32]:
        """`text` as a clip: mono, 48 kHz, trimmed, with soft edges, at the loudness of every spoken cue.

        Raises VoiceError if the engine fails or gives nothing that can be speech.
        """
        from coach.pcm import even, fade, resample, trim

        samples, rate = self._synthesise(text)
        clip = trim(resample(samples, rate))
        least = SHORTEST * len(text.split()) * SAMPLE_RATE
        if len(clip) < least:
            raise VoiceError(
                f"voice '{self.name}': '{text}' came out only {to_seconds(len(clip)):.2f} s long; "
                "choose another with --voice (coach voices lists them)"
            )
        return even(fade(clip))
