"""Cache of clips: kept in a folder, found by everything that changes their sound.

A file is a header (magic, samples, begins of parts, checksum), the begins (character and sample of each) and 16-bit
samples. A file that is damaged or cut short is made again.
"""

import hashlib
import os
import struct
import threading
import zlib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from coach.audio.levels import FULL_SCALE
from coach.errors import CoachError
from coach.storage.atomic import made_folder, reason_of, whole_file, writing
from coach.storage.paths import cache_folder
from coach.units import Samples
from coach.voice.base import Voice

VERSION = 4
"""Version of the shaping of clips: it goes up with each change, so that no old sound is played."""

Parts: TypeAlias = tuple[tuple[Samples, str], ...]
"""Parts of a text, each with its first sample in the clip; none where nobody knows, or for one part alone."""

_HEADER = struct.Struct("<4sIII")
_BEGIN = struct.Struct("<II")
_MAGIC = b"CLIP"


_Begins: TypeAlias = tuple[tuple[int, Samples], ...]


class _Header(NamedTuple):
    """Content of a file before its samples."""

    length: int
    checksum: int
    begins: _Begins


def default_folder() -> Path:
    """Find the folder in which this system keeps what can be made again."""
    return cache_folder() / "clips"


class ClipCache:
    """Clips of one voice. `synthesised_count` counts those that were not there yet."""

    def __init__(
        self,
        voice: Voice,
        folder: Path,
        threads: int = 1,
        on_spoken: Callable[[int, int], None] | None = None,
    ) -> None:
        """Keep clips of `voice` in `folder`.

        `threads` clips are synthesised at once, if the voice can; more than one would starve a live session.
        `on_spoken` is told how many clips are made, of how many that `lengths` has to make.
        """
        self.voice = voice
        self.folder = folder
        self.synthesised_count = 0
        self._threads = threads
        self._on_spoken = on_spoken or (lambda done, total: None)
        self._lengths: dict[str, int] = {}
        self._parts: dict[str, Parts] = {}
        self._speaking = threading.Lock()  # most engines are not made for two threads, and each at work takes memory
        self.clip = lru_cache(maxsize=4)(self._clip)
        self.path = lru_cache(maxsize=4096)(self._path)

    @property
    def known_lengths(self) -> Mapping[str, int]:
        """Lengths in samples of each text that was asked for so far, read-only."""
        return MappingProxyType(self._lengths)

    @property
    def known_parts(self) -> Mapping[str, Parts]:
        """Parts of each text that was asked for so far and has any, read-only."""
        return MappingProxyType(self._parts)

    def lengths(self, texts: Iterable[str]) -> Mapping[str, int]:
        """Look up the length of each text, in samples, read-only; what is not kept yet is synthesised now."""
        missing = []
        for text in dict.fromkeys(texts):
            if text not in self._lengths:
                kept = _header_of(self.path(text))
                if kept is None:
                    missing.append(text)
                else:
                    self._know(text, kept.length, kept.begins)
        if missing:
            self._speak(missing)
        return self.known_lengths

    def _speak(self, texts: list[str]) -> None:
        threads = self._threads if self.voice.parallel else 1
        # The longest first, so that no thread is left alone with one at the end.
        order = sorted(texts, key=len, reverse=True) if threads > 1 else texts
        with ThreadPoolExecutor(threads) as pool:
            try:
                for done, (text, (samples, begins)) in enumerate(
                    zip(order, pool.map(self._made, order), strict=True), 1
                ):
                    self._know(text, len(samples), begins)
                    self._on_spoken(done, len(order))
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    def _know(self, text: str, length: int, begins: _Begins) -> None:
        self._lengths[text] = length
        if begins:
            places = [(0, Samples(0)), *begins, (len(text), Samples(length))]
            self._parts[text] = tuple((at, text[first:last].strip()) for (first, at), (last, _) in pairwise(places))

    def has_all(self, texts: Iterable[str]) -> bool:
        """Whether none of these would have to be synthesised now."""
        return all(text in self._lengths or _header_of(self.path(text)) is not None for text in texts)

    def _path(self, text: str) -> Path:
        """Name the file of a text's clip by everything that changes its sound."""
        # Not the name of the voice: a pack shares what is missing with the voice that speaks it.
        voice = f"{VERSION}\0{self.voice.language}\0{self.voice.identity_of(text)}"
        key = hashlib.sha256(f"{voice}\0{text}".encode()).hexdigest()
        return self.folder / key[:2] / f"{key[2:34]}.clip"

    def _clip(self, text: str) -> NDArray[np.float32]:
        return (self._made(text)[0] / FULL_SCALE).astype(np.float32)

    def _made(self, text: str) -> tuple[NDArray[np.int16], _Begins]:
        path = self.path(text)
        kept = _read(path)
        if kept is not None:
            return kept
        with nullcontext() if self.voice.parallel and self._threads > 1 else self._speaking:
            clip = self.voice.speak_in_parts(text)
        samples = np.round(np.clip(clip.samples, -1.0, 1.0) * FULL_SCALE).astype("<i2")
        self.synthesised_count += 1
        self._write(path, samples, clip.begins)
        return samples, clip.begins

    def _write(self, path: Path, samples: NDArray[np.int16], begins: _Begins) -> None:
        """Write a clip whole or not at all: another process may be reading or writing the same one."""
        data = b"".join(_BEGIN.pack(*begin) for begin in begins) + samples.tobytes()
        try:
            # Not synced: what a power cut spoils, its checksum tells, and it is made again.
            with writing(path), made_folder(path.parent), whole_file(path, durable=False) as part:
                part.write_bytes(_HEADER.pack(_MAGIC, len(samples), len(begins), zlib.crc32(data)) + data)
        except CoachError as error:
            why = reason_of(error.__cause__ or error)
            raise CoachError(
                f"{self.folder}: clips cannot be kept there ({why}); choose another folder with --cache"
            ) from error


def _header_of(path: Path) -> _Header | None:
    """Read what stands before the samples of a kept clip; None if it has to be made. The sound is checked when used."""
    try:
        with path.open("rb") as file:
            return _header(file, os.fstat(file.fileno()).st_size)
    except OSError:
        return None  # not made yet, or not readable: it is made again


def _header(file: BinaryIO, size: int) -> _Header | None:
    try:
        magic, count, parts, checksum = _HEADER.unpack(file.read(_HEADER.size))
        if magic != _MAGIC or size != _HEADER.size + _BEGIN.size * parts + 2 * count:
            return None
        begins = tuple(_BEGIN.iter_unpack(file.read(_BEGIN.size * parts)))
    except struct.error:
        return None  # cut short
    places = [(0, 0), *begins, (1 << 32, count)]
    rising = all(one[0] < two[0] and one[1] < two[1] for one, two in pairwise(places))
    return _Header(count, checksum, begins) if rising else None


def _read(path: Path) -> tuple[NDArray[np.int16], _Begins] | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None  # not made yet, or not readable: it is made again
    header = _header(BytesIO(content), len(content))
    if header is None or zlib.crc32(content[_HEADER.size :]) != header.checksum:
        return None
    return np.frombuffer(content, "<i2", offset=len(content) - 2 * header.length), header.begins
