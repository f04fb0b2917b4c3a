"""A web server for one folder, with parts of files as every host has them; it can be stopped, and notes who asked."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote, urlsplit

POLICY = "default-src 'self'; media-src 'self' blob:; frame-ancestors 'none'"


class PageServer(ThreadingHTTPServer):
    """A server on a free port of this machine."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that went away."""

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, PageServer)
        name = unquote(urlsplit(self.path).path).lstrip("/") or "index.html"
        path = server.folder / name
        if "/" in name or not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        part = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        first = int(part[1]) if part else 0
        last = min(int(part[2]), len(data) - 1) if part and part[2] else len(data) - 1
        self.send_response(206 if part else 200)
        if part:
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Type", guess_type(name)[0] or "application/octet-stream")
        self.send_header("Content-Length", str(last - first + 1))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        try:
            self.wfile.write(data[first : last + 1])
        except ConnectionError:
            self.close_connection = True  # a player has heard enough of a file

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[PageServer]:
    server = PageServer(folder)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
