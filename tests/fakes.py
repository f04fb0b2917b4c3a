"""A voice whose lengths are exact, so that tests count samples."""

import numpy as np

from coach.units import SAMPLE_RATE
from coach.voice import Voice, VoiceRow
from coach.voice.alignment import begins_of_parts
from coach.voice.base import Synthesis
from coach.voice.lexicon import Added

SAMPLES_A_LETTER = 2_400


class FakeVoice(Voice):
    """Says nothing but a hum of 50 ms for each letter; remembers what it was asked to say."""

    name = "fake"

    def __init__(self, language: str = "en", pronounce: Added | None = None) -> None:
        super().__init__(language, pronounce)
        self.said: list[str] = []

    def identity(self) -> str:
        return "fake 1"

    def _synthesise(self, text: str) -> Synthesis:
        self.said.append(text)
        time = np.arange(length(text)) / SAMPLE_RATE
        # 230 Hz, below all tones, so that no tone is found in it
        return (0.3 * np.sin(2 * np.pi * 230 * time)).astype(np.float32), SAMPLE_RATE


class TimedVoice(FakeVoice):
    """Also tells when it says each part of a text; it runs no words together."""

    name = "timed"

    def _synthesise(self, text: str) -> Synthesis:
        samples, rate, *_ = super()._synthesise(text)
        begins = begins_of_parts(text, lambda part: len(part.split()))
        return samples, rate, [(at, SAMPLES_A_LETTER * at) for at, _ in begins]


FAKE = VoiceRow("fake", "a hum, for tests", FakeVoice, lambda: ("en", "es"))
"""Row of `VOICES`."""


def length(text: str) -> int:
    """Samples of `text` in the fake voice."""
    return SAMPLES_A_LETTER * len(text)
