"""Reader of WAV files, whatever their header says of lengths, which a recorder writes last and a broken disk never.

Chunks after RIFF, https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html: four letters, a size, content.
"""

from __future__ import annotations

import struct
from typing import IO, TYPE_CHECKING

import numpy as np

from coach.audio.decode import RATES, finite

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE

_KINDS = {
    (_PCM, 8): "u1",
    (_PCM, 16): "<i2",
    (_PCM, 24): "<i4",
    (_PCM, 32): "<i4",
    (_FLOAT, 32): "<f4",
    (_FLOAT, 64): "<f8",
}
"""Kinds of samples by encoding and bits; of 24 bits, the lowest 8 of a larger integer are added."""

_CHUNK = struct.Struct("<4sI")
_FORM = struct.Struct("<HHIIHH")
"""Content of the chunk fmt: encoding, channels, rate, bytes for a second and for a frame, bits."""

_TAILS = (b"LIST", b"id3 ", b"ID3 ", b"bext", b"iXML", b"cue ", b"smpl", b"fact", b"PEAK", b"JUNK", b"junk", b"FLLR")
"""Chunks known to follow samples, believed even where a file was cut off in them."""

_KNOWN = (b"fmt ", b"data", *_TAILS)

_SUBFORMAT = 24  # where in fmt an extensible one has its encoding


class Wav:
    """WAV file whose samples are plain numbers: no program is needed, so the shipped tones are there at once."""

    def __init__(self, file: IO[bytes], form: tuple[int, int, int, int], end: int) -> None:
        """Take a `file` that stands at its samples, which end at byte `end`; `form` as `_form` gives it."""
        self._encoding, self.channels, self.rate, self._bits = form
        self._file = file
        self._left = end - file.tell()

    def read(self, count: int) -> NDArray[np.float32]:
        """Read up to `count` samples: shape (samples, channels), 1.0 is full scale."""
        width = self.channels * self._bits // 8
        data = self._file.read(min(count * width, self._left))
        self._left -= len(data)
        values = _numbers(data[: len(data) // width * width], self._encoding, self._bits)
        return values.reshape(-1, self.channels)


def open_wav(file: IO[bytes]) -> Wav | None:
    """Find the samples of a file; None for any that is no WAV of plain numbers: such a one is for the decoder."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(12)
    if head[:4] != b"RIFF" or head[8:] != b"WAVE":
        return None
    form = None
    at: int | None = 12
    while at is not None and (chunk := _chunk(file, at)):
        name, length = chunk
        if name == b"data":
            if form is None:
                return None
            data = at + _CHUNK.size
            end = data + length
            true = end <= size and _chunks_to_the_end(file, end, size)
            file.seek(data)
            return Wav(file, form, end if true else size)
        if name == b"fmt ":
            form = _form(file.read(length))
        at = _after(file, at + _CHUNK.size + length)
    return None


def _numbers(data: bytes, encoding: int, bits: int) -> NDArray[np.float32]:
    if bits == 24:
        wide = np.zeros((len(data) // 3, 4), np.uint8)
        wide[:, 1:] = np.frombuffer(data, np.uint8).reshape(-1, 3)
        data = wide.tobytes()
    values = np.frombuffer(data, _KINDS[encoding, bits])
    if encoding == _FLOAT:
        return finite(values)
    if bits == 8:
        return (values.astype(np.float32) - np.float32(128)) / np.float32(128)
    return values.astype(np.float32) / np.float32(2.0 ** (8 * values.itemsize - 1))


def _form(content: bytes) -> tuple[int, int, int, int] | None:
    """Read encoding, channels, rate and bits; None if `Wav` does not know them, or they contradict each other."""
    if len(content) < _FORM.size:
        return None
    encoding, channels, rate, _, width, bits = _FORM.unpack_from(content)
    if encoding == _EXTENSIBLE and len(content) >= _SUBFORMAT + 2:
        (encoding,) = struct.unpack_from("<H", content, _SUBFORMAT)
    known = (encoding, bits) in _KINDS and channels > 0 and width == channels * bits // 8 and rate in RATES
    return (encoding, channels, rate, bits) if known else None


def _chunk(file: IO[bytes], at: int) -> tuple[bytes, int] | None:
    """Read the name and length of the chunk at byte `at`; None if there is none."""
    file.seek(at)
    head = file.read(_CHUNK.size)
    if len(head) < _CHUNK.size:
        return None
    name, length = _CHUNK.unpack(head)
    return (name, length) if name.isascii() and name.decode().isprintable() else None


def _after(file: IO[bytes], end: int) -> int | None:
    """Find the chunk after one that ends at byte `end`: a byte fills an odd one up, which some writers forget."""
    found = {at: chunk[0] for at in (end + end % 2, end) if (chunk := _chunk(file, at))}
    known = [at for at, name in found.items() if name in _KNOWN]
    return next(iter(known or found), None)


def _chunks_to_the_end(file: IO[bytes], end: int, size: int) -> bool:
    """Whether nothing but chunks stands from byte `end` to byte `size`, give or take the byte that fills an odd one.

    If so, the length of the samples is believed; otherwise what follows them are samples too.
    """
    while size - end > 1:
        at = _after(file, end)
        chunk = None if at is None else _chunk(file, at)
        if at is None or chunk is None:
            return False
        if chunk[0] in _TAILS:
            return True
        end = at + _CHUNK.size + chunk[1]
    return end <= size + 1
