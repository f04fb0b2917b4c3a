"""The live loop on a fake device and a fake clock; the players without a device."""

import sys
from enum import Enum
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pytest
from play_fakes import FakeClock, FakeDevice, FakeKeys, FakeSource, Shown, chirp, make, wide

from coach.errors import CoachError, DeviceError, InputError
from coach.mix.model import RenderedChapter
from coach.play.controls.base import NoKeys
from coach.play.controls.verbs import Verb
from coach.play.devices import PLAYERS, make_player
from coach.play.devices.base import Player
from coach.play.devices.null import NullPlayer
from coach.play.devices.simpleaudio import SimpleaudioPlayer
from coach.play.devices.supervisor import Device
from coach.play.events import ChapterStarted, CueStarted, Event
from coach.play.live import run
from coach.play.stream.chapter_reader import RAMP
from coach.play.stream.stream import Stream
from coach.units import SAMPLE_RATE, to_samples

CHAPTERS = [make(to_samples(3), [(4800, chirp(n))], title=f"spot {n}") for n in range(3)]
WHOLE = np.concatenate([each.pcm for each in CHAPTERS])
WIDE = [wide(each) for each in CHAPTERS]
WIDE_WHOLE = np.concatenate([each.pcm for each in WIDE])


def test_it_plays_through_and_shows_each_event_when_it_is_heard() -> None:
    clock = FakeClock()
    device, keys = FakeDevice(clock), FakeKeys(clock)
    shown: list[tuple[float, Event]] = []
    ending = run(
        Stream(FakeSource(CHAPTERS)),
        Device(lambda: device),
        keys,
        Shown(lambda event: shown.append((clock.seconds, event))),
    )
    assert ending == "finished"
    assert np.array_equal(device.sound[: len(WHOLE)], WHOLE)
    assert device.log == ["open", "start", "close"]
    assert not keys.open
    cues = [(at, event.frame) for at, event in shown if isinstance(event, CueStarted)]
    assert len(cues) == 3
    assert all(0 <= at - frame / SAMPLE_RATE <= 0.021 for at, frame in cues)


def test_it_plays_in_stereo() -> None:
    clock = FakeClock()
    device = FakeDevice(clock)
    assert run(Stream(FakeSource(WIDE)), Device(lambda: device), FakeKeys(clock)) == "finished"
    assert device.sound.shape[1] == device.channels == 2
    assert np.array_equal(device.sound[: len(WHOLE)], WIDE_WHOLE)


def test_keys_reach_the_stream() -> None:
    clock = FakeClock()
    device = FakeDevice(clock)
    titles: list[str] = []

    def show(event: Event) -> None:
        if isinstance(event, ChapterStarted):
            titles.append(event.chapter.title)

    keys = FakeKeys(clock, [(0.5, Verb.NEXT), (1.5, Verb.BACK), (2.5, Verb.STOP)])
    assert run(Stream(FakeSource(CHAPTERS)), Device(lambda: device), keys, Shown(show)) == "stopped"
    assert titles == ["spot 0", "spot 1", "spot 0"]


def test_ctrl_c_stops_with_a_ramp() -> None:
    clock = FakeClock()
    device, keys = FakeDevice(clock), FakeKeys(clock, interrupts=[1.0])
    stream = Stream(FakeSource(CHAPTERS))
    assert run(stream, Device(lambda: device), keys) == "stopped"
    assert device.log[-1] == "close"
    assert not keys.open
    assert stream.clock < to_samples(1.2)
    assert abs(int(device.sound[stream.clock - 1])) <= 1
    assert abs(int(device.sound[stream.clock - RAMP])) <= abs(int(WHOLE[stream.clock - RAMP]))


class Deaf(FakeDevice):
    """A device that hangs and never asks for anything."""

    def _poll(self, stream: Stream) -> float:
        return 0.02


def test_a_third_ctrl_c_ends_even_what_hangs() -> None:
    clock = FakeClock()
    device, keys = Deaf(clock), FakeKeys(clock, interrupts=[0.1, 0.2, 0.3])
    with pytest.raises(KeyboardInterrupt):
        run(Stream(FakeSource(CHAPTERS)), Device(lambda: device), keys)
    assert device.log[-1] == "close"
    assert not keys.open


def test_what_the_source_raises_comes_out_after_what_could_be_played() -> None:
    clock = FakeClock()
    device, keys = FakeDevice(clock), FakeKeys(clock)
    with pytest.raises(CoachError, match="no voice"):
        run(Stream(FakeSource(CHAPTERS, failing={1: CoachError("no voice")})), Device(lambda: device), keys)
    assert np.array_equal(device.sound[: len(CHAPTERS[0].pcm)], CHAPTERS[0].pcm)
    assert device.log[-1] == "close"
    assert not keys.open


class Absent(FakeDevice):
    def _open(self) -> None:
        raise DeviceError("none")


def test_without_a_device_everything_is_put_back() -> None:
    clock = FakeClock()
    keys = FakeKeys(clock)
    device = Absent(clock)
    with pytest.raises(DeviceError):
        run(Stream(FakeSource(CHAPTERS)), Device(lambda: device), keys)
    assert not keys.open
    assert device.log == []


# Players


@pytest.mark.parametrize("chapters", [CHAPTERS, WIDE], ids=["mono", "stereo"])
def test_null_runs_straight_through_and_waits_for_synthesis(chapters: list[RenderedChapter]) -> None:
    stream = Stream(FakeSource(chapters))
    assert run(stream, Device(NullPlayer), NoKeys()) == "finished"
    assert stream.clock == len(WHOLE)


def test_null_raises_what_the_source_raised() -> None:
    source = FakeSource(CHAPTERS, failing={2: CoachError("no voice")})
    with pytest.raises(CoachError, match="no voice"):
        run(Stream(source), Device(NullPlayer), NoKeys())


def test_null_keeps_the_time_of_its_clock() -> None:
    clock = FakeClock()
    stream = Stream(FakeSource(CHAPTERS))
    with stream, NullPlayer(paced=True, now=clock) as player:
        player.play(stream)
        clock.seconds = 1.5
        player.poll()
        assert stream.clock == player.heard == 72_000


def test_a_player_is_opened_first_and_plays_once() -> None:
    stream, player = Stream(FakeSource(CHAPTERS)), NullPlayer()
    with pytest.raises(RuntimeError, match="open the player"):
        player.play(stream)
    with player:
        with pytest.raises(RuntimeError, match="nothing plays"):
            player.press(Verb.NEXT)
        with pytest.raises(RuntimeError, match="open already"):
            player.__enter__()
        player.play(stream)
        with pytest.raises(RuntimeError, match="one stream"):
            player.play(stream)


@pytest.mark.parametrize("name", PLAYERS)
def test_players_are_made_without_opening_anything(name: str) -> None:
    assert isinstance(make_player(name), Player)


def test_an_unknown_player_is_told_what_exists() -> None:
    with pytest.raises(InputError, match=r"'vlc'.* miniaudio, simpleaudio, null"):
        make_player("vlc")


def test_simpleaudio_not_installed_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "simpleaudio", None)
    with pytest.raises(InputError, match="coach doctor says what to type"):
        make_player("simpleaudio").__enter__()


class FakeLibrary:
    """simpleaudio on a fake clock: a buffer sounds for its length, or until it is stopped."""

    _simpleaudio = SimpleNamespace(SimpleaudioError=OSError)

    def __init__(self, clock: FakeClock, channels: int = 1) -> None:
        self.buffers: list[Any] = []
        self.channels = channels
        self._clock = clock

    def play_buffer(self, samples: Any, channels: int, width: int, rate: int) -> Any:
        assert (channels, width, rate) == (self.channels, 2, SAMPLE_RATE)
        self.buffers.append(samples)
        end = [self._clock() + len(samples) / rate]
        return SimpleNamespace(is_playing=lambda: self._clock() < end[0], stop=lambda: end.__setitem__(0, 0.0))


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    made = FakeLibrary(FakeClock())
    monkeypatch.setitem(sys.modules, "simpleaudio", made)
    return made


def test_simpleaudio_gets_the_session_in_one_piece(library: FakeLibrary) -> None:
    player = SimpleaudioPlayer(library._clock)
    assert run(Stream(FakeSource(CHAPTERS)), Device(lambda: player), FakeKeys(library._clock)) == "finished"
    assert len(library.buffers) == 1
    assert np.array_equal(library.buffers[0], WHOLE)


def test_simpleaudio_gets_both_channels(library: FakeLibrary) -> None:
    library.channels = 2
    player = SimpleaudioPlayer(library._clock)
    assert run(Stream(FakeSource(WIDE)), Device(lambda: player), FakeKeys(library._clock)) == "finished"
    assert np.array_equal(library.buffers[0], WIDE_WHOLE)


class FakePlayback:
    """A device of miniaudio's that opens anything, with a connection of its own."""

    opened: ClassVar[list[int]] = []

    def __init__(self, **options: Any) -> None:
        self.opened.append(options["nchannels"])
        self._context = object()

    def close(self) -> None:
        pass


class FakeMiniaudio:
    """The library, with one backend."""

    class Backend(Enum):
        PULSE = 1

    class SampleFormat(Enum):
        SIGNED16 = 1

    MiniaudioError = OSError
    PlaybackDevice = FakePlayback
    left: ClassVar[list[object]] = []
    lib = SimpleNamespace(ma_context_uninit=left.append)


@pytest.mark.parametrize("channels", [1, 2])
def test_miniaudio_opens_as_many_channels_as_the_session_has(channels: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "miniaudio", FakeMiniaudio)
    player = make_player("miniaudio")
    before = len(FakeMiniaudio.left)
    player.open(channels)
    assert FakePlayback.opened[-1] == channels
    assert len(FakeMiniaudio.left) == before
    player.close()
    assert len(FakeMiniaudio.left) == before + 1, "a device takes its connection with it"


def test_a_player_for_other_channels_is_refused() -> None:
    with NullPlayer() as player, pytest.raises(RuntimeError, match="1 channels of 2"):
        player.play(Stream(FakeSource(WIDE)))


def test_simpleaudio_goes_on_from_what_was_heard(library: FakeLibrary) -> None:
    clock = library._clock
    keys = FakeKeys(clock, [(0.15, Verb.PAUSE), (15.0, Verb.RESUME), (16.0, Verb.NEXT), (17.0, Verb.STOP)])
    assert run(Stream(FakeSource(CHAPTERS)), Device(lambda: SimpleaudioPlayer(clock)), keys) == "stopped"
    _, paused, paused_on, resumed, jumped, stopped = library.buffers
    assert len(paused) == to_samples(10)
    assert len(paused_on) == to_samples(10)
    assert np.array_equal(resumed[-len(WHOLE) + 4800 :], WHOLE[4800:])
    assert np.array_equal(jumped[-2 * len(CHAPTERS[0].pcm) :], WHOLE[len(CHAPTERS[0].pcm) :])
    assert len(stopped) == RAMP
