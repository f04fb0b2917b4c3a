"""Downloads go on where they broke off, and only what is whole and right is kept."""

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from voice_server import VoiceServer, parts, voice_server

from coach.errors import CoachError, InputError
from coach.voice import VoiceError, download
from coach.voice.download import Download, fetch
from coach.voice.web import refuse_insecure

CONTENT = bytes(range(256)) * 8_192  # 2 MB
MD5 = hashlib.md5(CONTENT).hexdigest()
SHA256 = hashlib.sha256(CONTENT).hexdigest()
PATH = "/voice.onnx"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "PAUSE", 0.0)


@pytest.fixture
def server() -> Iterator[VoiceServer]:
    with voice_server() as voices:
        voices.files[PATH] = CONTENT
        yield voices


class Told(NamedTuple):
    done: int
    total: int


class Fetching:
    """A download into a folder of its own, and what was told of it."""

    def __init__(self, server: VoiceServer, folder: Path, **known: object) -> None:
        self.path = folder / "voices" / "voice.onnx"
        self.told: list[Told] = []
        self.file = Download(f"{server.url}{PATH}", self.path, **known)  # type: ignore[arg-type]

    def __call__(self) -> str:
        return fetch(self.file, lambda done, total: self.told.append(Told(done, total)))


def ranges(server: VoiceServer) -> list[str]:
    """Ranges that were asked of the place to which large files are redirected."""
    return [given for path, given in server.asked if path == f"/cdn{PATH}"]


def test_a_file_comes_whole_and_is_checked_by_the_sha256_of_the_first_answer(
    server: VoiceServer, tmp_path: Path
) -> None:
    fetching = Fetching(server, tmp_path)
    assert fetching() == "sha256"
    assert fetching.path.read_bytes() == CONTENT
    assert parts(tmp_path) == ["voices/voice.onnx"]
    assert fetching.told[-1] == (len(CONTENT), len(CONTENT))


@pytest.mark.parametrize(
    ("known", "passed"),
    [({"md5": MD5, "sha256": SHA256}, "sha256"), ({"md5": MD5}, "md5"), ({"size": len(CONTENT)}, "size")],
)
def test_the_strongest_check_is_told(
    known: dict[str, object], passed: str, server: VoiceServer, tmp_path: Path
) -> None:
    server.digests = False
    assert Fetching(server, tmp_path, **known)() == passed


@pytest.mark.parametrize("digests", [True, False])
@pytest.mark.parametrize("trick", ["wrong", "long"])
def test_what_is_not_right_is_not_kept(trick: str, digests: bool, server: VoiceServer, tmp_path: Path) -> None:
    server.digests = digests
    server.tricks[f"/cdn{PATH}" if digests else PATH] = [trick]
    fetching = Fetching(server, tmp_path, size=len(CONTENT), md5=MD5)
    with pytest.raises(VoiceError, match=r"^http://\S+: (its sha256 is|its md5 is|has \d+ bytes, and should)[^\n]*$"):
        fetching()
    assert parts(tmp_path) == []
    assert fetching() in ("sha256", "md5")


def test_a_file_without_an_end_is_given_up(
    server: VoiceServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "MOST", 1_000_000)
    server.tricks[f"/cdn{PATH}"] = ["no length"]
    with pytest.raises(VoiceError, match="longer than it should be"):
        Fetching(server, tmp_path)()
    assert parts(tmp_path) == []


def test_a_dropped_connection_is_taken_up_again(server: VoiceServer, tmp_path: Path) -> None:
    server.tricks[f"/cdn{PATH}"] = ["cut 600000", "hang up", "500", "cut 600000", "503"]
    fetching = Fetching(server, tmp_path)
    assert fetching() == "sha256"
    assert fetching.path.read_bytes() == CONTENT
    assert ranges(server) == ["", *["bytes=600000-"] * 3, *["bytes=1200000-"] * 2]


def test_without_a_length_a_cut_is_seen_by_the_known_size(server: VoiceServer, tmp_path: Path) -> None:
    server.digests = False
    server.files[PATH] = CONTENT
    server.tricks[PATH] = ["no length"]
    assert Fetching(server, tmp_path, size=len(CONTENT))() == "size"


def test_after_some_tries_it_ends_and_the_next_one_goes_on(server: VoiceServer, tmp_path: Path) -> None:
    server.tricks[f"/cdn{PATH}"] = ["cut 600000", *["hang up"] * 4]
    fetching = Fetching(server, tmp_path)
    with pytest.raises(OSError, match=r"127\.0\.0\.1:\d+: "):
        fetching()
    assert parts(tmp_path) == ["voices/voice.onnx.part", "voices/voice.onnx.part.etag"]
    server.tricks.clear()
    server.asked.clear()
    assert fetching() == "sha256"
    assert ranges(server) == ["bytes=600000-"]
    assert parts(tmp_path) == ["voices/voice.onnx"]


@pytest.mark.parametrize(
    ("now", "trick", "asked"),
    [
        (CONTENT, "no ranges", 1),
        (CONTENT[::-1], "", 1),
        (CONTENT[:500_000], "", 2),
    ],
    ids=["server knows no ranges", "another file by now", "a shorter file by now"],
)
def test_what_cannot_go_on_begins_again(
    now: bytes, trick: str, asked: int, server: VoiceServer, tmp_path: Path
) -> None:
    server.tricks[f"/cdn{PATH}"] = ["cut 600000", *["hang up"] * 4]
    fetching = Fetching(server, tmp_path)
    with pytest.raises(OSError):  # noqa: PT011 -- its words are another test's
        fetching()
    server.files[PATH] = now
    server.tricks[f"/cdn{PATH}"] = [trick]
    server.asked.clear()
    assert fetching() == "sha256"
    assert fetching.path.read_bytes() == now
    assert len(ranges(server)) == asked


def test_a_file_that_was_only_not_checked_is_not_fetched_again(server: VoiceServer, tmp_path: Path) -> None:
    fetching = Fetching(server, tmp_path, size=len(CONTENT), md5=MD5)
    fetching.path.parent.mkdir()
    fetching.path.with_name("voice.onnx.part").write_bytes(CONTENT)
    assert fetching() == "md5"
    assert server.asked == []


@pytest.mark.parametrize(
    ("trick", "message"),
    [
        ("404", "the server answers 404, Not Found"),
        ("403", "the server answers 403"),
        ("circle", "and to no file"),
        ("to http://example.org/voice.onnx", "only https is used"),
        ("to file:///etc/passwd", "and to no file"),
    ],
)
def test_a_refusal_is_one_line(trick: str, message: str, server: VoiceServer, tmp_path: Path) -> None:
    server.tricks[PATH] = [trick] * 20
    with pytest.raises(CoachError, match=message) as caught:
        Fetching(server, tmp_path)()
    assert "\n" not in str(caught.value)
    assert parts(tmp_path) == []


def test_a_server_that_is_broken_or_not_there_is_an_oserror(server: VoiceServer, tmp_path: Path) -> None:
    server.tricks[PATH] = ["500"] * 4
    with pytest.raises(OSError, match="the server answers 500, Internal Server Error"):
        Fetching(server, tmp_path)()
    nobody = Download("http://127.0.0.1:9/voice.onnx", tmp_path / "voice.onnx")
    with pytest.raises(OSError, match=r"no way to 127\.0\.0\.1:9: Connection refused"):
        fetch(nobody, lambda done, total: None)


@pytest.mark.parametrize(
    ("address", "first", "safe"),
    [
        ("https://huggingface.co/x", None, True),
        ("http://localhost:8000/x", None, True),
        ("http://[::1]:8000/x", None, True),
        ("http://huggingface.co/x", None, False),
        ("ftp://localhost/x", None, False),
        ("file:///x", None, False),
        ("x", None, False),
        ("http://[", None, False),
        ("http://localhost/x", "https://huggingface.co/x", False),
        ("https://cdn.example.org/x", "https://huggingface.co/x", True),
    ],
)
def test_only_https_or_this_machine(address: str, first: str | None, safe: bool) -> None:
    if safe:
        return refuse_insecure(address, first)
    with pytest.raises(InputError, match="only https is used, or http to localhost"):
        refuse_insecure(address, first)
    return None


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_a_full_disk_is_one_line_before_and_while_it_fills(
    server: VoiceServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetching = Fetching(server, tmp_path)
    fetching.path.parent.mkdir()
    fetching.path.with_name("voice.onnx.part").symlink_to("/dev/full")
    with pytest.raises(CoachError, match=r"^cannot write \S+voice\.onnx\.part: the disk is full$"):
        fetching()
    fetching.path.with_name("voice.onnx.part").unlink()
    little = os.statvfs_result((4096, 4096, 100, 100, 100, 9, 9, 9, 0, 255))
    monkeypatch.setattr(os, "statvfs", lambda _: little)
    with pytest.raises(CoachError, match=r"the disk has 0\.4 MB left, and 2\.1 MB are needed$"):
        fetching()
