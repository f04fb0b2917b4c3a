"""Text becomes clips: engines, recordings, and the cache of what was said."""

from collections.abc import Callable
from pathlib import Path

from coach.errors import InputError, guess, shown
from coach.voice.base import Voice, VoiceError
from coach.voice.cache import ClipCache, default_folder
from coach.voice.lexicon import Added


def _piper(language: str) -> Voice:
    from coach.voice.piper import Piper

    return Piper(language)


def _pyttsx3(language: str) -> Voice:
    from coach.voice.pyttsx3 import System

    return System(language)


VOICES: dict[str, Callable[[str], Voice]] = {"piper": _piper, "pyttsx3": _pyttsx3}
"""Voices by name. To add one: a `Voice` in a file of its own, and a line here."""

ABOUT = {
    "piper": "neural voice 'joe', comes with the coach (default)",
    "pyttsx3": "the system's own voices",
    "FILE.onnx": "any Piper model, by its path, with FILE.onnx.json beside it",
    "pack:DIR": "a folder of recordings named by the ids of coach script; what is missing is synthetic",
}
"""What --voice takes, for people."""


def open_voice(name: str, language: str, pronounce: Added | None = None) -> Voice:
    """The voice for a language (two letters): a name of `VOICES`, a path that ends in .onnx, or pack:DIR.

    `pronounce` are the protocol's own spellings of hard names.

    Raises InputError that lists the names if there is none, or for a wrong path; VoiceError if it cannot
    speak the language.
    """
    voice = _open(name, language, pronounce or {})
    voice.pronounce = pronounce or {}
    return voice


def _open(name: str, language: str, pronounce: Added) -> Voice:
    if name.startswith("pack:"):
        from coach.voice.pack import Pack

        folder = name.removeprefix("pack:")
        if not folder:
            raise InputError("--voice pack: has no folder; write --voice pack:DIR")
        return Pack(Path(folder).expanduser(), language, lambda: synthetic(language, pronounce))
    if name.lower().endswith(".onnx"):
        from coach.voice.piper import PiperFile

        return PiperFile(Path(name).expanduser(), language)
    if name not in VOICES:
        raise InputError(f"--voice {shown(name)}{guess(name, VOICES)}: there is {', '.join(ABOUT)}")
    return VOICES[name](language)


def synthetic(language: str, pronounce: Added | None = None) -> Voice:
    """The voice that needs least for a language: the shipped one, or else the system's."""
    from coach.voice.piper import SHIPPED

    return open_voice("piper" if language in SHIPPED else "pyttsx3", language, pronounce)


def languages(name: str) -> tuple[str, ...]:
    """Languages that the voice `name` speaks on this machine; none for the forms that name a file.

    Raises VoiceError if its engine is not here.
    """
    if name == "piper":
        from coach.voice.piper import SHIPPED

        return SHIPPED
    if name == "pyttsx3":
        from coach.voice.pyttsx3 import spoken_here

        return spoken_here()
    return ()


__all__ = [
    "ABOUT",
    "VOICES",
    "ClipCache",
    "Voice",
    "VoiceError",
    "default_folder",
    "languages",
    "open_voice",
    "synthetic",
]
