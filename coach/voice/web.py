"""Web: answers of servers, over https alone, with a reason in plain words for each refusal."""

from http.client import HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from coach.errors import InputError, shown
from coach.voice.base import VoiceError

PATIENCE = 30
"""Seconds without an answer, after which a connection counts as broken."""

_LOCAL = ("localhost", "127.0.0.1", "::1")
_BUSY = (429, 500, 502, 503, 504)


def refuse_insecure(address: str, first: str | None = None) -> None:
    """Raise InputError for an address that is neither https nor on this machine.

    `first` is the address from which a server sent here: only this machine may send to itself.
    """
    try:
        safe = _is_local(address) if first is None or _is_local(first) else False
        safe = safe or urlsplit(address).scheme == "https"
    except ValueError:  # brackets that do not close
        safe = False
    if not safe:
        raise InputError(f"{shown(address, 200)}: only https is used, or http to localhost")


class NoSuchRangeError(Exception):
    """Answer 416: the file has no such part."""


class _Redirects(HTTPRedirectHandler):
    """Follower of redirects to safe addresses, who keeps the sha256 that the first answer names."""

    def __init__(self, first: str) -> None:
        self._first = first
        self.named = ""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        try:
            refuse_insecure(newurl, self._first)
        except InputError:
            fp.close()
            raise
        self.named = self.named or _sha256_in(headers)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def open_address(address: str, headers: dict[str, str]) -> tuple[Any, str]:
    """Open an address; return the response, and the sha256 that the server names, or nothing."""
    refuse_insecure(address)
    redirects = _Redirects(address)
    request = Request(address, headers={"User-Agent": "smr-coach", **headers})
    try:
        response = _opener(address, redirects).open(request, timeout=PATIENCE)
    except HTTPError as error:
        error.close()
        if error.code == 416:
            raise NoSuchRangeError from error
        if error.code in _BUSY:
            raise ConnectionError(f"the server answers {error.code}, {shown(error.reason)}") from error
        if 300 <= error.code < 400:
            raise VoiceError(f"{address}: the server sends from one address to the next, and to no file") from error
        raise VoiceError(f"{address}: the server answers {error.code}, {shown(error.reason)}") from error
    return response, redirects.named or _sha256_in(response.headers)


def _opener(address: str, redirects: _Redirects) -> OpenerDirector:
    """Make an opener that goes by the system's proxies, but for this machine itself."""
    return build_opener(redirects, *([ProxyHandler({})] if _is_local(address) else []))


def _is_local(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.hostname in _LOCAL


def _sha256_in(headers: HTTPMessage) -> str:
    """Read the sha256 of a large file, as Hugging Face names it; empty if there is none."""
    mark = (headers["X-Linked-ETag"] or "").strip('"').lower()
    return mark if len(mark) == 64 and not set(mark) - set("0123456789abcdef") else ""
