"""The session as a media player of the Linux desktop: media keys, headset buttons and the lock screen reach it.

This is MPRIS on the session bus: https://specifications.freedesktop.org/mpris-spec/latest/.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from coach.play.desktop.on_bus import PATH, OnBus

if TYPE_CHECKING:
    from dbus_fast.aio import MessageBus
    from dbus_fast.service import ServiceInterface

NAME = "org.mpris.MediaPlayer2.smr_coach"


class Mpris(OnBus):
    """A screen, and a way in for verbs. Where there is no desktop it is off, and all else goes on."""

    name = "mpris"
    bus = "session bus"
    nowhere = "there is no session bus: DBUS_SESSION_BUS_ADDRESS is not set"

    def address(self) -> str | None:
        """Find the session bus: as the environment says, or where systemd has it."""
        usual = f"{os.environ.get('XDG_RUNTIME_DIR')}/bus"
        return os.environ.get("DBUS_SESSION_BUS_ADDRESS") or (f"unix:path={usual}" if Path(usual).exists() else None)

    async def meet(self, bus: "MessageBus", root: "ServiceInterface", player: "ServiceInterface") -> None:
        """Take the name of a player. Raises RuntimeError if two other sessions have it."""
        from dbus_fast import NameFlag, RequestNameReply

        bus.export(PATH, root)
        bus.export(PATH, player)
        for name in (NAME, f"{NAME}.instance{os.getpid()}"):
            if await bus.request_name(name, NameFlag.DO_NOT_QUEUE) == RequestNameReply.PRIMARY_OWNER:
                return
        raise RuntimeError(f"{name} is taken")
