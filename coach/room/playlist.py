"""Playlist: what a room plays and when, as one value. Pure."""

from datetime import time
from typing import Literal

import msgspec

from coach.errors import InputError
from coach.room.hours import Hours
from coach.units import Samples, to_samples

LOWEST, HIGHEST = 10, 100
"""Percent of the usual loudness. More would have to be limited, and then no longer be one loudness."""


class Fades(msgspec.Struct, frozen=True):
    """Samples of the fades at both ends of a sound file."""

    rise: Samples = to_samples(1.5)
    fall: Samples = to_samples(3.0)


class Entry(msgspec.Struct, frozen=True):
    """Entry of a playlist: a protocol, an exported folder or a sound file, by name or path."""

    play: str
    volume: int = 100
    """Percent of the volume of the room."""


class Announcement(msgspec.Struct, frozen=True):
    """Announcement: an entry at fixed times of every day that is open then."""

    entry: Entry
    at: tuple[time, ...]


class Playlist(msgspec.Struct, frozen=True, kw_only=True):
    """Playlist of a room. Paths in it are as good from any folder."""

    entries: tuple[Entry, ...]
    announcements: tuple[Announcement, ...] = ()
    gap: Samples = to_samples(300.0)
    order: Literal["listed", "shuffled"] = "listed"
    zone: str | None = None
    """Time zone by its IANA name; None for the zone of the machine."""
    hours: Hours = Hours()
    volume: int = 100
    """Percent of the usual loudness."""
    volume_from: tuple[tuple[time, int], ...] = ()
    """Percent in the place of `volume` from each time of day on, in order of time."""
    cap: int = HIGHEST
    """Percent that nothing is louder than."""
    fades: Fades = Fades()
    language: str = "en"
    voice: str = "piper"
    more: str | None = None
    """Address of more for those who wait, shown as a QR code on the screen beside the room."""
    allow_person: bool = False
    """True if protocols that lead one person may be played."""

    def __post_init__(self) -> None:
        """Refuse volumes out of range, and nothing to play. Raises InputError."""
        if not self.entries:
            raise InputError("there is nothing to play; name a protocol or a sound file")
        for percent in (self.volume, self.cap, *(percent for _, percent in self.volume_from)):
            if not LOWEST <= percent <= HIGHEST:
                raise InputError(f"volume {percent}: use {LOWEST} to {HIGHEST} percent")

    def loudness(self, entry: Entry, now: time) -> float:
        """Amplitude of an entry that begins at a time of day; 1.0 is the usual loudness.

        Before the first time of `volume_from`, what was set last the day before still holds.
        """
        begun = [percent for since, percent in self.volume_from if since <= now]
        others = [percent for _, percent in self.volume_from[-1:]]
        percent = next(reversed(begun), next(iter(others), self.volume))
        return min(percent * entry.volume / 100, self.cap) / 100
