"""Voice: text in, one clip out, all made alike."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from coach.errors import CoachError
from coach.units import SAMPLE_RATE, Samples, to_samples, to_seconds
from coach.voice.lexicon import Added, respell

SHORTEST = 0.05
"""Seconds that each word lasts at least; what is shorter is no speech."""

SHORTEST_PART = to_samples(1.0)
"""Samples of a part at least: what is shown for less cannot be read."""

Synthesis: TypeAlias = tuple[NDArray[np.float32], int] | tuple[NDArray[np.float32], int, Sequence[tuple[int, int]]]
"""Mono samples in -1 to 1, shape (samples,), and their rate in Hz. An engine that knows when it says what adds where
parts of the text begin, but the first, in order: index of a character, and of a sample at that rate."""


class TimedClip(NamedTuple):
    """Clip of a text."""

    samples: NDArray[np.float32]
    """Mono, 48 kHz, shape (samples,)."""
    begins: tuple[tuple[int, Samples], ...] = ()
    """Begins of the text's parts but the first, as index of a character and sample; none where nobody knows."""


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
    def _synthesise(self, text: str) -> Synthesis:
        """Synthesise `text`. The begins of its parts may be left out."""

    def speak(self, text: str) -> NDArray[np.float32]:
        """Synthesise `text` as samples alone. Raises VoiceError like `speak_in_parts`."""
        return self.speak_in_parts(text).samples

    def speak_in_parts(self, text: str) -> TimedClip:
        """Synthesise `text` as a clip: trimmed, with soft edges, at `CUE_LOUDNESS`; pauses inside it at most 0.3 s.

        Raises VoiceError if the engine fails or gives nothing that can be speech.
        """
        from coach.audio import cut_out, fade, long_pauses, normalise_loudness, resample, silence_around

        samples, rate, *known = self._synthesise(text)
        made = resample(samples, rate)
        first, end = silence_around(made)
        pauses = long_pauses(made[first:end])
        clip = cut_out(made[first:end], pauses)
        least = SHORTEST * len(text.split()) * SAMPLE_RATE
        if len(clip) < least:
            raise self._too_short(text, len(clip))
        places = [(index, at * SAMPLE_RATE // rate - first) for begins in known for index, at in begins]
        moved = [(index, at - sum(min(max(at - cut, 0), last - cut) for cut, last in pauses)) for index, at in places]
        return TimedClip(normalise_loudness(fade(clip)), tuple(_long_enough(moved, len(clip))))

    def _too_short(self, text: str, length: int) -> VoiceError:
        return VoiceError(
            f"voice '{self.name}': '{text}' came out only {to_seconds(length):.2f} s long; "
            "choose another with --voice (coach voices lists them)"
        )


def _long_enough(begins: Iterable[tuple[int, int]], length: int) -> Iterable[tuple[int, Samples]]:
    """Yield those begins that leave each part of a clip of `length` samples long enough to be read."""
    before = 0
    for index, at in begins:
        if before + SHORTEST_PART <= at <= length - SHORTEST_PART:
            yield index, Samples(at)
            before = at
