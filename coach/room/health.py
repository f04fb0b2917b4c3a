"""Health address of a room: `/health` for a look, `/metrics` for Prometheus. Nothing can be changed by it."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from coach.errors import InputError, shown
from coach.room.status import STALE, RoomStatus, as_prometheus

_TEXT = "text/plain; version=0.0.4; charset=utf-8"


@contextmanager
def served(address: str, status: RoomStatus) -> Iterator[int]:
    """Serve the status while the block runs, and yield the port. Raises InputError for an address that cannot be used.

    `address` is a host and a port, such as ``127.0.0.1:9109``; port 0 chooses one.
    """
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise InputError(f"--health {shown(address)}: write it like 127.0.0.1:9109")
    try:
        server = ThreadingHTTPServer((host.strip("[]"), int(port)), _handler(lambda: status))
    except OSError as error:
        raise InputError(f"--health {shown(address)}: {error.strerror or error}; choose another address") from error
    thread = threading.Thread(target=server.serve_forever, name="coach-health", daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(status: Callable[[], RoomStatus]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            """Answer."""
            alive = status().state == "starting" or time.time() - status().seen <= STALE
            match self.path:
                case "/metrics":
                    self._answer(200, as_prometheus(status(), _memory(), _descriptors()))
                case "/health" | "/":
                    self._answer(200 if alive else 503, "ok\n" if alive else "no sign of life\n")
                case _:
                    self._answer(404, "there are /health and /metrics\n")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as the library has it
            """Log nothing: somebody asks every few seconds."""

        def _answer(self, code: int, text: str) -> None:
            body = text.encode()
            self.send_response(code)
            self.send_header("Content-Type", _TEXT)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _memory() -> int | None:
    """Read the resident memory in bytes, on Linux."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:  # another system
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def _descriptors() -> int | None:
    try:
        return sum(1 for _ in Path("/proc/self/fd").iterdir())
    except OSError:  # another system
        return None
