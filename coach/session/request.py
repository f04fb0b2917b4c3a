"""One value for everything that is asked for: a protocol, what is chosen in it, and where the sound comes from."""

import json
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from coach.session.choices import Choices
from coach.storage import json_files
from coach.storage.json_files import to_bytes

T = TypeVar("T")

FREE = ("passes", "pace", "level", "spots")
"""Choices that a wished length may decide; the first of them changes only if nothing else helps.

That is passes, because treating the same tissue again is the one of them that can do harm.
"""


class Sounds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sources of the sound: voice, tones, bed, and how loud each is."""

    voice: str = "piper"
    cache: Path | None = None
    """Folder of clips; None is the system's own place for such things."""
    tones: Path | None = None
    """Folder with the person's own tones."""
    bed: str = "carrier"
    """`carrier`, `none`, or the path of a music file."""
    stereo: bool = False
    """Left and right also by place."""
    voice_volume: int = 100
    tone_volume: int = 100
    """Percent."""


class SessionRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Session as a person asks for one: filled by the command line, kept by the journal, or written by a program.

    >>> SessionRequest("hamstrings", Choices(side="left", level="remind"), minutes=15)
    """

    protocol: str
    """Name of a shipped protocol, or path of a file."""
    choices: Choices = Choices()
    sounds: Sounds = Sounds()
    minutes: float | None = None
    """Wished length: it decides what of `FREE` is not `fixed`. None: as long as the choices make it."""
    fixed: tuple[str, ...] = ()
    """Names of choices that `minutes` leaves as they are."""
    version: Literal[1] = 1
    """Goes up when a field changes its meaning; an unknown one is refused."""

    @property
    def free(self) -> tuple[str, ...]:
        """Choices that `minutes` decides."""
        return tuple(name for name in FREE if name not in self.fixed)

    def choosing(self, **choices: Any) -> "SessionRequest":
        """Return the same request with other `choices`, by the names of their fields."""
        return msgspec.structs.replace(self, choices=msgspec.structs.replace(self.choices, **choices))


def encode(value: msgspec.Struct) -> bytes:
    """Encode a struct that holds a request as readable JSON."""
    return to_bytes(json.dumps(msgspec.to_builtins(value, enc_hook=str), indent=2, ensure_ascii=False))


class UnreadableError(Exception):
    """Bytes that are no such value; the message is the reason alone."""


def decode(data: bytes, kind: type[T]) -> T:
    """Decode what `encode` made. Raises UnreadableError for anything else."""
    try:
        return json_files.decode(data, kind, lambda kind, text: kind(text))
    except (msgspec.MsgspecError, TypeError) as error:
        raise UnreadableError(str(error)) from error
