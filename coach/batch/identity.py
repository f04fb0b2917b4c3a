"""Identity of an album: a digest of all that was asked for: equal choices are one album. Addresses, by a key."""

import hashlib
import hmac
from functools import cache
from pathlib import Path

import msgspec

from coach import __version__
from coach.errors import CoachError, InputError
from coach.protocol import load
from coach.session.request import SessionRequest, encode
from coach.storage.atomic import writing
from coach.voice import open_voice


def shard_of(request: SessionRequest, shards: int) -> int:
    """Choose the shard of a request, from 0: the same on every machine, and for everybody who asks for the same."""
    return int(hashlib.sha256(encode(_plain(request))).hexdigest(), 16) % shards


def album_digest(request: SessionRequest) -> str:
    """Digest all that decides an album, as 32 hex digits: request, content of the protocol, voice, and this version.

    Raises CoachError for a voice that cannot be had here.
    """
    voice = _voice(request.sounds.voice, request.choices.language, request.protocol)
    inputs = (__version__, encode(_plain(request)).decode(), voice)
    return hashlib.sha256(msgspec.json.encode(inputs)).hexdigest()[:32]


def token(key: str, kind: str, name: str) -> str:
    """Make a folder's name of 128 bits that nobody can guess without the key, and that is the same each time."""
    return hmac.new(bytes.fromhex(key), f"{kind}\0{name}".encode(), hashlib.sha256).hexdigest()[:32]


def _plain(request: SessionRequest) -> SessionRequest:
    """Leave out the folder of clips, which changes no sound, and put the content of a protocol in place of its name."""
    sounds = msgspec.structs.replace(request.sounds, cache=None)
    return msgspec.structs.replace(request, protocol=_protocol(request.protocol), sounds=sounds)


@cache
def _protocol(name: str) -> str:
    return hashlib.sha256(msgspec.json.encode(load(name))).hexdigest()


@cache
def _voice(name: str, language: str, protocol: str) -> str:
    """Name all that changes the sound of a voice; of recordings, their content."""
    try:
        voice = open_voice(name, language, load(protocol).pronounced(language))
        identity = voice.identity()
    except InputError as error:
        # The name may be a cell that was shifted.
        raise CoachError("--voice cannot be used; see: coach voices") from error
    if not name.startswith("pack:"):
        return identity
    digest = hashlib.sha256(identity.encode())
    folder = Path(name.removeprefix("pack:")).expanduser()
    with writing(folder):
        for path in sorted(folder.iterdir()):
            if path.is_file():
                digest.update(f"{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return f"recordings {digest.hexdigest()}"
