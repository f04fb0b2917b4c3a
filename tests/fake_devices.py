"""Input devices without a kernel: pipes that carry its events, in a folder that the coach takes for /dev/input.

python tests/fake_devices.py FOLDER play ... is `coach play ...` with the devices `AT_HAND` that lie in a folder.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import pytest

from coach.play.controls import evdev
from coach.play.controls.button_names import LETTERS
from coach.play.controls.evdev import Hardware, event

CLICKER = Hardware("Logitech Wireless Presenter R400", LETTERS | {1, 52, 63, 104, 109})
PEDAL = Hardware("VEC USB Footpedal", frozenset({256, 257, 258}))
PAD = Hardware("Xbox Wireless Controller", frozenset(range(304, 316)))
REMOTE = Hardware("Flirc", frozenset({28, 103, 105, 106, 108, 352, 358}))
INLINE = Hardware("USB-C headset", frozenset({114, 115, 164}), frozenset({2}))
PLUG = Hardware("HDA Intel PCH Headphone", switches=frozenset({2}))
KEYBOARD = Hardware("AT Translated Set 2 keyboard", LETTERS | {1, 28, 57, 104, 109, 164})


AT_HAND = (CLICKER, PEDAL, PAD, REMOTE, INLINE)


class Desk:
    """Devices that lie on a desk. Each has a node in a folder."""

    def __init__(self, folder: Path, lying: Sequence[Hardware] = ()) -> None:
        """A desk in `folder`. What is `lying` there was plugged in by another process, in this order."""
        self.folder = folder
        self.grabbed: list[str] = []
        self.refused = False
        self._nodes = {f"event{number}": hardware for number, hardware in enumerate(lying)}
        self._ends: dict[str, int] = {}
        """Where the events of each device go in, by its name."""

    def plug(self, hardware: Hardware) -> Hardware:
        """Plug a device in."""
        free = (f"event{number}" for number in count())
        node, hidden = next(node for node in free if node not in self._nodes), self.folder / "coming"
        self._nodes[node] = hardware
        os.mkfifo(hidden)
        self._ends[hardware.name] = os.open(hidden, os.O_RDWR | os.O_NONBLOCK)
        hidden.rename(self.folder / node)
        return hardware

    def pull(self, hardware: Hardware) -> None:
        """Pull a device out."""
        node = next(node for node, each in self._nodes.items() if each == hardware)
        del self._nodes[node]
        (self.folder / node).unlink()
        os.close(self._ends.pop(hardware.name))

    def press(self, hardware: Hardware, code: int) -> None:
        """Press a button, and let it go: with all that the kernel tells of it."""
        told = [event(4, 4, 0x70000 + code), event(1, code, 1), event(0, 0, 0)]
        told += [event(1, code, 2), event(0, 0, 0), event(1, code, 0), event(0, 0, 0)]
        self.send(hardware, b"".join(told))

    def send(self, hardware: Hardware, data: bytes) -> None:
        """Send events of any kind."""
        os.write(self._ends[hardware.name], data)

    def close(self) -> None:
        """Pull out what is left."""
        for end in self._ends.values():
            os.close(end)

    def probe(self, device: int) -> Hardware:
        """Tell what an open node is."""
        return self._nodes[self._node(device)]

    def grab(self, device: int) -> None:
        """Note whose presses were taken."""
        self.grabbed.append(self._nodes[self._node(device)].name)

    def open_device(self, path: Path) -> int:
        """Open a node, unless nobody may."""
        if self.refused:
            raise PermissionError(13, "Permission denied")
        return os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    def _node(self, device: int) -> str:
        return Path(os.readlink(f"/proc/self/fd/{device}")).name


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """An empty desk, and nothing of the machine's own."""
    folder = tmp_path / "input"
    folder.mkdir()
    lies = Desk(folder)
    monkeypatch.setattr(evdev, "FOLDER", folder)
    for name in ("probe", "grab", "open_device"):
        monkeypatch.setattr(evdev, name, getattr(lies, name))
    yield lies
    lies.close()


if __name__ == "__main__":
    from coach.cli.main import main

    reached = Desk(Path(sys.argv[1]), AT_HAND)
    evdev.FOLDER, evdev.probe, evdev.grab = reached.folder, reached.probe, reached.grab
    sys.argv = ["coach", *sys.argv[2:]]
    main()
