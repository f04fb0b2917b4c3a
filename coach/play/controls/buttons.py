"""Buttons at hand: clickers, pedals, game pads, remote controls, media keys and headphone plugs, read while entered.

Devices may come and go. An ordinary keyboard is only read if a button of it was learned, and never taken from others.
"""

import os
import select
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

import msgspec

from coach.play.controls import evdev
from coach.play.controls.button_names import BUTTONS, button_name
from coach.play.controls.evdev import Hardware, Kind
from coach.play.controls.learned import LearnedButton
from coach.play.controls.verbs import Verb

LOOK = 1.0
"""Seconds between two looks for devices that came."""


class Press(msgspec.Struct, frozen=True):
    """Press of one button."""

    device: str
    kind: Kind
    code: int
    grabbed: bool
    """Nobody else gets the presses of this device."""
    verb: Verb | None
    """Meaning; None for a button that has none."""

    @property
    def button(self) -> str:
        """Name of the button."""
        return button_name(self.code)


class _Open(msgspec.Struct, frozen=True):
    fd: int
    hardware: Hardware
    grabbed: bool


class Buttons:
    """Reads all buttons in a thread of its own."""

    def __init__(
        self,
        heard: Callable[[Press], None],
        learned: Sequence[LearnedButton] = (),
        *,
        everything: bool = False,
        changed: Callable[[Hardware, bool], None] = lambda hardware, here: None,
    ) -> None:
        """`heard` gets each press, and `changed` each device that comes (True) or goes, both in the thread.

        With `everything`, keyboards are read as well, to learn one of their buttons.
        """
        self._heard, self._changed = heard, changed
        self._meanings = {(each.device, each.code): each.verb for each in learned}
        self._everything = everything
        self._open: dict[Path, _Open] = {}
        self._refused: set[Path] = set()
        self._others: dict[Path, float] = {}
        """Devices that are no buttons, with the times of their nodes: a node may be another device later."""
        self._pipe: tuple[int, int] | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._look()
        self._pipe = os.pipe()
        self._thread = threading.Thread(target=self._run, name="coach-buttons", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._pipe is not None and self._thread is not None:
            os.write(self._pipe[1], b".")
            self._thread.join()
            for end in self._pipe:
                os.close(end)
            self._pipe = None
        for path in tuple(self._open):
            self._close(path)

    def learn(self, button: LearnedButton) -> None:
        """Heed one more learned button from now on."""
        self._meanings[button.device, button.code] = button.verb

    @property
    def devices(self) -> tuple[Hardware, ...]:
        """The devices that are read now."""
        return tuple(each.hardware for each in tuple(self._open.values()))

    @property
    def refused(self) -> bool:
        """The system lets this user read none of some devices."""
        return bool(self._refused)

    def _run(self) -> None:
        assert self._pipe is not None
        poll = select.poll()
        poll.register(self._pipe[0], select.POLLIN)
        watched: dict[int, Path] = {}
        next_look = time.monotonic() + LOOK
        while True:
            for path, each in self._open.items():
                if each.fd not in watched:
                    watched[each.fd] = path
                    poll.register(each.fd, select.POLLIN)
            for fd, _ in poll.poll(max(0.0, next_look - time.monotonic()) * 1000):
                if fd == self._pipe[0]:
                    return
                if not self._read(watched[fd]):
                    poll.unregister(fd)
                    self._changed(self._close(watched.pop(fd)), False)
            if time.monotonic() >= next_look:
                next_look += LOOK
                for hardware in self._look():
                    self._changed(hardware, True)

    def _read(self, path: Path) -> bool:
        """Whether the device is still there, after all that it had to tell was told."""
        here = self._open[path]
        try:
            data = os.read(here.fd, 4096)
        except BlockingIOError:
            return True
        except OSError:  # it was pulled out
            return False
        hardware = here.hardware
        for code in evdev.presses(data):
            verb = self._meanings.get((hardware.name, code))
            if verb is None and hardware.is_button and code in BUTTONS:
                verb = BUTTONS[code][1]
            if verb is not None or hardware.is_button or self._everything:
                self._heard(Press(hardware.name, hardware.kind, code, here.grabbed, verb))
        return bool(data)

    def _look(self) -> list[Hardware]:
        """Open the devices that came since the last look."""
        came = []
        try:
            nodes = sorted(evdev.FOLDER.glob("event*"))
        except OSError:  # there are none on this system
            return []
        self._refused &= set(nodes)
        for path in nodes:
            if path not in self._open and (opened := self._opened(path)):
                self._open[path] = opened
                came.append(opened.hardware)
        return came

    def _opened(self, path: Path) -> _Open | None:
        """Open one device; None if it is no button, or may not be read."""
        try:
            stamp = path.stat().st_ctime
            if self._others.get(path) == stamp:
                return None
            fd = evdev.open_device(path)
        except PermissionError:  # also for a moment after it came; so it is tried again at the next look
            self._refused.add(path)
            return None
        except OSError:
            return None
        self._refused.discard(path)
        try:
            hardware = evdev.probe(fd)
            learned = any(device == hardware.name for device, _ in self._meanings)
            if hardware.is_button or learned or (self._everything and hardware.keys):
                return _Open(fd, hardware, self._grab(fd, hardware, learned=learned))
        except OSError:
            pass  # it is no input device, or gone already
        os.close(fd)
        self._others[path] = stamp
        return None

    def _grab(self, fd: int, hardware: Hardware, *, learned: bool) -> bool:
        """Whether the device is the session's alone now: what types, as it would type into the terminal, too.

        Never a keyboard or a mouse, which the person needs. Media keys are left to the desktop, which passes them on,
        unless one of them was learned: then the desktop would do something else.
        """
        types = hardware.kind in (Kind.CLICKER, Kind.PEDAL) or (learned and hardware.kind is not Kind.KEYBOARD)
        if not types or hardware.moves:
            return False
        try:
            evdev.grab(fd)
        except OSError:  # somebody else has it
            return False
        return True

    def _close(self, path: Path) -> Hardware:
        closed = self._open.pop(path)
        with suppress(OSError):  # it went away
            os.close(closed.fd)
        return closed.hardware


def survey(learned: Sequence[LearnedButton] = ()) -> tuple[tuple[Hardware, ...], bool]:
    """Return the devices that would be read now, and whether the system lets this user read none of some others."""
    reader = Buttons(lambda press: None, learned)
    reader._look()
    found = reader.devices, reader.refused
    reader.__exit__()
    return found
