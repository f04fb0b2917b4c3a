"""`coach play` of the small protocol with questions, at a real pseudo-terminal and at none."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from answered import answered
from asking import ARM
from sessions import ROOT, interruptible

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
termios = pytest.importorskip("termios", reason="Windows has no pseudo-terminals")

PROGRAM = """
import sys
from fakes import FAKE
from coach.cli.main import main
from coach.screening import answer_keys
from coach.voice import VOICES
VOICES["fake"] = FAKE
answer_keys.APART = 0.0  # keys that come early count, so that nobody has to wait
sys.argv[0] = "coach"
main()
"""

PATIENCE = 30.0


class Run:
    """`coach` at a terminal."""

    def __init__(self, process: "subprocess.Popen[bytes]", terminal: int) -> None:
        self.process = process
        self.seen = ""
        self._terminal = terminal
        self._at = 0

    def until(self, text: str) -> None:
        """Read until this stands after what was waited for before."""
        end = time.monotonic() + PATIENCE
        while text not in self.seen[self._at :]:
            assert self._read(end), f"no '{text}' in:\n{self.seen}"
        self._at = self.seen.index(text, self._at) + len(text)

    def answer(self, *answers: tuple[str, str]) -> None:
        """Wait for each question, and press the key."""
        for question, key in answers:
            self.until(question)
            self.press(key)

    def press(self, key: str) -> None:
        os.write(self._terminal, key.encode())

    def end(self) -> int:
        """Read to the end. Returns the exit code."""
        end = time.monotonic() + PATIENCE
        while self._read(end):
            pass
        return self.process.wait(PATIENCE)

    def _read(self, until: float) -> bool:
        if not select.select([self._terminal], [], [], max(0.0, until - time.monotonic()))[0]:
            return False
        try:
            data = os.read(self._terminal, 65536)
        except OSError:  # Linux reports the end of a pseudo-terminal as an error
            return False
        self.seen += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)


class Home:
    """A person with a protocol file and a memory of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.protocol = folder / "arm.yaml"
        self.protocol.write_text(ARM, encoding="utf-8")
        self.memory = folder / "data" / "smr-coach" / "screening.json"

    @property
    def remembered(self) -> dict[str, Any]:
        if not self.memory.exists():
            return {}
        protocols: dict[str, Any] = json.loads(self.memory.read_text(encoding="utf-8"))["protocols"]
        return protocols

    def answer(self) -> None:
        """As if everything had been answered with no, today."""
        answered(self.folder / "data", str(self.protocol))

    def change(self, **values: Any) -> None:
        """Other values in what is remembered."""
        whole = json.loads(self.memory.read_text(encoding="utf-8"))
        whole["protocols"]["arm"].update(values)
        self.memory.write_text(json.dumps(whole), encoding="utf-8")

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-c", PROGRAM, *words]

    def play(self, *words: str, player: str = "null") -> list[str]:
        named = [] if "--resume" in words else [str(self.protocol), "--voice", "fake"]
        cache = [] if "--resume" in words else ["--cache", str(self.folder / "cache")]
        return self.command("play", *named, "--plain", "--player", player, *cache, *words)

    @property
    def env(self) -> dict[str, str]:
        own = {"XDG_DATA_HOME": str(self.folder / "data"), "XDG_STATE_HOME": str(self.folder / "state")}
        # No desktop: its media keys would be shared with a person's own session.
        own |= {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent/bus", "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
        return {**os.environ, **own}

    @contextmanager
    def at_terminal(self, command: list[str], columns: int = 0, **env: str) -> Iterator[Run]:
        """`columns` wide; 0 is a terminal that does not know its size."""
        ours, theirs = pty.openpty()
        if columns:
            termios.tcsetwinsize(theirs, (24, columns))
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**self.env, **env},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            preexec_fn=interruptible,
            start_new_session=True,
        )
        os.close(theirs)
        try:
            yield Run(process, ours)
        finally:
            process.kill()
            process.wait()
            os.close(ours)

    def walk(self, *answers: tuple[str, str], words: tuple[str, ...] = (), columns: int = 0) -> Run:
        """`coach play` with these answers, to its end."""
        with self.at_terminal(self.play(*words), columns) as run:
            run.answer(*answers)
            run.end()
        return run

    def without_terminal(self, *words: str) -> "subprocess.CompletedProcess[str]":
        command = self.play(*words)
        return subprocess.run(
            command, cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE
        )
