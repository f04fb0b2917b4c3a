"""Visitors who ask for what is not theirs, or in ways that nobody should: refused, told nothing, and it goes on."""

import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from page_material import album as album
from share_material import Shared, sharing
from share_material import shared as shared
from share_material import tracks as tracks

from coach.share import guard
from coach.share.offer import Offer, offer

TOKEN = "TOKEN"


def status(answer: bytes) -> int:
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", answer)
    assert found, answer[:100]
    return int(found[1])


def request(shared: Shared, path: str, method: str = "GET", host: str | None = None, more: str = "") -> bytes:
    own = f"127.0.0.1:{shared.port}" if host is None else host
    first = f"{method} {path.replace(TOKEN, shared.offer.token)} HTTP/1.1\r\n"
    line = f"{first}Host: {own}\r\n{more}Connection: close\r\n\r\n"
    return shared.send(line.encode("latin-1"))


@pytest.fixture(autouse=True)
def it_goes_on(shared: Shared) -> Iterator[None]:
    yield
    answer, _ = shared.ask()
    assert answer.status == 200


PATHS = [
    "/",
    "/favicon.ico",
    "/wrong/",
    "/wrong/index.html",
    "/TOKEN/../TOKEN/timeline.json",
    "/TOKEN/timeline.json",
    "/TOKEN/.coach-export.json",
    "/TOKEN/.coach-page.json",
    "/TOKEN/../../../../etc/passwd",
    "/TOKEN/..%2f..%2f..%2fetc%2fpasswd",
    "/TOKEN/%2e%2e/%2e%2e/etc/passwd",
    "/TOKEN/..%5c..%5cwindows%5cwin.ini",
    "/TOKEN//etc/passwd",
    "/TOKEN/%00",
    "/TOKEN/%ff%fe",
    "/TOKEN/download/",
    "/TOKEN/download/../page.js",
    "/TOKEN/download/%2fetc%2fpasswd",
    "/TOKEN/download/timeline.json",
    "http://127.0.0.1/TOKEN/",
    "/TOKEN" + "/a" * 3000,
]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:40])
def test_what_has_no_address_is_not_found(shared: Shared, tracks: Path, path: str) -> None:
    answer = request(shared, path)
    assert status(answer) == 404
    assert answer.endswith(b"Not Found")
    nothing_told(answer, shared, tracks)


def nothing_told(answer: bytes, shared: Shared, folder: Path) -> None:
    for word in (str(folder), folder.name, shared.offer.token, "uvicorn", "starlette", "python", "Traceback"):
        assert word.lower().encode() not in answer.lower()
    assert b"x-content-type-options: nosniff" in answer
    assert b"default-src 'self'" in answer


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW", "CONNECT"])
def test_other_methods_are_not_allowed(shared: Shared, tracks: Path, method: str) -> None:
    answer = request(shared, "/TOKEN/", method)
    assert status(answer) == 405
    assert b"allow: GET, HEAD" in answer or b"allow: HEAD, GET" in answer
    nothing_told(answer, shared, tracks)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1", "localhost:1", "", "a:80@x"])
def test_a_name_that_is_not_ours_is_misdirected(shared: Shared, tracks: Path, host: str) -> None:
    answer = request(shared, "/TOKEN/", host=host)
    assert status(answer) == 421
    nothing_told(answer, shared, tracks)


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
        b"hello\r\n\r\n",
    ],
    ids=lambda data: repr(data[:30]),
)
def test_what_is_no_request_is_a_bad_one(shared: Shared, data: bytes) -> None:
    answer = shared.send(data)
    assert status(answer) == 400
    assert b"server:" not in answer.lower()


@pytest.mark.parametrize("size", [17_000, 60_000])
@pytest.mark.parametrize("before", [b"GET / HTTP/1.1\r\nHost: a\r\nX: ", b"GET /", b""])
def test_huge_headers_are_refused(shared: Shared, before: bytes, size: int) -> None:
    answer = shared.send(before + b"x" * size + b" HTTP/1.1\r\nHost: a\r\n\r\n")
    assert status(answer) in (400, 431)


def test_an_endless_header_is_cut_off(shared: Shared) -> None:
    with socket.create_connection(("127.0.0.1", shared.port), timeout=10) as endless:
        endless.sendall(b"GET / HTTP/1.1\r\nX: ")
        with pytest.raises(ConnectionError):
            never_ending(endless, b"x" * 10_000)


def test_a_body_is_not_waited_for(shared: Shared) -> None:
    for more in ("Content-Length: 5000000\r\n", "Transfer-Encoding: chunked\r\n"):
        assert status(request(shared, "/TOKEN/", more=more)) == 413


def test_an_upgrade_is_an_ordinary_request(shared: Shared) -> None:
    more = "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    assert status(request(shared, "/TOKEN/page.css", more=more)) == 200


def test_who_never_ends_a_request_is_sent_away(album: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "ASKS", 0.3)
    with sharing(offer(album)) as patient, socket.create_connection(("127.0.0.1", patient.port), timeout=5) as slow:
        began = time.monotonic()
        with pytest.raises(ConnectionError):
            never_ending(slow)
        assert 0.2 < time.monotonic() - began < 2
        assert patient.ask()[0].status == 200


def test_who_takes_nothing_is_sent_away(album: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "TAKES", 0.3)
    big = album.parent / "big.wav"
    with big.open("wb") as file:
        file.truncate(60_000_000)
    with sharing(_with(album, big)) as patient, socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.settimeout(5)
        slow.connect(("127.0.0.1", patient.port))
        line = f"GET /{patient.offer.token}/big.wav HTTP/1.1\r\nHost: 127.0.0.1:{patient.port}\r\n\r\n"
        slow.sendall(line.encode())
        time.sleep(1)
        taken = 0
        while part := slow.recv(1 << 20):
            taken += len(part)
        assert taken < 60_000_000
        assert patient.ask()[0].status == 200


def never_ending(slow: socket.socket, data: bytes = b"G") -> None:
    while True:
        slow.sendall(data)
        time.sleep(0.05)


def _with(album: Path, big: Path) -> Offer:
    offered = offer(album)
    return msgspec.structs.replace(offered, files={**offered.files, "big.wav": big})
