"""Findings of an inspection. Values only."""

import math
from typing import Literal

import msgspec


class Target(msgspec.Struct, frozen=True):
    """Range from `least` to `most`, both included; None is no bound."""

    least: float | None = None
    most: float | None = None

    def met_by(self, value: float) -> bool:
        """Whether the value lies inside; NaN never does."""
        above = self.least is None or value >= self.least
        return not math.isnan(value) and above and (self.most is None or value <= self.most)


class Measure(msgspec.Struct, frozen=True):
    """Measured number, its target, and the places at which it missed that."""

    id: str
    """Name for programs, which never changes."""
    name: str
    value: float
    """Infinite where there was nothing but silence, NaN where nothing could be measured."""
    unit: str
    target: Target | None = None
    """Target; None for a number that is there for information."""
    digits: int = 1
    """Digits after the point, for people."""
    about: tuple[str, ...] = ()
    """Cues, tracks or chapters that are meant."""

    @property
    def met(self) -> bool:
        """Whether the target is met; without one, always."""
        return self.target is None or self.target.met_by(self.value)


class ChapterFound(msgspec.Struct, frozen=True):
    """Chapter of a session as it sounds."""

    title: str
    file: str
    words: int
    """Number of words in its blocks of instructions, as in `words_per_minute`."""
    words_per_minute: float | None
    """Pace of its blocks of instructions; None if none of them is long enough."""
    met: bool
    loudness: float
    """LUFS. For information: one gain serves the whole album."""
    samples_off: int | None
    """Samples by which its own track is longer than planned; None if it has none."""


class Wave(msgspec.Struct, frozen=True):
    """Outline of a stretch of sound, for pictures."""

    lows: list[float]
    highs: list[float]
    """The lowest and highest sample in each `step`; 1.0 is full scale."""
    step: int
    """Samples in one step."""


class Report(msgspec.Struct, frozen=True):
    """Findings in one sound: a whole session, the tracks of one, or a single file."""

    subject: str
    kind: Literal["whole", "tracks", "chapter", "sound"]
    """Kind of the sound; `sound` is a file without a timeline."""
    measures: tuple[Measure, ...]
    chapters: tuple[ChapterFound, ...] = ()

    @property
    def met(self) -> bool:
        """Whether every measure meets its target."""
        return all(measure.met for measure in self.measures)


class Inspection(msgspec.Struct, frozen=True):
    """Reports of one call."""

    path: str
    reports: tuple[Report, ...]
    picture: str | None = None
    """SVG, if it was asked for."""

    @property
    def met(self) -> bool:
        """Whether every report meets its targets."""
        return all(report.met for report in self.reports)
