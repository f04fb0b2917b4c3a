"""Addresses of a remote under its token: the page, the events that keep it current, and one for each request."""

import secrets
import time
from collections.abc import AsyncIterator, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from coach.page.remote_page import remote_files
from coach.share.offer import content_type
from coach.share.steering import ALWAYS, Steering

BURST = 5
"""Requests at once, of all phones; of a phone in a pocket above all."""

EACH = 1.0
"""Seconds after which one more is allowed."""


class Allowance:
    """Limits requests to a burst and then a rate: a token bucket."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left, self._at = float(BURST), clock()

    def take(self) -> bool:
        """Take one of the requests that are allowed now. Whether there was one."""
        now = self._clock()
        self._left, self._at = min(BURST, self._left + (now - self._at) / EACH), now
        if self._left < 1:
            return False
        self._left -= 1
        return True


def remote_app(
    token: str,
    title: str,
    language: str,
    steering: Steering,
    following: Callable[[], AsyncIterator[bytes]],
) -> Starlette:
    """Make the application. `following` yields the state of the session as server-sent events."""
    missing = PlainTextResponse("Not Found", 404)
    files = remote_files(title, language, rated="0" in steering.requests)
    allowance = Allowance()

    def ours(request: Request) -> bool:
        return secrets.compare_digest(request.path_params["token"].encode(), token.encode())

    async def folder(request: Request) -> Response:
        return RedirectResponse(f"/{token}/") if ours(request) else missing

    async def page(request: Request) -> Response:
        name = request.path_params.get("name", "index.html")
        if not ours(request) or name not in files:
            return missing
        # With no referrer at all, some browsers leave out from where a request comes.
        headers = {"referrer-policy": "same-origin"}
        return Response(files[name], media_type=content_type(name), headers=headers)

    async def events(request: Request) -> Response:
        if not ours(request):
            return missing
        kind = "text/event-stream"
        return (
            Response(media_type=kind) if request.method == "HEAD" else StreamingResponse(following(), media_type=kind)
        )

    async def ask(request: Request) -> Response:
        asked = steering.requests.get(request.path_params["request"])
        if not ours(request) or asked is None:
            return missing
        # Every browser says from where it sends something; another page can neither hide nor change that.
        if request.headers.get("origin") != f"http://{request.headers['host']}":
            return PlainTextResponse("Forbidden", 403)
        if steering.ask is None or steering.over:
            return PlainTextResponse("Conflict", 409)
        if asked not in ALWAYS and not allowance.take():
            return PlainTextResponse("Too Many Requests", 429)
        # Two phones are two ways: what both ask for at the same moment counts once.
        steering.ask(asked, f"phone {request.client.host}" if request.client else "phone")
        return Response(status_code=204)

    app = Starlette(
        routes=[
            Route("/{token}", folder),
            Route("/{token}/", page),
            Route("/{token}/events", events),
            Route("/{token}/{name}", page),
            Route("/{token}/ask/{request}", ask, methods=["POST"]),
        ]
    )
    app.router.redirect_slashes = False
    return app
