"""Players by name, a row each. None is imported before it is asked for."""

from collections.abc import Callable
from pkgutil import resolve_name

from coach.errors import InputError
from coach.play.devices.base import Player


def _player(place: str) -> Callable[[], Player]:
    """Make a function that imports a player's class, given as `module:Class` of this package, and makes one."""

    def make() -> Player:
        player: Player = resolve_name(f"{__name__}.{place}")()
        return player

    return make


PLAYERS = {
    "miniaudio": _player("miniaudio:MiniaudioPlayer"),
    "simpleaudio": _player("simpleaudio:SimpleaudioPlayer"),
    "null": _player("null:NullPlayer"),
}

DEFAULT = "miniaudio"


def make_player(name: str = DEFAULT) -> Player:
    """Make the player of that name, not opened yet. Raises InputError for an unknown one."""
    if name not in PLAYERS:
        raise InputError(f"no player '{name}'; there are {', '.join(PLAYERS)}")
    return PLAYERS[name]()
