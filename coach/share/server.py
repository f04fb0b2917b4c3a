"""Server of an offer: addresses under its token, parts of files, downloads; nothing else has an address."""

import asyncio
import os
import secrets
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp
from zipstream import ZipStream

from coach.errors import CoachError
from coach.share.guard import MOST_HEADERS, Guard, PatientProtocol
from coach.share.offer import Offer, content_type

PORT = 8765
"""Port that is asked for, so that an address stays the same; if somebody has it, any other will do."""

_VISITORS = 400
"""Connections at once; more are answered by 503."""

_KEPT = {"cache-control": "private, max-age=3600"}
_ASKED_AGAIN = {"cache-control": "private, no-cache"}


def server_of(offered: Offer, hosts: frozenset[str], came: Callable[[], None]) -> uvicorn.Server:
    """Make the server. `hosts` are its names with the port; `came` is called each time the page is opened."""
    return guarded(_app(offered, came), hosts)


def guarded(app: ASGIApp, hosts: frozenset[str]) -> uvicorn.Server:
    """Make a server of an application, behind a guard. `hosts` are its names with the port."""
    return uvicorn.Server(
        uvicorn.Config(
            Guard(app, hosts),
            http=PatientProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            h11_max_incomplete_event_size=MOST_HEADERS,
            limit_concurrency=_VISITORS,
            timeout_graceful_shutdown=2,
        )
    )


def sockets_at(addresses: Sequence[str]) -> list[socket.socket]:
    """Listen at each address, all at one port. Raises CoachError if an address takes none."""
    for port in (PORT, 0):
        bound: list[socket.socket] = []
        try:
            for address in addresses:
                family = socket.AF_INET6 if ":" in address else socket.AF_INET
                bound.append(socket.socket(family, socket.SOCK_STREAM))
                # On Windows this option would let two programs have one port.
                if os.name == "posix":
                    bound[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                bound[-1].bind((address, bound[0].getsockname()[1] if len(bound) > 1 else port))
                bound[-1].listen()
        except OSError as error:
            for one in bound:
                one.close()
            if port == 0:
                raise CoachError(
                    f"{', '.join(addresses)} cannot be listened at ({error.strerror}); "
                    "see whether the network is still there, then type the command again"
                ) from error
        else:
            return bound
    raise AssertionError("the last port returns or raises")


async def serve(server: uvicorn.Server, sockets: list[socket.socket], seconds: float | None) -> None:
    """Serve until somebody stops it, or for so many seconds."""
    if seconds is not None:
        asyncio.get_running_loop().call_later(seconds, _stop, server)
    await server.serve(sockets)


def host(address: str, port: int) -> str:
    """Write an address and a port as a browser does."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _stop(server: uvicorn.Server) -> None:
    server.should_exit = True


def _app(offered: Offer, came: Callable[[], None]) -> Starlette:
    missing = PlainTextResponse("Not Found", 404)

    def ours(request: Request) -> bool:
        return secrets.compare_digest(request.path_params["token"].encode(), offered.token.encode())

    async def folder(request: Request) -> Response:
        return RedirectResponse(f"/{offered.token}/") if ours(request) else missing

    async def page(request: Request) -> Response:
        name = request.path_params.get("name", "index.html")
        if not ours(request):
            return missing
        if name in offered.texts:
            if name == "index.html":
                came()
            return Response(offered.texts[name], media_type=content_type(name), headers=_ASKED_AGAIN)
        return _file(offered.files.get(name)) or missing

    async def download(request: Request) -> Response:
        name = request.path_params["name"]
        if not ours(request):
            return missing
        if name == offered.archive:
            return await asyncio.to_thread(_archive, offered, head=request.method == "HEAD")
        return _file(offered.downloads.get(name), name) or missing

    app = Starlette(
        routes=[
            Route("/{token}", folder),
            Route("/{token}/", page),
            Route("/{token}/{name}", page),
            Route("/{token}/download/{name}", download),
        ]
    )
    app.router.redirect_slashes = False
    return app


def _file(path: Path | None, name: str | None = None) -> Response | None:
    """Answer with a file, or the part that was asked for; with `name`, to be kept under that name."""
    if path is None or not path.is_file():
        return None
    return FileResponse(path, media_type=content_type(path.name), filename=name, headers=_KEPT)


def _archive(offered: Offer, *, head: bool) -> Response:
    """Answer with a ZIP whose length is known beforehand, since nothing in it is packed."""
    stream = ZipStream(sized=True)
    for path in offered.inside:
        if path.is_file():
            stream.add_path(path, path.name)
    # The same header as that of a file, quoted in the same way.
    named = FileResponse(offered.archive, filename=offered.archive).headers["content-disposition"]
    headers = {"content-length": str(len(stream)), "content-disposition": named, "accept-ranges": "none", **_KEPT}
    kind = content_type(offered.archive)
    return Response(headers=headers, media_type=kind) if head else StreamingResponse(stream, 200, headers, kind)
