"""BlueZ without Bluetooth: a service of that name on a bus of one's own, with headsets whose buttons can be pressed."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

T = TypeVar("T")

ADAPTER, BUDS = "/org/bluez/hci0", "/org/bluez/hci0/dev_00_11_22_33_44_55"
PLAYER = "org.mpris.MediaPlayer2.Player"
A2DP = "0000110b-0000-1000-8000-00805f9b34fb"
MOUSE = "00001124-0000-1000-8000-00805f9b34fb"


class FakeBluez:
    """BlueZ with one adapter. Enter it on a bus; `registered` are the players that it was given, by their senders."""

    def __init__(self, address: str, *, adapter: bool = True, connected: bool = True, uuid: str = A2DP) -> None:
        self._address = address
        self.objects: dict[str, dict[str, dict[str, Variant]]] = {}
        if adapter:
            self.objects[ADAPTER] = {"org.bluez.Adapter1": {}, "org.bluez.Media1": {}}
            device = {"Connected": Variant("b", connected), "UUIDs": Variant("as", [uuid])}
            self.objects[BUDS] = {"org.bluez.Device1": device}
        self.registered: list[tuple[str, str, dict[str, Any]]] = []
        """Sender, object and properties of each."""
        self.presses_when_registered = ""
        """Button that is pressed as soon as there is a player."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> "FakeBluez":
        self._thread.start()
        self._run(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._bus.disconnect()
        self._run(asyncio.sleep(0))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def press(self, member: str) -> None:
        """Press a headset's button: Play, Pause, Stop, Next or Previous. BlueZ waits for no reply."""
        for sender, path, about in self.registered:
            assert about["CanControl"]
            message = Message(destination=sender, path=path, interface=PLAYER, member=member)
            self._loop.call_soon_threadsafe(self._bus.send, message)

    def previous(self) -> None:
        """Press the button that goes back."""
        self.press("Previous")

    def connect(self, connected: bool) -> None:
        """Connect or lose the headset."""
        self.objects[BUDS]["org.bluez.Device1"]["Connected"] = Variant("b", connected)
        changed = ["org.bluez.Device1", {"Connected": Variant("b", connected)}, []]
        self._signal(BUDS, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as", changed)

    def plug_adapter(self) -> None:
        """Add an adapter."""
        self.objects[ADAPTER] = {"org.bluez.Adapter1": {}, "org.bluez.Media1": {}}
        manager = "org.freedesktop.DBus.ObjectManager"
        self._signal("/", manager, "InterfacesAdded", "oa{sa{sv}}", [ADAPTER, self.objects[ADAPTER]])

    def pull_buds(self) -> None:
        """Forget the headset, as when its adapter is pulled out."""
        del self.objects[BUDS]
        manager = "org.freedesktop.DBus.ObjectManager"
        self._signal("/", manager, "InterfacesRemoved", "oas", [BUDS, ["org.bluez.Device1"]])

    def _signal(self, path: str, interface: str, member: str, kinds: str, values: list[Any]) -> None:
        message = Message.new_signal(path, interface, member, kinds, values)
        self._loop.call_soon_threadsafe(self._bus.send, message)

    def _run(self, what: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(10)

    async def _start(self) -> None:
        self._bus = await MessageBus(self._address).connect()
        self._bus.add_message_handler(self._answer)
        await self._bus.request_name("org.bluez")

    def _answer(self, message: Message) -> Message | None:
        if message.message_type is not MessageType.METHOD_CALL:
            return None
        match message.member:
            case "GetManagedObjects":
                return Message.new_method_return(message, "a{oa{sa{sv}}}", [self.objects])
            case "GetAll" if message.path in self.objects:
                return Message.new_method_return(message, "a{sv}", [self.objects[message.path][message.body[0]]])
            case "RegisterPlayer":
                path, about = message.body
                self.registered.append((message.sender or "", path, {name: each.value for name, each in about.items()}))
                if self.presses_when_registered:
                    self.press(self.presses_when_registered)
                return Message.new_method_return(message)
        return None
