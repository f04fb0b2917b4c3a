"""How long a FLAC is, by its last frame: each says its number, its length and, in a checksum, that it is whole.

The header (STREAMINFO) is written by the encoder when it ends, so it must say the same. Layout: RFC 9639, 8.2 and 9.
"""

import struct
from functools import cache
from pathlib import Path

from coach.units import Samples

_BEGIN = b"fLaC\x00\x00\x00\x22"
"""The file's beginning: its mark, then the head of STREAMINFO, of 34 bytes."""

_SYNC = b"\xff\xf8"
"""How a frame begins, where all but the last have the same length."""

_LONGEST = 1 << 16
"""Bytes of a frame at most, if the header does not say."""


def flac_samples(path: Path) -> Samples:
    """Samples in each channel of a FLAC.

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
    """Samples up to the end of the frame that ends where the file does."""
    at = len(tail)
    while (at := tail.rfind(_SYNC, 0, at)) >= 0:
        frame = tail[at:]
        if len(frame) > 8 and _crc8(_head(frame)) == 0 and _crc16(frame) == 0:
            _, number, _ = _number(frame)
            return number * block + _length(frame)
    raise ValueError("its last frame is not whole")


def _number(frame: bytes) -> tuple[int, int, int]:
    """The code of the frame's length, its number, and where that ends, coded as UTF-8 is."""
    first = frame[4]
    size = 1 if first < 0x80 else 8 - (first ^ 0xFF).bit_length()
    number = first if size == 1 else first & (1 << 7 - size) - 1
    for byte in frame[5 : 4 + size]:
        number = number << 6 | byte & 0x3F
    return frame[2] >> 4, number, 4 + size


def _head(frame: bytes) -> bytes:
    """The frame's header with its checksum, so far as the header's own codes say where it ends."""
    kind, _, at = _number(frame)
    length = {6: 1, 7: 2}.get(kind, 0)
    rate = {12: 1, 13: 2, 14: 2}.get(frame[2] & 15, 0)
    return frame[: at + length + rate + 1]


def _length(frame: bytes) -> int:
    """Samples of a frame, of which each channel has as many."""
    kind, _, at = _number(frame)
    if kind in (6, 7):
        return int.from_bytes(frame[at : at + kind - 5], "big") + 1
    return 192 if kind == 1 else 576 << kind - 2 if kind < 6 else 256 << kind - 8


def _crc8(data: bytes) -> int:
    """With the polynomial 0x07 from zero; zero over data that ends with its checksum."""
    crc = 0
    for byte in data:
        crc = _table(8, 0x07)[crc ^ byte]
    return crc


def _crc16(data: bytes) -> int:
    """With the polynomial 0x8005 from zero; zero over data that ends with its checksum."""
    crc, table = 0, _table(16, 0x8005)
    for byte in data:
        crc = crc << 8 & 0xFFFF ^ table[crc >> 8 ^ byte]
    return crc


@cache
def _table(bits: int, polynomial: int) -> tuple[int, ...]:
    """What each byte makes of a checksum of so many bits, the highest first."""
    table = []
    for byte in range(256):
        crc = byte << bits - 8
        for _ in range(8):
            crc = crc << 1 ^ (polynomial if crc >> bits - 1 else 0)
            crc &= (1 << bits) - 1
        table.append(crc)
    return tuple(table)
