"""Addresses of a screen: the page, its pictures, and the events that keep it current. Nothing can be changed by it."""

from collections.abc import AsyncIterator, Callable, Mapping

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from coach.share.offer import content_type

_EVENTS = "text/event-stream"


def screen_app(
    files: Callable[[], tuple[dict[str, bytes], str]],
    pictures: Callable[[], Mapping[str, bytes]],
    following: Callable[[], AsyncIterator[bytes]],
) -> Starlette:
    """Make the application. `files` has the page by name, `following` yields the state as server-sent events."""
    missing = PlainTextResponse("Not Found", 404)

    async def page(request: Request) -> Response:
        name = request.path_params.get("name", "index.html")
        content = files()[0].get(name)
        return missing if content is None else Response(content, media_type=content_type(name))

    async def picture(request: Request) -> Response:
        content = pictures().get(request.path_params["name"])
        return missing if content is None else Response(content, media_type="image/svg+xml")

    async def events(request: Request) -> Response:
        if request.method == "HEAD":
            return Response(media_type=_EVENTS)
        return StreamingResponse(following(), media_type=_EVENTS)

    app = Starlette(
        routes=[
            Route("/", page),
            Route("/events", events),
            Route("/picture/{name}", picture),
            Route("/{name}", page),
        ]
    )
    app.router.redirect_slashes = False
    return app
