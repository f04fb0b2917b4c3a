"""Input devices of Linux: what each is, and its presses, as the kernel tells them (evdev).

Read by ourselves, in some lines, as the library for it is built by a compiler against the headers of a kernel.
https://docs.kernel.org/input/input.html; numbers from linux/input.h and linux/input-event-codes.h. The ioctl numbers
are those of all machines but MIPS, PowerPC and SPARC.
"""

import os
import re
import struct
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import msgspec

from coach.play.controls.button_names import BUTTONS, HEADPHONES_OUT, LETTERS, MEDIA, REMOTE

FOLDER = Path("/dev/input")

_EVENT = struct.Struct("llHHi")
"""One event: seconds and microseconds, type, code, value."""

_KEY, _ABSOLUTE, _SWITCH = 1, 3, 5
_RELATIVE = 2
_HATS = {(0x10, -1): 0x222, (0x10, 1): 0x223, (0x11, -1): 0x220, (0x11, 1): 0x221}
"""Crosses of game pads that are axes: (axis, value) to the code of the same button."""

_HEADPHONES = 2
_GAME_BUTTONS = {0x120, 0x130}
_PAGES = {104, 109}
_VOLUME = 115
_PEDAL = re.compile(r"pedal|\bfoot\b|foot ?switch", re.IGNORECASE)
_CLICKER = re.compile("present|click|pointer|spotlight|shutter|page ?turn|pageflip|airturn", re.IGNORECASE)


class Kind(StrEnum):
    """Kind of an input device, in words for people."""

    CLICKER = "clicker"
    PEDAL = "pedal"
    PAD = "game pad"
    REMOTE = "remote control"
    MEDIA = "media keys"
    PLUG = "headphone plug"
    KEYBOARD = "keyboard"
    OTHER = "other"


class Hardware(msgspec.Struct, frozen=True):
    """Input device as it describes itself."""

    name: str
    keys: frozenset[int] = frozenset()
    switches: frozenset[int] = frozenset()
    moves: bool = False
    """A pointer is moved with it."""

    @property
    def kind(self) -> Kind:
        """The kind, by its name and its keys. Many clickers and pedals say that they are whole keyboards."""
        keys = self.keys
        named = bool(keys & BUTTONS.keys())  # what is called a clickpad has none of these
        if named and _PEDAL.search(self.name):
            return Kind.PEDAL
        if named and _CLICKER.search(self.name):
            return Kind.CLICKER
        if keys & _GAME_BUTTONS:
            return Kind.PAD
        if keys >= LETTERS:
            return Kind.KEYBOARD
        if keys & _PAGES and _VOLUME not in keys:
            return Kind.CLICKER
        if keys & REMOTE:
            return Kind.REMOTE
        if keys & MEDIA:
            return Kind.MEDIA
        return Kind.PLUG if _HEADPHONES in self.switches else Kind.OTHER

    @property
    def is_button(self) -> bool:
        """Whether it is there for such presses, and may be read without having been learned."""
        return self.kind not in (Kind.KEYBOARD, Kind.OTHER)


def event(kind: int, code: int, value: int) -> bytes:
    """Make the bytes of one event, as the kernel writes them."""
    return _EVENT.pack(0, 0, kind, code, value)


def presses(data: bytes) -> Iterator[int]:
    """Find the codes of what was pressed in the bytes of some events. Repeats and releases are none."""
    whole = len(data) - len(data) % _EVENT.size
    for _, _, kind, code, value in _EVENT.iter_unpack(data[:whole]):
        if kind == _KEY and value == 1:
            yield code
        elif kind == _ABSOLUTE and (code, value) in _HATS:
            yield _HATS[code, value]
        elif kind == _SWITCH and code == _HEADPHONES and value == 0:
            yield HEADPHONES_OUT


def open_device(path: Path) -> int:
    """Open a device to read, without waiting. Raises OSError."""
    return os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))


if sys.platform == "linux":
    import fcntl

    def _ioctl_read(number: int, size: int) -> int:
        return 2 << 30 | size << 16 | ord("E") << 8 | number

    def _bits(device: int, kind: int) -> frozenset[int]:
        held = bytearray(96)
        fcntl.ioctl(device, _ioctl_read(0x20 + kind, len(held)), held)
        return frozenset(8 * at + bit for at, byte in enumerate(held) for bit in range(8) if byte >> bit & 1)

    def probe(device: int) -> Hardware:
        """Ask an open device what it is. Raises OSError if it is no input device."""
        name = bytearray(256)
        fcntl.ioctl(device, _ioctl_read(0x06, len(name)), name)
        said = name.split(b"\0")[0].decode("utf-8", "replace")
        kinds = _bits(device, 0)
        return Hardware(
            "".join(sign for sign in said if sign.isprintable()).strip() or "unnamed",
            _bits(device, _KEY) if _KEY in kinds else frozenset(),
            _bits(device, _SWITCH) if _SWITCH in kinds else frozenset(),
            moves=_RELATIVE in kinds,
        )

    def grab(device: int) -> None:
        """Take the presses for the session alone, until it is closed: a clicker types into the terminal as well.

        Raises OSError if somebody else has done that.
        """
        fcntl.ioctl(device, 1 << 30 | 4 << 16 | ord("E") << 8 | 0x90, 1)

else:

    def probe(device: int) -> Hardware:
        """Raise OSError: only Linux has such devices."""
        raise OSError("no input device")

    def grab(device: int) -> None:
        """Do nothing: only Linux has such devices."""
