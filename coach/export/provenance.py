"""Provenance of an export, kept in its `timeline.json`: where it comes from, and all that makes it again.

No name of a person and no folder of a machine stands in it.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Literal

import msgspec

from coach.protocol import Protocol, find
from coach.protocol.limits_model import Range, StepLimit
from coach.protocol.sources import numbers, rows
from coach.protocols import shipped
from coach.session.choices import Choices
from coach.timeline.proofs import CHAPTER_PROOFS, SESSION_PROOFS


class ProtocolUsed(msgspec.Struct, frozen=True):
    """Protocol that a session was made of."""

    version: int
    sha256: str
    """Digest of the bytes of its file."""
    text: str | None = None
    """Content of a file that does not come with the coach."""


class NumberUsed(msgspec.Struct, frozen=True):
    """Number that the session holds to, with its sources, as `coach sources` tells them."""

    what: str
    says: str
    sources: tuple[str, ...]
    ours: bool
    """True for our choice, wholly or in part."""


class LimitUsed(msgspec.Struct, frozen=True):
    """Limit of a choice."""

    protocol: str
    name: str
    least: float
    most: float
    usual: float | None
    unit: str
    """`s`, `cm`, or nothing for a count."""


class SoundsUsed(msgspec.Struct, frozen=True):
    """Sources of the sound."""

    voice: str
    """Name, as `--voice` takes one, without its folder."""
    voice_identity: str
    voice_licence: str
    bed: Literal["carrier", "none", "music"]
    music_licence: str | None
    own_tones: bool
    stereo: bool
    voice_volume: int
    tone_volume: int
    """Percent."""
    gain: float
    music_gain: float
    """Factors of the whole and of the music."""
    digest: str
    """Digest of all that decides how the chapters sound."""


class Provenance(msgspec.Struct, frozen=True):
    """Origin of one export."""

    coach: str
    """Version of the coach."""
    protocols: dict[str, ProtocolUsed]
    """The protocol first, and after it those that it includes."""
    choices: Choices
    sounds: SoundsUsed
    layout: str
    format: str
    numbers: tuple[NumberUsed, ...]
    limits: tuple[LimitUsed, ...]
    proofs: tuple[str, ...]
    """Names of the proofs that the timeline passed."""
    encoder: str = ""
    """Version of the ffmpeg that encoded it."""


def protocols_used(protocol: Protocol, name: str) -> dict[str, ProtocolUsed]:
    """Digest the files of a protocol that `load` found under `name`. Raises InputError, or OSError if one has gone."""
    file = find(name)
    found = {}
    for part, one in protocol.parts.items():
        path = file if one is protocol else shipped().get(part) or file.parent / f"{part}.yaml"
        data = path.read_bytes()
        text = None if path in shipped().values() else data.decode("utf-8")
        found[part] = ProtocolUsed(one.version, sha256(data).hexdigest(), text)
    return found


def numbers_used(protocol: Protocol, language: str) -> tuple[NumberUsed, ...]:
    """List every number of a protocol with its sources."""
    return tuple(NumberUsed(*row) for row in rows(protocol, language))


def limits_used(protocol: Protocol) -> tuple[LimitUsed, ...]:
    """List the limits of a protocol, and of those that it includes."""
    return tuple(_limits(protocol))


def proofs_passed() -> tuple[str, ...]:
    """Name all proofs, which every timeline passes before an export."""
    return tuple(proof.__name__ for proof in (*CHAPTER_PROOFS, *SESSION_PROOFS))


def music_licence(path: Path) -> str:
    """Read the licence, or else the copyright line, from the tags of a music file."""
    from mutagen import File, MutagenError

    try:
        tags = File(path, easy=True)
    except (MutagenError, OSError):
        return "not stated"
    found = (str(value) for key in ("license", "copyright") for value in (tags or {}).get(key, ()))
    return next((" ".join(value.split())[:200] for value in found if value.strip()), "not stated")


def _limits(protocol: Protocol) -> Iterator[LimitUsed]:
    for part, one in protocol.parts.items():
        for name, limit in one.limits.ranges.items():
            yield _limit(part, name, limit)


def _limit(part: str, name: str, limit: Range) -> LimitUsed:
    found = {str(key[0]): number for key, number in numbers(limit).items()}
    usual = found.get("usual")
    unit = "cm" if isinstance(limit, StepLimit) else found["least"].unit
    return LimitUsed(part, name, found["least"].value, found["most"].value, usual.value if usual else None, unit)
