"""A session on a D-Bus bus: the thread that `mpris` and `bluez` share.

asyncio and dbus-fast are imported by that thread: this takes a tenth of a second, for which the first sound need not
wait.
"""

import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Self

from coach.play.controls.verbs import Verb
from coach.play.desktop.interfaces import Remote, interfaces
from coach.play.events import ChapterStarted, Event, SessionInfo
from coach.units import Samples

if TYPE_CHECKING:
    import asyncio

    from dbus_fast.aio import MessageBus
    from dbus_fast.service import ServiceInterface

PATH = "/org/mpris/MediaPlayer2"
"""Object at which the session is a media player."""

PATIENCE = 1.0
"""Seconds in which a bus must answer."""


class OnBus(ABC):
    """A screen, and a way in for verbs. Where there is no such bus it is off, and all else goes on."""

    name: ClassVar[str]
    """Name of its thread."""
    bus: ClassVar[str]
    """Name of the bus, for people."""
    nowhere: ClassVar[str]
    """Reason why it is off where there is no address."""

    def __init__(self, info: SessionInfo, ask: Callable[[Verb], None]) -> None:
        """`ask` is called from another thread."""
        self.remote = Remote(info, ask)
        self._events: deque[Event] = deque()
        self._reason = "it was not started"
        self._settled, self._left = threading.Event(), False
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._cancel: Callable[[], object] = lambda: None
        self._publish: Callable[[bool], None] | None = None

    @abstractmethod
    def address(self) -> str | None:
        """Find the bus; None if there is none."""

    @abstractmethod
    async def meet(self, bus: "MessageBus", root: "ServiceInterface", player: "ServiceInterface") -> None:
        """Make the session known on a bus. Called in the thread; what it raises is the reason to be off."""

    def __enter__(self) -> Self:
        """Return at once; the connection is made meanwhile."""
        if address := self.address():
            self._thread = threading.Thread(target=self._run, args=(address,), name=self.name, daemon=True)
            self._thread.start()
        else:
            self._reason = self.nowhere
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread is not None:
            self._left = True
            self._soon(self._cancel)
            self._thread.join(PATIENCE)

    @property
    def on(self) -> bool:
        """The session can be reached. Waits until that is known, at most a second."""
        return not self.reason

    @property
    def reason(self) -> str:
        """Why it is off; empty while it is on. Waits until that is known, at most a second."""
        if self._thread is not None and not self._settled.wait(PATIENCE):
            return f"the {self.bus} does not answer"
        return self._reason

    def show(self, event: Event) -> None:
        """Hand it to the thread."""
        if self._thread is not None and self._thread.is_alive():
            self.remote.heard = event.frame
            self._events.append(event)
            self._soon(self._take)

    def tick(self, heard: Samples) -> None:
        """Keep it for those who ask where the session is."""
        self.remote.heard = heard

    def _note(self, fault: str) -> None:
        self._reason = fault

    def _soon(self, do: Callable[[], object]) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # the bus went away, and the loop with it
                self._loop.call_soon_threadsafe(do)

    def _take(self) -> None:
        """In the thread, as all that follows."""
        if self._publish is not None:
            events = [self._events.popleft() for _ in range(len(self._events))]
            for event in events:
                self.remote.now.apply(event)
            self._publish(any(isinstance(event, ChapterStarted) for event in events))

    def _run(self, address: str) -> None:
        try:
            import asyncio

            asyncio.run(self._serve(address))
            self._reason = "it is over"
        except ImportError:
            self._reason = "dbus-fast is not installed"
        except Exception as error:
            self._reason = f"the {self.bus} does not answer: {str(error) or type(error).__name__}"
        finally:
            self._settled.set()

    async def _serve(self, address: str) -> None:
        import asyncio
        import logging

        import dbus_fast.aio

        # The terminal shows the session: a bus that dies in the middle of a message is told in `reason`, not there.
        logging.getLogger("dbus_fast").addHandler(logging.NullHandler())
        asyncio.get_running_loop().set_exception_handler(lambda _, context: self._note(context["message"]))
        task = asyncio.current_task()
        assert task is not None
        self._cancel, self._loop = task.cancel, asyncio.get_running_loop()
        if self._left:
            return
        bus = dbus_fast.aio.MessageBus(address)
        over = asyncio.ensure_future(bus.wait_for_disconnect())  # type: ignore[no-untyped-call]  # it has none
        try:
            async with asyncio.timeout(PATIENCE):
                await bus.connect()
                root, player, publish = interfaces(self.remote)
                await self.meet(bus, root, player)
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
