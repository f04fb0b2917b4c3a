"""A D-Bus session bus of one's own, and what it takes to press a media key on it.

from bus import Bus, needs_bus
from bus import session_bus as session_bus

@needs_bus
def test_is_reached(session_bus: Bus) -> None:
    subprocess.run([...], env={**os.environ, **session_bus.env}, check=True)
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

PROGRAMS = ("dbus-daemon", "playerctl")

needs_bus = pytest.mark.skipif(
    not all(shutil.which(program) for program in PROGRAMS),
    reason="pressing media keys needs a session bus of its own, and playerctl "
    "(Debian and Ubuntu: apt install dbus playerctl)",
)


class Bus:
    """A running bus; `env` leads programs to it, and to no other."""

    def __init__(self, folder: Path) -> None:
        """Start it in `folder`, and wait until it can be reached. Raises RuntimeError if it does not start."""
        command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--nosyslog", "--print-address=1"]
        self._process = subprocess.Popen(
            [*command, f"--address=unix:path={folder}/bus"], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()
        self.env = {"DBUS_SESSION_BUS_ADDRESS": self.address, "XDG_RUNTIME_DIR": str(folder)}
        if not self.address:
            self.kill()
            raise RuntimeError("dbus-daemon did not start")

    def kill(self) -> None:
        """End it at once, as a crash would. May be called twice."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


@pytest.fixture
def session_bus() -> Iterator[Bus]:
    """A bus of its own for one test."""
    # Not pytest's folder: the name of a socket must be shorter than 108 characters.
    with tempfile.TemporaryDirectory(prefix="bus-") as folder:
        bus = Bus(Path(folder))
        try:
            yield bus
        finally:
            bus.kill()
