"""Items of a waiting room: spoken protocols, exported sessions and sound files, each opened at its turn."""

import typing as t
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from coach.audio.files import mono_blocks
from coach.errors import InputError
from coach.mix import album_gains
from coach.mix.model import RenderedChapter
from coach.play.stream.source import ChapterSource
from coach.protocol import Protocol, find, load
from coach.render.renderer import SessionRenderer
from coach.room.exported import exported_sounds
from coach.room.playlist import Fades
from coach.room.sound_file import PIECE, USUAL, Decode, Measurement, measure, render
from coach.session.location import USUAL as USUAL_ARRIVAL
from coach.session.location import Arrival
from coach.timeline.model import Chapter
from coach.units import Samples

if t.TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = Samples(5 * PIECE)
"""Samples of a chapter of a sound file, 30 s: an interruption goes back to its start."""

_WRITTEN = {"", ".yaml", ".yml"}
_KEPT = 3


class Item(t.Protocol):
    """Item to play from its beginning to its end. What lies on disk is looked at again each time."""

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

    def prepare(self, volume: float) -> None:
        """Make the beginning, so that `open` at the same amplitude sounds at once. Raises as `length` does."""

    def open(self, volume: float) -> ChapterSource:
        """Open the chapters for one time through, at an amplitude; 1.0 is -16 LUFS. Raises as `length` does."""


class Spoken:
    """Item that is a protocol. A changed file is spoken anew."""

    def __init__(self, name: str, make: Callable[[str], SessionRenderer]) -> None:
        """`make` renders the session of a name. It raises CoachError for what a room must not hear."""
        self.name = name
        self._make = make
        self._version: tuple[int, int] | None = None
        self._made: SessionRenderer | None = None
        self._ready: tuple[float, SessionRenderer] | None = None

    @property
    def title(self) -> str:
        """Title in the language of the room; the name until it was loaded once."""
        return self.name if self._made is None else self._made.title

    def length(self) -> Samples:
        """Measure the session, which is scheduled and proved to its end."""
        return self._current().timeline.length

    def prepare(self, volume: float) -> None:
        """Bring the session to its loudness."""
        renderer = self._current()
        if self._ready is None or self._ready[0] != volume:
            gain, music = album_gains(renderer.mixer, renderer.timeline)
            self._ready = volume, renderer.at_gain(gain * volume, music)

    def open(self, volume: float) -> ChapterSource:
        """Open the same session each time."""
        self.prepare(volume)
        assert self._ready is not None
        return self._ready[1]

    def _current(self) -> SessionRenderer:
        version = _version(find(self.name))
        if version != self._version:
            if self._version is not None:
                load.cache_clear()  # what was loaded is of the version before
            self._version, self._made, self._ready = version, None, None
        if self._made is None:
            self._made = self._make(self.name)
        return self._made


class AudioFile:
    """Item that is a sound file in any format that ffmpeg reads, or several in turn.

    A changed file is measured anew.
    """

    def __init__(self, path: Path, fades: Fades = USUAL, find: Callable[[], Sequence[Path]] | None = None) -> None:
        """`find` finds the files, which are the path itself without one. No file is read yet."""
        self.name = str(path)
        self.title = path.name
        self._find = find or (lambda: (path,))
        self._fades = fades
        self._version: tuple[tuple[int, int], ...] = ()
        self._measured: dict[float, Measurement] = {}
        self._ready: tuple[float, _Blocks] | None = None

    def length(self) -> Samples:
        """Measure the file, unless it is the same as the last time."""
        self._look()
        measured = next(iter(self._measured.values()), None) or self._measurement(1.0)
        return measured.length

    def prepare(self, volume: float) -> None:
        """Render the first block."""
        source = self._blocks(volume)
        source.load(0)
        self._ready = volume, source

    def open(self, volume: float) -> ChapterSource:
        """Open the file, measured first if need be."""
        source, self._ready = self._blocks(volume), None
        return source

    def _blocks(self, volume: float) -> "_Blocks":
        files = self._look()
        if self._ready is not None and self._ready[0] == volume:
            return self._ready[1]
        return _Blocks(self.name, self._decode(files), self._measurement(volume), self._fades)

    def _look(self) -> Sequence[Path]:
        """Find the files, and forget what was measured of others."""
        files = self._find()
        version = tuple(_version(path) for path in files)
        if version != self._version:
            self._version, self._ready = version, None
            self._measured.clear()
        return files

    def _measurement(self, volume: float) -> Measurement:
        known = next(iter(self._measured.values()), None)
        softer = known.softer(volume) if known else None
        if volume not in self._measured:
            self._measured[volume] = softer or measure(self.name, self._decode(self._find()), volume, self._fades)
        return self._measured[volume]

    def _decode(self, files: Sequence[Path]) -> Decode:
        return lambda: chain.from_iterable(mono_blocks(path) for path in files)


def _version(path: Path) -> tuple[int, int]:
    """Tell one version of a file from another. Raises InputError if there is no such file."""
    try:
        status = path.stat()
    except OSError as error:
        raise InputError(f"{path}: there is no such file") from error
    return status.st_mtime_ns, status.st_size


class _Blocks(ChapterSource):
    """Chapter source of one file, in blocks. The last few are kept; going back further decodes anew."""

    channels = 1

    def __init__(self, name: str, decode: Decode, measured: Measurement, fades: Fades) -> None:
        self._name = name
        self._decode = decode
        self._measured = measured
        self._fades = fades
        self._kept: dict[int, RenderedChapter] = {}
        self._next = 0
        self._pieces: Iterator[NDArray[np.int16]] = iter(())

    @property
    def count(self) -> int:
        """Number of blocks."""
        return -(-self._measured.length // BLOCK)

    def load(self, index: int, arrival: Arrival = USUAL_ARRIVAL) -> tuple[RenderedChapter]:
        """Render block `index`. Raises InputError if the file was changed after it was measured."""
        if index not in self._kept:
            if index < self._next or self._next == 0:
                self._pieces = render(self._decode(), self._measured.sound, self._measured.gain, fades=self._fades)
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
            raise InputError(f"{self._name}: {error}") from error
        return RenderedChapter(Chapter(Path(self._name).name, Samples(length), ()), pcm)


def item_of(play: str, spoken: Callable[[str], Item], fades: Fades = USUAL, *, allow_person: bool = False) -> Item:
    """Make the item of a name: a folder is an exported session, any name with another suffix than YAML's a sound file.

    A name without a suffix, or with that of YAML, is a protocol and goes to `spoken`.
    """
    path = Path(play)
    if path.is_dir():
        return AudioFile(path, fades, lambda: exported_sounds(path, allow_person))
    return spoken(play) if path.suffix.lower() in _WRITTEN else AudioFile(path, fades)


def admit(protocol: Protocol, allow_person: bool) -> None:
    """Refuse a protocol that a room of strangers must not hear, unless it is allowed. Raises InputError."""
    if protocol.audience == "person" and not allow_person:
        raise InputError(
            f"{protocol.protocol}: it leads one screened person through exercises, and a room has listeners nobody "
            "screened; choose one with 'audience: room', such as waiting-room, or add --allow-person "
            "(in a playlist: allow person: yes)"
        )
