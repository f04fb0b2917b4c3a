"""Guard: what is refused before an address is looked at, the headers of every answer, and the end of slow visitors."""

import asyncio

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from coach.page.html import CSP

HEADERS = {
    "content-security-policy": f"{CSP}; frame-ancestors 'none'",
    # Its sister for openers counts by https alone, and elsewhere a browser complains of it.
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
"""Headers of every answer that doesn't have its own."""

MOST_HEADERS = 16 * 1024
"""Bytes of a request without its body."""

ASKS = 10.0
"""Seconds that a visitor has for a whole request."""

TAKES = 60.0
"""Seconds in which a visitor takes what waits for him, some 64 KB. A player with enough for now comes again."""


class Guard:
    """ASGI application around another, which sees only requests that are for us and have no body."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        """Guard `app`. `hosts` are all our names and addresses, with the port, as a browser sends them."""
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if message["status"] >= 400:
                    headers["connection"] = "close"
                message["headers"] = headers.raw
            await send(message)

        await self._chosen(scope)(scope, receive, send_guarded)

    def _chosen(self, scope: Scope) -> ASGIApp:
        size = len(scope["raw_path"]) + len(scope["query_string"])
        if size + sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADERS:
            return PlainTextResponse("Request Header Fields Too Large", 431)
        asked = Headers(scope=scope)
        # A page of somebody else can point its own name at us, and read what we answer to that name.
        if asked.get("host", "").lower() not in self._hosts:
            return PlainTextResponse("Misdirected Request", 421)
        if "transfer-encoding" in asked or asked.get("content-length", "0") != "0":
            return PlainTextResponse("Content Too Large", 413)
        return self._app


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that waits for slow visitors, but not for ever: uvicorn has no end for an unfinished request."""

    _asks: asyncio.TimerHandle | None = None
    _takes: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Await the first request."""
        super().connection_made(transport)
        self._asks = self.loop.call_later(ASKS, transport.abort)

    def handle_events(self) -> None:
        """Take what has come; while an answer is on its way, nothing is asked."""
        super().handle_events()
        if self.cycle is not None and not self.cycle.response_complete:
            _end(self._asks)

    def on_response_complete(self) -> None:
        """Await the next request."""
        super().on_response_complete()
        _end(self._asks)
        if not self.transport.is_closing():
            self._asks = self.loop.call_later(self.timeout_keep_alive + ASKS, self.transport.abort)

    def pause_writing(self) -> None:
        """Wait until the visitor has taken what is on its way."""
        super().pause_writing()
        _end(self._takes)
        self._takes = self.loop.call_later(TAKES, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on."""
        super().resume_writing()
        _end(self._takes)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of all that waits."""
        _end(self._asks)
        _end(self._takes)
        super().connection_lost(exc)


def _end(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
