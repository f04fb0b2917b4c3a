"""What a share answers, through real sockets: the page, parts of files, downloads."""

import io
import zipfile
from urllib.parse import quote, unquote

import pytest
from share_material import Shared
from share_material import shared as shared
from share_material import tracks as tracks

SOUND = "Más- piernas.mp3"


def test_the_page_and_all_that_it_names_are_there(shared: Shared) -> None:
    before = shared.came
    answer, body = shared.ask()
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b'href="page.css"' in body
    assert shared.came == before + 1
    for name in (*shared.offer.texts, *shared.offer.files):
        answer, body = shared.ask(quote(name))
        assert answer.status == 200
        wanted = shared.offer.texts.get(name) or shared.offer.files[name].read_bytes()
        assert body == wanted
        assert int(answer.headers["Content-Length"]) == len(wanted)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Server"] is None


def test_without_its_last_slash_the_address_leads_to_the_page(shared: Shared) -> None:
    answer, _ = shared.ask(f"/{shared.offer.token}")
    assert (answer.status, answer.headers["Location"]) == (307, f"/{shared.offer.token}/")


def test_parts_of_the_sound_are_its_bytes(shared: Shared) -> None:
    data, name = shared.offer.files[SOUND].read_bytes(), quote(SOUND)
    size = len(data)
    for asked, first, last in (
        ("0-", 0, size - 1),
        ("5-9", 5, 9),
        ("-7", size - 7, size - 1),
        ("3-99999999", 3, size - 1),
    ):
        answer, body = shared.ask(name, headers={"Range": f"bytes={asked}"})
        assert (answer.status, body) == (206, data[first : last + 1]), asked
        assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{size}"
    answer, body = shared.ask(name, headers={"Range": "bytes=0-3,10-12"})
    assert answer.status == 206
    assert answer.headers["Content-Type"].startswith("multipart/byteranges; boundary=")
    assert data[:4] in body
    assert data[10:13] in body
    assert len(body) == int(answer.headers["Content-Length"])


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("bytes=999999999-", 416),
        ("bytes=--5", 416),
        ("bytes=9-5", 400),
        ("bytes=" + "9" * 5000 + "-", 400),
        ("bytes=a-b", 400),
        ("bytes", 400),
        ("lines=1-2", 400),
        ("bytes=" + ",".join(["0-1"] * 3000), 200),
    ],
)
def test_odd_parts_are_refused_or_left_aside(shared: Shared, asked: str, status: int) -> None:
    answer, body = shared.ask(quote(SOUND), headers={"Range": asked})
    assert answer.status == status
    assert len(body) == int(answer.headers["Content-Length"])


def test_a_download_goes_on_only_with_the_same_file(shared: Shared) -> None:
    name = quote(SOUND)
    answer, _ = shared.ask(name, "HEAD")
    same = answer.headers["ETag"]
    answer, body = shared.ask(name, headers={"Range": "bytes=2-5", "If-Range": same})
    assert (answer.status, len(body)) == (206, 4)
    answer, body = shared.ask(name, headers={"Range": "bytes=2-5", "If-Range": '"another"'})
    assert (answer.status, len(body)) == (200, shared.offer.files[SOUND].stat().st_size)


def test_downloads_bear_their_names_and_lengths(shared: Shared) -> None:
    assert [*shared.offer.downloads, shared.offer.archive] == [SOUND, "Más- piernas.zip"]
    for name in (SOUND, "Más- piernas.zip"):
        head, nothing = shared.ask(f"download/{quote(name)}", "HEAD")
        answer, body = shared.ask(f"download/{quote(name)}")
        assert (head.status, answer.status, nothing) == (200, 200, b"")
        assert int(head.headers["Content-Length"]) == int(answer.headers["Content-Length"]) == len(body)
        kind, _, named = answer.headers["Content-Disposition"].partition("; filename*=utf-8''")
        assert (kind, unquote(named)) == ("attachment", name)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert {archive.read(path.name) == path.read_bytes() for path in shared.offer.inside} == {True}
    sounds = [name for name in names if name.endswith(".mp3")]
    assert sounds == sorted(sounds)
    assert sounds[0].startswith("01 ")
    assert SOUND not in names
    assert "cue-sheet.html" in names
    assert not [name for name in names if name.startswith(".")]


def test_the_page_links_to_each_download(shared: Shared) -> None:
    _, page = shared.ask()
    for name in (*shared.offer.downloads, shared.offer.archive):
        assert f'href="download/{quote(name)}"' in page.decode()
