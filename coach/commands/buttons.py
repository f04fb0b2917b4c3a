"""Buttons at hand: shown as they are pressed, learned, and forgotten."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from queue import SimpleQueue
from typing import TypeVar

from coach.commands.resolve import Tell
from coach.errors import CoachError
from coach.play.controls import learned as file
from coach.play.controls.base import Controls
from coach.play.controls.button_names import TYPES, button_name
from coach.play.controls.buttons import Buttons, Press, survey
from coach.play.controls.evdev import Kind
from coach.play.controls.keys import terminal_keys
from coach.play.controls.learned import VERBS, LearnedButton
from coach.play.controls.three_presses import TIMES
from coach.play.controls.verbs import Verb
from coach.play.desktop.bluez import Bluez
from coach.play.desktop.mpris import Mpris
from coach.play.events import SessionInfo
from coach.text.interface import EN, texts

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds without a press of a button, after which none is learned."""

_LOOK = 0.5
"""Seconds between two looks at the clock."""


def read_learned(language: str, tell: Tell) -> tuple[LearnedButton, ...]:
    """Return what was learned, and tell in a `language` which buttons are there. Raises CoachError."""
    learned = file.read(file.default_path())
    if sys.platform == "linux":
        tell(buttons_here(language, learned))
    return learned


def buttons_here(language: str = "en", learned: tuple[LearnedButton, ...] = ()) -> str:
    """Tell in one line which buttons are there, or why there are none."""
    said = texts(language).buttons
    devices, refused = survey(learned)
    found = said["found"].format(devices=", ".join(f"{each.name} ({each.kind})" for each in devices))
    return "; ".join([*([found] if devices else []), *([said["refused"]] if refused else [])]) or said["none"]


def show(line: Callable[[str], None]) -> None:
    """Give a line for what was learned, for what is there, and then for each press, until Q or Ctrl-C.

    Raises CoachError.
    """
    _only_linux()
    learned = file.read(file.default_path())
    for each in learned:
        line(f"learned: {each.device}, {button_name(each.code)}: {each.word}")
    line(buttons_here(learned=learned))
    lines: SimpleQueue[str] = SimpleQueue()
    info = SessionInfo("Buttons", 0)
    with suppress(KeyboardInterrupt), ExitStack() as stack:
        keys = stack.enter_context(terminal_keys())

        def told(by: str, verb: Verb | None) -> None:
            lines.put(f"{by}: {EN.buttons['nothing'] if verb is None else EN.verbs[verb]}")
            keys.wake()

        desktop, headset = EN.buttons["desktop"], EN.buttons["headset"]
        mpris = stack.enter_context(Mpris(info, lambda verb: told(desktop, verb)))
        bluez = stack.enter_context(Bluez(info, lambda verb: told(headset, verb)))
        line(f"{desktop}: {mpris.reason or 'ready'}")
        line(f"{headset}: {bluez.reason or 'ready'}")
        line("Press a button, to see what it does in a session. Q or Ctrl-C ends.")
        heard = Buttons(lambda press: told(f"{press.device}, {press.button}", press.verb), learned)
        stack.enter_context(heard)
        for each_line in _until_stopped(keys, lines):
            line(each_line)


def learn(word: str, line: Callable[[str], None]) -> None:
    """Learn the button that is pressed three times, for the verb of a word. `line` gets what to do, and each press.

    Raises CoachError if none was pressed so often.
    """
    _only_linux()
    verb = VERBS[word]
    pressed: SimpleQueue[Press] = SimpleQueue()
    last: tuple[str, int] | None = None
    count = 0
    with terminal_keys() as keys:

        def heard(press: Press) -> None:
            pressed.put(press)
            keys.wake()

        with Buttons(heard, everything=True) as buttons:
            if buttons.refused and not buttons.devices:
                raise CoachError(EN.buttons["refused"])
            line(f"Press the button for '{word}' three times. Q ends.")
            for press in _until_stopped(keys, pressed, PATIENCE):
                if press.kind is Kind.KEYBOARD and press.code in TYPES:
                    line(f"{press.device}, {press.button}: it types, and a session has keys of its own; choose another")
                    continue
                this = (press.device, press.code)
                count = count + 1 if this == last else 1
                last = this
                line(f"{count} of {TIMES}: {press.device}, {press.button}")
                if count == TIMES:
                    file.add(file.default_path(), LearnedButton(press.device, press.code, verb))
                    line(f"Learned: {press.button} of {press.device} means '{word}'.")
                    return
    raise CoachError("nothing was learned: no button was pressed three times; look whether coach buttons shows it")


def forget(word: str | None) -> str:
    """Delete the buttons of one verb, or all; return the line that tells so. Raises CoachError."""
    path = file.default_path()
    there = file.forget(path, None if word is None else VERBS[word])
    about = "the learned buttons" if word is None else f"the learned buttons for '{word}'"
    return f"deleted: {about} in {path}" if there else f"nothing to delete: {path} has none"


def _only_linux() -> None:
    if sys.platform != "linux":
        raise CoachError("only Linux tells one button from another; here, coach play --buttons hears the media keys")


def _until_stopped(keys: Controls, come: "SimpleQueue[T]", patience: float = float("inf")) -> Iterator[T]:
    """Yield what comes, until somebody presses Q, or nothing came for `patience` seconds."""
    until = time.monotonic() + patience
    while time.monotonic() < until and Verb.STOP not in keys.wait(_LOOK if come.empty() else 0):
        while not come.empty():
            yield come.get()
            until = time.monotonic() + patience
