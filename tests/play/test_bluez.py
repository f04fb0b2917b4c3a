"""A headset's buttons without a desktop: the session as a player of a fake BlueZ, on a bus of its own."""

from collections.abc import Iterator
from functools import partial

import pytest
from bus import Bus, needs_bus
from bus import session_bus as session_bus
from fake_bluez import ADAPTER, MOUSE, FakeBluez
from test_mpris import begins, turns, until

from coach.play.controls.verbs import Verb
from coach.play.desktop.bluez import Bluez
from coach.play.events import SessionInfo


@pytest.fixture
def asked() -> list[Verb]:
    return []


@pytest.fixture
def bus(session_bus: Bus, monkeypatch: pytest.MonkeyPatch) -> Bus:
    """A bus that is taken for that of the system."""
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", session_bus.address)
    return session_bus


@pytest.fixture
def session(bus: Bus, asked: list[Verb]) -> Iterator[Bluez]:
    with Bluez(SessionInfo("Arm", 5), asked.append) as bluez:
        yield bluez


def test_without_a_system_bus_it_is_off(monkeypatch: pytest.MonkeyPatch, asked: list[Verb]) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    with Bluez(SessionInfo("Arm", 5), asked.append) as bluez:
        bluez.show(turns("playing"))
        assert "the system bus does not answer" in bluez.reason


@needs_bus
@pytest.mark.parametrize(
    ("button", "verb"),
    [
        ("Play", Verb.RESUME),
        ("Pause", Verb.PAUSE),
        ("Stop", Verb.STOP),
        ("Next", Verb.NEXT),
        ("Previous", Verb.BACK),
    ],
)
def test_a_button_is_a_verb(bus: Bus, asked: list[Verb], button: str, verb: Verb) -> None:
    with FakeBluez(bus.address) as bluez, Bluez(SessionInfo("Arm", 5), asked.append) as session:
        assert session.on, session.reason
        bluez.press(button)
        until(lambda: asked == [verb])


@needs_bus
def test_it_says_what_bluez_wants_to_know_beforehand(bus: Bus, asked: list[Verb]) -> None:
    with FakeBluez(bus.address) as bluez, Bluez(SessionInfo("Arm", 5), asked.append) as session:
        assert session.on
        ((_, path, about),) = bluez.registered
        assert path == "/org/mpris/MediaPlayer2"
        able = {name for name, value in about.items() if value is True}
        assert able == {"CanGoNext", "CanGoPrevious", "CanPlay", "CanPause", "CanSeek", "CanControl"}
        assert about["PlaybackStatus"] == "Playing"
        assert about["Metadata"]["xesam:album"].value == "Arm"
        session.show(begins(1, "Outer"))


@needs_bus
def test_without_bluez_it_waits_for_it(session: Bluez, bus: Bus, asked: list[Verb]) -> None:
    assert session.on, session.reason
    for _ in range(2):
        with FakeBluez(bus.address, connected=False) as bluez:
            until(partial(bool, bluez.registered))
    assert asked == []


@needs_bus
def test_an_adapter_that_comes_later_gets_the_player(bus: Bus, asked: list[Verb]) -> None:
    with FakeBluez(bus.address, adapter=False) as bluez, Bluez(SessionInfo("Arm", 5), asked.append) as session:
        assert session.on
        assert bluez.registered == []
        bluez.plug_adapter()
        until(lambda: len(bluez.registered) == 1)
        assert ADAPTER in bluez.objects


@needs_bus
def test_a_headset_that_goes_away_pauses(bus: Bus, asked: list[Verb]) -> None:
    with FakeBluez(bus.address) as bluez, Bluez(SessionInfo("Arm", 5), asked.append) as session:
        assert session.on
        bluez.connect(False)
        until(lambda: asked == [Verb.PAUSE])
        bluez.connect(False)  # it is gone already
        bluez.connect(True)
        bluez.press("Next")
        until(lambda: asked == [Verb.PAUSE, Verb.NEXT])
        until(lambda: bool(session._sounding))
        bluez.pull_buds()
        until(lambda: asked == [Verb.PAUSE, Verb.NEXT, Verb.PAUSE])


@needs_bus
def test_a_mouse_that_goes_away_does_not(bus: Bus, asked: list[Verb]) -> None:
    with FakeBluez(bus.address, uuid=MOUSE) as bluez, Bluez(SessionInfo("Arm", 5), asked.append) as session:
        assert session.on
        bluez.connect(False)
        bluez.press("Next")
        until(lambda: asked == [Verb.NEXT])


@needs_bus
def test_bluez_that_dies_takes_its_headsets_along(bus: Bus, asked: list[Verb]) -> None:
    with Bluez(SessionInfo("Arm", 5), asked.append) as session:
        with FakeBluez(bus.address) as bluez:
            assert session.on
            until(lambda: len(bluez.registered) == 1)
            until(lambda: bool(session._sounding))
        until(lambda: asked == [Verb.PAUSE])
