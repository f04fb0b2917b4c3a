"""A room by its playlist from the command line: changes while it plays, status, and a sound server that is killed."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import pytest
from needs import pulse
from pulse import PulseServer, retried
from pydub.generators import Sine
from sessions import ROOT, coach, interruptible
from typed import typed

from coach.room.status import RoomStatus, read_status

WITHIN = 60.0


class Running:
    """A room in a process of its own, and the lines that it printed."""

    def __init__(self, process: subprocess.Popen[bytes], out: TextIO, home: Path) -> None:
        self.process = process
        self._out = out
        self.lines: list[str] = []
        self._home = home

    def until(self, wanted: Callable[[str], bool]) -> str:
        """The next line that is wanted."""
        for line in self._out:
            self.lines.append(line.rstrip("\n"))
            if wanted(self.lines[-1]):
                return self.lines[-1]
        raise AssertionError(f"it ended: {self.lines}")

    @property
    def status(self) -> RoomStatus:
        return read_status(self._home / "room.json")


@contextmanager
def running(home: Path, playlist: Path, *words: str, **environment: str) -> Iterator[Running]:
    command = [sys.executable, "-m", "coach", "room", str(playlist), "--quiet", *words]
    env = {**os.environ, "XDG_STATE_HOME": str(home), "PYTHONUNBUFFERED": "1", **environment}
    read, write = os.pipe()
    out = os.fstat(write)
    env["JOURNAL_STREAM"] = f"{out.st_dev}:{out.st_ino}"
    with (
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdout=write,
            stdin=subprocess.DEVNULL,
            preexec_fn=interruptible,
        ) as process,
        os.fdopen(read, encoding="utf-8") as lines,
    ):
        os.close(write)
        try:
            yield Running(process, lines, home / "smr-coach")
            process.send_signal(signal.SIGINT)
            process.wait(WITHIN)
        finally:
            process.kill()


def tone(file: Path, seconds: float) -> None:
    Sine(700).to_audio_segment(duration=round(seconds * 1000), volume=-20).export(file, format="wav").close()


def test_a_playlist_is_edited_while_it_plays(tmp_path: Path) -> None:
    for name in ("a", "b"):
        tone(tmp_path / f"{name}.wav", 2)
    playlist = tmp_path / "room.yaml"
    playlist.write_text("items:\n  - play: a.wav\n  - play: missing.wav\ngap: 200 ms\n")
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"{folder}/notify")
        told: set[bytes] = set()
        manager.settimeout(WITHIN)
        listening = threading.Thread(target=lambda: told.update(iter(lambda: manager.recv(500), b"STOPPING=1")))
        listening.start()
        with running(tmp_path, playlist, "--player", "null", NOTIFY_SOCKET=f"{folder}/notify") as room:
            room.until(lambda line: line.startswith("<6>") and line.endswith(" a.wav (0:04)"))
            room.until(lambda line: "a.wav" in line)
            playlist.write_text("items:\n  - play: a.wav\n  - play: b.wav\ngap: 200 ms\n")
            room.until(lambda line: line == f"<6>{playlist}: changed, and taken up")
            room.until(lambda line: "b.wav" in line)
            playlist.write_text("items:\n  - play: b.wav\ngap: never\n")
            refused = room.until(lambda line: line.startswith("<4>the playlist before goes on"))
            assert f"{playlist}:3:6: 'never' is not a duration" in refused
            room.until(lambda line: "a.wav" in line)
            room.until(lambda line: "b.wav" in line)
            assert room.status.problem.endswith("write it like '10 s', '300 ms' or '2 min'")
            playlist.unlink()
            gone = room.until(lambda line: line.startswith("<4>the playlist before goes on"))
            assert "cannot be read" in gone
        listening.join()
        assert {b"READY=1", b"WATCHDOG=1"} <= told
    assert room.process.returncode == 0
    assert sum("missing.wav: there is no such file" in line for line in room.lines) == 1
    assert sum("goes on" in line for line in room.lines) == 2
    assert room.status.state == "ended"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("items: [{play: a.wav, loud: 3}]", "room.yaml:1:23: there is no key 'loud'"),
        (None, "room.yaml: cannot be read"),
    ],
)
def test_what_is_wrong_at_the_start_is_refused(text: str | None, told: str, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "room.yaml").write_text(text)
    run = coach("room", tmp_path / "room.yaml", XDG_STATE_HOME=str(tmp_path))
    assert run.returncode == 2
    assert told in run.stderr
    assert run.stderr.count("\n") == 1


def test_status_and_unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    code, _, error = typed(monkeypatch, capsys, "room", "status")
    assert (code, error) == (2, "coach: no room has run here; start one: coach room PLAYLIST.yaml\n")
    playlist = tmp_path / "room.yaml"
    playlist.write_text("items: [{play: waiting-room}]")
    code, unit, _ = typed(monkeypatch, capsys, "room", str(playlist), "--unit", "--user", "--health", "[::1]:9")
    assert code == 0
    assert f"-m coach room {playlist} --quiet --health [::1]:9\n" in unit
    playlist.write_text("items: []")
    assert typed(monkeypatch, capsys, "room", str(playlist), "--unit")[0] == 2


@pulse
@pytest.mark.pulse
@retried
def test_a_killed_sound_server_is_waited_for(pulse_server: PulseServer, tmp_path: Path) -> None:
    tone(tmp_path / "a.wav", 5)
    playlist = tmp_path / "room.yaml"
    playlist.write_text("items: [{play: a.wav}]\ngap: 1 s\n")
    with running(tmp_path, playlist, **pulse_server.env) as room:
        room.until(lambda line: "a.wav" in line)
        time.sleep(2.5)
        pulse_server.kill()
        time.sleep(2.5)
        pulse_server.start()
        room.until(lambda line: "a.wav" in line)
        assert room.status.device_losses >= 1
        assert room.status.played == 1
    assert room.process.returncode == 0
    assert not any("skipped" in line for line in room.lines)
