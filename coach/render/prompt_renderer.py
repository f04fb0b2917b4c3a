"""Prompts in the voice of a session."""

from typing import Literal

import numpy as np

from coach.mix import Mixer
from coach.mix.model import PromptAudio, pcm_shape
from coach.protocol import Protocol
from coach.session import answer
from coach.session.prompts import Prompt, answer_text


class PromptRenderer:
    """Words and tones that answer a person, in the language and at the loudness of the session."""

    def __init__(self, protocol: Protocol, language: str, mixer: Mixer) -> None:
        """Speak in the words of `protocol` and of those that it includes, through `mixer`."""
        self._protocol = protocol
        self._language = language
        self._mixer = mixer

    def tone(self, name: Literal["answer", "pause", "unclear"]) -> PromptAudio:
        """Return a tone that answers a request; that for what was not understood is soft."""
        made = self._mixer.render_cue("tone", name)
        return PromptAudio("", made if name != "unclear" else np.rint(made * 0.5).astype(np.int16))

    def text(self, prompt: Prompt) -> str:
        """Return the words of `prompt` as they are written."""
        return answer_text(self._whose(prompt), self._language, prompt.kind, prompt.number)

    def words(self, prompt: Prompt) -> PromptAudio:
        """Render the words of `prompt`, with their pauses. Raises VoiceError."""
        phrases = answer(self._whose(prompt), self._language, prompt.kind, prompt.number)
        channels = self._mixer.channels
        pieces = [np.zeros(pcm_shape(0, channels), np.int16)]
        for phrase in phrases:
            spoken = self._mixer.render_cue("speech", phrase.text)
            pieces += [spoken, np.zeros(pcm_shape(phrase.pause(len(spoken)), channels), np.int16)]
        return PromptAudio(" ".join(phrase.text for phrase in phrases), np.concatenate(pieces))

    def _whose(self, prompt: Prompt) -> Protocol:
        return self._protocol.parts.get(prompt.protocol, self._protocol)
