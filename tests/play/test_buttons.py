"""Buttons at hand: what each device is, what its presses mean, and devices that come, go, or may not be read."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any

import pytest
from fake_devices import CLICKER, INLINE, KEYBOARD, PAD, PEDAL, PLUG, REMOTE, Desk
from fake_devices import desk as desk

from coach.play.controls import buttons, evdev
from coach.play.controls.button_names import BUTTONS, LETTERS, button_name
from coach.play.controls.buttons import Buttons, Press, survey
from coach.play.controls.evdev import Hardware, Kind, event, presses
from coach.play.controls.learned import LearnedButton
from coach.play.controls.verbs import Verb

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these devices")


class Ear:
    """Keeps what a reader of buttons tells."""

    def __init__(self) -> None:
        self.presses: SimpleQueue[Press] = SimpleQueue()
        self.changes: SimpleQueue[tuple[str, bool]] = SimpleQueue()

    def verb(self) -> Verb | None:
        """Wait for the next press, and tell its meaning."""
        return self.presses.get(timeout=10).verb

    def change(self) -> tuple[str, bool]:
        return self.changes.get(timeout=10)


@contextmanager
def reading(*learned: LearnedButton, everything: bool = False) -> Iterator[Ear]:
    ear = Ear()
    reader = Buttons(
        ear.presses.put,
        learned,
        everything=everything,
        changed=lambda hardware, here: ear.changes.put((hardware.name, here)),
    )
    with reader:
        yield ear


@pytest.mark.parametrize(
    ("hardware", "kind"),
    [
        (CLICKER, Kind.CLICKER),
        (Hardware("Kensington", frozenset({104, 109, 48})), Kind.CLICKER),
        (PEDAL, Kind.PEDAL),
        (Hardware("PCsensor FootSwitch Keyboard", LETTERS), Kind.PEDAL),
        (PAD, Kind.PAD),
        (Hardware("USB Gamepad", frozenset(range(288, 298))), Kind.PAD),
        (REMOTE, Kind.REMOTE),
        (INLINE, Kind.MEDIA),
        (Hardware("Buds (AVRCP)", frozenset({200, 201, 163, 165})), Kind.MEDIA),
        (Hardware("Logitech K400 Consumer Control", frozenset({104, 109, 113, 114, 115, 164})), Kind.MEDIA),
        (PLUG, Kind.PLUG),
        (KEYBOARD, Kind.KEYBOARD),
        (Hardware("Power Button", frozenset({116})), Kind.OTHER),
        (Hardware("Synaptics Clickpad", frozenset({272, 325, 330})), Kind.OTHER),
        (Hardware("Optical Mouse", frozenset({272, 273, 274}), moves=True), Kind.OTHER),
    ],
)
def test_a_device_is_known_by_its_name_and_its_keys(hardware: Hardware, kind: Kind) -> None:
    assert hardware.kind == kind
    assert hardware.is_button == (kind not in (Kind.KEYBOARD, Kind.OTHER))


@pytest.mark.parametrize(
    ("hardware", "code", "verb"),
    [
        (CLICKER, 109, Verb.NEXT),
        (CLICKER, 104, Verb.BACK),
        (CLICKER, 52, Verb.TOGGLE),
        (PEDAL, 257, Verb.TOGGLE),
        (PAD, 304, Verb.TOGGLE),
        (PAD, 311, Verb.NEXT),
        (REMOTE, 352, Verb.TOGGLE),
        (REMOTE, 103, Verb.LOUDER),
        (INLINE, 164, Verb.TOGGLE),
    ],
)
def test_a_press_is_a_verb_once(desk: Desk, hardware: Hardware, code: int, verb: Verb) -> None:
    desk.plug(hardware)
    with reading() as ear:
        desk.press(hardware, code)
        assert ear.verb() == verb
        desk.press(hardware, code)
        assert ear.verb() == verb
        assert ear.presses.empty()


def test_every_verb_has_a_button() -> None:
    meant = {verb for _, verb in BUTTONS.values()}
    assert meant >= set(Verb) - {Verb.KEYS}


def test_a_plug_that_is_pulled_pauses_and_one_that_is_put_in_does_nothing(desk: Desk) -> None:
    desk.plug(PLUG)
    with reading() as ear:
        desk.send(PLUG, event(5, 2, 1) + event(0, 0, 0))
        desk.send(PLUG, event(5, 2, 0) + event(0, 0, 0))
        assert ear.verb() == Verb.PAUSE
        assert ear.presses.empty()


def test_a_cross_that_is_an_axis_is_four_buttons() -> None:
    pushed = [event(3, axis, value) for axis in (0x10, 0x11) for value in (-1, 0, 1, 0)]
    meant = [BUTTONS[code][1] for code in presses(b"".join(pushed))]
    assert meant == [Verb.BACK, Verb.NEXT, Verb.LOUDER, Verb.SOFTER]


def test_sticks_and_half_an_event_are_no_press() -> None:
    assert list(presses(event(3, 0, 1) + event(3, 1, -1) + event(1, 304, 1)[:-1])) == []


def test_devices_come_and_go(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buttons, "LOOK", 0.02)
    with reading() as ear:
        for _ in range(2):
            desk.plug(PAD)
            assert ear.change() == (PAD.name, True)
            desk.press(PAD, 304)
            assert ear.verb() == Verb.TOGGLE
            desk.pull(PAD)
            assert ear.change() == (PAD.name, False)


def test_a_device_that_may_not_be_read_yet_is_read_later(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buttons, "LOOK", 0.02)
    desk.plug(PAD)
    desk.refused = True
    assert survey() == ((), True)
    with reading() as ear:
        desk.refused = False
        assert ear.change() == (PAD.name, True)
    assert survey() == ((PAD,), False)


def test_no_devices_at_all(desk: Desk) -> None:
    desk.folder.rmdir()
    assert survey() == ((), False)


def test_a_keyboard_is_not_read(desk: Desk) -> None:
    desk.plug(KEYBOARD)
    desk.plug(PAD)
    with reading() as ear:
        desk.press(KEYBOARD, 57)
        desk.press(PAD, 305)
        assert ear.verb() == Verb.AGAIN
    assert survey() == ((PAD,), False)


def test_of_a_keyboard_only_what_was_learned_is_read_and_it_stays_the_persons(desk: Desk) -> None:
    desk.plug(KEYBOARD)
    with reading(LearnedButton(KEYBOARD.name, 183, Verb.BACK)) as ear:
        desk.press(KEYBOARD, 57)
        desk.press(KEYBOARD, 164)
        desk.press(KEYBOARD, 183)
        assert ear.verb() == Verb.BACK
    assert desk.grabbed == []


def test_what_types_is_taken_for_the_session_alone(desk: Desk) -> None:
    for each in (CLICKER, PEDAL, PAD, INLINE, Hardware("Presenter with a pointer", CLICKER.keys, moves=True)):
        desk.plug(each)
    with reading():
        assert desk.grabbed == [CLICKER.name, PEDAL.name]


def test_a_media_key_that_was_learned_does_nothing_else(desk: Desk) -> None:
    desk.plug(INLINE)
    with reading(LearnedButton(INLINE.name, 164, Verb.NEXT)) as ear:
        assert desk.grabbed == [INLINE.name]
        desk.press(INLINE, 164)
        assert ear.verb() == Verb.NEXT


def test_a_device_that_somebody_else_took_is_read_as_far_as_it_can_be(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(device: int) -> None:
        raise OSError(errno.EBUSY, "busy")

    monkeypatch.setattr(evdev, "grab", taken)
    desk.plug(CLICKER)
    with reading() as ear:
        desk.press(CLICKER, 109)
        assert ear.presses.get(timeout=10) == Press(CLICKER.name, Kind.CLICKER, 109, False, Verb.NEXT)


def test_what_was_learned_goes_before_what_is_usual(desk: Desk) -> None:
    desk.plug(CLICKER)
    desk.plug(PEDAL)
    with reading(LearnedButton(CLICKER.name, 109, Verb.TOGGLE), LearnedButton("Another", 104, Verb.STOP)) as ear:
        for code, verb in ((109, Verb.TOGGLE), (104, Verb.BACK)):
            desk.press(CLICKER, code)
            assert ear.verb() == verb


def test_a_button_without_a_meaning_is_heard_and_named(desk: Desk) -> None:
    desk.plug(PAD)
    with reading() as ear:
        desk.press(PAD, 309)
        press = ear.presses.get(timeout=10)
        assert (press.verb, press.button) == (None, "button 309")


def test_to_learn_a_keyboard_is_read_too(desk: Desk) -> None:
    desk.plug(KEYBOARD)
    with reading(everything=True) as ear:
        desk.press(KEYBOARD, 183)
        assert ear.presses.get(timeout=10).kind == Kind.KEYBOARD


def test_letters_have_their_names() -> None:
    assert [button_name(code) for code in (30, 44, 25, 2)] == ["A", "Z", "P", "1"]


def test_a_device_tells_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The questions are those of the kernel's header, for a device that answers as it does."""
    answers = {0x06: b"A  pad\x1b\0rest", 0x20: bytes([0b100011]), 0x21: bytes([0] * 38 + [1]), 0x25: bytes([4])}

    def ioctl(device: int, request: int, into: bytearray) -> int:
        assert (request >> 30, request >> 8 & 0xFF, request >> 16 & 0x3FFF) == (2, ord("E"), len(into))
        answer = answers[request & 0xFF]
        into[: len(answer)] = answer
        return len(answer)

    asked: Any = evdev
    monkeypatch.setattr(asked.fcntl, "ioctl", ioctl)
    assert evdev.probe(3) == Hardware("A  pad", frozenset({304}), frozenset({2}))


def test_presses_are_taken_by_the_number_of_the_kernels_header(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, ...]] = []
    system: Any = evdev
    monkeypatch.setattr(system.fcntl, "ioctl", lambda *words: asked.append(words))
    evdev.grab(3)
    assert asked == [(3, 0x40044590, 1)]


def test_what_is_no_device_is_left_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(device: int) -> Hardware:
        raise OSError(errno.ENOTTY, "Inappropriate ioctl for device")

    monkeypatch.setattr(evdev, "probe", refuse)
    (desk.folder / "event9").write_bytes(b"")
    (desk.folder / "mouse0").write_bytes(b"")
    assert survey() == ((), False)
