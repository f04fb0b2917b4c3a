"""The session as a media player: its values and verbs without a bus, then everything again through playerctl."""

import math
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bus import Bus, needs_bus
from bus import session_bus as session_bus

from coach.play.controls.verbs import Verb
from coach.play.desktop.interfaces import Remote
from coach.play.desktop.mpris import NAME, Mpris
from coach.play.events import ChapterStarted, SessionInfo, State, StateChanged
from coach.timeline.model import Chapter
from coach.units import Samples, to_samples

MINUTE = to_samples(60)


def begins(index: int, title: str, frame: float = 0, offset: float = 0) -> ChapterStarted:
    return ChapterStarted(to_samples(frame), index, Chapter(title, MINUTE, ()), to_samples(offset))


def turns(state: State, frame: float = 0) -> StateChanged:
    return StateChanged(to_samples(frame), state)


def until(true: Callable[[], bool], what: str = "") -> None:
    """Wait until it is true, at most 10 s."""
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end, f"waited in vain{what and f' for {what}'}"
        time.sleep(0.01)


# Without a bus


@pytest.fixture
def asked() -> list[Verb]:
    return []


@pytest.fixture
def remote(asked: list[Verb]) -> Remote:
    return Remote(SessionInfo("Arm", 5), asked.append)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("waiting", "Playing"),
        ("playing", "Playing"),
        ("easing", "Playing"),
        ("lost", "Playing"),
        ("paused", "Paused"),
        ("ended", "Stopped"),
    ],
)
def test_every_state_has_a_status(remote: Remote, state: State, status: str) -> None:
    remote.now.apply(turns(state))
    assert remote.status == status


def test_the_position_moves_with_what_is_heard(remote: Remote) -> None:
    remote.now.apply(begins(2, "Outer", frame=100))
    remote.now.apply(turns("playing", frame=100))
    remote.heard = to_samples(107.5)
    assert remote.position == 7_500_000
    remote.now.apply(turns("paused", frame=107.5))
    remote.heard = to_samples(200)
    assert remote.position == 7_500_000


def test_metadata_is_of_the_chapter(remote: Remote) -> None:
    remote.now.apply(begins(2, "Outer"))
    assert remote.metadata == {
        "mpris:trackid": ("o", "/coach/chapter/2"),
        "mpris:length": ("x", 60_000_000),
        "xesam:title": ("s", "Outer"),
        "xesam:album": ("s", "Arm"),
        "xesam:artist": ("as", ["Coach"]),
        "xesam:trackNumber": ("i", 3),
        "xesam:comment": ("as", ["3 / 5"]),
    }


def test_before_the_first_chapter_there_is_a_session(remote: Remote) -> None:
    assert remote.metadata["xesam:album"] == ("s", "Arm")
    assert "xesam:title" not in remote.metadata
    assert remote.position == 0


def test_seeking_never_skips(remote: Remote, asked: list[Verb]) -> None:
    for offset in (-1, 0, 1):
        remote.seek(offset)
    assert asked == [Verb.AGAIN, Verb.REMAINING]


def test_a_position_is_before_or_after_what_is_heard(remote: Remote, asked: list[Verb]) -> None:
    remote.now.apply(begins(2, "Outer", offset=10))
    remote.go_to("/coach/chapter/2", 9_999_999)
    remote.go_to("/coach/chapter/2", 10_000_001)
    assert asked == [Verb.AGAIN, Verb.REMAINING]


def test_a_position_in_another_chapter_comes_too_late(remote: Remote, asked: list[Verb]) -> None:
    remote.now.apply(begins(2, "Outer", offset=10))
    remote.go_to("/coach/chapter/1", 0)
    assert asked == []


def test_the_volume_moves_with_what_is_asked(remote: Remote, asked: list[Verb]) -> None:
    levels = []
    for level in (1.1, 1.1, 0.9, 5, 5, -1, math.nan):
        remote.set_volume(level)
        levels.append(remote.volume)
    assert levels == [1.1, 1.1, 0.9, 2.0, 2.0, 0.0, 0.0]
    louder, softer = Verb.LOUDER, Verb.SOFTER
    assert asked == [louder, softer, louder, louder, softer]


def test_importing_brings_no_bus_along() -> None:
    code = "import sys, coach.play.desktop.mpris; print({'asyncio', 'dbus_fast'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "set()\n"


# Off


def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)


def stays_off(asked: list[Verb], within: float) -> str:
    """Enter, show, tick and leave; the reason why it was off."""
    began = time.monotonic()
    with Mpris(SessionInfo("Arm", 5), asked.append) as mpris:
        assert time.monotonic() - began < 0.1
        mpris.show(begins(0, "Outer"))
        assert not mpris.on
        reason = mpris.reason
        mpris.show(turns("playing"))
        mpris.tick(MINUTE)
    assert time.monotonic() - began < within
    assert asked == []
    return reason


def test_without_a_bus_it_is_off_at_once(monkeypatch: pytest.MonkeyPatch, asked: list[Verb]) -> None:
    nowhere(monkeypatch)
    threads = threading.active_count()
    assert "no session bus" in stays_off(asked, 0.1)
    assert threading.active_count() == threads


@pytest.mark.parametrize("address", ["unix:path=/nonexistent/bus", "unix", "autolaunch:", "tcp:host=localhost,port=1"])
def test_a_bus_that_cannot_be_reached(monkeypatch: pytest.MonkeyPatch, asked: list[Verb], address: str) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert "does not answer" in stays_off(asked, 2)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="only systems with Unix sockets have this bus")
def test_a_bus_that_says_nothing(monkeypatch: pytest.MonkeyPatch, asked: list[Verb], tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind("bus")
        silent.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=bus")
        assert "does not answer" in stays_off(asked, 2.2)


def test_without_the_library(monkeypatch: pytest.MonkeyPatch, asked: list[Verb]) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    monkeypatch.setitem(sys.modules, "dbus_fast", None)
    assert stays_off(asked, 2) == "dbus-fast is not installed"


# On a bus of its own


class Desk:
    """A session on a bus, and a person at the media keys."""

    def __init__(self, mpris: Mpris, bus: Bus) -> None:
        self.mpris, self.bus = mpris, bus
        self.environment = {**os.environ, **bus.env}

    def playerctl(self, *words: str, player: str = "smr_coach") -> str:
        command = ["playerctl", "-p", player, *words]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=20, check=False)
        assert not done.stderr, done.stderr
        return done.stdout.strip()

    def stands_at(self, seconds: float) -> bool:
        """While it plays, playerctl adds the time since it asked."""
        return abs(float(self.playerctl("position")) - seconds) < 0.5

    def players(self) -> list[str]:
        command = ["playerctl", "--list-all"]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=20, check=False)
        return sorted(done.stdout.split())


@pytest.fixture
def desk(session_bus: Bus, monkeypatch: pytest.MonkeyPatch, asked: list[Verb]) -> Iterator[Desk]:
    for name, value in session_bus.env.items():
        monkeypatch.setenv(name, value)
    with Mpris(SessionInfo("Arm", 5), asked.append) as mpris:
        mpris.show(begins(2, "Outer", frame=100))
        mpris.show(turns("playing", frame=100))
        mpris.tick(to_samples(107.5))
        assert mpris.on, mpris.reason
        yield Desk(mpris, session_bus)


@needs_bus
@pytest.mark.parametrize(
    ("words", "verb"),
    [
        ("play-pause", Verb.TOGGLE),
        ("play", Verb.RESUME),
        ("pause", Verb.PAUSE),
        ("stop", Verb.STOP),
        ("next", Verb.NEXT),
        ("previous", Verb.BACK),
        ("position 5-", Verb.AGAIN),
        ("position 5+", Verb.REMAINING),
        ("position 2", Verb.AGAIN),
        ("position 30", Verb.REMAINING),
        ("volume 0.1+", Verb.LOUDER),
        ("volume 0.1-", Verb.SOFTER),
    ],
)
def test_a_key_is_a_verb(desk: Desk, asked: list[Verb], words: str, verb: Verb) -> None:
    desk.playerctl(*words.split())
    until(lambda: asked == [verb])


@needs_bus
def test_louder_can_be_asked_again_and_again(desk: Desk, asked: list[Verb]) -> None:
    for _ in range(3):
        desk.playerctl("volume", "0.1+")
    until(lambda: asked == [Verb.LOUDER] * 3)
    assert float(desk.playerctl("volume")) == pytest.approx(1.3)


@needs_bus
def test_the_desktop_sees_the_session(desk: Desk) -> None:
    shown = "{{status}}|{{title}}|{{album}}|{{artist}}|{{mpris:length}}|{{xesam:trackNumber}}|{{mpris:trackid}}"
    expected = "Playing|Outer|Arm|Coach|60000000|3|'/coach/chapter/2'"
    until(lambda: desk.playerctl("metadata", "--format", shown) == expected)
    assert desk.playerctl("status") == "Playing"
    assert desk.stands_at(7.5)
    assert "Outer" in desk.playerctl("metadata")


@needs_bus
def test_the_desktop_follows_the_session(desk: Desk) -> None:
    desk.mpris.show(turns("paused", frame=110))
    until(lambda: desk.playerctl("status") == "Paused")
    desk.mpris.tick(to_samples(500))
    assert desk.stands_at(10)
    desk.mpris.show(begins(3, "Inner", frame=510, offset=20))
    desk.mpris.show(turns("playing", frame=510))
    desk.mpris.tick(to_samples(511))
    until(lambda: desk.playerctl("status") == "Playing")
    assert desk.playerctl("metadata", "title") == "Inner"
    assert desk.stands_at(21)
    desk.mpris.show(turns("ended", frame=520))
    until(lambda: desk.playerctl("status") == "Stopped")


class Signals:
    """What is broadcast on a bus by players, as dbus-monitor prints it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def count(self, text: str) -> int:
        """How often `text` was heard so far."""
        return self._path.read_text().count(text)


@pytest.fixture
def signals(desk: Desk, tmp_path: Path) -> Iterator[Signals]:
    command = ["dbus-monitor", "--session", "type='signal',path='/org/mpris/MediaPlayer2'"]
    log = tmp_path / "signals"
    with log.open("wb") as file, subprocess.Popen(command, env=desk.environment, stdout=file) as monitor:
        try:
            found = Signals(log)
            # it hears its own name being given and taken before it listens
            until(lambda: found.count("member=NameLost") > 0, "dbus-monitor")
            yield found
        finally:
            monitor.kill()


@needs_bus
def test_changes_and_jumps_are_broadcast(desk: Desk, signals: Signals) -> None:
    desk.mpris.show(turns("paused", frame=110))
    until(lambda: signals.count('string "Paused"') == 1)
    assert signals.count("member=PropertiesChanged") == 1
    assert signals.count("member=Seeked") == 0
    desk.mpris.show(begins(3, "Inner", frame=510, offset=20))
    until(lambda: signals.count("int64 20000000") == 1)
    assert signals.count("member=Seeked") == 1
    assert signals.count('string "Inner"') == 1
    desk.playerctl("volume", "0.1+")
    until(lambda: signals.count('string "Volume"') == 1)
    assert signals.count("member=PropertiesChanged") == 3
    assert signals.count('string "Paused"') == 1


@needs_bus
def test_what_shows_nothing_new_is_not_broadcast(desk: Desk, signals: Signals) -> None:
    for state in ("lost", "waiting", "playing", "easing", "paused"):
        desk.mpris.show(turns(state, frame=110))
    until(lambda: signals.count('string "Paused"') == 1)
    assert signals.count("member=PropertiesChanged") == 1


@needs_bus
def test_leaving_is_quick_and_gives_the_name_back(desk: Desk) -> None:
    assert desk.players() == ["smr_coach"]
    began = time.monotonic()
    desk.mpris.__exit__()
    assert time.monotonic() - began < 1
    assert not any(thread.name == "mpris" for thread in threading.enumerate())
    until(lambda: desk.players() == [])
    assert not desk.mpris.on
    desk.mpris.show(turns("ended", frame=520))


@needs_bus
def test_leaving_at_once(session_bus: Bus, monkeypatch: pytest.MonkeyPatch, asked: list[Verb]) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", session_bus.address)
    began = time.monotonic()
    for _ in range(20):
        with Mpris(SessionInfo("Arm", 5), asked.append):
            pass
    assert time.monotonic() - began < 20
    assert not any(thread.name == "mpris" for thread in threading.enumerate())


@needs_bus
def test_a_second_session_has_a_name_of_its_own(desk: Desk, asked: list[Verb]) -> None:
    more: list[Verb] = []
    with Mpris(SessionInfo("Leg", 5), more.append) as second:
        assert second.on, second.reason
        own = f"smr_coach.instance{os.getpid()}"
        assert desk.players() == ["smr_coach", own]
        desk.playerctl("next", player=own)
        until(lambda: more == [Verb.NEXT])
        assert asked == []
        with Mpris(SessionInfo("Back", 5), more.append) as third:
            assert f"{NAME}.instance{os.getpid()} is taken" in third.reason


@needs_bus
def test_a_bus_that_goes_away(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    desk.bus.kill()
    until(lambda: not desk.mpris.on)
    desk.mpris.show(turns("paused", frame=110))
    desk.mpris.show(begins(3, "Inner", frame=510))
    desk.mpris.tick(Samples(0))
    desk.mpris.__exit__()
    assert capfd.readouterr() == ("", "")


@needs_bus
def test_it_sleeps_while_nothing_happens(desk: Desk) -> None:
    threads = [thread for thread in threading.enumerate() if thread.name == "mpris"]
    assert len(threads) == 1
    switches = Path(f"/proc/self/task/{threads[0].native_id}/status")

    def woken() -> int:
        return int(switches.read_text().split("voluntary_ctxt_switches:")[1].split()[0])

    desk.playerctl("status")
    before, began = woken(), time.monotonic()
    until(lambda: time.monotonic() - began > 1)
    assert woken() - before <= 2
