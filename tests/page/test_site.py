"""The site: a folder for each session that nobody can guess, complete, and the same one each time."""

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from fakes import FAKE
from page_material import PROTOCOL, exported
from page_material import album as album
from page_material import page as page
from PIL import Image
from sessions import coach

from coach.commands.site import exported_folder, site_session
from coach.errors import CoachError, InputError
from coach.page.site import ADDRESS, address, site
from coach.session.choices import Choices
from coach.session.request import SessionRequest, Sounds
from coach.voice import VOICES

NAMES = {
    *("Small.mp3", "Small.vtt", "cover.png", "index.html", "page.css", "page.js"),
    *("worker.js", "page.webmanifest", "icon-192.png", "icon-512.png"),
}


def test_a_session_has_one_address_of_128_bits_and_nothing_tells_of_it(album: Path, tmp_path: Path) -> None:
    first, second = site(album, tmp_path / "one"), site(album, tmp_path / "two")
    assert first.name == second.name
    assert re.fullmatch(r"[0-9a-f]{32}", first.name)
    assert {path.name for path in first.iterdir()} == NAMES
    assert {path.name for path in (tmp_path / "one").iterdir()} == {first.name, "index.html"}
    assert first.name not in (tmp_path / "one" / "index.html").read_text()
    assert (first / "Small.mp3").read_bytes() == (album / "Small.mp3").read_bytes()
    assert {path.name: path.read_bytes() for path in first.iterdir()} == {
        path.name: path.read_bytes() for path in second.iterdir()
    }


def test_another_session_has_another_address(album: Path, tmp_path: Path) -> None:
    other = site(exported(tmp_path, title="Other"), tmp_path / "web")
    assert other.name != site(album, tmp_path / "web").name
    assert len(list((tmp_path / "web").iterdir())) == 3


def test_the_worker_keeps_every_file_and_a_changed_one_is_a_new_version(tmp_path: Path) -> None:
    folder = exported(tmp_path)
    page = site(folder, tmp_path / "web")

    def kept() -> dict[str, object]:
        found = re.match(r"self\.KEPT = (.*);\n", (page / "worker.js").read_text(encoding="utf-8"))
        assert found
        data: dict[str, object] = json.loads(found[1])
        return data

    first = kept()
    assert set(first["files"]) == {"./", *NAMES - {"worker.js"}}  # type: ignore[call-overload]
    (page / "left over.mp3").write_bytes(b"old")
    captions = folder / "Small.vtt"
    captions.write_text(captions.read_text().replace("Let go.", "Let it go."))
    assert site(folder, tmp_path / "web") == page
    assert kept()["version"] != first["version"]
    assert {path.name for path in page.iterdir()} == NAMES


def test_every_title_makes_addresses_that_are_found(tmp_path: Path) -> None:
    page = site(exported(tmp_path, title="50 % of #1 & Söhne"), tmp_path / "web")
    found = re.match(r"self\.KEPT = (.*);\n", (page / "worker.js").read_text(encoding="utf-8"))
    assert found
    files = [unquote(name) for name in json.loads(found[1])["files"]]
    assert all((page / name).exists() for name in files)
    assert not [name for name in json.loads(found[1])["files"] if set(name) & set(" #?")]


def test_a_session_is_exported_for_its_page_and_keeps_its_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(VOICES, "fake", FAKE)
    (tmp_path / "small.yaml").write_text(PROTOCOL, encoding="utf-8")
    request = SessionRequest(str(tmp_path / "small.yaml"), Choices(level="tones"), Sounds("fake", tmp_path / "clips"))
    pages = [site_session(one, tmp_path / "web") for one in (request, request, request.choosing(side="left"))]
    assert pages[0] == pages[1] != pages[2]
    assert {path.name for path in pages[0].iterdir()} == NAMES


def test_nothing_can_be_chosen_for_what_is_exported(album: Path, tmp_path: Path) -> None:
    assert exported_folder(SessionRequest(str(album))) == album
    with pytest.raises(InputError, match="is exported already, and nothing can be chosen for it"):
        site_session(SessionRequest(str(album), Choices(side="left")), tmp_path / "web")
    assert not (tmp_path / "web").exists()


def test_its_icons_and_manifest_let_a_phone_install_it(page: Path) -> None:
    manifest = json.loads((page / "page.webmanifest").read_text(encoding="utf-8"))
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("./", "./", "standalone")
    for icon in manifest["icons"]:
        with Image.open(page / icon["src"]) as drawn:
            assert f"{drawn.width}x{drawn.height}" == icon["sizes"]


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    folder = exported(tmp_path)
    (folder / ADDRESS).write_text('{"folder": "../../elsewhere"}')
    with pytest.raises(InputError, match="holds no address; remove it for a new one"):
        site(folder, tmp_path / "web")
    assert not (tmp_path / "web").exists()
    with pytest.raises(InputError, match="--base ftp://x is no address of a site"):
        address("abc", "ftp://x")
    assert address("abc", "https://example.org/a/") == "https://example.org/a/abc/"


def test_a_place_that_cannot_be_written_is_one_line(album: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CoachError, match="cannot write"):
        site(album, tmp_path / "file")


def test_the_command_prints_where_the_page_is(album: Path, tmp_path: Path) -> None:
    run = coach("site", album, "-o", tmp_path, "--base", "https://example.org")
    assert run.returncode == 0, run.stderr
    folder, url, sheet, feed = run.stdout.splitlines()
    assert feed == f"{url}feed.xml"
    assert url == f"https://example.org/{Path(folder).name}/"
    assert (Path(folder) / "index.html").is_file()
    assert url in Path(sheet).read_text(encoding="utf-8")
    run = coach("site", album, "-o", tmp_path)
    assert run.stdout.splitlines() == [folder]
    assert run.stderr == "coach: a sheet to print and a feed need the site's address: --base URL\n"
    assert not Path(sheet).exists()
