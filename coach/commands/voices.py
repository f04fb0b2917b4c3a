"""Voices: list those that are here and those that could be, and remove one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import fill

from coach.commands.resolve import warn
from coach.errors import InputError, guess, shown
from coach.storage.atomic import made_folder, writing
from coach.storage.lock import only_one
from coach.voice import VoiceError, descriptions, languages
from coach.voice.catalogue import (
    CARD,
    OFFERS,
    SAMPLES,
    licence_in,
)
from coach.voice.installed import (
    KOKORO_LANGUAGES,
    installed,
    kokoro_voices,
    voice_folder,
)

_OF_PIPER = (".onnx", ".onnx.json", CARD)
_UNFINISHED = (".part", ".part.etag")


class VoiceObserver:
    """Observer of what is fetched; this one logs the lines that a person should know, and lets the rest pass."""

    def line(self, text: str) -> None:
        """Take a line that the person should know."""
        warn(text)

    def fetched(self, name: str, done: int, total: int) -> None:
        """So many bytes of the file `name` are there; `total` is 0 if nobody knows it."""


def lines() -> Iterator[str]:
    """Yield lines on each voice that is here, with its languages, and on those that could be fetched."""
    for name, about, spoken in _here():
        yield f"{name:15} {about}"
        if spoken:
            yield fill(spoken, 100, initial_indent=" " * 16, subsequent_indent=" " * 16)
    yield ""
    yield "To be had, once and for all, by coach voices get:"
    here = {voice.name for voice in installed()} | {f"kokoro:{name}" for name in kokoro_voices()}
    for offer in OFFERS.values():
        if offer.name not in here:
            yield f"{offer.word:15} {offer.about}: {offer.name}, {megabytes(offer.size)}, licence {offer.licence}"
    yield f"{'NAME':15} each voice of {SAMPLES}"


def _here() -> Iterator[tuple[str, str, str]]:
    """Yield each voice that is here: name, a few words, and its languages or what is wrong."""
    for name, about in descriptions().items():
        try:
            yield name, about, ", ".join(languages(name))
        except VoiceError as error:
            yield name, about, f"not here: {error}"
    for voice in installed():
        licence = licence_in(voice.model.with_name(f"{voice.name}{CARD}"))
        about = f"Piper, fetched, {megabytes(voice.model.stat().st_size)}, licence {licence}"
        yield voice.name, about, f"not usable: {voice.fault}" if voice.fault else voice.language
    for name in kokoro_voices():
        yield f"kokoro:{name}", "Kokoro, fetched, licence Apache-2.0", KOKORO_LANGUAGES.get(name[:1], "")


def remove(words: Sequence[str], observer: VoiceObserver | None = None) -> None:
    """Remove voices, and what is unfinished of them; `kokoro` is all of Kokoro.

    Raises InputError if one is not here.
    """
    if not words:
        raise InputError("coach voices remove needs a NAME; see: coach voices")
    tell = observer or VoiceObserver()
    for word in words:
        kept = [path for path in _kept(word) if path.is_file()]
        if not kept:
            names = [*(voice.name for voice in installed()), *(f"kokoro:{name}" for name in kokoro_voices())]
            raise InputError(f"no voice {shown(word)} was fetched{guess(word, names)}; see: coach voices")
        with held():
            for path in kept:
                with writing(path):
                    path.unlink(missing_ok=True)
        tell.line(f"{word}: removed")


def _kept(word: str) -> Iterator[Path]:
    """Yield the places of a voice's files, the model first: without it, the others are no voice."""
    name = OFFERS[word].name if word in OFFERS and word != "kokoro" else word
    if name == "kokoro":
        whole = [voice_folder() / "kokoro" / "model.onnx", *(voice_folder() / "kokoro" / "voices").glob("*.bin*")]
    elif name.startswith("kokoro:"):
        whole = [voice_folder() / "kokoro" / "voices" / f"{Path(name.removeprefix('kokoro:')).name}.bin"]
    else:
        whole = [voice_folder() / f"{Path(name).name}{ending}" for ending in _OF_PIPER]
    for path in whole:
        yield from (path, *(path.with_name(f"{path.name}{ending}") for ending in _UNFINISHED))


@contextmanager
def held() -> Iterator[None]:
    """Hold the folder of voices, which is made if need be."""
    folder = voice_folder()
    with writing(folder), made_folder(folder), only_one(folder, "another coach voices"):
        yield


def megabytes(size: int) -> str:
    """Write a size in bytes for people."""
    return f"{size / 1e6:.0f} MB"
