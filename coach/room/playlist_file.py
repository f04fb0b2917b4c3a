"""Playlist file: YAML with every problem at its line and column."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import msgspec

from coach.errors import guess, shown
from coach.protocol import ProtocolError, shipped
from coach.protocol.decode_yaml import Decoder
from coach.protocol.limits_model import Model
from coach.protocol.load import compose, read
from coach.protocol.problems import KeyPath, Place, Problem
from coach.room.hours import WHOLE_DAY, Hours, Span, Spans, clock_time
from coach.room.playlist import HIGHEST, LOWEST, Announcement, Entry, Fades, Playlist
from coach.units import Samples, to_samples

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Names of weekdays in a playlist, alone or as a range such as ``mon-fri``."""

CLOSED = "closed"

_LONGEST_FADE = to_samples(60.0)
_LONGEST_RANGE = 366
_DATES = re.compile(r"(\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?")
_ADDRESS = re.compile(r"https?://[!-~]{1,400}")

T = TypeVar("T")


class _Entry(Model, frozen=True):
    play: str
    volume: int = 100


class _Announcement(Model, frozen=True):
    play: str
    at: tuple[str, ...]
    volume: int = 100


class _File(Model, frozen=True):
    items: tuple[_Entry, ...]
    announcements: tuple[_Announcement, ...] = ()
    gap: Samples = to_samples(300.0)
    order: Literal["listed", "shuffled"] = "listed"
    zone: str | None = msgspec.field(default=None, name="time zone")
    hours: dict[str, tuple[str, ...]] | None = None
    exceptions: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    quiet: tuple[str, ...] = msgspec.field(default=(), name="quiet hours")
    volume: int = 100
    volume_from: dict[str, int] = msgspec.field(default_factory=dict, name="volume from")
    cap: int = msgspec.field(default=HIGHEST, name="volume cap")
    fade_in: Samples = msgspec.field(default=Fades().rise, name="fade in")
    fade_out: Samples = msgspec.field(default=Fades().fall, name="fade out")
    language: str = "en"
    voice: str = "piper"
    more: str | None = None
    allow_person: Literal["yes", "no"] = msgspec.field(default="no", name="allow person")


def load_playlist(file: Path) -> Playlist:
    """Load a playlist. Paths in it are taken from its own folder.

    Raises ProtocolError with every problem found, InputError if the file cannot be read.
    """
    node, decoder = compose(read(file), str(file)), Decoder()
    if node is None:
        raise ProtocolError(
            str(file), [Problem(Place(1, 1), "the file is empty; a playlist has 'items:', with '- play: NAME' below")]
        )
    authored: _File | None = decoder.decode(node, _File)
    if authored is None or decoder.problems:
        raise ProtocolError(str(file), decoder.problems)
    reader = _Reader(decoder)
    playlist = reader.playlist(authored, file.resolve().parent)
    if playlist is None or decoder.problems:
        raise ProtocolError(str(file), decoder.problems)
    return playlist


class _Reader:
    """Reader of written times, days and names; each problem is noted at its place."""

    def __init__(self, decoder: Decoder) -> None:
        self._places = decoder.places
        self._problems = decoder.problems

    def playlist(self, file: _File, folder: Path) -> Playlist | None:
        """Turn written values into a playlist; None, or a problem noted, if one of them is wrong."""
        if not file.items:
            self._note(("items",), "there is nothing to play; add '- play: NAME'")
        for path, percent in self._percents(file):
            if not LOWEST <= percent <= HIGHEST:
                self._note(path, f"{percent} is no volume; use {LOWEST} to {HIGHEST} percent")
        for key, length in (("fade in", file.fade_in), ("fade out", file.fade_out)):
            if length > _LONGEST_FADE:
                self._note((key,), "longer than 60 s; use a shorter one")
        if file.more is not None and not _ADDRESS.fullmatch(file.more):
            self._note(("more",), f"'{shown(file.more)}' is no address; write it like https://clinic.example/more")
        if file.zone is not None:
            self._zone(file.zone)
        announcements = tuple(
            Announcement(
                _entry(one.play, one.volume, folder),
                tuple(self._each(one.at, ("announcements", index, "at"), clock_time)),
            )
            for index, one in enumerate(file.announcements)
        )
        hours = Hours(
            self._week(file.hours), self._exceptions(file.exceptions), self._spans(file.quiet, ("quiet hours",))
        )
        louder = sorted(
            (since, percent)
            for written, percent in file.volume_from.items()
            for since in self._each((written,), ("volume from", written), clock_time, single=True)
        )
        if self._problems:
            return None
        return Playlist(
            entries=tuple(_entry(one.play, one.volume, folder) for one in file.items),
            announcements=announcements,
            gap=file.gap,
            order=file.order,
            zone=file.zone,
            hours=hours,
            volume=file.volume,
            volume_from=tuple(louder),
            cap=file.cap,
            fades=Fades(file.fade_in, file.fade_out),
            language=file.language,
            voice=file.voice,
            more=file.more,
            allow_person=file.allow_person == "yes",
        )

    def _percents(self, file: _File) -> list[tuple[KeyPath, int]]:
        items = [(("items", index, "volume"), one.volume) for index, one in enumerate(file.items)]
        told = [(("announcements", index, "volume"), one.volume) for index, one in enumerate(file.announcements)]
        by_time = [(("volume from", key), percent) for key, percent in file.volume_from.items()]
        return [(("volume",), file.volume), (("volume cap",), file.cap), *items, *told, *by_time]

    def _week(self, written: dict[str, tuple[str, ...]] | None) -> tuple[Spans, ...]:
        if written is None:
            return (WHOLE_DAY,) * 7
        week: list[Spans] = [()] * 7
        for key, spans in written.items():
            first, _, last = key.partition("-")
            if first not in DAYS or (last or first) not in DAYS or key.endswith("-"):
                self._note(("hours", key), f"'{shown(key)}' is no day; use {', '.join(DAYS)}, or a range like mon-fri")
                continue
            begins, ends = DAYS.index(first), DAYS.index(last or first)
            for day in range(begins, begins + (ends - begins) % 7 + 1):
                if week[day % 7]:
                    self._note(("hours", key), f"{DAYS[day % 7]} has its hours already; keep one")
                week[day % 7] = self._spans(spans, ("hours", key))
        return tuple(week)

    def _exceptions(self, written: dict[str, tuple[str, ...]]) -> dict[date, Spans]:
        found: dict[date, Spans] = {}
        for key, spans in written.items():
            for day in self._each((key,), ("exceptions", key), _dates, single=True):
                found |= dict.fromkeys(day, self._spans(spans, ("exceptions", key)))
        return found

    def _spans(self, written: tuple[str, ...], path: KeyPath) -> Spans:
        return () if written == (CLOSED,) else tuple(self._each(written, path, Span.parse))

    def _zone(self, name: str) -> None:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            known = sorted(available_timezones())
            if not known:
                self._note(("time zone",), "this computer knows no time zones; type: pip install tzdata")
                return
            region = name.partition("/")[0].casefold()
            near = guess(name, [one for one in known if one.casefold().startswith(region)])
            self._note(("time zone",), f"there is no time zone '{shown(name)}'{near}; write it like Europe/Berlin")

    def _each(
        self, written: tuple[str, ...], path: KeyPath, parse: Callable[[str], T], *, single: bool = False
    ) -> list[T]:
        """Parse each text; what raises ValueError is noted. A `single` one stands at the path itself."""
        found = []
        for index, text in enumerate(written):
            try:
                found.append(parse(text))
            except ValueError as error:
                self._note(path if single else (*path, index), str(error))
        return found

    def _note(self, path: KeyPath, message: str) -> None:
        problem = Problem(self._places.get(path, Place(1, 1)), message)
        if problem not in self._problems:
            self._problems.append(problem)


def _dates(written: str) -> list[date]:
    """Read a date, or all dates from one to another. Raises ValueError."""
    match = _DATES.fullmatch(written.strip())
    wrong = f"'{shown(written)}' is no date; write it like 2026-12-24, or 2026-12-24 to 2027-01-01"
    if match is None:
        raise ValueError(wrong)
    try:
        first, last = (date.fromisoformat(one) for one in (match[1], match[2] or match[1]))
    except ValueError as error:
        raise ValueError(wrong) from error
    if not 0 <= (last - first).days <= _LONGEST_RANGE:
        raise ValueError(f"'{shown(written)}' is not from one date to a later one, at most a year on")
    return [first + timedelta(days) for days in range((last - first).days + 1)]


def _entry(play: str, volume: int, folder: Path) -> Entry:
    return Entry(play if play in shipped() else str(folder / Path(play).expanduser()), volume)
