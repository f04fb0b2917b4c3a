"""The players by name. Nothing is imported before it is asked for."""

from collections.abc import Callable

from coach.errors import InputError
from coach.play.devices.base import Player


def _miniaudio() -> Player:
    from coach.play.devices.miniaudio import MiniaudioPlayer

    return MiniaudioPlayer()


def _simpleaudio() -> Player:
    from coach.play.devices.simpleaudio import SimpleaudioPlayer

    return SimpleaudioPlayer()


def _null() -> Player:
    from coach.play.devices.null import NullPlayer

    return NullPlayer()


PLAYERS: dict[str, Callable[[], Player]] = {
    "miniaudio": _miniaudio,
    "simpleaudio": _simpleaudio,
    "null": _null,
}

DEFAULT = "miniaudio"


def make_player(name: str = DEFAULT) -> Player:
    """The player of that name, not opened yet. Raises InputError for an unknown one."""
    if name not in PLAYERS:
        raise InputError(f"no player '{name}'; there are {', '.join(PLAYERS)}")
    return PLAYERS[name]()
