"""Voices that were fetched or added: the folder that keeps them, and the best of them for a language.

A Piper voice is `NAME.onnx` with `NAME.onnx.json`. Kokoro is `kokoro/model.onnx` with `kokoro/voices/NAME.bin`.
"""

import json
from pathlib import Path

import msgspec

from coach.errors import CoachError
from coach.storage.paths import data_folder
from coach.voice.base import VoiceError

QUALITIES = ("x_low", "low", "medium", "high")
"""Qualities of Piper's voices, the best one last."""

ACCENTS = {"a": "en-us", "b": "en-gb", "e": "es", "f": "fr-fr", "h": "hi", "i": "it", "p": "pt-br"}
"""Names that eSpeak has for what a Kokoro voice speaks, by the first letter of the voice. Japanese (j) and Chinese (z)
are not here: eSpeak has no phonemes for their writing that Kokoro knows."""

KOKORO_LANGUAGES = {letter: accent[:2] for letter, accent in ACCENTS.items()}
"""Languages (two letters) by the first letter of a Kokoro voice."""


class Installed(msgspec.Struct, frozen=True):
    """Piper voice in the folder."""

    name: str
    """Name, as `--voice` takes one."""
    model: Path
    language: str = ""
    """Language as two letters; empty if the configuration cannot be read."""
    fault: str = ""
    """Reason why the configuration cannot be read."""

    @property
    def quality(self) -> int:
        """Place of the quality, from 0; -1 for a name that ends in none."""
        tag = self.name.rpartition("-")[2]
        return QUALITIES.index(tag) if tag in QUALITIES else -1


def voice_folder() -> Path:
    """Find the folder of fetched voices; it may not be there. Raises CoachError without a home directory."""
    return data_folder() / "voices"


def installed() -> list[Installed]:
    """List the Piper voices in the folder, by name. A model without a configuration beside it is none yet."""
    models = [path for path in _files(".", "*.onnx") if path.with_name(f"{path.name}.json").is_file()]
    return [_look_at(path) for path in models]


def find_installed(name: str) -> Installed | None:
    """Find a Piper voice by its name."""
    return next((voice for voice in installed() if voice.name == name), None)


def best(language: str) -> Installed | None:
    """Find the voice of the highest quality for a language (two letters), of several the newest; None without any."""
    voices = [voice for voice in installed() if voice.language == language]
    return max(voices, key=lambda voice: (voice.quality, voice.model.stat().st_mtime_ns), default=None)


def kokoro_voices() -> list[str]:
    """List the names of Kokoro's voices in the folder, such as `af_heart`; none without the model."""
    if not _files("kokoro", "model.onnx"):
        return []
    return [path.stem for path in _files("kokoro/voices", "*.bin")]


def language_of(config: Path) -> str:
    """Read the language, two letters, from a Piper model's configuration. Raises VoiceError if that is none."""
    try:
        content = json.loads(config.read_text(encoding="utf-8-sig"))
        # Old models have no language but that of their pronunciation.
        named = content["language"]["code"] if "language" in content else content["espeak"]["voice"]
        return str(named).replace("_", "-").split("-")[0].lower()
    except OSError as error:
        raise VoiceError(f"{config}: cannot be read ({error.strerror}); it comes with each Piper model") from error
    except (ValueError, KeyError, TypeError) as error:
        raise VoiceError(f"{config}: no configuration of a Piper model ({error!r}); download it again") from error


def _look_at(model: Path) -> Installed:
    try:
        return Installed(model.stem, model, language_of(model.with_name(f"{model.name}.json")))
    except VoiceError as error:
        return Installed(model.stem, model, fault=str(error))


def _files(below: str, pattern: str) -> list[Path]:
    try:
        folder = voice_folder() / below
    except CoachError:
        return []  # without a home directory nothing was ever kept
    return sorted(path for path in folder.glob(pattern) if path.is_file())
