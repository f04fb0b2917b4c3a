"""Values of a timeline: each sound at its sample. No file, no device, no clock.

Ranges are half-open: a cue fills `start` up to but not including `end`. Positions inside a chapter
count from the chapter's first sample; absolute positions are sums over the chapters before it.
"""

from collections.abc import Iterator
from itertools import accumulate
from typing import Literal

import msgspec

from coach.protocol.session_model import Leads
from coach.session.location import ARRIVALS, USUAL, Arrival, Location
from coach.units import CARRIER_PERIOD, Samples

CueKind = Literal["speech", "tone"]


class Cue(msgspec.Struct, frozen=True):
    """Speech or a tone at a place in its chapter."""

    kind: CueKind
    content: str
    """The words of speech, or the name of a tone."""
    start: Samples
    """Offset from the chapter's first sample."""
    length: Samples
    instruction: int = 0
    """Index of its step in the chapter: a whole instruction is repeated, never a phrase alone."""
    parts: tuple[tuple[Samples, str], ...] = ()
    """Parts of its words, each with its offset from the cue's first sample; none where nobody knows."""

    @property
    def end(self) -> Samples:
        """Sample after the last one."""
        return Samples(self.start + self.length)

    def part_at(self, offset: int) -> str:
        """Return the part that is said at `offset` from the first sample; all words after them, or without parts."""
        said = [words for start, words in self.parts if start <= offset < self.length]
        return said[-1] if said else self.content


class Effort(msgspec.Struct, frozen=True):
    """A stretch or a set of strokes, from the first sample of its first tone to that of its release tone."""

    start: Samples
    length: Samples
    stroke: Samples | None = None
    """One stroke, one way; None for a stretch that is held."""
    reach: Samples = Samples(0)
    """From the start tone to the first sample; 0 where nothing leads up to it."""

    @property
    def begins(self) -> Samples:
        """The first sample at which the muscle is loaded: that of the start tone, where there is one."""
        return Samples(self.start - self.reach)

    @property
    def end(self) -> Samples:
        """Sample after the last one."""
        return Samples(self.start + self.length)


class Lead(msgspec.Struct, frozen=True):
    """Change of the body by an instruction, from its first word until it has been done."""

    start: Samples
    end: Samples
    does: Leads
    words_end: Samples
    """End of its last word."""


class Wait(msgspec.Struct, frozen=True, omit_defaults=True):
    """A rest that a live session ends sooner, when the person is ready, and for which it may wait longer."""

    start: Samples
    end: Samples
    """Planned end: an export, and a session that does not wait, go on here."""
    longer: Samples = Samples(0)
    """Time after the planned end for which it waits at most: whole periods of the carrier."""
    remind: Samples = Samples(0)
    """Time after the planned end at which the person is reminded."""

    @property
    def shorter(self) -> Samples:
        """Time that is saved by somebody who is ready at once: whole periods of the carrier, as a live session goes."""
        return Samples((self.end - self.start) // CARRIER_PERIOD * CARRIER_PERIOD)


class Chapter(msgspec.Struct, frozen=True):
    """A self-contained block: the unit of scheduling, rendering, encoding, skipping and repeating."""

    title: str
    length: Samples
    cues: tuple[Cue, ...]
    held: tuple[Effort, ...] = ()
    location: Location = Location()
    """Place that the chapter is about; its protocol is a part of a programme, not the programme."""
    orientation: tuple[str, ...] = ()
    """Words that must be heard before anything else: the names of its side, strip and spot."""
    forms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Other forms of the words of `orientation`, by word."""
    name: str = ""
    """Name in its protocol, the same on every side and spot."""
    leads: tuple[Lead, ...] = ()
    waits: tuple[Wait, ...] = ()
    kept: tuple[int, ...] = ()
    """Instructions that nobody can skip, by index."""
    arrival: Arrival = USUAL
    """Way in which the chapter brings the ball to its spot."""

    @property
    def arrives(self) -> bool:
        """Whether the chapter brings the ball to a spot."""
        return any(lead.does in ARRIVALS for lead in self.leads)

    def stretched(self, offset: int) -> Effort | None:
        """Find the effort in which the muscle is loaded at `offset`: from the start tone until words led out of it."""
        for held in self.held:
            out = next((lead.words_end for lead in self.leads if lead.start >= held.end), held.end)
            if held.begins <= offset < out:
                return held
        return None

    def paces(self, cue: Cue) -> bool:
        """Whether a tone paces a set of strokes, after the first tone, which has told of the set already."""
        sets = (held for held in self.held if held.stroke is not None)
        return cue.kind == "tone" and any(held.start < cue.start < held.end for held in sets)


class Timeline(msgspec.Struct, frozen=True):
    """Session in chapters, each cue at its exact sample."""

    protocol: str
    title: str
    language: str
    chapters: tuple[Chapter, ...]

    @property
    def length(self) -> Samples:
        """Samples of all chapters."""
        return Samples(sum(chapter.length for chapter in self.chapters))

    @property
    def range(self) -> tuple[Samples, Samples]:
        """Lengths of the session if the person is ready at once, and if nobody ever answers."""
        waits = [wait for chapter in self.chapters for wait in chapter.waits]
        shorter, longer = sum(wait.shorter for wait in waits), sum(wait.longer for wait in waits)
        return Samples(self.length - shorter), Samples(self.length + longer)

    @property
    def waits(self) -> bool:
        """Whether it waits for the person somewhere, beyond the planned rests."""
        return any(wait.longer for chapter in self.chapters for wait in chapter.waits)

    @property
    def starts(self) -> tuple[Samples, ...]:
        """Start of each chapter, in samples from the beginning of the session."""
        lengths = (chapter.length for chapter in self.chapters[:-1])
        return tuple(Samples(start) for start in accumulate(lengths, initial=0))

    def cues(self) -> Iterator[tuple[int, Samples, Cue]]:
        """Yield each cue in order, as (chapter index, absolute start, cue)."""
        for index, (start, chapter) in enumerate(zip(self.starts, self.chapters, strict=True)):
            for cue in chapter.cues:
                yield index, Samples(start + cue.start), cue
