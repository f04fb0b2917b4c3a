"""FLAC. Its length is read from the last frame: each has its number, its length and a checksum over all of it.

The header (STREAMINFO) is written by the encoder when it ends, so it must give the same length. Layout: RFC 9639, 8.2
and 9. mutagen reads the header alone, so a file that was cut short seems whole to it; decoding all of it is as sure as
the last frame, and takes a thousand times as long.
"""

# mypy: allow-untyped-calls

import struct
from pathlib import Path
from typing import Any

from coach.export.formats.base import SAME_BYTES, Format
from coach.export.formats.crc import crc
from coach.export.formats.tags import Tags, no_padding
from coach.export.formats.vorbis import comments, picture_block
from coach.units import Samples

_BEGIN = b"fLaC\x00\x00\x00\x22"
"""The file's beginning: its mark, then the head of STREAMINFO, of 34 bytes."""

_SYNC = b"\xff\xf8"
"""The beginning of a frame, where all but the last have the same length."""

_LONGEST = 1 << 16
"""Bytes of a frame at most, if the header does not say."""


def flac_samples(path: Path) -> Samples:
    """Count the samples in each channel.

    Raises ValueError if it is not whole or its header says otherwise, OSError if it cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(42)
        longest = int.from_bytes(head[15:18], "big") or _LONGEST
        file.seek(max(len(head), file.seek(0, 2) - longest))
        tail = file.read()
    if len(head) < 42 or not head.startswith(_BEGIN):
        raise ValueError("it has no header")
    block, most = struct.unpack_from(">HH", head, 8)
    said = int.from_bytes(head[18:26], "big") & (1 << 36) - 1
    if block != most:
        raise ValueError("its frames differ in length")
    found = _end(tail, block)
    if found != said:
        raise ValueError(f"it says {said} samples and holds {found}")
    return Samples(said)


def _end(tail: bytes, block: int) -> int:
    """Count the samples up to the end of the frame that ends where the file does."""
    at = len(tail)
    while (at := tail.rfind(_SYNC, 0, at)) >= 0:
        frame = tail[at:]
        if len(frame) > 8 and crc(_head(frame), 8, 0x07) == 0 and crc(frame, 16, 0x8005) == 0:
            _, number, _ = _number(frame)
            return number * block + _length(frame)
    raise ValueError("its last frame is not whole")


def _number(frame: bytes) -> tuple[int, int, int]:
    """Return the code of the frame's length, its number, and the end of that, which is coded as in UTF-8."""
    first = frame[4]
    size = 1 if first < 0x80 else 8 - (first ^ 0xFF).bit_length()
    number = first if size == 1 else first & (1 << 7 - size) - 1
    for byte in frame[5 : 4 + size]:
        number = number << 6 | byte & 0x3F
    return frame[2] >> 4, number, 4 + size


def _head(frame: bytes) -> bytes:
    """Cut out the frame's header with its checksum. The header's own codes give its end."""
    kind, _, at = _number(frame)
    length = {6: 1, 7: 2}.get(kind, 0)
    rate = {12: 1, 13: 2, 14: 2}.get(frame[2] & 15, 0)
    return frame[: at + length + rate + 1]


def _length(frame: bytes) -> int:
    """Count the samples of a frame in each channel."""
    kind, _, at = _number(frame)
    if kind in (6, 7):
        return int.from_bytes(frame[at : at + kind - 5], "big") + 1
    return 192 if kind == 1 else 576 << kind - 2 if kind < 6 else 256 << kind - 8


def tag_flac(path: Path, tags: Tags) -> None:
    """Put comments and cover before the sound. Raises OSError or MutagenError."""
    from mutagen.flac import FLAC

    file = FLAC(path)
    if file.tags is None:
        file.add_tags()
    written: Any = file.tags
    written.clear()
    written.extend(comments(tags))
    file.clear_pictures()
    if tags.cover is not None:
        file.add_picture(picture_block(tags.cover))
    file.save(padding=no_padding)


FLAC = Format(
    name="flac",
    suffix=".flac",
    arguments=("-c:a", "flac", "-f", "flac", *SAME_BYTES),
    tag=tag_flac,
    count_samples=flac_samples,
)
