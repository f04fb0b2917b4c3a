"""Voices, which make clips of text: engines, recordings, and the cache of clips."""

import os
from collections.abc import Callable
from pathlib import Path
from pkgutil import resolve_name

import msgspec

from coach.errors import InputError, guess, shown
from coach.voice.base import Voice, VoiceError
from coach.voice.cache import ClipCache, default_folder
from coach.voice.installed import find_installed, installed
from coach.voice.lexicon import Added


class VoiceRow(msgspec.Struct, frozen=True):
    """Voice that --voice takes by name, and how to open one."""

    name: str
    about: str
    """Description in a few words, for people."""
    opener: Callable[[str, Added], Voice]
    """Function from a language (two letters) and a protocol's own spellings to the voice. Raises VoiceError if it does
    not speak that language."""
    languages: Callable[[], tuple[str, ...]]
    """Function that lists the languages spoken on this machine. Raises VoiceError if the engine is not here."""


def _row(name: str, about: str, where: str) -> VoiceRow:
    """Make the row of a class, given as `module:Class` of this package; engines load slowly, so when it is used."""

    def kind() -> type[Voice]:
        found: type[Voice] = resolve_name(f"{__name__}.{where}")
        return found

    return VoiceRow(name, about, lambda language, pronounce: kind()(language, pronounce), lambda: kind().languages())


def _piper(language: str, pronounce: Added) -> Voice:
    from coach.voice.piper import open_best

    return open_best(language, pronounce)


def _piper_languages() -> tuple[str, ...]:
    from coach.voice.piper import Piper

    return Piper.languages()


VOICES = {
    row.name: row
    for row in (
        VoiceRow("piper", "neural: English comes with the coach, others by get (default)", _piper, _piper_languages),
        _row("pyttsx3", "the system's own voices", "pyttsx3:System"),
        _row("kokoro", "neural voices, in English understood best, fetched once", "kokoro:Kokoro"),
    )
}
"""Voices by name. To add one: a `Voice` in a file of its own, and a row here."""

_FORMS = {
    "kokoro:NAME": "one of its voices, such as kokoro:af_heart",
    "FILE.onnx": "any Piper model, by its path, with FILE.onnx.json beside it",
    "pack:DIR": "a folder of recordings named by the ids of coach script; what is missing is synthetic",
}


def descriptions() -> dict[str, str]:
    """Describe everything that --voice takes: names and forms, with a few words for people."""
    return {row.name: row.about for row in VOICES.values()} | _FORMS


def open_voice(name: str, language: str, pronounce: Added | None = None) -> Voice:
    """Open the voice for a language (two letters).

    `name` is one of `VOICES`, that of a fetched voice, a path that ends in .onnx, or pack:DIR. `pronounce`
    are the protocol's own spellings of hard names.

    Raises InputError that lists the names if there is none, or for a wrong path; VoiceError if it cannot
    speak the language.
    """
    if name.startswith("pack:"):
        from coach.voice.pack import Pack

        folder = name.removeprefix("pack:")
        if not folder:
            raise InputError("--voice pack: has no folder; write --voice pack:DIR")
        return Pack(_at_home(folder), language, lambda: synthetic(language, pronounce))
    if name.startswith("kokoro:"):
        from coach.voice.kokoro import Kokoro

        return Kokoro(language, pronounce, name.removeprefix("kokoro:"))
    if name in VOICES:
        return VOICES[name].opener(language, pronounce or {})
    fetched = find_installed(name)
    if fetched is not None or name.lower().endswith(".onnx"):
        from coach.voice.piper import PiperFile

        return PiperFile(_at_home(name) if fetched is None else fetched.model, language, pronounce)
    known = [*VOICES, *(voice.name for voice in installed())]
    raise InputError(
        f"--voice {shown(name)}{guess(name, known)}: there is {', '.join([*descriptions(), *known[len(VOICES) :]])}"
    )


def _at_home(path: str) -> Path:
    """Put the home directory in the place of a tilde; where there is none, the tilde stays."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 -- `Path.expanduser` raises RuntimeError then


def synthetic(language: str, pronounce: Added | None = None) -> Voice:
    """Open the voice that needs least for a language: one that is here, or else the system's."""
    return open_voice("piper" if language in VOICES["piper"].languages() else "pyttsx3", language, pronounce)


def languages(name: str) -> tuple[str, ...]:
    """List the languages that the voice `name` speaks on this machine; none for the forms that name a file.

    Raises VoiceError if its engine is not here.
    """
    return VOICES[name].languages() if name in VOICES else ()


__all__ = [
    "VOICES",
    "ClipCache",
    "Voice",
    "VoiceError",
    "VoiceRow",
    "default_folder",
    "descriptions",
    "installed",
    "languages",
    "open_voice",
    "synthetic",
]
