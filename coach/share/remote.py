"""Remote of a live session: a page for phones in the local network, served by a thread of its own."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from socket import socket
from typing import Self

import msgspec

from coach.play.events import Event
from coach.share.remote_app import remote_app
from coach.share.server import guarded
from coach.share.server_thread import ServerThread
from coach.share.steering import Ask, Steering
from coach.units import Samples

BEAT = 4.0
"""Seconds after which each phone gets the state once more: without it, a page knows that its connection is dead."""

MOST_PHONES = 32
"""Phones that follow at once; another one takes the place of the first."""


class PhoneRemote:
    """Follows a session as an `events.SessionObserver`, shows it on phones, and passes on what they ask for."""

    def __init__(
        self, steering: Steering, title: str, language: str, token: str, hosts: Sequence[str], sockets: list[socket]
    ) -> None:
        """Serve under `token` at `sockets`, whose names with the port are `hosts`."""
        self.trouble: str | None = None
        """Line on why no phone reaches the session any more."""
        self._steering = steering
        app = remote_app(token, title, language, steering, self._following)
        self._thread = ServerThread("remote", guarded(app, frozenset(hosts)), sockets, self._take, self._died)
        self._events: deque[Event] = deque()
        self._phones: dict[asyncio.Event, None] = {}
        self._heard = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Tell the phones that the session is over, and end the server."""
        self._thread.leave(self._over)

    def join(self, ask: Ask) -> Self:
        """Begin: from now on, phones can ask for something."""
        self._steering.ask = ask
        self._thread.soon(self._take)
        return self

    def show(self, event: Event) -> None:
        """Hand the event to the thread."""
        if self._thread.alive:
            self._heard = event.frame
            self._events.append(event)
            self._thread.soon(self._take)

    def tick(self, heard: Samples) -> None:
        """Keep the frame for the phones that come."""
        self._heard = heard

    def _died(self, why: str) -> None:
        self.trouble = f"the page for phones was gone before the end of the session ({why}); the keys went on"

    def _take(self) -> None:
        """Take in what came, in the thread as all that follows, and wake who shows it."""
        for _ in range(len(self._events)):
            self._steering.apply(self._events.popleft())
        for woken in self._phones:
            woken.set()

    def _over(self) -> None:
        self._steering.over = True
        self._take()

    async def _following(self) -> AsyncIterator[bytes]:
        """Yield the state as server-sent events, whenever something is new, until the session is over."""
        woken = asyncio.Event()
        if len(self._phones) >= MOST_PHONES:
            first = next(iter(self._phones))
            del self._phones[first]
            first.set()
        self._phones[woken] = None
        try:
            yield b"retry: 1000\n\n"
            while woken in self._phones:
                woken.clear()
                state = self._steering.state(self._heard)
                yield b"data: " + msgspec.json.encode(state) + b"\n\n"
                if state.over:
                    return
                with suppress(TimeoutError):
                    await asyncio.wait_for(woken.wait(), BEAT)
        finally:
            self._phones.pop(woken, None)
