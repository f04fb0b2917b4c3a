"""What a room hears: spoken protocols and sound files, each opened when its turn comes."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol as Promise

import numpy as np
from numpy.typing import NDArray

from coach.errors import InputError
from coach.mix.model import RenderedChapter
from coach.play.stream.source import ChapterSource
from coach.protocol import Protocol
from coach.room.decode import stream
from coach.room.sound_file import PIECE, Measured, measure, render
from coach.session.location import USUAL, Arrival
from coach.timeline.model import Chapter
from coach.units import Samples

BLOCK = Samples(5 * PIECE)
"""A chapter of a sound file, 30 s; an interruption goes back to its start."""

_WRITTEN = {"", ".yaml", ".yml"}
_KEPT = 3


class Item(Promise):
    """Something to play, from its beginning to its end."""

    @property
    def name(self) -> str:
        """As the user gave it."""

    @property
    def title(self) -> str:
        """For people."""

    def length(self) -> Samples:
        """From its first sample to its last. The first time it takes as long as speaking or decoding it all.

        Raises CoachError if it cannot be played.
        """

    def open(self) -> ChapterSource:
        """Its chapters, for one time through. Raises CoachError if it cannot be played."""


class Spoken:
    """A protocol."""

    def __init__(self, name: str, title: str, make: Callable[[], ChapterSource]) -> None:
        """`make` gives a session that is scheduled and proved to its end; it is called once, and kept."""
        self.name = name
        self.title = title
        self._make = make
        self._source: ChapterSource | None = None

    def length(self) -> Samples:
        """As `Item` says. Raises ValueError if `make` gave a session that does not know its end."""
        length = self.open().remaining(0, 0)
        if length is None:
            raise ValueError(f"{self.name}: the session was not scheduled to its end")
        return length

    def open(self) -> ChapterSource:
        """The same session each time."""
        if self._source is None:
            self._source = self._make()
        return self._source


class AudioFile:
    """A sound file in any format that ffmpeg reads; what it is changed to in the course of the day is played."""

    def __init__(self, path: Path, volume: float = 1.0) -> None:
        """`volume` is an amplitude; 1.0 is -16 LUFS. Nothing is read yet."""
        self.name = str(path)
        self.title = path.name
        self._path = path
        self._volume = volume
        self._measured: tuple[tuple[int, int], Measured] | None = None

    def length(self) -> Samples:
        """As `Item` says."""
        return self._current().length

    def open(self) -> ChapterSource:
        """As `Item` says."""
        return _Blocks(self._path, self._current())

    def _current(self) -> Measured:
        try:
            found = self._path.stat()
        except OSError as error:
            raise InputError(f"{self._path}: there is no such file") from error
        version = (found.st_mtime_ns, found.st_size)
        if self._measured is None or self._measured[0] != version:
            self._measured = (version, measure(self._path, self._volume))
        return self._measured[1]


class _Blocks(ChapterSource):
    """One file, in blocks. Made in order; the last few stay, and going back further decodes anew."""

    channels = 1
    count = 0

    def __init__(self, path: Path, measured: Measured) -> None:
        self._path = path
        self._measured = measured
        self.count = -(-measured.length // BLOCK)
        self._kept: dict[int, RenderedChapter] = {}
        self._next = 0
        self._pieces: Iterator[NDArray[np.int16]] = iter(())

    def load(self, index: int, arrival: Arrival = USUAL) -> tuple[RenderedChapter]:
        """Block `index`, whole at once. Raises InputError if the file is not what it was when measured."""
        if index not in self._kept:
            if index < self._next or self._next == 0:
                self._pieces = render(stream(self._path), self._measured.sound, self._measured.gain)
                self._next = 0
            while self._next <= index:
                self._kept[self._next] = self._made(self._next)
                self._next += 1
                self._kept = dict(list(self._kept.items())[-_KEPT:])
        return (self._kept[index],)

    def remaining(self, index: int, offset: int) -> Samples:
        """To the end of the file."""
        return Samples(max(0, self._measured.length - index * BLOCK - offset))

    def _made(self, index: int) -> RenderedChapter:
        length = min(BLOCK, self._measured.length - index * BLOCK)
        try:
            pcm = np.concatenate([next(self._pieces) for _ in range(-(-length // PIECE))])
        except InputError as error:
            self._next = 0  # what is left of the decoding is of no use any more
            raise InputError(f"{self._path}: {error}") from error
        return RenderedChapter(Chapter(self._path.name, Samples(length), ()), pcm)


def items(names: Iterable[str], spoken: Callable[[str], Item], volume: float = 1.0) -> list[Item]:
    """The items of these names, in order.

    A name without an ending, or with that of YAML, is a protocol and goes to `spoken`; any other is a sound file.
    """
    return [spoken(name) if Path(name).suffix.lower() in _WRITTEN else AudioFile(Path(name), volume) for name in names]


def admit(protocol: Protocol, allow_person: bool) -> None:
    """Raises InputError for a protocol that a room of strangers must not hear, unless it is allowed."""
    if protocol.audience == "person" and not allow_person:
        raise InputError(
            f"{protocol.protocol}: it leads one screened person through exercises, and a room has listeners nobody "
            "screened; choose one with 'audience: room', such as waiting-room, or add --allow-person"
        )
