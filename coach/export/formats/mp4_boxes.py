"""The length of an MP4, by its boxes: the sound's samples, and the edit list, which tells which of them are played.

AAC begins with a frame's worth of samples that are not sound, and ends with a frame that is filled up. The edit list
(ISO/IEC 14496-12, 8.6.6) drops both, to the sample. ffmpeg 9.0 heeds both ends; 5.1 drops the beginning and plays the
last frame whole, so up to 1,023 samples more.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from coach.units import SAMPLE_RATE, Samples

_HEAD = struct.Struct(">I4s")
_LARGE = struct.Struct(">Q")


def mp4_samples(path: Path) -> Samples:
    """Count the samples that a player plays.

    Raises ValueError if it is not whole or holds fewer than it promises, OSError if it cannot be read.
    """
    try:
        moov = _moov(path)
        for track in _inside(moov, b"trak"):
            media = _one(track, b"mdia")
            if _one(media, b"hdlr")[8:12] == b"soun":
                return _heard(moov, track, media)
    except struct.error as error:
        raise ValueError("its header is not whole") from error
    raise ValueError("it has no sound")


def _heard(moov: bytes, track: bytes, media: bytes) -> Samples:
    scale = _scale(_one(moov, b"mvhd"))
    if scale != SAMPLE_RATE or _scale(_one(media, b"mdhd")) != SAMPLE_RATE:
        raise ValueError("it does not count in samples")
    edits = _one(_one(track, b"edts"), b"elst")
    count = int.from_bytes(edits[4:8], "big")
    if count != 1:
        raise ValueError(f"it has {count} edits, where one is usual")
    length, first = struct.unpack_from(">Qq" if edits[0] else ">Ii", edits, 8)
    runs = _one(_one(_one(media, b"minf"), b"stbl"), b"stts")
    held = sum(samples * each for samples, each in struct.iter_unpack(">II", runs[8:]))
    if first < 0 or first + length > held:
        raise ValueError(f"it promises {length} samples from {first} on and holds {held}")
    return Samples(length)


def _scale(header: bytes) -> int:
    """Read the units of a second from an `mvhd` or `mdhd`, whose dates before it are of 32 or 64 bits."""
    at = 20 if header[0] else 12
    return int.from_bytes(header[at : at + 4], "big")


def _moov(path: Path) -> bytes:
    """Read the header box, from a file whose boxes end just where the file does."""
    size, at, found = path.stat().st_size, 0, None
    with path.open("rb") as file:
        while at < size:
            file.seek(at)
            length, name, head = _sizes(file.read(_HEAD.size + _LARGE.size))
            if length < head or at + length > size:
                raise ValueError(f"it has {size} bytes of {at + length}")
            if name == b"moov":
                file.seek(at + head)
                found = file.read(length - head)
            at += length
    if found is None:
        raise ValueError("it has no header")
    return found


def _sizes(head: bytes) -> tuple[int, bytes, int]:
    """Read the length with head, the name, and the length of the head."""
    length, name = _HEAD.unpack_from(head)
    return (_LARGE.unpack_from(head, _HEAD.size)[0], name, 16) if length == 1 else (length, name, 8)


def _inside(parent: bytes, wanted: bytes) -> Iterator[bytes]:
    at = 0
    while at + _HEAD.size <= len(parent):
        length, name, head = _sizes(parent[at : at + _HEAD.size + _LARGE.size])
        if length < head:
            raise ValueError("its header is damaged")
        if name == wanted:
            yield parent[at + head : at + length]
        at += length


def _one(parent: bytes, wanted: bytes) -> bytes:
    for found in _inside(parent, wanted):
        return found
    raise ValueError(f"its header has no {wanted.decode()}")
