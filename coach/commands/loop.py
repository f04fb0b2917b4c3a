"""A playlist by the options of the command line: the short form of a room."""

from collections.abc import Sequence

from coach.commands.room import RoomOutput, play_playlist
from coach.errors import InputError, shown
from coach.room.hours import Hours
from coach.room.playlist import HIGHEST, LOWEST, Entry, Playlist
from coach.units import Samples, parse_duration


def run_loop(
    names: Sequence[str],
    output: RoomOutput,
    *,
    gap: str = "5m",
    opens: str | None = None,
    closes: str | None = None,
    volume: int = 100,
    allow_person: bool = False,
    language: str = "en",
    voice: str = "piper",
) -> None:
    """Play protocols and sound files in turn until somebody stops it. `volume` is percent of the usual loudness.

    Raises InputError, before anything plays, for whatever cannot be played in this room.
    """
    if not LOWEST <= volume <= HIGHEST:
        raise InputError(f"--volume {volume}: use {LOWEST} to {HIGHEST} percent")
    playlist = Playlist(
        entries=tuple(Entry(name) for name in names),
        gap=_gap(gap),
        hours=Hours.parse(opens, closes),
        volume=volume,
        language=language,
        voice=voice,
        allow_person=allow_person,
    )
    play_playlist(playlist, output)


def _gap(written: str) -> Samples:
    try:
        return parse_duration(written)
    except ValueError as error:
        raise InputError(f"--gap {shown(written)}: write it like 90s or 5m") from error
