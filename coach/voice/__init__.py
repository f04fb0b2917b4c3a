"""Text becomes clips: engines, and the cache of what they said."""

from collections.abc import Callable

from coach.errors import InputError
from coach.voice.base import Voice, VoiceError
from coach.voice.cache import ClipCache, default_folder


def _piper(language: str) -> Voice:
    from coach.voice.piper import Piper

    return Piper(language)


def _pyttsx3(language: str) -> Voice:
    from coach.voice.pyttsx3 import System

    return System(language)


VOICES: dict[str, Callable[[str], Voice]] = {"piper": _piper, "pyttsx3": _pyttsx3}
"""Voices by name. To add one: a `Voice` in a file of its own, and a line here."""

ABOUT = {
    "piper": "neural voice 'joe', English, comes with the coach (default)",
    "pyttsx3": "the system's own voices, any language the system has",
}


def open_voice(name: str, language: str) -> Voice:
    """The voice of that name for a language (two letters).

    Raises InputError that lists the names if there is none, VoiceError if it cannot speak the language.
    """
    if name not in VOICES:
        raise InputError(f"--voice {name}: there is {', '.join(VOICES)}")
    return VOICES[name](language)


__all__ = ["ABOUT", "VOICES", "ClipCache", "Voice", "VoiceError", "default_folder", "open_voice"]
