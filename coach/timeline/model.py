"""What sounds at which sample. Values only: no file, no device, no clock.

Ranges are half-open: a cue fills `start` up to but not including `end`. Positions inside a chapter
count from the chapter's first sample; absolute positions are sums over the chapters before it.
"""

from collections.abc import Iterator
from itertools import accumulate
from typing import Literal

import msgspec

from coach.units import Samples


class Cue(msgspec.Struct, frozen=True):
    """Speech or a tone at a place in its chapter."""

    kind: Literal["speech", "tone"]
    content: str
    """The words of speech, or the name of a tone."""
    start: Samples
    """Offset from the chapter's first sample."""
    length: Samples
    instruction: int = 0
    """Which step of the chapter it belongs to; a phrase alone is not worth repeating."""

    @property
    def end(self) -> Samples:
        return Samples(self.start + self.length)


class Held(msgspec.Struct, frozen=True):
    """A stretch or a set of strokes, from the first sample of its first tone to that of its release tone."""

    start: Samples
    length: Samples
    stroke: Samples | None = None
    """One stroke, one way; None for a stretch that is held."""

    @property
    def end(self) -> Samples:
        return Samples(self.start + self.length)


class Chapter(msgspec.Struct, frozen=True):
    """A self-contained block: the unit of scheduling, rendering, encoding, skipping and repeating."""

    title: str
    length: Samples
    cues: tuple[Cue, ...]
    held: tuple[Held, ...] = ()
    side: str | None = None
    strip: str | None = None
    spot: int | None = None
    passage: int | None = None
    orientation: tuple[str, ...] = ()
    """Words that must be heard before anything else: the names of its side, strip and spot."""
    protocol: str = ""
    """The one it is from: in a programme, not the programme."""

    def paces(self, cue: Cue) -> bool:
        """Whether a tone is one of the many that pace a set of strokes; the first one has told of it already."""
        sets = (held for held in self.held if held.stroke is not None)
        return cue.kind == "tone" and any(held.start < cue.start < held.end for held in sets)


class Timeline(msgspec.Struct, frozen=True):
    """Chapters in order."""

    protocol: str
    title: str
    language: str
    chapters: tuple[Chapter, ...]

    @property
    def length(self) -> Samples:
        return Samples(sum(chapter.length for chapter in self.chapters))

    @property
    def starts(self) -> tuple[Samples, ...]:
        """Where each chapter begins, in samples from the beginning of the session."""
        lengths = (chapter.length for chapter in self.chapters[:-1])
        return tuple(Samples(start) for start in accumulate(lengths, initial=0))

    def cues(self) -> Iterator[tuple[int, Samples, Cue]]:
        """Each cue in order, as (chapter index, absolute start, cue)."""
        for index, (start, chapter) in enumerate(zip(self.starts, self.chapters, strict=True)):
            for cue in chapter.cues:
                yield index, Samples(start + cue.start), cue
