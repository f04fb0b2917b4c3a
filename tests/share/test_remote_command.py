"""`coach play --remote`: it waits for Enter, phones follow to the end, and what is missing is one line."""

import json
import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from at_terminal import PROGRAM, Home
from fakes import FAKE
from test_share_command import scanned, typed

from coach.errors import CoachError
from coach.share.interfaces import NONE
from coach.voice import VOICES

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/([0-9a-f]{20})/")

AT_HOME = PROGRAM.replace(
    "sys.argv[0]",
    "import coach.commands.remote as command\ncommand.reachable = lambda there: ('127.0.0.1',)\nsys.argv[0]",
)
"""The program on this machine alone, so that no network is needed."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def followed(port: int, token: str, came: threading.Event) -> list[dict[str, object]]:
    """All states that a phone is sent until the session is over; `came` is set after the first one."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", f"/{token}/events")
        lines = iter(connection.getresponse().readline, b"")
        found = []
        for line in lines:
            if line.startswith(b"data: "):
                found.append(json.loads(line[6:]))
                came.set()
        return found


def test_it_waits_for_enter_so_that_the_code_can_be_scanned_and_the_phone_follows_to_the_end(home: Home) -> None:
    home.answer()
    words = ["play", str(home.protocol), "--remote", "--player", "null", "--voice", "fake"]
    command = [sys.executable, "-c", AT_HOME, *words, "--cache", str(home.folder / "cache")]
    with home.at_terminal(command, 100, NO_COLOR="1") as run:
        run.until("Press Enter here to begin.")
        found = ADDRESS.search(run.seen)
        assert found
        assert scanned(run.seen) == found[0]
        with ThreadPoolExecutor() as pool:
            came = threading.Event()
            following = pool.submit(followed, int(found[1]), found[2], came)
            assert came.wait(30)
            run.press("\n")
            assert run.end() == 0
            first, *rest = following.result(30)
    assert first["begun"] is False
    assert rest[-1]["over"] is True
    assert any(state["begun"] and state["chapter"] for state in rest)


def play(home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    home.answer()
    monkeypatch.setenv("XDG_DATA_HOME", str(home.folder / "data"))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    monkeypatch.setitem(VOICES, "fake", FAKE)
    words = ("play", str(home.protocol), "--remote", "--plain", "--player", "null", "--voice", "fake")
    return typed(monkeypatch, capsys, *words, "--cache", str(home.folder / "cache"))


def test_plainly_there_is_an_address_without_a_code_and_it_begins_at_once(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("coach.commands.remote.reachable", lambda there: ("127.0.0.1",))
    code, out, _ = play(home, monkeypatch, capsys)
    assert code == 0
    assert ADDRESS.fullmatch(out.splitlines()[0])
    assert "█" not in out
    assert "Press Enter" not in out


def test_without_a_network_one_line_says_so_and_the_session_goes_on(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nowhere(there: object) -> None:
        raise CoachError(NONE)

    monkeypatch.setattr("coach.commands.remote.reachable", nowhere)
    code, out, err = play(home, monkeypatch, capsys)
    assert code == 0
    assert "http://" not in out
    assert " ".join(err.split()).count("no phone can steer this session, which goes on without") == 1


def test_without_its_packages_one_line_says_what_to_install(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith(("coach.share", "coach.commands.remote"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    code, out, err = play(home, monkeypatch, capsys)
    assert (code, out) == (1, "")
    assert err.startswith("coach: --remote needs the package uvicorn, which is not installed; ")
    assert err.count("\n") == 1
