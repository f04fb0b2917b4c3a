"""Sound files as a room hears them: decoded by the real program, through the real source."""

import gc
import subprocess
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from fakes import FAKE
from numpy.typing import NDArray
from room_protocol import ROOM
from sessions import SHORT

from coach.audio import Meter, true_peak
from coach.audio.ffmpeg import find_ffmpeg
from coach.audio.files import mono_blocks
from coach.audio.levels import CARRIER_PEAK, CEILING
from coach.commands.export import export_session
from coach.errors import InputError
from coach.play.events import ChapterStarted, Event
from coach.play.perform import Display, open_device, perform
from coach.play.stream.carrier import carrier
from coach.play.stream.source import ChapterSource
from coach.play.stream.stream import Stream
from coach.protocol import load
from coach.render.renderer import SessionRenderer
from coach.room import sound_file as audio
from coach.room.items import BLOCK, AudioFile, Item, Spoken, admit, item_of
from coach.room.playlist import Fades
from coach.room.sound_file import LEAD, PIECE, USUAL, render
from coach.session import Choices
from coach.session.request import SessionRequest, Sounds
from coach.units import CARRIER_PERIOD, SAMPLE_RATE, to_samples
from coach.voice import VOICES

Waves = NDArray[np.float32]
Write = Callable[..., Path]


def ffmpeg(*arguments: object) -> None:
    command = [find_ffmpeg(), "-nostdin", "-v", "error", "-y", *map(str, arguments)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Samples become a file of the format that its name says."""

    def written(sound: Waves, name: str = "music.wav", rate: int = SAMPLE_RATE, channels: int = 1) -> Path:
        raw = tmp_path / "raw"
        raw.write_bytes(sound.astype("<f4").tobytes())
        ffmpeg("-f", "f32le", "-ar", rate, "-ac", channels, "-i", raw, tmp_path / name)
        return tmp_path / name

    return written


def music(seconds: float, level: float, peaks: float = 0.0) -> Waves:
    """Noise that swells and sinks, with single peaks of that height each second."""
    count = to_samples(seconds)
    swell = 0.6 + 0.4 * np.sin(np.arange(count) * (2 * np.pi / (7 * SAMPLE_RATE)))
    sound = np.random.default_rng(1).normal(0, level, count) * swell
    sound = np.clip(sound, -1, 1)
    for start in range(SAMPLE_RATE // 2, count - 200, SAMPLE_RATE):
        sound[start : start + 96] += peaks * np.hanning(96)
    made: Waves = np.clip(sound, -1, 1).astype(np.float32)
    return made


def played(source: ChapterSource) -> NDArray[np.int16]:
    pcm = []
    for index in range(source.count):
        loaded = list(source.load(index))[-1]
        assert loaded.whole
        assert loaded.chapter.length == len(loaded.pcm)
        assert loaded.chapter.length % CARRIER_PERIOD == 0
        pcm.append(loaded.pcm)
    return np.concatenate(pcm)


def lufs(pcm: NDArray[np.int16]) -> float:
    meter = Meter()
    meter.add(pcm.astype(np.float32) / np.float32(32767))
    return meter.loudness()


@pytest.mark.parametrize(
    ("seconds", "level", "peaks"),
    [(40, 0.003, 0.0), (75, 0.02, 0.0), (75, 0.2, 0.0), (75, 0.02, 0.9), (6, 0.1, 0.0), (75, 0.9, 0.0)],
)
def test_any_file_has_the_same_loudness(write: Write, seconds: float, level: float, peaks: float) -> None:
    pcm = played(AudioFile(write(music(seconds, level, peaks))).open(1.0))
    assert lufs(pcm) == pytest.approx(-16, abs=0.5)
    assert true_peak(pcm.astype(np.float32) / np.float32(32767)) < CEILING * 1.01


def test_a_long_file_is_judged_by_some_of_its_pieces(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio, "_LONG", to_samples(60))
    pcm = played(AudioFile(write(music(150, 0.02, 0.9))).open(1.0))
    assert lufs(pcm) == pytest.approx(-16, abs=0.5)


def test_volume(write: Write) -> None:
    path = write(music(30, 0.1))
    assert lufs(played(AudioFile(path).open(0.5))) == pytest.approx(-22, abs=0.5)


@pytest.mark.parametrize(
    ("name", "rate", "channels"), [("a.mp3", 44100, 2), ("b.flac", 22050, 1), ("c d.ogg", 48000, 2)]
)
def test_formats(write: Write, name: str, rate: int, channels: int) -> None:
    item = AudioFile(write(music(20, 0.1), name, rate, channels))
    seconds = 20 * SAMPLE_RATE / rate / channels
    assert item.title == name
    assert item.length() == pytest.approx(LEAD + to_samples(seconds), abs=to_samples(0.1))
    pcm = played(item.open(1.0))
    assert len(pcm) == item.length()
    assert lufs(pcm) == pytest.approx(-16, abs=0.5)


def test_it_begins_with_the_carrier_and_fades_at_both_ends(write: Write) -> None:
    count = to_samples(40)
    tone = 0.1 * np.sin(2 * np.pi * 1000 * np.arange(count) / SAMPLE_RATE)
    pcm = played(AudioFile(write(tone.astype(np.float32))).open(1.0))
    np.testing.assert_array_equal(pcm[:LEAD], carrier(0, LEAD))
    heard = (pcm - carrier(0, len(pcm)).astype(np.float64))[LEAD : LEAD + count]
    amplitude = np.abs(heard).reshape(-1, 480).max(axis=1)
    full = amplitude[len(amplitude) // 2]
    assert full > 5000
    at = np.arange(len(amplitude)) * 480 + 240
    expected = np.minimum(1, np.minimum(at / USUAL.rise, (count - at) / USUAL.fall))
    np.testing.assert_allclose(amplitude / full, 0.5 - 0.5 * np.cos(np.pi * expected), atol=0.02)


def test_the_blocks_joined_are_one_sound(write: Write) -> None:
    path = write(music(95, 0.02, 0.9))
    item = AudioFile(path)
    joined = played(item.open(1.0))
    measured = item._measurement(1.0)
    whole = np.concatenate(list(render(mono_blocks(path), measured.sound, measured.gain, piece=1 << 40)))
    assert len(joined) > 3 * BLOCK
    assert np.abs(joined.astype(int) - whole).max() <= 1


@pytest.mark.parametrize("off", [-350, -200, 0, 200, 350])
def test_the_limiter_does_not_notice_a_join(off: int) -> None:
    loud = music(12, 0.05)
    loud[PIECE - LEAD + off - 10 :][:20] = 0.99
    parts = np.concatenate(list(render([loud], len(loud), 1.5)))
    once = np.concatenate(list(render([loud], len(loud), 1.5, piece=1 << 40)))
    assert np.abs(parts.astype(int) - once).max() <= 1
    assert once.max() < CEILING * 32768


def test_the_stream_plays_it_whole(write: Write) -> None:
    item = AudioFile(write(music(70, 0.1)))
    heard: list[NDArray[np.int16]] = []
    events: list[Event] = []
    with Stream(item.open(1.0)) as stream:
        while not stream.finished:
            stream.wait(10)
            heard.append(stream.read(4800))
            events += stream.events()
    sound, expected = np.concatenate(heard), played(item.open(1.0))
    began = [event.frame for event in events if isinstance(event, ChapterStarted)]
    assert [frame - began[0] for frame in began] == [0, BLOCK, 2 * BLOCK]
    np.testing.assert_array_equal(sound[began[0] :][: len(expected)], expected)


@pytest.mark.parametrize(("over", "ending"), [(True, "stopped"), (False, "finished")])
def test_what_sounds_when_closing_time_has_come_stops(write: Write, over: bool, ending: str) -> None:
    source, device = AudioFile(write(music(45, 0.1))).open(1.0), open_device("null")
    ended = perform(source, None, "Music", device, language="en", display=Display.QUIET, over=lambda: over)
    assert ended == ending


def test_going_back_gives_the_same(write: Write) -> None:
    item = AudioFile(write(music(200, 0.1), "long.mp3"))
    source = item.open(1.0)
    assert source.count == 7
    assert source.remaining(0, 0) == item.length()
    assert source.remaining(6, 1500) == item.length() - 6 * BLOCK - 1500
    order = [0, 1, 2, 1, 5, 0, 6, 6, 3]
    made = [list(source.load(index))[-1].pcm for index in order]
    straight = played(item.open(1.0))
    for index, pcm in zip(order, made, strict=True):
        np.testing.assert_array_equal(pcm, straight[index * BLOCK : (index + 1) * BLOCK])


def test_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = tmp_path / "long.mp3"
    ffmpeg("-f", "lavfi", "-i", "sine=440:duration=900", "-ar", 16000, "-b:a", "16k", long)
    monkeypatch.setattr(audio, "_LONG", to_samples(60))
    item = AudioFile(long)
    item.length()
    tracemalloc.start()
    item = AudioFile(long)
    source = item.open(1.0)
    for index in range(source.count):
        for loaded in source.load(index):
            assert loaded.chapter.length <= BLOCK
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert item.length() > to_samples(899)
    assert peak < 50e6  # the file alone would be 172 MB


def test_the_decoder_ends_with_its_source(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    running = []

    class Popen(subprocess.Popen[bytes]):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[call-overload]
            running.append(self)

    item = AudioFile(write(music(100, 0.1), "music.flac"))
    item.length()
    monkeypatch.setattr(subprocess, "Popen", Popen)
    source = item.open(1.0)
    source.load(0)
    assert [process.returncode for process in running] == [None]
    del source
    gc.collect()
    assert None not in [process.returncode for process in running]


def test_what_is_no_sound_is_refused(tmp_path: Path, write: Write) -> None:
    text = tmp_path / "text.mp3"
    text.write_text("no music")
    with pytest.raises(InputError, match=r"text\.mp3: cannot be read as sound; try"):
        AudioFile(text).length()
    for nothing in (tmp_path / "no.mp3", tmp_path):
        with pytest.raises(InputError, match="there is no such file"):
            AudioFile(nothing).length()
    with pytest.raises(InputError, match=r"quiet\.wav: nothing in it can be heard"):
        AudioFile(write(np.zeros(96000, np.float32), "quiet.wav")).length()
    with pytest.raises(InputError, match=r"short\.wav: lasts less than 1 s"):
        AudioFile(write(music(0.9, 0.1), "short.wav")).length()


def test_channels_that_cancel_each_other_are_told(write: Write) -> None:
    sound = music(8, 0.1)
    opposite = write(np.stack([sound, -0.95 * sound], axis=1), "opposite.wav", channels=2)
    with pytest.raises(InputError, match=r"opposite\.wav: its channels cancel each other: left and right cancel out"):
        AudioFile(opposite).length()


def test_a_file_with_samples_that_are_no_numbers(write: Write) -> None:
    sound = music(20, 0.1)
    sound[50000:50010] = np.nan
    sound[60000] = np.inf
    path = write(np.zeros(10, np.float32), "float.wav").with_name("raw.wav")
    (path.parent / "raw").write_bytes(sound.tobytes())
    ffmpeg("-f", "f32le", "-ar", 48000, "-ac", 1, "-i", path.parent / "raw", "-c:a", "pcm_f32le", path)
    assert lufs(played(AudioFile(path).open(1.0))) == pytest.approx(-16, abs=0.5)


def test_a_file_that_is_changed_or_vanishes_in_the_course_of_the_day(write: Write) -> None:
    path = write(music(20, 0.1))
    item = AudioFile(path)
    before, source = item.length(), item.open(1.0)
    write(music(10, 0.1))
    with pytest.raises(InputError, match=r"music\.wav: it ended early"):
        played(source)
    with pytest.raises(InputError, match=r"music\.wav: it ended early"):
        source.load(0)
    assert before - item.length() == to_samples(10)
    path.unlink()
    with pytest.raises(InputError, match="there is no such file"):
        item.length()
    with pytest.raises(InputError, match="there is no such file"):
        item.open(1.0)


def test_a_protocol_is_made_once_for_each_version_of_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VOICES, "fake", FAKE)
    made = []

    def make(name: str) -> SessionRenderer:
        made.append(name)
        return SessionRenderer(SessionRequest(name, Choices(), Sounds("fake", tmp_path)))

    file = tmp_path / "room.yaml"
    file.write_text(ROOM, encoding="utf-8")
    item = Spoken(str(file), make)
    assert (made, item.title) == ([], str(file))
    length, loud = item.length(), item.open(1.0)
    assert (item.open(1.0), item.title, len(made)) == (loud, "A room", 1)
    soft = item.open(0.5)
    peaks = [np.abs(list(source.load(0))[-1].pcm.astype(float)).max() for source in (loud, soft)]
    assert peaks[1] - CARRIER_PEAK == pytest.approx((peaks[0] - CARRIER_PEAK) / 2, rel=0.1)
    file.write_text(ROOM.replace("listen for a while", "rest"), encoding="utf-8")
    assert item.length() < length
    file.write_text(ROOM.replace("steps:", "stepps:"), encoding="utf-8")
    with pytest.raises(InputError, match=r"room\.yaml:7:"):
        item.length()
    file.unlink()
    with pytest.raises(InputError, match="no protocol"):
        item.prepare(1.0)


def test_names(tmp_path: Path) -> None:
    def spoken(name: str) -> Item:
        return Spoken(name, lambda name: pytest.fail("only its name is asked for"))

    names = ["waiting-room", "x/music.MP3", "mine.YAML", "a.b/c.yml", str(tmp_path)]
    found = [item_of(name, spoken) for name in names]
    assert [type(item) for item in found] == [Spoken, AudioFile, Spoken, Spoken, AudioFile]
    assert [item.name for item in found][1:3] == [str(Path("x/music.MP3")), "mine.YAML"]


def test_what_is_prepared_sounds_the_same_and_is_decoded_once(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    item = AudioFile(write(music(40, 0.1)))
    expected = played(item.open(1.0))
    item.prepare(1.0)
    begun = item.open(1.0)
    assert begun is not item.open(1.0)
    np.testing.assert_array_equal(played(begun), expected)


def test_fades_are_as_long_as_chosen(write: Write) -> None:
    tone = (0.1 * np.sin(2 * np.pi * 1000 * np.arange(to_samples(20)) / SAMPLE_RATE)).astype(np.float32)
    pcm = played(AudioFile(write(tone), Fades(to_samples(0), to_samples(0.5))).open(1.0)).astype(float)
    heard = np.abs(pcm - carrier(0, len(pcm)))[LEAD : LEAD + len(tone)]
    full = heard[len(tone) // 2 :][:4800].max()
    assert heard[:480].max() == pytest.approx(full, rel=0.05)
    assert heard[-to_samples(0.25) :][:96].max() == pytest.approx(full / 2, rel=0.1)


@pytest.mark.parametrize("layout", ["tracks", "single"])
def test_an_exported_session_is_an_item(layout: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VOICES, "fake", FAKE)
    (tmp_path / "room.yaml").write_text(ROOM, encoding="utf-8")
    request = SessionRequest(str(tmp_path / "room.yaml"), Choices(), Sounds("fake", tmp_path))
    export_session(request, tmp_path / "out", layout, "opus")
    item = item_of(str(tmp_path / "out"), lambda name: pytest.fail("it is a folder"))
    length = SessionRenderer(request).timeline.length
    assert item.length() == pytest.approx(LEAD + length, abs=to_samples(0.1))
    assert lufs(played(item.open(1.0))) == pytest.approx(-16, abs=0.5)
    (tmp_path / "out" / "timeline.json").unlink()
    with pytest.raises(InputError, match="holds no export of the coach"):
        item.length()


def test_an_exported_session_that_leads_a_person_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VOICES, "fake", FAKE)
    (tmp_path / "short.yaml").write_text(SHORT, encoding="utf-8")
    request = SessionRequest(str(tmp_path / "short.yaml"), Choices(), Sounds("fake", tmp_path))
    export_session(request, tmp_path / "out", "single", "opus")

    def found(allow_person: bool) -> Item:
        return item_of(str(tmp_path / "out"), lambda name: pytest.fail("it is a folder"), allow_person=allow_person)

    with pytest.raises(InputError, match="leads one screened person"):
        found(False).length()
    assert found(True).length() > to_samples(10)


def test_a_room_hears_nothing_that_is_made_for_one_person() -> None:
    admit(load("waiting-room"), False)
    admit(load("hamstrings"), True)
    with pytest.raises(InputError, match=r"hamstrings: .*nobody screened.*--allow-person"):
        admit(load("hamstrings"), False)
