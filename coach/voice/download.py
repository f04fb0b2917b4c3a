"""Downloads: a file fetched over https, resumed where it broke off, and taken only when it is whole and right.

An unfinished file is `NAME.part`, with the server's mark of its version in `NAME.part.etag`.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Callable
from http.client import HTTPException, HTTPMessage
from io import FileIO
from pathlib import Path
from typing import TypeVar
from urllib.error import URLError
from urllib.parse import urlsplit

import msgspec

from coach.errors import CoachError, shown
from coach.storage.atomic import reason_of, writing
from coach.voice.base import VoiceError
from coach.voice.web import NoSuchRangeError, open_address

CHUNK = 1 << 18
"""Bytes read at once."""

TRIES = 4
"""Tries in a row that bring less than `CHUNK` bytes, before a download is given up."""

PAUSE = 1.0
"""Seconds before another try."""

MOST = 1 << 30
"""Bytes of a file whose size nobody told."""

T = TypeVar("T")

_SMALL = 1 << 22  # bytes of a list or a model card

Tell = Callable[[int, int], None]
"""Function that is told how many bytes are there, and of how many; 0 if nobody knows."""


class Download(msgspec.Struct, frozen=True):
    """File to fetch, with all that is known of its content."""

    address: str
    path: Path
    """Path that the whole file gets."""
    size: int | None = None
    """Bytes."""
    md5: str = ""
    sha256: str = ""


def read_small(address: str) -> bytes:
    """Read a small file into memory. Raises VoiceError if there is none, OSError if the server is not reached."""

    def read() -> bytes:
        with open_address(address, {})[0] as response:
            content: bytes = response.read(_SMALL + 1)
        if len(content) > _SMALL:
            raise VoiceError(f"{address}: longer than {_SMALL >> 20} MB, so it is no list of voices")
        return content

    return _tried(address, read, lambda: 0)


def fetch(file: Download, tell: Tell) -> str:
    """Fetch a file and return the name of the strongest check it passed: sha256, md5, or size.

    Raises VoiceError if the server refuses or the content is not right, CoachError if it cannot be written, OSError
    if the server is not reached or the connection breaks again and again. An unfinished file stays, a wrong one not.
    """
    part, etag = (file.path.with_name(f"{file.path.name}{suffix}") for suffix in (".part", ".part.etag"))
    named = _tried(file.address, lambda: _fetch_rest(file, part, etag, tell), lambda: _size(part))
    try:
        passed = _check(file, part, file.sha256 or named)
    except VoiceError:
        _discard(part, etag)
        raise
    with writing(file.path):
        with part.open("r+b") as written:
            os.fsync(written.fileno())
        part.replace(file.path)
        etag.unlink(missing_ok=True)
    return passed


def _tried(address: str, fetching: Callable[[], T], size: Callable[[], int]) -> T:
    """Try until `fetching` ends well, or brings nothing new several times; then raise OSError that names the server."""
    host = urlsplit(address).netloc
    tries = 0
    while True:
        had = size()
        try:
            return fetching()
        except URLError as error:  # no way to the server: there would be none a second later
            raise OSError(f"no way to {host}: {reason_of(_cause(error))}") from error
        except (OSError, HTTPException) as error:
            tries = 1 if size() >= had + CHUNK else tries + 1
            if tries == TRIES:
                raise OSError(f"{host}: {shown(reason_of(error), 200)}") from error
            time.sleep(PAUSE)


def _cause(error: URLError) -> BaseException:
    return error.reason if isinstance(error.reason, BaseException) else error


def _fetch_rest(file: Download, part: Path, etag: Path, tell: Tell) -> str:
    """Fetch what is not in the unfinished file yet; return the sha256 that the server names, or nothing."""
    have = _size(part)
    if have and have == file.size and file.md5:
        return ""  # only the check was missing
    with writing(etag):
        mark = etag.read_text(encoding="ascii", errors="ignore") if have and etag.is_file() else ""
    headers = {"Range": f"bytes={have}-", "If-Range": mark} if mark else {}
    try:
        response, named = open_address(file.address, headers)
    except NoSuchRangeError:  # the file is another one by now
        _discard(part, etag)
        response, named = open_address(file.address, {})
    with response:
        goes_on = response.status == 206 and (response.headers["Content-Range"] or "").startswith(f"bytes {have}-")
        have = have if goes_on else 0
        total = _total(file, response.headers, have)
        with writing(part):
            part.parent.mkdir(parents=True, exist_ok=True)
            room = shutil.disk_usage(part.parent).free
        if room < (total or 0) - have:
            needed = f"{((total or 0) - have) / 1e6:.1f} MB are needed"
            raise CoachError(f"cannot write {file.path}: the disk has {room / 1e6:.1f} MB left, and {needed}")
        with writing(part):
            out = part.open("ab" if goes_on else "wb", buffering=0)
        with out:
            with writing(etag):
                etag.write_text(_strong(response.headers["ETag"]), encoding="ascii")
            while block := response.read(CHUNK):
                with writing(part):
                    _write_all(out, block)
                have += len(block)
                if have > (total or MOST):
                    _discard(part, etag)
                    raise VoiceError(f"{file.address}: longer than it should be")
                tell(have, total or 0)
    if total is not None and have < total:
        raise ConnectionError(f"the connection broke off at {have / 1e6:.1f} of {total / 1e6:.1f} MB")
    return named


def _total(file: Download, headers: HTTPMessage, have: int) -> int | None:
    """Find how many bytes the whole file has. Raises VoiceError if the server's is not as long as it should be."""
    length = headers["Content-Length"]
    total = have + int(length) if length and length.isdecimal() else None
    if None not in (total, file.size) and total != file.size:
        raise VoiceError(f"{file.address}: has {total} bytes, and should have {file.size}; is that the right server?")
    return file.size if total is None else total


def _check(file: Download, part: Path, sha256: str) -> str:
    """Compare an unfinished file with the strongest sum that is known of its content. Raises VoiceError."""
    name, wanted = ("sha256", sha256) if sha256 else ("md5", file.md5)
    with writing(part), part.open("rb") as content:
        found = hashlib.file_digest(content, lambda: hashlib.new(name, usedforsecurity=False)).hexdigest()
    if file.size not in (None, _size(part)):
        raise VoiceError(f"{file.address}: came with {_size(part)} bytes, and should have {file.size}; try again later")
    if wanted and wanted != found:
        raise VoiceError(f"{file.address}: its {name} is {found}, not {wanted}; nothing was kept, try again later")
    return name if wanted else "size"


def _strong(etag: str | None) -> str:
    """Return a mark by which a server tells its versions apart to the byte; empty if there is none."""
    return etag if etag and etag.isascii() and etag.startswith('"') else ""


def _write_all(out: FileIO, block: bytes) -> None:
    left = memoryview(block)
    while left:
        left = left[out.write(left) :]


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _discard(*paths: Path) -> None:
    for path in paths:
        with writing(path):
            path.unlink(missing_ok=True)
