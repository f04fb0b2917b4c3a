"""`coach buttons`, `coach play --buttons` and the line of `coach doctor`, with devices that are pipes."""

import json
import sys
from pathlib import Path

import pytest
from bus import Bus, needs_bus
from bus import session_bus as session_bus
from fake_bluez import FakeBluez
from fake_devices import CLICKER, KEYBOARD, PAD, PEDAL, Desk
from fake_devices import desk as desk
from fakes import FAKE
from sessions import SHORT
from typed import typed

from coach.commands import buttons, doctor
from coach.play.controls.base import NoKeys
from coach.play.controls.verbs import Request, Verb
from coach.voice import VOICES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these devices")


class Coach:
    """The program, on a machine without a desktop."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._with = monkeypatch, capsys

    def __call__(self, *words: str, code: int = 0) -> list[str]:
        """The lines that are printed by a command, which ends with `code`."""
        ended, out, err = typed(*self._with, *words)
        assert ended == code, err
        return [*out.splitlines(), *err.splitlines()]


@pytest.fixture
def coach(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Coach:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    monkeypatch.setenv("COLUMNS", "200")
    return Coach(monkeypatch, capsys)


class OneLook(NoKeys):
    """A terminal at which Q is pressed as soon as nothing more comes."""

    def wait(self, seconds: float) -> list[Request]:
        if not self._woken.wait(seconds and 0.3):
            return [Verb.STOP] if seconds else []
        self._woken.clear()
        return []


@pytest.fixture
def one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buttons, "terminal_keys", OneLook)


def test_a_button_is_learned_by_three_presses_shown_and_forgotten(
    coach: Coach, desk: Desk, one_look: None, own_memory: Path
) -> None:
    desk.plug(PEDAL)
    for code in (256, 258, 258, 258):  # another one first, by mistake
        desk.press(PEDAL, code)
    assert coach("buttons", "learn", "stop") == [
        "Press the button for 'stop' three times. Q ends.",
        "1 of 3: VEC USB Footpedal, left pedal",
        "1 of 3: VEC USB Footpedal, right pedal",
        "2 of 3: VEC USB Footpedal, right pedal",
        "3 of 3: VEC USB Footpedal, right pedal",
        "Learned: right pedal of VEC USB Footpedal means 'stop'.",
    ]
    kept = json.loads((own_memory / "data" / "smr-coach" / "buttons.json").read_text())
    assert kept["buttons"] == [{"device": "VEC USB Footpedal", "code": 258, "verb": "stop"}]
    desk.press(PEDAL, 258)
    desk.press(PEDAL, 257)
    absent = "bus does not answer: [Errno 2] No such file or directory"
    assert coach("buttons") == [
        "learned: VEC USB Footpedal, right pedal: stop",
        "buttons: VEC USB Footpedal (pedal)",
        f"desktop: the session {absent}",
        f"Bluetooth headset: the system {absent}",
        "Press a button, to see what it does in a session. Q or Ctrl-C ends.",
        "VEC USB Footpedal, right pedal: stop",
        "VEC USB Footpedal, middle pedal: pause, or go on",
    ]
    assert "nothing to delete" in coach("buttons", "forget", "next")[0]
    assert coach("buttons", "forget", "stop")[0].startswith("deleted: the learned buttons for 'stop'")
    assert coach("buttons", "forget")[0].startswith("deleted: the learned buttons in")
    assert "nothing to delete" in coach("buttons", "forget")[0]


@needs_bus
def test_a_headset_is_shown_as_well(
    coach: Coach, desk: Desk, one_look: None, session_bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", session_bus.address)
    with FakeBluez(session_bus.address) as bluez:
        bluez.presses_when_registered = "Pause"
        lines = coach("buttons")
    assert lines[2] == "Bluetooth headset: ready"
    assert lines[-1] == "Bluetooth headset: pause"


def test_a_key_that_types_is_not_learned(coach: Coach, desk: Desk, one_look: None) -> None:
    desk.plug(KEYBOARD)
    for code in (57, 57, 57, 183, 183, 183):
        desk.press(KEYBOARD, code)
    lines = coach("buttons", "learn", "next")
    assert all("it types" in line for line in lines[1:4])
    assert lines[-1] == f"Learned: button 183 of {KEYBOARD.name} means 'next'."


def test_nothing_is_learned_of_too_few_presses(coach: Coach, desk: Desk, one_look: None) -> None:
    desk.plug(PAD)
    for code in (304, 304, 305, 304):
        desk.press(PAD, code)
    assert coach("buttons", "learn", "next", code=1)[-1].startswith("coach: nothing was learned")
    assert coach("buttons", "learn", code=2)[-1].startswith("coach: 'coach buttons learn' needs a VERB")


def test_where_nothing_may_be_read_it_tells_the_group(coach: Coach, desk: Desk, one_look: None) -> None:
    desk.plug(PAD)
    desk.refused = True
    assert "-aG input" in coach("buttons")[0]
    assert "-aG input" in coach("buttons", "learn", "next", code=1)[-1]


def test_a_session_shows_what_it_hears_and_does_it(
    coach: Coach, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(VOICES, "fake", FAKE)
    (tmp_path / "short.yaml").write_text(SHORT)
    desk.plug(PAD)
    desk.plug(CLICKER)
    desk.press(PAD, 309)
    desk.press(PAD, 314)
    desk.press(CLICKER, 109)
    words = ("play", str(tmp_path / "short.yaml"), "--voice", "fake", "--cache", str(tmp_path), "--player", "null")
    lines = [line.strip() for line in coach(*words, "--plain", "--buttons")]
    assert f"coach: buttons: {PAD.name} (game pad), {CLICKER.name} (clicker)" in lines
    assert f"[{PAD.name}, button 309: no meaning; to give it one: coach buttons learn]" in lines
    assert f"[{PAD.name}, select: stop]" in lines
    assert f"[{CLICKER.name}, Page Down: next]" in lines
    assert not any("(release)" in line for line in lines), "it was stopped"


def test_without_the_option_no_device_is_opened(
    coach: Coach, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(VOICES, "fake", FAKE)
    (tmp_path / "short.yaml").write_text(SHORT)
    desk.plug(PAD)
    desk.press(PAD, 314)
    words = ("play", str(tmp_path / "short.yaml"), "--voice", "fake", "--cache", str(tmp_path), "--player", "null")
    lines = coach(*words, "--plain")
    assert any("(release)" in line for line in lines)
    assert not any(PAD.name in line for line in lines)


def test_the_doctor_tells_which_buttons_it_finds(desk: Desk) -> None:
    assert not doctor._buttons().there
    desk.plug(CLICKER)
    assert str(doctor._buttons()).startswith("play --buttons        ok        buttons: Logitech Wireless Presenter")
