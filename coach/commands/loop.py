"""A waiting room as the command line describes it: what is played in it, when, and on what."""

from collections.abc import Sequence

import msgspec

from coach.errors import InputError, shown
from coach.mix import album_gains
from coach.play.clock import SystemClock
from coach.play.controls.keys import terminal_keys
from coach.play.events import Ending
from coach.play.perform import Display, open_device, perform
from coach.protocol import load
from coach.render.renderer import SessionRenderer
from coach.room.day import run_loop
from coach.room.hours import Hours
from coach.room.items import Item, Spoken, admit, items
from coach.session import Choices
from coach.session.request import SessionRequest, Sounds
from coach.units import parse_duration, to_seconds

LOWEST, HIGHEST = 10, 100
"""Percent of the usual loudness. More would have to be limited, and then no longer be one loudness."""


class RoomRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Request for a waiting room, as it was written."""

    gap: str = "5m"
    opens: str | None = None
    closes: str | None = None
    volume: int = 100
    """Percent of the usual loudness."""
    allow_person: bool = False
    language: str = "en"
    sounds: Sounds = Sounds()
    player: str = "miniaudio"


def run_room(names: Sequence[str], room: RoomRequest, display: Display) -> None:
    """Play protocols and sound files in turn until somebody stops it.

    `display` is of spoken items; a line for each item is always printed.
    Raises InputError, before anything plays, for whatever cannot be played in this room.
    """
    if not LOWEST <= room.volume <= HIGHEST:
        raise InputError(f"--volume {room.volume}: use {LOWEST} to {HIGHEST} percent")
    try:
        gap = to_seconds(parse_duration(room.gap))
    except ValueError as error:
        raise InputError(f"--gap {shown(room.gap)}: write it like 90s or 5m") from error
    hours = Hours.parse(room.opens, room.closes)
    volume = room.volume / 100
    spoken: dict[str, SessionRenderer] = {}

    def prepare(name: str) -> Item:
        protocol = load(name)
        admit(protocol, room.allow_person)
        title = protocol.words[room.language].title if room.language in protocol.words else name

        def make() -> SessionRenderer:
            spoken[name] = _prepared(name, room, volume)
            return spoken[name]

        return Spoken(name, title, make)

    todo = items(names, prepare, volume)
    device = open_device(room.player, patient=True)

    def play(item: Item) -> Ending:
        renderer = spoken.get(item.name)
        prompts = renderer.prompts if renderer else None
        shown_by = display if renderer else Display.QUIET
        return perform(
            item.open(), prompts, item.title, device, language=room.language, display=shown_by, headset=False
        )

    run_loop(todo, hours, gap, SystemClock(), terminal_keys(), play, lambda line: print(line, flush=True))


def _prepared(name: str, room: RoomRequest, volume: float) -> SessionRenderer:
    """Render a whole session at the loudness of the room, scheduled and proved."""
    renderer = SessionRenderer(SessionRequest(name, Choices(language=room.language), room.sounds))
    gain, music = album_gains(renderer.mixer, renderer.timeline)
    return renderer.at_gain(gain * volume, music)
