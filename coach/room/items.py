"""Items of a waiting room: spoken protocols and sound files, each opened at its turn."""

import typing as t
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np

from coach.audio.files import mono_blocks
from coach.errors import InputError
from coach.mix.model import RenderedChapter
from coach.play.stream.source import ChapterSource
from coach.protocol import Protocol
from coach.room.sound_file import PIECE, Measurement, measure, render
from coach.session.location import USUAL, Arrival
from coach.timeline.model import Chapter
from coach.units import Samples

if t.TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = Samples(5 * PIECE)
"""Samples of a chapter of a sound file, 30 s: an interruption goes back to its start."""

_WRITTEN = {"", ".yaml", ".yml"}
_KEPT = 3


class Item(t.Protocol):
    """Item to play from its beginning to its end."""

    @property
    def name(self) -> str:
        """Name or path, as the user gave it."""

    @property
    def title(self) -> str:
        """Title for people."""

    def length(self) -> Samples:
        """Measure the whole item in samples. The first call speaks or decodes it all.

        Raises CoachError if it cannot be played.
        """

    def open(self) -> ChapterSource:
        """Open the chapters for one time through. Raises CoachError if the item cannot be played."""


class Spoken:
    """Item that is a protocol."""

    def __init__(self, name: str, title: str, make: Callable[[], ChapterSource]) -> None:
        """`make` renders a session that is scheduled and proved to its end. It is called once."""
        self.name = name
        self.title = title
        self._make = make
        self._source: ChapterSource | None = None

    def length(self) -> Samples:
        """Measure the session. Raises ValueError if it is not scheduled to its end."""
        length = self.open().remaining(0, 0)
        if length is None:
            raise ValueError(f"{self.name}: the session was not scheduled to its end")
        return length

    def open(self) -> ChapterSource:
        """Open the same session each time."""
        if self._source is None:
            self._source = self._make()
        return self._source


class AudioFile:
    """Item that is a sound file in any format that ffmpeg reads. A changed file is measured anew."""

    def __init__(self, path: Path, volume: float = 1.0) -> None:
        """`volume` is an amplitude; 1.0 is -16 LUFS. The file is not read yet."""
        self.name = str(path)
        self.title = path.name
        self._path = path
        self._volume = volume
        self._measured: tuple[tuple[int, int], Measurement] | None = None

    def length(self) -> Samples:
        """Measure the file, unless it is the same as the last time."""
        return self._current().length

    def open(self) -> ChapterSource:
        """Open the file, measured first if need be."""
        return _Blocks(self._path, self._current())

    def _current(self) -> Measurement:
        try:
            status = self._path.stat()
        except OSError as error:
            raise InputError(f"{self._path}: there is no such file") from error
        version = (status.st_mtime_ns, status.st_size)
        if self._measured is None or self._measured[0] != version:
            self._measured = (version, measure(self._path, self._volume))
        return self._measured[1]


class _Blocks(ChapterSource):
    """Chapter source of one file, in blocks. The last few are kept; going back further decodes anew."""

    channels = 1

    def __init__(self, path: Path, measured: Measurement) -> None:
        self._path = path
        self._measured = measured
        self._kept: dict[int, RenderedChapter] = {}
        self._next = 0
        self._pieces: Iterator[NDArray[np.int16]] = iter(())

    @property
    def count(self) -> int:
        """Number of blocks."""
        return -(-self._measured.length // BLOCK)

    def load(self, index: int, arrival: Arrival = USUAL) -> tuple[RenderedChapter]:
        """Render block `index`. Raises InputError if the file was changed after it was measured."""
        if index not in self._kept:
            if index < self._next or self._next == 0:
                self._pieces = render(mono_blocks(self._path), self._measured.sound, self._measured.gain)
                self._next = 0
            while self._next <= index:
                self._kept[self._next] = self._render(self._next)
                self._next += 1
                self._kept = dict(list(self._kept.items())[-_KEPT:])
        return (self._kept[index],)

    def remaining(self, index: int, offset: int) -> Samples:
        """Count the samples to the end of the file."""
        return Samples(max(0, self._measured.length - index * BLOCK - offset))

    def _render(self, index: int) -> RenderedChapter:
        length = min(BLOCK, self._measured.length - index * BLOCK)
        try:
            pcm = np.concatenate([next(self._pieces) for _ in range(-(-length // PIECE))])
        except InputError as error:
            self._next = 0  # the rest of the decoding is of no use any more
            raise InputError(f"{self._path}: {error}") from error
        return RenderedChapter(Chapter(self._path.name, Samples(length), ()), pcm)


def items(names: Iterable[str], spoken: Callable[[str], Item], volume: float = 1.0) -> list[Item]:
    """Make the items of these names, in order.

    A name without a suffix, or with that of YAML, is a protocol and goes to `spoken`; any other is a sound file.
    """
    return [spoken(name) if Path(name).suffix.lower() in _WRITTEN else AudioFile(Path(name), volume) for name in names]


def admit(protocol: Protocol, allow_person: bool) -> None:
    """Refuse a protocol that a room of strangers must not hear, unless it is allowed. Raises InputError."""
    if protocol.audience == "person" and not allow_person:
        raise InputError(
            f"{protocol.protocol}: it leads one screened person through exercises, and a room has listeners nobody "
            "screened; choose one with 'audience: room', such as waiting-room, or add --allow-person"
        )
