"""Screen beside a room: a page for a large display, served by a thread of its own that the room never waits for."""

import asyncio
import socket
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Self

import msgspec

from coach.page.album import PageAlbum
from coach.page.screen_page import screen_files
from coach.play.events import Event
from coach.room.day import Lineup
from coach.room.events import RoomEvent
from coach.share.screen_app import screen_app
from coach.share.server import guarded
from coach.share.server_thread import ServerThread
from coach.share.shown_room import ScreenState, ShownRoom
from coach.units import Samples

BEAT = 5.0
"""Seconds after which each page gets the state once more: without it, a page knows that its connection is dead."""

MOST_PAGES = 8
"""Pages that follow at once; another one takes the place of the first."""

MOST_WAITING = 256
"""States that wait for a slow page; the oldest are left out, as each state is whole."""

_MINUTE = 60


class Sent(ScreenState, frozen=True):
    """State as it is sent: with the time of day, and the version of the page."""

    clock: str = ""
    version: str = ""


class Screen:
    """Observer of a room and of what sounds in it. Each of its methods returns at once, whatever the pages do."""

    def __init__(
        self, shown: ShownRoom, hosts: Sequence[str], sockets: list[socket.socket], trouble: Callable[[str], None]
    ) -> None:
        """Serve at `sockets`, whose names with the port are `hosts`. `trouble` gets a line if the screen is gone."""
        self._shown = shown
        self._trouble = trouble
        server = guarded(screen_app(self._files, lambda: shown.pictures, self._following), frozenset(hosts))
        self._thread = ServerThread("screen", server, sockets, self._hand_out, self._died)
        self._lock = threading.Lock()
        self._pages: dict[asyncio.Event, deque[ScreenState]] = {}
        self._waiting: deque[ScreenState] = deque(maxlen=MOST_WAITING)
        self._last = shown.state()
        self._rendered = shown.language, screen_files(shown.language)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End the server; the pages come again by themselves when there is another one."""
        self._thread.leave(self._wake_all)

    def line_up(self, lineup: Lineup) -> None:
        """Take in the items of now."""
        self._shown.line_up(lineup)
        self._publish()

    def opened(self, album: PageAlbum | None) -> None:
        """Take in what a spoken item is about; None for a sound."""
        self._shown.opened(album)
        self._publish()

    def tell(self, event: RoomEvent) -> None:
        """Take in what became of the room."""
        self._shown.tell(event)
        self._publish()

    def show(self, event: Event) -> None:
        """Take in what is heard now."""
        self._shown.show(event)
        self._publish()

    def tick(self, heard: Samples) -> None:
        """Go on to frame `heard`: of a long sentence, another part may be said."""
        if self._shown.tick(heard):
            self._publish()

    def _publish(self) -> None:
        """Hand the state to the thread, if it is another one."""
        state = self._shown.state()
        if state == self._last:
            return
        self._last = state
        with self._lock:
            first = not self._waiting
            self._waiting.append(state)
        if first:
            self._thread.soon(self._hand_out)

    def _died(self, why: str) -> None:
        self._trouble(f"the screen beside the room is gone ({why}); the sound goes on; start the room again")

    def _wake_all(self) -> None:
        pages, self._pages = self._pages, {}
        for woken in pages:
            woken.set()

    def _hand_out(self) -> None:
        """Hand what came to all pages, in the thread as all that follows."""
        with self._lock:
            states = tuple(self._waiting)
            self._waiting.clear()
        for woken, waiting in self._pages.items():
            waiting.extend(states)
            woken.set()

    def _files(self) -> tuple[dict[str, bytes], str]:
        """Return the page in the language of the room, and its version."""
        if self._rendered[0] != self._shown.language:
            self._rendered = self._shown.language, screen_files(self._shown.language)
        return self._rendered[1]

    def _sent(self, state: ScreenState) -> bytes:
        now = Sent(**msgspec.structs.asdict(state), clock=f"{self._shown.now():%H:%M}", version=self._files()[1])
        return b"data: " + msgspec.json.encode(now) + b"\n\n"

    async def _following(self) -> AsyncIterator[bytes]:
        """Yield each state as a server-sent event, from that of now on; at each full minute too, for the clock."""
        woken, waiting = asyncio.Event(), deque([self._last], maxlen=MOST_WAITING)
        if len(self._pages) >= MOST_PAGES:
            first = next(iter(self._pages))
            del self._pages[first]
            first.set()
        self._pages[woken] = waiting
        try:
            yield b"retry: 1000\n\n"
            while woken in self._pages:
                woken.clear()
                while waiting:
                    yield self._sent(waiting.popleft())
                now = self._shown.now()
                minute = _MINUTE - now.second - now.microsecond / 1e6
                try:
                    await asyncio.wait_for(woken.wait(), min(BEAT, minute + 0.01))
                except TimeoutError:
                    waiting.append(self._last)
        finally:
            self._pages.pop(woken, None)
