"""Server in a thread of its own, that nobody waits for: beside a live session, or beside a room."""

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from socket import socket
from typing import TYPE_CHECKING

from coach.share.server import serve

if TYPE_CHECKING:
    from uvicorn import Server

PATIENCE = 4.0
"""Seconds in which the server must end."""


class ServerThread:
    """Thread of one server. Calls into it return at once, whatever the visitors do."""

    def __init__(
        self, name: str, server: "Server", sockets: list[socket], begin: Callable[[], None], died: Callable[[str], None]
    ) -> None:
        """Serve at `sockets`. The thread calls `begin` first, and `died` with the reason if it ends before `leave`."""
        self._server, self._sockets = server, sockets
        self._begin, self._died = begin, died
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._left = False

    @property
    def alive(self) -> bool:
        """Whether it serves, or is about to."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def soon(self, call: Callable[[], None]) -> None:
        """Have the thread make a call; nothing happens if the thread is over."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the server died, and the loop with it: `died` has told
                self._loop.call_soon_threadsafe(call)

    def leave(self, last: Callable[[], None]) -> None:
        """End the server, after a last call in its thread."""
        self._left = True
        self.soon(lambda: self._end(last))
        self._thread.join(PATIENCE)

    def _end(self, last: Callable[[], None]) -> None:
        self._server.should_exit = True
        last()

    def _run(self) -> None:
        # Whoever serves shows something else at the terminal: what visitors do wrong is not told there.
        logging.getLogger("uvicorn").addHandler(logging.NullHandler())
        why = "it ended"
        try:
            asyncio.run(self._serve())
        except Exception as error:  # told by `died`: no visitor may end what is heard
            why = str(error) or type(error).__name__
        finally:
            if not self._left:
                self._died(why)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._begin()
        if self._left:  # before there was a loop to call into
            self._server.should_exit = True
        await serve(self._server, self._sockets, None)
