"""The session as a media player of the Linux desktop: media keys, headset buttons and the lock screen reach it.

This is MPRIS on the session bus: https://specifications.freedesktop.org/mpris-spec/latest/. asyncio and dbus-fast are
imported by a thread of its own: that takes a tenth of a second, for which the first sound need not wait.
"""

import os
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from coach.play.events import ChapterStarted, Event
from coach.play.now import Now
from coach.play.verbs import Verb
from coach.units import Samples, to_seconds

if TYPE_CHECKING:
    import asyncio

    from dbus_fast.service import ServiceInterface

NAME = "org.mpris.MediaPlayer2.smr_coach"
PATIENCE = 1.0
"""Seconds in which a bus must answer."""

Facts = dict[str, tuple[str, object]]
"""D-Bus signature and value by name."""

BUTTONS = {"PlayPause": Verb.TOGGLE, "Play": Verb.RESUME, "Pause": Verb.PAUSE, "Stop": Verb.STOP}
BUTTONS |= {"Next": Verb.NEXT, "Previous": Verb.BACK}
PLAYER: Facts = dict.fromkeys(("Rate", "MinimumRate", "MaximumRate"), ("d", 1.0))
PLAYER |= dict.fromkeys(("CanGoNext", "CanGoPrevious", "CanPlay", "CanPause", "CanSeek", "CanControl"), ("b", True))
ROOT: Facts = {"Identity": ("s", "Coach"), "SupportedUriSchemes": ("as", []), "SupportedMimeTypes": ("as", [])}
ROOT |= dict.fromkeys(("CanQuit", "CanRaise", "HasTrackList"), ("b", False))


class Remote:
    """What the desktop sees of the session, and what its buttons ask for. Knows nothing of a bus."""

    def __init__(self, title: str, count: int, ask: Callable[[Verb], None]) -> None:
        self.ask, self.now, self.heard = ask, Now(), Samples(0)
        self.volume = 1.0
        """Moves with what is asked for, so that more can be asked each time; only the stream knows how loud it is."""
        self._title, self._count = title, count

    @property
    def status(self) -> str:
        """In the words of MPRIS. Waiting for a chapter or a device is no pause: nothing needs to be pressed."""
        return {"paused": "Paused", "ended": "Stopped"}.get(self.now.state, "Playing")

    @property
    def position(self) -> int:
        """Microseconds of this chapter that were heard."""
        return _microseconds(self.now.offset(self.heard))

    @property
    def metadata(self) -> Facts:
        """About this chapter; before the first one, about the session."""
        about: Facts = {"xesam:album": ("s", self._title), "xesam:artist": ("as", ["Coach"])}
        about["mpris:trackid"] = ("o", f"/coach/chapter/{self.now.index}")
        if chapter := self.now.chapter:
            about["xesam:title"] = ("s", chapter.title)
            about["xesam:trackNumber"] = ("i", self.now.index + 1)
            about["xesam:comment"] = ("as", [f"{self.now.index + 1} / {self._count}"])
            about["mpris:length"] = ("x", _microseconds(chapter.length))
        return about

    def seek(self, offset: int) -> None:
        """Back is the chapter again; forward answers how long is left, as skipping inside a stretch is unsafe."""
        if offset:
            self.ask(Verb.AGAIN if offset < 0 else Verb.REMAINING)

    def go_to(self, track: str, position: int) -> None:
        """Like `seek`. What was meant for another chapter comes too late, and is ignored."""
        if track == self.metadata["mpris:trackid"][1]:
            self.ask(Verb.AGAIN if position < self.position else Verb.REMAINING)

    def set_volume(self, asked: float) -> None:
        """One step towards `asked`."""
        if asked > self.volume or asked < self.volume:  # neither is true of NaN
            self.ask(Verb.LOUDER if asked > self.volume else Verb.SOFTER)
            self.volume = max(0.0, min(2.0, asked))


class Mpris:
    """A screen, and a way in for verbs. Where there is no desktop it is off, and all else goes on."""

    def __init__(self, title: str, count: int, ask: Callable[[Verb], None]) -> None:
        """`ask` is called from another thread."""
        self._remote = Remote(title, count, ask)
        self._events: deque[Event] = deque()
        self._reason = "it was not started"
        self._settled, self._left = threading.Event(), False
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._cancel: Callable[[], object] = lambda: None
        self._publish: Callable[[bool], None] | None = None

    def __enter__(self) -> Self:
        """Return at once; the connection is made meanwhile."""
        if address := _address():
            self._thread = threading.Thread(target=self._run, args=(address,), name="mpris", daemon=True)
            self._thread.start()
        else:
            self._reason = "there is no session bus: DBUS_SESSION_BUS_ADDRESS is not set"
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread is not None:
            self._left = True
            self._soon(self._cancel)
            self._thread.join(PATIENCE)

    @property
    def on(self) -> bool:
        """The desktop can reach the session. Waits until that is known, at most a second."""
        return not self.reason

    @property
    def reason(self) -> str:
        """Why it is off; empty while it is on. Waits until that is known, at most a second."""
        if self._thread is not None and not self._settled.wait(PATIENCE):
            return "the session bus does not answer"
        return self._reason

    def show(self, event: Event) -> None:
        """Hand it to the thread."""
        if self._thread is not None and self._thread.is_alive():
            self._remote.heard = event.frame
            self._events.append(event)
            self._soon(self._take)

    def tick(self, heard: Samples) -> None:
        """Keep it for those who ask where the session is."""
        self._remote.heard = heard

    def _soon(self, do: Callable[[], object]) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # the bus went away, and the loop with it
                self._loop.call_soon_threadsafe(do)

    def _take(self) -> None:
        """In the thread, as all that follows."""
        if self._publish is not None:
            events = [self._events.popleft() for _ in range(len(self._events))]
            for event in events:
                self._remote.now.follow(event)
            self._publish(any(isinstance(event, ChapterStarted) for event in events))

    def _run(self, address: str) -> None:
        try:
            import asyncio

            asyncio.run(self._serve(address))
            self._reason = "it is over"
        except ImportError:
            self._reason = "dbus-fast is not installed"
        except Exception as error:
            self._reason = f"the session bus does not answer: {str(error) or type(error).__name__}"
        finally:
            self._settled.set()

    async def _serve(self, address: str) -> None:
        import asyncio
        import logging

        from dbus_fast import NameFlag, RequestNameReply
        from dbus_fast.aio import MessageBus

        # the terminal shows the session: a bus that dies in the middle of a message leaves no trace there
        logging.getLogger("dbus_fast").addHandler(logging.NullHandler())
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        task = asyncio.current_task()
        assert task is not None
        self._cancel, self._loop = task.cancel, asyncio.get_running_loop()
        if self._left:
            return
        bus = MessageBus(address)
        over = asyncio.ensure_future(bus.wait_for_disconnect())  # type: ignore[no-untyped-call]  # it has none
        try:
            async with asyncio.timeout(PATIENCE):
                await bus.connect()
                root, player, publish = _interfaces(self._remote)
                bus.export("/org/mpris/MediaPlayer2", root)
                bus.export("/org/mpris/MediaPlayer2", player)
                for name in (NAME, f"{NAME}.instance{os.getpid()}"):
                    if await bus.request_name(name, NameFlag.DO_NOT_QUEUE) == RequestNameReply.PRIMARY_OWNER:
                        break
                else:
                    raise RuntimeError(f"{name} is taken")
            self._publish, self._reason = publish, ""
            self._settled.set()
            self._take()
            await asyncio.wait({over})
            over.result()
        except asyncio.CancelledError:
            pass  # left
        finally:
            if bus.connected:
                bus.disconnect()
                await asyncio.wait({over}, timeout=PATIENCE / 4)


def _address() -> str | None:
    """Of the session bus: as the environment says, or where systemd has it."""
    usual = f"{os.environ.get('XDG_RUNTIME_DIR')}/bus"
    return os.environ.get("DBUS_SESSION_BUS_ADDRESS") or (f"unix:path={usual}" if os.path.exists(usual) else None)


def _microseconds(samples: int) -> int:
    return round(to_seconds(samples) * 1_000_000)


def _interfaces(remote: Remote) -> "tuple[ServiceInterface, ServiceInterface, Callable[[bool], None]]":
    """The two interfaces, and what tells the desktop of changes and jumps."""
    from dbus_fast import DBusError, ErrorType, PropertyAccess, Variant
    from dbus_fast.annotations import DBusDict, DBusDouble, DBusInt64, DBusObjectPath, DBusStr
    from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

    readable = dbus_property(PropertyAccess.READ)

    def fact(name: str, signature: str, value: object) -> property:
        def get(_: object) -> object:
            return value

        get.__name__, get.__annotations__ = name, {"return": signature}
        return readable(get)

    def button(name: str, verb: Verb | None) -> Callable[..., None]:
        def press(_: object) -> None:
            if verb is not None:
                remote.ask(verb)

        return dbus_method(name)(press)

    class Root(ServiceInterface):
        pass

    class Player(ServiceInterface):
        @dbus_method()
        def Seek(self, offset: DBusInt64) -> None:
            remote.seek(offset)
            self.Seeked()  # the desktop may already show where it wanted to go

        @dbus_method()
        def SetPosition(self, track: DBusObjectPath, position: DBusInt64) -> None:
            remote.go_to(track, position)
            self.Seeked()

        @dbus_method()
        def OpenUri(self, uri: DBusStr) -> None:
            raise DBusError(ErrorType.NOT_SUPPORTED, "the coach plays its session only")

        @dbus_signal()
        def Seeked(self) -> DBusInt64:
            return remote.position

        @readable
        def PlaybackStatus(self) -> DBusStr:
            return remote.status

        @readable
        def Metadata(self) -> DBusDict:
            return {name: Variant(signature, value) for name, (signature, value) in remote.metadata.items()}

        @readable
        def Position(self) -> DBusInt64:
            return remote.position

        @dbus_property()
        def Volume(self) -> DBusDouble:
            return remote.volume

        @Volume.setter
        def set_volume(self, asked: DBusDouble) -> None:
            remote.set_volume(asked)
            self.emit_properties_changed({"Volume": remote.volume})

    # MPRIS wants Raise and Quit to be there and do nothing, as ROOT says that they cannot
    for kind, facts, buttons in ((Root, ROOT, {"Raise": None, "Quit": None}), (Player, PLAYER, BUTTONS)):
        for name, (signature, value) in facts.items():
            setattr(kind, name, fact(name, signature, value))
        for name, verb in buttons.items():
            setattr(kind, name, button(name, verb))
    root, player = Root("org.mpris.MediaPlayer2"), Player("org.mpris.MediaPlayer2.Player")
    shown: dict[str, object] = {}

    def publish(jumped: bool) -> None:
        values = {"PlaybackStatus": player.PlaybackStatus, "Metadata": player.Metadata}
        if changed := {name: value for name, value in values.items() if shown.get(name) != value}:
            shown.update(changed)
            player.emit_properties_changed(changed)
        if jumped:
            player.Seeked()

    return root, player, publish
