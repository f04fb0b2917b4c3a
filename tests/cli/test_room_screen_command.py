"""The screen beside a room as somebody types it: as a process, in the unit, and without what it needs."""

import json
import re
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest
from test_room_command import running, tone
from typed import typed


def test_a_room_is_followed_at_the_address_it_prints(tmp_path: Path) -> None:
    tone(tmp_path / "sea and wind.wav", 2)
    playlist = tmp_path / "room.yaml"
    playlist.write_text("items: [{play: sea and wind.wav}]\ngap: 1 s\nlanguage: es\nmore: https://clinic.example/a\n")
    with running(tmp_path, playlist, "--player", "null", "--screen", "127.0.0.1:0") as room:
        line = room.until(lambda line: "screen: " in line)
        found = re.fullmatch(r"<6>screen: http://127\.0\.0\.1:(\d+)/", line)
        assert found
        connection = HTTPConnection("127.0.0.1", int(found[1]), timeout=30)
        connection.request("GET", "/events")
        answer = connection.getresponse()
        seen: set[str] = set()
        while not {"sound", "quiet"} <= seen:
            line = answer.readline().decode()
            if line.startswith("data: "):
                state = json.loads(line[6:])
                seen.add(state["kind"])
                if state["kind"] == "sound":
                    assert state["words"] == "sea and wind"
                    assert state["next"].startswith("Después: sea and wind, ")
                    assert state["code"]
        connection.close()
    assert room.process.returncode == 0


def test_the_unit_has_the_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    playlist = tmp_path / "room.yaml"
    playlist.write_text("items: [{play: waiting-room}]")
    code, unit, _ = typed(monkeypatch, capsys, "room", str(playlist), "--unit", "--screen", "8770")
    assert code == 0
    assert f"-m coach room {playlist} --quiet --screen 8770\n" in unit


def test_without_its_packages_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    for name in [name for name in sys.modules if name.startswith(("coach.share", "coach.commands.screen"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    playlist = tmp_path / "room.yaml"
    playlist.write_text("items: [{play: waiting-room}]")
    code, out, err = typed(monkeypatch, capsys, "room", str(playlist), "--player", "null", "--screen", "8770")
    assert (code, out) == (1, "")
    assert err.startswith("coach: --screen needs the package uvicorn, which is not installed; ")
    assert err.count("\n") == 1
