"""The session as a media player of Bluetooth: a headset's buttons reach it where no desktop passes them on.

BlueZ, on the system bus, calls a player that was registered with an adapter: Play and Pause, Next and Previous. An
earbud that is taken out sends Pause. A headset that goes away altogether pauses as well.
https://github.com/bluez/bluez/blob/master/doc/org.bluez.Media.rst
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.play.controls.verbs import Verb
from coach.play.desktop.interfaces import PLAYER
from coach.play.desktop.on_bus import PATH, OnBus

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Coroutine

    from dbus_fast import Message
    from dbus_fast.aio import MessageBus
    from dbus_fast.service import ServiceInterface

_USUAL = "/run/dbus/system_bus_socket"
_BLUEZ, _DBUS = "org.bluez", "org.freedesktop.DBus"
_MEDIA, _DEVICE = "org.bluez.Media1", "org.bluez.Device1"

_SOUNDS = ("0000110b-", "0000110d-", "00001108-", "0000111e-", "0000184e-")
"""Beginnings of the UUIDs of devices that sound: A2DP, headset, hands-free, LE audio."""

_RULES = (
    f"type='signal',sender='{_BLUEZ}',interface='{_DBUS}.ObjectManager'",
    f"type='signal',sender='{_BLUEZ}',interface='{_DBUS}.Properties',arg0='{_DEVICE}'",
    f"type='signal',sender='{_DBUS}',member='NameOwnerChanged',arg0='{_BLUEZ}'",
)


class Bluez(OnBus):
    """A screen, and a way in for the buttons of Bluetooth headsets. BlueZ and its adapters may come and go."""

    name = "bluez"
    bus = "system bus"
    nowhere = "there is no system bus"

    _connection: "MessageBus"

    def address(self) -> str | None:
        """Find the system bus: as the environment says, or at its usual place."""
        usual = f"unix:path={_USUAL}" if Path(_USUAL).exists() else None
        return os.environ.get("DBUS_SYSTEM_BUS_ADDRESS") or usual

    async def meet(self, bus: "MessageBus", root: "ServiceInterface", player: "ServiceInterface") -> None:
        """Export the player, and register it with each adapter, now and whenever one comes."""
        self._connection = bus
        self._sounding: set[str] = set()
        """Connected devices that sound, by their objects."""
        self._calls: set[asyncio.Task[None]] = set()
        bus.export(PATH, player)
        bus.add_message_handler(self._heed)
        for rule in _RULES:
            await self._call(_DBUS, "/org/freedesktop/DBus", _DBUS, "AddMatch", "s", rule)
        await self._look()

    async def _look(self) -> None:
        """Find what BlueZ has now: nothing, if it does not run."""
        found = await self._call(_BLUEZ, "/", f"{_DBUS}.ObjectManager", "GetManagedObjects")
        for path, interfaces in (found[0] if found else {}).items():
            await self._meet_object(path, interfaces)

    async def _meet_object(self, path: str, interfaces: dict[str, Any]) -> None:
        if _MEDIA in interfaces:
            await self._call(_BLUEZ, path, _MEDIA, "RegisterPlayer", "oa{sv}", PATH, self._about())
        if _DEVICE in interfaces:
            about = interfaces[_DEVICE]
            uuids = about["UUIDs"].value if "UUIDs" in about else ()
            if "Connected" in about and about["Connected"].value and any(each.startswith(_SOUNDS) for each in uuids):
                self._sounding.add(path)

    def _about(self) -> dict[str, Any]:
        """Tell what BlueZ wants to know beforehand: it calls nothing that it was not told to be there."""
        from dbus_fast import Variant

        about = {name: fact for name, fact in PLAYER.items() if name.startswith("Can")}
        about |= {"PlaybackStatus": ("s", self.remote.status), "Position": ("x", self.remote.position)}
        shown = {name: Variant(*fact) for name, fact in self.remote.metadata.items()}
        return {name: Variant(*fact) for name, fact in about.items()} | {"Metadata": Variant("a{sv}", shown)}

    def _heed(self, message: "Message") -> None:
        """Follow adapters and devices that come and go. Called for every message, as that is how the library has it."""
        match message.member, message.body:
            case "InterfacesAdded", [str(path), dict(interfaces)]:
                self._soon_call(self._meet_object(path, interfaces))
            case "InterfacesRemoved", [str(path), list(interfaces)] if _DEVICE in interfaces:
                self._gone(path)
            case "PropertiesChanged", [str(interface), dict(changed), _] if (
                interface == _DEVICE and "Connected" in changed
            ):
                path = message.path or ""
                if not changed["Connected"].value:
                    self._gone(path)
                else:  # what a device can do is known only to whoever asks
                    self._soon_call(self._ask_device(path))
            case "NameOwnerChanged", [str(name), _, str(owner)] if name == _BLUEZ:
                for path in tuple(self._sounding):
                    self._gone(path)
                if owner:
                    self._soon_call(self._look())

    def _gone(self, path: str) -> None:
        """Pause if this was where the session was heard: what goes on now sounds from somewhere else."""
        if path in self._sounding:
            self._sounding.discard(path)
            self.remote.ask(Verb.PAUSE)

    async def _ask_device(self, path: str) -> None:
        found = await self._call(_BLUEZ, path, f"{_DBUS}.Properties", "GetAll", "s", _DEVICE)
        if found:
            await self._meet_object(path, {_DEVICE: found[0]})

    def _soon_call(self, call: "Coroutine[Any, Any, None]") -> None:
        import asyncio

        task = asyncio.ensure_future(call)
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)

    async def _call(
        self, to: str, path: str, interface: str, member: str, kinds: str = "", *values: object
    ) -> list[Any]:
        """Call a method; nothing comes back from what is not there, or refuses. BlueZ is not started for it."""
        from dbus_fast import Message, MessageFlag, MessageType

        message = Message(
            destination=to,
            path=path,
            interface=interface,
            member=member,
            flags=MessageFlag.NO_AUTOSTART,
            signature=kinds,
            body=list(values),
        )
        reply = await self._connection.call(message)
        return reply.body if reply is not None and reply.message_type is MessageType.METHOD_RETURN else []
