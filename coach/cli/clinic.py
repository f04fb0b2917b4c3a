"""Commands of a clinic."""

from pathlib import Path
from typing import Annotated

import typer

from coach.cli import options
from coach.cli.output import pour
from coach.cli.usage import in_output
from coach.errors import InputError


def room(
    playlist: Annotated[
        str, typer.Argument(metavar="PLAYLIST", help="A playlist (.yaml); or status: what the running room does.")
    ],
    cache: options.Cache = None,
    player: options.Player = "miniaudio",
    plain: options.Plain = False,
    quiet: Annotated[bool, in_output("--quiet", help="Only what is played when.")] = False,
    health: Annotated[
        str | None, in_output("--health", metavar="ADDRESS", help="Tell its health there, such as 127.0.0.1:9109.")
    ] = None,
    screen: Annotated[
        str | None,
        in_output("--screen", metavar="ADDRESS", help="Serve a page for a large display there, such as 8770."),
    ] = None,
    unit: Annotated[
        bool, in_output("--unit", help="Print a systemd unit that plays it from now on, and play nothing.")
    ] = False,
    user: Annotated[bool, in_output("--user", help="With --unit: for your own account, without root.")] = False,
    json: Annotated[bool, in_output("--json", help="With status: as JSON, for programs.")] = False,
) -> None:
    """A room that runs by itself: a playlist with hours, volumes by time of day and announcements.

    A changed playlist is taken up at the next item. Keys as for play; n in a gap starts the next.
    """
    if playlist == "status":
        return _status(json=json)
    if unit:
        from coach.room.playlist_file import load_playlist
        from coach.room.systemd import unit_of

        load_playlist(Path(playlist))  # a wrong one is told now
        if player != "miniaudio":
            raise InputError(f"--unit with --player {player}: a unit plays through miniaudio; leave --player out")
        chosen = [
            word
            for option, value in (("--cache", cache and cache.resolve()), ("--health", health), ("--screen", screen))
            if value
            for word in (option, str(value))
        ]
        return pour(unit_of(Path(playlist), chosen, user=user))
    from coach.commands.room import RoomOutput, play_file
    from coach.play.perform import display_of

    display = display_of(plain=plain, quiet=quiet)
    return play_file(
        Path(playlist), RoomOutput(player=player, cache=cache, display=display, health=health, screen=screen)
    )


def _status(*, json: bool) -> None:
    from coach.commands.room import status_file
    from coach.room.status import as_json, as_lines, read_status

    status = read_status(status_file())
    pour(as_json(status)) if json else print("\n".join(as_lines(status)))
