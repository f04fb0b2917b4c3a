"""The command: what it prints, that the printed code leads to sound, and how it ends."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import numpy as np
import pytest
from fakes import FAKE
from needs import browser
from page_material import PROTOCOL
from page_material import album as album
from sessions import ROOT, interruptible
from share_material import Shared, sharing
from share_material import shared as shared
from share_material import tracks as tracks

import coach.commands.share as command
from coach.cli import main as cli
from coach.share.offer import offer
from coach.share.server import host
from coach.voice import VOICES

HALVES = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255), " ": (0, 0)}
"""Upper and lower half of a letter, light or dark."""

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/[0-9a-f]{32}/")


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine alone, so that no network is needed."""
    monkeypatch.setattr(command, "reachable", lambda there: ("127.0.0.1",))


def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.argv", ["__main__.py", *words])
    monkeypatch.setattr("sys.stdout.reconfigure", lambda **_: None, raising=False)
    monkeypatch.setattr("sys.stderr.reconfigure", lambda **_: None, raising=False)
    return cli.run(), *capsys.readouterr()


def scanned(printed: str) -> str:
    """What a phone's camera reads in the letters."""
    import zxingcpp

    lines = [line for line in printed.splitlines() if line and set(line) <= set(HALVES) and "█" in line]
    rows = [[HALVES[letter][half] for letter in line] for line in lines for half in (0, 1)]
    picture = np.kron(np.array(rows, np.uint8), np.ones((8, 8), np.uint8))
    (found,) = zxingcpp.read_barcodes(picture)
    return str(found.text)


def test_it_says_the_address_first_and_what_plain_http_cannot_do(
    album: Path, at_home: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "NOBODY_AFTER", 0.1)
    code, out, err = typed(monkeypatch, capsys, "share", str(album), "--for", "1s")
    assert code == 0
    first, second, *_ = out.splitlines()
    assert ADDRESS.fullmatch(first)
    assert re.fullmatch(r"or http://coach-[0-9a-f]{6}\.local:\d+/[0-9a-f]{32}/", second)
    assert scanned(out) == first
    for words in ("same Wi-Fi", "put it on the home screen", "keep its screen on", "Ctrl-C ends"):
        assert words in " ".join(out.split())
    assert out.endswith("The session is no longer shared.\n")
    for words in ("no phone has come yet", "guest network", "irewall"):
        assert words in " ".join(err.split())


def test_a_session_is_exported_first(
    at_home: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(VOICES, "fake", FAKE)
    (tmp_path / "small.yaml").write_text(PROTOCOL, encoding="utf-8")
    words = ("share", str(tmp_path / "small.yaml"), "--level", "tones", "--voice", "fake", "--cache", str(tmp_path))
    folders = set()
    for _ in range(2):
        code, out, _ = typed(monkeypatch, capsys, *words, "--for", "300ms", "--plain")
        assert code == 0
        folders |= {address.split("/")[3] for address in ADDRESS.findall(out)}
    assert len(folders) == 1


def test_plainly_there_is_no_code(
    album: Path, at_home: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = typed(monkeypatch, capsys, "share", str(album), "--for", "300ms", "--plain")
    assert (code, err) == (0, "")
    assert ADDRESS.fullmatch(out.splitlines()[0])
    assert "█" not in out


@pytest.mark.parametrize("time", ["soon", "30", "-5m", ""])
def test_a_time_that_is_none_is_refused(
    album: Path, time: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = typed(monkeypatch, capsys, "share", str(album), f"--for={time}")
    assert (code, out) == (2, "")
    assert err == f"coach: --for {time}: write it like 30m or 90s\n"


def test_a_folder_without_an_export_is_refused(
    at_home: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = typed(monkeypatch, capsys, "share", str(tmp_path))
    assert (code, err.count("\n")) == (2, 1)


def test_without_its_packages_one_line_says_what_to_install(
    album: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith(("coach.share", "coach.commands.share"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "zeroconf", None)
    code, _, err = typed(monkeypatch, capsys, "share", str(album))
    assert code == 1
    assert err.startswith("coach: coach share needs the package zeroconf, which is not installed; ")
    assert err.count("\n") == 1


PROGRAM = """
import sys
import coach.commands.share as command
command.reachable = lambda there: ("127.0.0.1",)
from coach.cli.main import main
main()
"""


def test_ctrl_c_ends_it_also_while_somebody_listens(album: Path) -> None:
    words = [sys.executable, "-c", PROGRAM, "share", str(album), "--plain"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True, preexec_fn=interruptible) as running:
        assert running.stdout is not None
        address = running.stdout.readline().strip()
        with urlopen(address, timeout=20) as page:
            assert page.status == 200
        running.send_signal(signal.SIGINT)
        rest, _ = running.communicate(timeout=20)
    assert running.returncode == 0
    assert "A phone has opened the page.\n" in rest
    assert rest.endswith("The session is no longer shared.\n")


@pytest.mark.browser
@browser
def test_from_the_code_to_sound_are_two_actions(album: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    offered = offer(album)
    with sharing(offered) as running, sync_playwright() as playwright:
        address = scanned(command.told(offered, (host("127.0.0.1", running.port),), plain=False))
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--mute-audio", "--no-sandbox", "--disable-dev-shm-usage"]
        )
        context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
        page, faults, asked = context.new_page(), [], []
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("request", lambda sent: asked.append(sent.url))
        page.goto(address)  # the first action
        page.get_by_role("button", name="Play").click()  # the second one
        page.wait_for_function("() => document.getElementById('sound').currentTime > 0.3", timeout=15_000)
        page.get_by_text("Download as files").click()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        for link in page.locator("#files a").all():
            with page.expect_download() as kept:
                link.click()
            assert kept.value.suggested_filename == link.text_content()
        chromium.close()
    assert faults == []
    assert {url.split("/")[2] for url in asked if url.startswith("http")} == {host("127.0.0.1", running.port)}


def test_a_shared_folder_keeps_its_address(shared: Shared, tracks: Path) -> None:
    assert offer(tracks).token == shared.offer.token
