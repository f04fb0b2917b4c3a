"""What an inspection finds. Values only."""

import math
from typing import Literal

import msgspec


class Target(msgspec.Struct, frozen=True):
    """From `least` to `most`, both included; None is no bound."""

    least: float | None = None
    most: float | None = None

    def met_by(self, value: float) -> bool:
        """Whether the value lies inside. What could not be measured does not."""
        above = self.least is None or value >= self.least
        return not math.isnan(value) and above and (self.most is None or value <= self.most)


class Measure(msgspec.Struct, frozen=True):
    """One number, what it should be, and where it went wrong."""

    id: str
    """For programs; it never changes."""
    name: str
    value: float
    """Infinite where there was nothing but silence, NaN where nothing could be measured."""
    unit: str
    target: Target | None = None
    """None for a number that is there for information."""
    digits: int = 1
    """After the point, for people."""
    about: tuple[str, ...] = ()
    """Which cues, tracks or chapters are meant."""

    @property
    def met(self) -> bool:
        """Whether the target is met; without one, always."""
        return self.target is None or self.target.met_by(self.value)


class ChapterFound(msgspec.Struct, frozen=True):
    """One chapter of a session."""

    title: str
    file: str
    words: int
    """In its blocks of instructions, as in `words_per_minute`."""
    words_per_minute: float | None
    """None if it has no block of instructions that is long enough."""
    met: bool
    loudness: float
    """LUFS. For information: one gain serves the whole album."""
    samples_off: int | None
    """How much longer than planned its own track is, in samples; None if it has none."""


class Wave(msgspec.Struct, frozen=True):
    """The outline of a stretch of sound, for pictures."""

    lows: list[float]
    highs: list[float]
    """The lowest and highest sample in each `step`; 1.0 is full scale."""
    step: int
    """Samples."""


class Report(msgspec.Struct, frozen=True):
    """What was found in one sound: a whole session, the tracks of one, or a single file."""

    subject: str
    kind: Literal["whole", "tracks", "chapter", "sound"]
    """`sound` is a file without a timeline."""
    measures: tuple[Measure, ...]
    chapters: tuple[ChapterFound, ...] = ()

    @property
    def met(self) -> bool:
        return all(measure.met for measure in self.measures)


class Inspection(msgspec.Struct, frozen=True):
    """All reports of one call."""

    path: str
    reports: tuple[Report, ...]
    picture: str | None = None
    """SVG, if it was asked for."""

    @property
    def met(self) -> bool:
        return all(report.met for report in self.reports)
