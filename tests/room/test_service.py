"""A room as a service: its unit, its signs of life, its lines in a journal, its status and its health address."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from coach.errors import CoachError, InputError
from coach.play.events import ChapterStarted, StateChanged
from coach.room.events import ItemEnded, ItemSkipped, ItemStarted, PlaylistTaken, Waiting
from coach.room.health import served
from coach.room.status import STALE, Gathering, RoomStatus, as_json, as_lines, read_status, write_status
from coach.room.systemd import notify, print_line, unit_of
from coach.timeline.model import Chapter
from coach.units import Samples

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The socket of a service manager. Not in pytest's folder: its name must be shorter than 108 characters."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(f"{folder}/notify")
        receiver.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", f"{folder}/notify")
        yield receiver


def test_a_service_manager_is_told(manager: socket.socket) -> None:
    notify("READY=1")
    notify("WATCHDOG=1")
    assert [manager.recv(100) for _ in range(2)] == [b"READY=1", b"WATCHDOG=1"]


def test_without_a_manager_nothing_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notify("READY=1")
    assert capsys.readouterr().out == ""
    monkeypatch.setenv("NOTIFY_SOCKET", "/nowhere/notify")
    notify("READY=1")
    assert "systemd cannot be told 'READY=1'" in capsys.readouterr().out


def test_lines_have_levels_in_a_journal_only(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    out = os.fstat(sys.stdout.fileno())
    for stream in ("", "8:1", f"{out.st_dev}:{out.st_ino}"):
        monkeypatch.setenv("JOURNAL_STREAM", stream)
        print_line(4, "one\ntwo")
    assert capfd.readouterr().out == "one\ntwo\none\ntwo\n<4>one\n<4>two\n"


def test_a_unit_starts_this_very_program(tmp_path: Path) -> None:
    playlist = tmp_path / 'my 100% "room".yaml'
    unit = unit_of(playlist, ["--health", "127.0.0.1:9109"], user=True)
    (start,) = (line for line in unit.splitlines() if line.startswith("ExecStart="))
    assert start.startswith(f"ExecStart={sys.executable} -m coach room ")
    assert 'my 100%% \\"room\\".yaml" --quiet --health 127.0.0.1:9109' in start
    assert "Type=notify" in unit
    assert "WatchdogSec=300" in unit
    assert "User=" not in unit
    assert "WantedBy=default.target" in unit
    system = unit_of(playlist, [], user=False)
    assert "\nUser=" in system
    assert "WantedBy=multi-user.target" in system


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze (Debian: apt install systemd)")
@pytest.mark.parametrize("user", [False, True])
def test_systemd_takes_the_unit(user: bool, tmp_path: Path) -> None:
    file = tmp_path / "coach-room.service"
    file.write_text(unit_of(tmp_path / "room.yaml", [], user=user))
    run = subprocess.run(["systemd-analyze", "verify", file], capture_output=True, text=True, check=False)
    assert "coach-room.service:" not in run.stderr


def played(gathering: Gathering) -> None:
    for event in (
        Waiting(NOON, NOON, "A"),
        ItemStarted(NOON, "a.mp3", "A", Samples(48000)),
        ItemEnded(NOON, "A"),
        ItemSkipped("b.mp3: there is no such file"),
        Waiting(NOON, NOON, "A"),
    ):
        gathering.tell(event)


def test_the_status_is_gathered_and_read_again(tmp_path: Path) -> None:
    gathering, file = Gathering("room.yaml"), tmp_path / "state" / "room.json"
    with pytest.raises(InputError, match="no room has run here; start one"):
        read_status(file)
    played(gathering)
    for state in ("waiting", "playing", "lost", "playing"):  # the first wait is that for the beginning
        gathering.show(StateChanged(Samples(0), state))
        gathering.show(ChapterStarted(Samples(0), 0, Chapter("A", Samples(1500), ())))
    gathering.show(StateChanged(Samples(0), "waiting"))
    write_status(file, gathering.status)
    status = read_status(file)
    assert status == gathering.status
    assert (status.played, status.skipped, status.device_losses, status.underruns) == (1, 1, 1, 1)
    assert as_lines(status) == [
        "room.yaml: quiet; A at 2026-01-15T12:00:00+00:00",
        "1 played, 1 skipped, 1 times without a device, 1 times too late",
        "last problem: b.mp3: there is no such file",
    ]
    gathering.tell(PlaylistTaken("room.yaml"))
    assert gathering.status.problem == ""
    assert '"state": "waiting"' in as_json(status)
    status.seen -= STALE + 1
    write_status(file, status)
    assert as_lines(read_status(file))[0].startswith("room.yaml: not running; last seen 20")
    file.write_text("{")
    with pytest.raises(CoachError, match="cannot be read"):
        read_status(file)


def asked(port: int, path: str) -> tuple[int, str]:
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def test_health_is_told_at_its_address() -> None:
    gathering = Gathering("room.yaml")
    with served("127.0.0.1:0", gathering.status) as port:
        played(gathering)
        code, text = asked(port, "/metrics")
        assert code == 200
        rows = dict(line.split(" ") for line in text.splitlines() if not line.startswith("#"))
        assert rows["coach_room_items_played_total"] == "1"
        assert rows["coach_room_items_skipped_total"] == "1"
        assert rows["coach_room_next_item_timestamp_seconds"] == f"{NOON.timestamp():.0f}"
        if sys.platform == "linux":
            assert 1e6 < float(rows["coach_room_memory_bytes"]) < 1e10
        assert all(f"# TYPE {name} " in text and f"# HELP {name} " in text for name in rows)
        assert asked(port, "/health") == (200, "ok\n")
        gathering.status.seen = time.time() - STALE - 1
        assert asked(port, "/health") == (503, "no sign of life\n")
        assert asked(port, "/etc/passwd")[0] == 404


@pytest.mark.parametrize("address", ["9109", ":9109", "localhost:", "localhost:70000", "localhost:x"])
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(InputError, match="write it like 127"), served(address, RoomStatus()):
        pass


def test_an_address_that_is_taken() -> None:
    with (
        served("127.0.0.1:0", RoomStatus()) as port,
        pytest.raises(InputError, match="choose another address"),
        served(f"127.0.0.1:{port}", RoomStatus()),
    ):
        pass
