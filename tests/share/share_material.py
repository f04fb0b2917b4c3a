"""An offer served on this machine in a thread, and visitors who speak to it through plain sockets."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from page_material import exported

from coach.share.offer import Offer, offer
from coach.share.server import host, serve, server_of, sockets_at


class Shared:
    """A running share: its offer, where it is, and how often its page was opened."""

    def __init__(self, offered: Offer) -> None:
        self.offer = offered
        self.came = 0
        self.sockets = sockets_at(["127.0.0.1"])
        self.port: int = self.sockets[0].getsockname()[1]
        self.server = server_of(offered, frozenset([host("127.0.0.1", self.port)]), self._came)

    def _came(self) -> None:
        self.came += 1

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/{self.offer.token}/"

    def ask(
        self, path: str = "", method: str = "GET", headers: dict[str, str] | None = None
    ) -> tuple[HTTPResponse, bytes]:
        """Ask for a path under the token, or for one of the server if it begins with a slash."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        whole = path if path.startswith("/") else f"/{self.offer.token}/{path}"
        connection.request(method, whole, headers=headers or {})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    def send(self, data: bytes) -> bytes:
        """Send bytes as they are; all that comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(data)
            found = b""
            while part := connection.recv(65536):
                found += part
        return found


@contextmanager
def sharing(offered: Offer) -> Iterator[Shared]:
    shared = Shared(offered)
    thread = threading.Thread(target=lambda: asyncio.run(serve(shared.server, shared.sockets, None)), daemon=True)
    thread.start()
    try:
        yield shared
    finally:
        shared.server.should_exit = True
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture(scope="session")
def tracks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an export with tracks and a whole file, whose title is not ASCII."""
    return exported(tmp_path_factory.mktemp("share"), title="Más: piernas", layout="both")


@pytest.fixture(scope="session")
def shared(tracks: Path) -> Iterator[Shared]:
    with sharing(offer(tracks)) as running:
        yield running
