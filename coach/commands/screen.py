"""Open the screen beside a room at an address of this machine."""

import socket
from typing import TYPE_CHECKING

from coach.commands.doctor import install
from coach.errors import CoachError, InputError, shown
from coach.page.album import album_of
from coach.play.clock import SystemClock
from coach.room.systemd import print_line

if TYPE_CHECKING:
    from coach.page.album import PageAlbum
    from coach.render.renderer import SessionRenderer

try:
    from coach.share.screen import Screen
    from coach.share.server import host
    from coach.share.shown_room import ShownRoom
except ModuleNotFoundError as error:
    raise CoachError(f"--screen needs the package {error.name}, which is not installed; {install('share')}") from error

_ANY = {"", "0.0.0.0", "::"}
_THIS = {"127.0.0.1", "localhost"}


def open_screen(address: str) -> Screen:
    """Listen at a port such as ``8770`` of this machine alone, or at an address such as ``192.168.1.20:8770``.

    Raises InputError for an address that cannot be used.
    """
    name, _, port = address.rpartition(":")
    name = name.strip("[]") if ":" in address else "127.0.0.1"
    if name in _ANY or not port.isdecimal() or int(port) > 65535:
        raise InputError(f"--screen {shown(address)}: write a port like 8770, or one address like 192.168.1.20:8770")
    try:
        family = socket.AF_INET6 if ":" in name else socket.AF_INET
        bound = socket.create_server((name, int(port)), family=family)
    except OSError as error:
        raise InputError(f"--screen {shown(address)}: {error.strerror or error}; choose another address") from error
    port_bound = bound.getsockname()[1]
    names = _THIS if name in _THIS else {name}
    hosts = [host(one, port_bound) for one in sorted(names)]
    print_line(6, f"screen: http://{host(name, port_bound)}/")
    return Screen(ShownRoom(SystemClock().wall), hosts, [bound], lambda line: print_line(4, line))


def shown_album(renderer: "SessionRenderer") -> "PageAlbum":
    """Collect what the screen shows of a session beside its words: where each chapter is in which drawing."""
    from pathlib import Path

    from coach.export.cover import cover

    timeline = renderer.timeline
    # No sound lies there: only its chapters and drawings are shown.
    return album_of(timeline, dict(cover(renderer.protocol, timeline).drawings), Path("session.wav"), None)
