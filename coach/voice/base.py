"""Voice: text in, one clip out, all made alike."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from coach.errors import CoachError
from coach.units import SAMPLE_RATE, to_seconds
from coach.voice.lexicon import Added, respell

SHORTEST = 0.05
"""Seconds that each word lasts at least; what is shorter is no speech."""


class VoiceError(CoachError):
    """Error of a voice that is missing or did not speak. The message says what to install or to choose instead."""


class Voice(ABC):
    """Voice of one language. Making one is cheap; what is heavy is loaded at the first word."""

    name: str
    """Name of the engine, as in ``--voice``."""

    language: str
    """Language as two letters, such as ``en``."""

    parallel = False
    """True if several threads may have it speak at once."""

    def __init__(self, language: str, pronounce: Added | None = None) -> None:
        """Speak `language`, with the protocol's own spellings of hard names, `pronounce`.

        Voices raise VoiceError, with what to type instead, for a language that they do not speak.
        """
        self.language = language
        self._pronounce = pronounce or {}

    @classmethod
    def languages(cls) -> tuple[str, ...]:
        """List the languages that it speaks on this machine. Raises VoiceError if its engine is not here."""
        return ()

    @abstractmethod
    def identity(self) -> str:
        """Name everything that changes the sound of this voice: engine, version, model, settings."""

    def identity_of(self, text: str) -> str:
        """Name everything that changes the sound of one text, for voices that do not speak every text alike."""
        return f"{self.identity()}\0{self.respelled(text)}"

    def respelled(self, text: str) -> str:
        """Spell `text` so that the engine says hard names right."""
        return respell(text, self.language, self.name, self._pronounce)

    def notice(self, texts: Iterable[str] | None = None) -> str | None:
        """Warn in one line of `texts` that are spoken otherwise than asked for; None without any."""
        return None

    def strays(self, ids: Callable[[], Iterable[str]]) -> str | None:
        """Warn in one line of recordings that stand for none of the lines that `ids` gives; None without any."""
        return None

    @abstractmethod
    def _synthesise(self, text: str) -> tuple[NDArray[np.float32], int]:
        """Synthesise `text`: mono samples in -1 to 1, shape (samples,), and their rate in Hz."""

    def speak(self, text: str) -> NDArray[np.float32]:
        """Synthesise `text` as a clip, shape (samples,): mono, 48 kHz, trimmed, with soft edges, at `CUE_LOUDNESS`.

        Raises VoiceError if the engine fails or gives nothing that can be speech.
        """
        from coach.audio import fade, normalise_loudness, resample, shorten_pauses, trim

        samples, rate = self._synthesise(text)
        clip = shorten_pauses(trim(resample(samples, rate)))
        least = SHORTEST * len(text.split()) * SAMPLE_RATE
        if len(clip) < least:
            raise self._too_short(text, len(clip))
        return normalise_loudness(fade(clip))

    def _too_short(self, text: str, length: int) -> VoiceError:
        return VoiceError(
            f"voice '{self.name}': '{text}' came out only {to_seconds(length):.2f} s long; "
            "choose another with --voice (coach voices lists them)"
        )
