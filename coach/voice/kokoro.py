"""Kokoro, a neural voice that takes longer to speak than Piper and, in English, is understood better: for exports.

The engine is kokoro-onnx, the extra `kokoro`. Model and voices are files that the person fetched:
`kokoro/model.onnx` and `kokoro/voices/NAME.bin` in the folder of voices.
"""

import hashlib
import logging
import re
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from coach.errors import CoachError, guess, shown
from coach.voice.base import Voice, VoiceError
from coach.voice.installed import ACCENTS, KOKORO_LANGUAGES, voice_folder
from coach.voice.lexicon import Added

if TYPE_CHECKING:
    from kokoro_onnx import Kokoro as Engine

SPEED = {"en": 0.78}
"""Factor of Kokoro's own speed, by language: 110 to 130 words a minute with the pauses. In English it speaks as fast as
Piper does for the coach."""

OTHER_SPEED = 0.9
"""Factor for other languages, measured in Spanish, whose voices are slower by themselves."""

BEST = ("af_heart", "af_bella", "bf_emma", "ef_dora", "ff_siwis", "hf_alpha", "if_sara", "pf_dora")
"""Voices to take first, at least one for each language: the best graded in Kokoro's own list (VOICES.md of
Kokoro-82M)."""

_FETCH = "coach voices get kokoro"

_STYLES = (510, 1, 256)
"""Shape of a voice: one style for each count of phonemes."""

_SWITCH = re.compile(r"\([a-z]{2,}\)")
"""Mark of eSpeak where it changes the language within a sentence, such as `(en)`."""

_ONE = Lock()
"""Lock for loading the engine."""


class Kokoro(Voice):
    """Kokoro with one of the voices that are installed. The same text always gives the same samples."""

    name = "kokoro"
    parallel = True

    def __init__(self, language: str, pronounce: Added | None = None, voice: str | None = None) -> None:
        """Choose `voice`, or the best one for the language. Raises VoiceError that says what to install or to type."""
        self._voice = _choose(voice, language)
        self._speed = SPEED.get(language, OTHER_SPEED)
        super().__init__(language, pronounce)

    @classmethod
    def languages(cls) -> tuple[str, ...]:
        """List the languages of the voices that are installed. Raises VoiceError if the engine is not here."""
        return tuple(dict.fromkeys(_language(name) for name in voices()))

    def identity(self) -> str:
        """Name the versions of the engine and of its phonemes, the content of model and voice, and the settings."""
        return self._identity

    @cached_property
    def _identity(self) -> str:
        engine = ", ".join(f"{name} {version(name)}" for name in ("kokoro-onnx", "phonemizer", "espeakng-loader"))
        content = ", ".join(f"{path.stem} {_digest(path)}" for path in (_model(), _voice_path(self._voice)))
        return f"{engine}, {content}, accent {self._voice[0]}, speed {self._speed}, one thread"

    @cached_property
    def _style(self) -> NDArray[np.float32]:
        path = _voice_path(self._voice)
        try:
            return np.frombuffer(path.read_bytes(), "<f4").reshape(_STYLES)
        except (OSError, ValueError) as error:
            raise VoiceError(f"{path}: no voice of Kokoro ({error}); fetch it again: {_FETCH}") from error

    @cached_property
    def _engine(self) -> "Engine":
        from kokoro_onnx import Kokoro as Engine

        from coach.voice.piper_model import open_session

        # A warning about each word of another language is for programmers.
        logging.getLogger("phonemizer").disabled = True
        try:
            # The engine wants a file of voices, which it does not look into where a style is given.
            with TemporaryDirectory() as folder:
                none = Path(folder) / "none.npy"
                np.save(none, np.zeros(0, np.float32))
                engine: Engine = Engine.from_session(open_session(_model(), _model().parent), str(none))
            return engine
        except Exception as error:  # onnxruntime, eSpeak and the engine have no common class of errors
            raise VoiceError(
                f"{_model()}: Kokoro cannot load it ({_reason(error)}); fetch it again: {_FETCH}"
            ) from error

    def phonemes(self, text: str) -> str:
        """Spell `text` in the phonemes that the model knows, hard names and marks of punctuation included."""
        with _ONE:
            engine = self._engine
        return _SWITCH.sub("", engine.tokenizer.phonemize(self.respelled(text), ACCENTS[self._voice[0]]))

    def _synthesise(self, text: str) -> tuple[NDArray[np.float32], int]:
        try:
            phonemes = self.phonemes(text)
            # What is longer than the model can take, the engine splits where a sentence, a clause or a word ends.
            clip, rate = self._engine.create(
                phonemes,
                self._style,
                speed=self._speed,
                is_phonemes=True,
                trim=False,
                sentence_pause=0.0,
                clause_pause=0.0,
            )
        except CoachError:
            raise
        except Exception as error:  # as above, and a text may have no phonemes
            raise VoiceError(f"voice 'kokoro:{self._voice}': '{text}' cannot be spoken ({_reason(error)})") from error
        return np.clip(clip, -1.0, 1.0), rate


def voices() -> tuple[str, ...]:
    """List the voices that can speak, the best first. Raises VoiceError without the engine, a model or a voice."""
    if find_spec("kokoro_onnx") is None:
        raise VoiceError("voice 'kokoro' needs the extra kokoro, for Python up to 3.13; coach doctor says what to type")
    names = sorted(path.stem for path in _voice_path("x").parent.glob("*.bin") if path.stem[:1] in ACCENTS)
    if not _model().is_file() or not names:
        missing = _voice_path("NAME") if _model().is_file() else _model()
        raise VoiceError(f"voice 'kokoro': there is no {missing}; first type: {_FETCH}")
    return tuple(sorted(names, key=lambda name: BEST.index(name) if name in BEST else len(BEST)))


def _choose(voice: str | None, language: str) -> str:
    there = voices()
    fitting = [name for name in there if _language(name) == language]
    if voice is None and fitting:
        return fitting[0]
    if voice in fitting:
        return voice
    choice = " or ".join(f"--voice kokoro:{name}" for name in fitting[:3]) or "--voice pyttsx3"
    if voice is None:
        wanted = next((f"{_FETCH}:{name}" for name in BEST if _language(name) == language), "")
        first = f", or first: {wanted}" if wanted else ""
        raise VoiceError(f"voice 'kokoro': none that is installed speaks '{language}'; type {choice}{first}")
    if voice not in there:
        written = shown(voice)
        raise VoiceError(
            f"--voice kokoro:{written}{guess(voice, there)}: no voice of that name can speak here; type {choice}, "
            f"or first: {_FETCH}:{written or 'NAME'}"
        )
    speaks = _language(voice)
    raise VoiceError(
        f"--voice kokoro:{voice}: this voice speaks '{speaks}', and the session is in '{language}'; "
        f"use --language {speaks}, or type {choice}"
    )


def _language(voice: str) -> str:
    return KOKORO_LANGUAGES[voice[0]]


def _model() -> Path:
    return voice_folder() / "kokoro" / "model.onnx"


def _voice_path(name: str) -> Path:
    return voice_folder() / "kokoro" / "voices" / f"{name}.bin"


def _digest(path: Path) -> str:
    """Hash the content of a file, 92 MB in 0.2 s. Raises VoiceError if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise VoiceError(f"{path}: cannot be read ({error.strerror}); fetch it again: {_FETCH}") from error


def _reason(error: Exception) -> str:
    return shown((str(error).strip().splitlines() or [type(error).__name__])[-1], 200)
