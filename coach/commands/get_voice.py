"""Get a voice: fetch its files once, and tell what they are before and how they were checked after."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from coach.commands.doctor import install
from coach.commands.voices import VoiceObserver, held, megabytes
from coach.errors import InputError
from coach.voice import VoiceError
from coach.voice.catalogue import CARD, OFFERS, SAMPLES, addresses, files_of, licence_in, name_of
from coach.voice.download import Download, fetch
from coach.voice.installed import KOKORO_LANGUAGES, best, find_installed, kokoro_voices, language_of, voice_folder
from coach.voice.piper import SHIPPED


def get(words: Sequence[str], observer: VoiceObserver | None = None, server: str | None = None) -> None:
    """Fetch voices by name, by language or by `kokoro`, from `server` if it is given.

    Raises InputError for a name that there is not, VoiceError for a server that is not reached or sends what is not
    right, CoachError for a folder that cannot be written or that another one writes into.
    """
    if not words:
        raise InputError(f"coach voices get needs a NAME: {', '.join(OFFERS)}, or one of {SAMPLES}")
    for name in dict.fromkeys(name_of(word) for word in words):
        _get_one(name, observer or VoiceObserver(), server)


def _get_one(name: str, observer: VoiceObserver, server: str | None) -> None:
    there = _path_of(name)
    if there is not None:
        return observer.line(f"{name}: here already, {there}")
    with held():
        try:
            files = files_of(name, server)
            passed = [_fetch(file, observer) for file in files.small]
            licence = _licence(name, files.model.path)
            size = sum(file.size or 0 for file in files.all)
            observer.line(
                f"{name}: {files.about}, {megabytes(size)}, licence {licence}; from {_host(files.model.address)}"
            )
            passed.append(_fetch(files.model, observer))
        except OSError as error:
            raise VoiceError(f"{name}: not fetched ({error}); {_by_hand(name)}") from error
        except KeyboardInterrupt:
            observer.line(f"{name}: stopped; the same command goes on from there")
            raise
    checks = " and ".join(dict.fromkeys(one for one in reversed(passed) if one))
    observer.line(f"{name}: kept in {voice_folder()}, checked by {checks}; {_use(name)}")
    return None


def _fetch(file: Download, observer: VoiceObserver) -> str:
    """Fetch a file that is not there yet; return the check that it passed, or nothing for one that was there."""
    if file.path.is_file() and file.path.stat().st_size == file.size:
        return ""  # of a get that was stopped, or of another voice of Kokoro
    passed = fetch(file, lambda done, total: observer.fetched(file.path.name, done, total))
    return "" if file.size is None else passed


def _licence(name: str, model: Path) -> str:
    """Find the licence of a voice whose small files are here. Raises VoiceError if these are not a Piper voice's."""
    if name.startswith("kokoro:"):
        return "Apache-2.0"
    config = model.with_name(f"{model.name}.json")
    language = language_of(config)
    if language != name.partition("_")[0]:
        raise VoiceError(f"{config}: speaks '{language}', and {name} should not; is that the right server?")
    return licence_in(model.with_name(f"{name}{CARD}"))


def _by_hand(name: str) -> str:
    """Say how to get the files of a voice in another way."""
    sources = addresses(name)
    files = [Path(urlsplit(source).path).name for source in sources]
    added = " ".join(file for file in files if not file.endswith(".json"))
    return (
        "the same command goes on from there; or fetch by hand, on any machine, "
        f"{' and '.join(sources)} and type: coach voices add {added}"
    )


def _path_of(name: str) -> Path | None:
    """Find the model of a voice that is here, whole."""
    if name.startswith("kokoro:"):
        here = name.removeprefix("kokoro:") in kokoro_voices()
        return voice_folder() / "kokoro" / "model.onnx" if here else None
    voice = find_installed(name)
    return None if voice is None else voice.model


def _use(name: str) -> str:
    """Tell what to type to hear a voice."""
    voice = find_installed(name)
    language = voice.language if voice is not None else KOKORO_LANGUAGES.get(name.partition(":")[2][:1], "en")
    if voice is not None and best(language) == voice and language not in SHIPPED:
        return f"hear it with --language {language}"
    needs = ""
    if name.startswith("kokoro:") and find_spec("kokoro_onnx") is None:
        needs = f"; its engine is missing, {install('kokoro')}"
    return f"hear it with --voice {name}{'' if language == 'en' else f' --language {language}'}{needs}"


def _host(address: str) -> str:
    return urlsplit(address).netloc
