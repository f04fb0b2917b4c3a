"""Catalogue: voices that can be fetched, and the addresses of their files."""

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, urlsplit

import msgspec

from coach.errors import InputError, guess, shown
from coach.voice.base import VoiceError
from coach.voice.download import Download, read_small
from coach.voice.installed import KOKORO_LANGUAGES, voice_folder
from coach.voice.web import refuse_insecure

SAMPLES = "https://rhasspy.github.io/piper-samples"
"""Page on which all of Piper's voices can be heard."""

CARD = ".MODEL_CARD"
"""Ending of the file that keeps a Piper voice's model card, with its licence."""

_PIPER = re.compile(r"(([a-z]+)_[A-Z]+)-(\w+)-(\w+)")
_KOKORO = re.compile(r"[a-z]{2}_[a-z]+")
_KOKORO_MODEL = (
    "https://github.com/thewh1teagle/kokoro-onnx/releases/download/model-files-v1.0/kokoro-v1.0.int8.onnx",
    92_361_271,
    "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
)
_KOKORO_VOICES = "https://huggingface.co/onnx-community/Kokoro-82M-v1.0-ONNX/resolve/main/voices/{}.bin"
_KOKORO_DIGESTS = {"af_heart": "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b"}

KOKORO_VOICE_SIZE = 522_240
"""Bytes of a Kokoro voice: 510 x 256 numbers of 32 bits."""


class Offer(msgspec.Struct, frozen=True):
    """Voice that has a short name to fetch it by."""

    word: str
    about: str
    name: str
    """Name, as `--voice` takes one."""
    size: int
    """Bytes, all files together."""
    licence: str
    """Licence of the recordings that it learned from, by its model card."""


# No sums of Piper's files stand here: they may be trained anew, and the list and the server tell those of the day.
OFFERS = {
    offer.word: offer
    for offer in (
        Offer("es", "Spanish", "es_ES-davefx-medium", 63_206_000, "CC0"),
        Offer("de", "German", "de_DE-thorsten-medium", 63_206_000, "CC0"),
        Offer("fr", "French", "fr_FR-siwis-medium", 63_206_000, "CC BY 4.0"),
        Offer("kokoro", "English, clearer and slower to make", "kokoro:af_heart", 92_883_511, "Apache-2.0"),
    )
}
"""Voices by the word to fetch them by."""


class Files(msgspec.Struct, frozen=True):
    """Files of one voice, in the order in which to fetch them: the model last."""

    small: list[Download]
    """Configuration and card, or vectors of a voice."""
    model: Download
    about: str
    """Language, in English."""

    @property
    def all(self) -> list[Download]:
        """All files, the model last."""
        return [*self.small, self.model]


class _File(msgspec.Struct):
    size_bytes: int
    md5_digest: str


class _Language(msgspec.Struct):
    name_english: str = ""


class _Entry(msgspec.Struct):
    files: dict[str, _File]
    language: _Language = msgspec.field(default_factory=_Language)


def name_of(word: str) -> str:
    """Find the name of a voice by what somebody typed. Raises InputError for what can be no name."""
    if word in OFFERS:
        return OFFERS[word].name
    engine, colon, voice = word.rpartition(":")
    if is_kokoro_name(voice) if f"{engine}{colon}" == "kokoro:" else _PIPER.fullmatch(word):
        return word
    raise InputError(
        f"no voice {shown(word)}{guess(word, OFFERS)}: there is {', '.join(OFFERS)}, kokoro:NAME, and each name of "
        f"{SAMPLES}, such as {OFFERS['es'].name}"
    )


def is_kokoro_name(name: str) -> bool:
    """Whether a name has the form of a Kokoro voice's, such as af_heart."""
    return _KOKORO.fullmatch(name) is not None


def addresses(name: str) -> list[str]:
    """List the addresses of the files without which a voice cannot speak, the model first."""
    if name.startswith("kokoro:"):
        return [_KOKORO_MODEL[0], _KOKORO_VOICES.format(name.removeprefix("kokoro:"))]
    return [_piper_address(name, ending) for ending in (".onnx", ".onnx.json")]


def files_of(name: str, server: str | None = None) -> Files:
    """Find the files of a voice, Piper's in Piper's own list. `server` takes the place of every address's own.

    Raises InputError if the list has no such voice, VoiceError if it is none, OSError if it is not reached.
    """
    if name.startswith("kokoro:"):
        return _kokoro_files(name.removeprefix("kokoro:"), server)
    from piper.download_voices import VOICES_JSON

    address = at_server(VOICES_JSON, server)
    try:
        entries = msgspec.json.decode(read_small(address), type=dict[str, _Entry])
    except msgspec.MsgspecError as error:
        raise VoiceError(f"{address}: no list of voices ({shown(error)}); is that the right server?") from error
    if name not in entries:
        raise InputError(f"Piper has no voice {shown(name)}{_near(name, entries)}; all can be heard at {SAMPLES}")
    listed = {path.rpartition("/")[2]: file for path, file in entries[name].files.items()}

    model = listed.get(f"{name}.onnx")
    if model is None:
        raise VoiceError(f"{address}: lists no {name}.onnx; is that the right server?")
    # The list is at times behind the small files; whoever fetches them reads them, which checks as much.
    endings = [".onnx.json", *([CARD] if "MODEL_CARD" in listed else [])]
    sources = {ending: at_server(_piper_address(name, ending), server) for ending in (*endings, ".onnx")}
    small = [Download(sources[ending], voice_folder() / f"{name}{ending}") for ending in endings]
    path = voice_folder() / f"{name}.onnx"
    whole = Download(sources[".onnx"], path, model.size_bytes, model.md5_digest)
    return Files(small, whole, entries[name].language.name_english)


def at_server(address: str, server: str | None) -> str:
    """Put `server`, such as http://localhost:8000, in the place of an address's own. Raises InputError."""
    if server is None:
        return address
    refuse_insecure(server)
    parts = urlsplit(address)
    return f"{server.rstrip('/')}{parts.path}{f'?{parts.query}' if parts.query else ''}"


def licence_in(card: Path) -> str:
    """Read the licence from a Piper voice's model card."""
    try:
        text = card.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return "not stated"
    found = re.search(r"^\W*Licen[cs]e\W*:\s*(\S.*)$", text, re.MULTILINE | re.IGNORECASE)
    return shown(found[1]) if found else f"see {card}"


def _kokoro_files(voice: str, server: str | None) -> Files:
    address, size, sha256 = _KOKORO_MODEL
    folder = voice_folder() / "kokoro"
    vectors = Download(
        at_server(_KOKORO_VOICES.format(voice), server),
        folder / "voices" / f"{voice}.bin",
        KOKORO_VOICE_SIZE,
        sha256=_KOKORO_DIGESTS.get(voice, ""),
    )
    model = Download(at_server(address, server), folder / "model.onnx", size, sha256=sha256)
    return Files([vectors], model, f"Kokoro, language {KOKORO_LANGUAGES.get(voice[0], 'unknown')}")


def _piper_address(name: str, ending: str) -> str:
    from piper.download_voices import URL_FORMAT

    found = _PIPER.fullmatch(name)
    if found is None:
        raise InputError(f"{shown(name)} is no name of a Piper voice")
    code, family, voice, quality = found.groups()
    parts = {"lang_family": family, "lang_code": code, "voice_name": quote(voice), "voice_quality": quality}
    if ending == CARD:
        return f"{URL_FORMAT.format(extension='', **parts).rpartition('/')[0]}/MODEL_CARD"
    return URL_FORMAT.format(extension=ending, **parts)


def _near(name: str, known: Iterable[str]) -> str:
    """Guess the voice that was meant; else name those of the same language."""
    same = [one for one in known if one.startswith(name.partition("_")[0] + "_")]
    return guess(name, same) or (f" (of that language: {', '.join(sorted(same)[:20])})" if same else "")
