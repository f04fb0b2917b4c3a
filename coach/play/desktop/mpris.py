"""The session as a media player of the Linux desktop: media keys, headset buttons and the lock screen reach it.

This is MPRIS on the session bus: https://specifications.freedesktop.org/mpris-spec/latest/. asyncio and dbus-fast are
imported by a thread of its own: that takes a tenth of a second, for which the first sound need not wait.
"""

import os
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from coach.play.controls.verbs import Verb
from coach.play.desktop.interfaces import Remote, interfaces
from coach.play.events import ChapterStarted, Event, SessionInfo
from coach.units import Samples

if TYPE_CHECKING:
    import asyncio

NAME = "org.mpris.MediaPlayer2.smr_coach"
PATIENCE = 1.0
"""Seconds in which a bus must answer."""


class Mpris:
    """A screen, and a way in for verbs. Where there is no desktop it is off, and all else goes on."""

    def __init__(self, info: SessionInfo, ask: Callable[[Verb], None]) -> None:
        """`ask` is called from another thread."""
        self._remote = Remote(info, ask)
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
                self._remote.now.apply(event)
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

        # The terminal shows the session: a bus that dies in the middle of a message is told in `reason`, not there.
        logging.getLogger("dbus_fast").addHandler(logging.NullHandler())
        asyncio.get_running_loop().set_exception_handler(lambda _, context: self._note(context["message"]))
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
                root, player, publish = interfaces(self._remote)
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
    """Find the session bus: as the environment says, or where systemd has it."""
    usual = f"{os.environ.get('XDG_RUNTIME_DIR')}/bus"
    return os.environ.get("DBUS_SESSION_BUS_ADDRESS") or (f"unix:path={usual}" if Path(usual).exists() else None)
