"""MP3. The Info tag in its first frame gives the number of frames that follow, and how much of them is not sound.

Players drop that much at both ends, so tracks follow each other without a gap and are exact to the sample.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

from coach.export.formats.base import SAME_BYTES, Format
from coach.export.formats.crc import mirrored_crc
from coach.export.formats.id3 import write_id3
from coach.export.formats.tags import Tags
from coach.units import Samples

_LEVEL = ("-af", "volume=0.4455dB:precision=float")
"""At 96 kbit/s, mono or joint stereo, LAME takes 0.4455 dB off by itself (its scale of 0.95); this gives it back, in
floating point."""

_FRAME = 1152
"""Samples in a frame of MPEG-1 layer III, which is what 48 kHz makes it."""

_HEAD = struct.Struct(">4sIII")
"""The tag's beginning: its name, which fields it has, how many frames follow, how many bytes the file has."""

_NAME_FROM, _NAME_TO = 13, 36 + 4
"""Bounds of the place of its name in the file: after 4 bytes of the frame's header and 9 to 32 of side data (mono at
48 kHz has 17, stereo 32)."""

_FRAMES_AND_BYTES = 0b11
_DELAY_AT = 141
"""From the name to three bytes: the encoder's delay and the padding at the end, 12 bits of samples each."""

_CRC_AT = 154
_CRC_OVER = 190
"""Bytes at the file's beginning under the CRC, with the CRC's own two bytes as zeros."""


@dataclass(frozen=True)
class _Info:
    at: int
    """Place of its name in the file, in bytes."""
    frames: int
    delay: int
    padding: int

    @property
    def samples(self) -> int:
        return self.frames * _FRAME - self.delay - self.padding


def mp3_samples(path: Path) -> Samples:
    """Count the samples that a player plays of an MP3 without ID3 tag.

    Raises ValueError if it has no Info tag or is not as long as that says, OSError if it cannot be read.
    """
    return Samples(_read(path).samples)


def repair_mp3(path: Path, length: Samples) -> None:
    """Correct the padding that ffmpeg notes, for sound of this many samples.

    ffmpeg (5.1 to 9.0) notes no more padding than one frame has, but with 1 to 47 samples left over for the last
    frame its encoder adds more: the file would play up to 47 samples too long. Nothing else is corrected.

    Raises ValueError and OSError as `mp3_samples` does.
    """
    info = _read(path)
    more = info.samples - length
    if not 0 < more < _FRAME:
        return
    with path.open("r+b") as file:
        head = bytearray(file.read(_CRC_OVER))
        both = info.delay << 12 | info.padding + more
        head[info.at + _DELAY_AT : info.at + _DELAY_AT + 3] = both.to_bytes(3, "big")
        crc = slice(info.at + _CRC_AT, info.at + _CRC_AT + 2)
        head[crc] = bytes(2)
        head[crc] = mirrored_crc(head, 16, 0x8005).to_bytes(2, "big")
        file.seek(0)
        file.write(head)


def _read(path: Path) -> _Info:
    with path.open("rb") as file:
        head = file.read(_CRC_OVER)
    at = head.find(b"Info", _NAME_FROM, _NAME_TO)
    if at < 0 or len(head) < _CRC_OVER:
        raise ValueError("it has no Info tag")
    _, fields, frames, size = _HEAD.unpack_from(head, at)
    if fields & _FRAMES_AND_BYTES != _FRAMES_AND_BYTES:
        raise ValueError("its Info tag is not filled in")
    if size != path.stat().st_size:
        raise ValueError(f"it has {path.stat().st_size} bytes of {size}")
    both = int.from_bytes(head[at + _DELAY_AT : at + _DELAY_AT + 3], "big")
    return _Info(at, frames, both >> 12, both & 0xFFF)


def tag_mp3(path: Path, tags: Tags) -> None:
    """Put the tags before the sound. Raises OSError or MutagenError."""
    from mutagen.id3 import ID3

    write_id3(ID3, path, tags, v1=0)


MP3 = Format(
    name="mp3",
    suffix=".mp3",
    # The Info tag holds the encoder's delay, so that players drop it: tracks stay gapless and exact.
    # Two channels are encoded as joint stereo, which the encoder does by itself.
    arguments=(
        *_LEVEL,
        *("-c:a", "libmp3lame", "-b:a", "96k", "-f", "mp3", "-write_xing", "1", "-id3v2_version", "0"),
        *SAME_BYTES,
    ),
    tag=tag_mp3,
    count_samples=mp3_samples,
    repair=repair_mp3,
)
