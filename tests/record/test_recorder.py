"""One take from a microphone: begun by a key, ended by a key or by quiet, and written whole or not at all."""

import wave
from pathlib import Path

import numpy as np
import pytest
from microphones import FakeMicrophone, syllables

from coach.audio.files import read
from coach.errors import CoachError, DeviceError
from coach.record.folder import Line, Takes
from coach.record.recorder import QUIET_AFTER, record_room, record_take
from coach.record.take import measure
from coach.units import to_samples

LINE = Line("let-go-0123abcd", "Let go.", "en")
LONGEST = to_samples(20)


def test_a_take_ends_by_itself_after_quiet_and_a_pause_within_it_is_none() -> None:
    pause = np.zeros(to_samples(1.0), np.float32)
    words = np.concatenate([syllables(1.0), pause, syllables(1.0)])
    microphone = FakeMicrophone([words])
    room = record_room(microphone)
    assert abs(len(room) - to_samples(2.0)) < to_samples(0.05)
    pcm = record_take(microphone, room, LONGEST, lambda: None, lambda: False)
    take = measure(pcm)
    assert take.end - take.start == pytest.approx(len(words), abs=to_samples(0.1))
    assert len(pcm) - take.end == pytest.approx(QUIET_AFTER, abs=to_samples(0.15))
    assert not microphone.open


def test_a_key_ends_a_take_and_is_not_heard_in_it() -> None:
    microphone = FakeMicrophone([syllables(60.0)])
    room = record_room(microphone)
    left = [50]

    def ended() -> bool:
        left[0] -= 1
        return left[0] == 0

    assert len(record_take(microphone, room, LONGEST, lambda: None, ended)) == 50 * to_samples(0.04) - to_samples(0.1)


def test_a_voice_without_end_and_a_silence_without_end_are_ended() -> None:
    for words, longest in ((syllables(60.0), 35.0), (np.zeros(0, np.float32), 15.0)):
        microphone = FakeMicrophone([words])
        room = record_room(microphone)
        pcm = record_take(microphone, room, LONGEST, lambda: None, lambda: False)
        assert len(pcm) == pytest.approx(to_samples(longest), abs=to_samples(0.1))


def test_a_microphone_that_dies_is_closed_and_told() -> None:
    class Dying(FakeMicrophone):
        def read(self) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
            if self.opened == 2:
                raise DeviceError("the microphone gave nothing")
            return super().read()

    microphone = Dying([syllables(1.0)])
    room = record_room(microphone)
    with pytest.raises(DeviceError):
        record_take(microphone, room, LONGEST, lambda: None, lambda: False)
    assert not microphone.open


def test_a_take_is_kept_to_the_sample_and_an_older_one_in_another_format_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / f"{LINE.id}.mp3").write_bytes(b"before")
    takes = Takes(tmp_path)
    pcm = np.round(32768 * syllables(1.0)).astype(np.float32) / np.float32(32768) + np.float32(0)
    quiet = np.zeros(to_samples(2.0), np.float32)
    heard = np.concatenate([quiet, pcm, quiet])
    path = takes.keep(LINE, heard, measure(heard))
    assert sorted(each.name for each in tmp_path.iterdir()) == [f"{LINE.id}.mp3.old", f"{LINE.id}.wav"]
    kept, rate = read(path)
    assert rate == 48_000
    assert heard.tobytes().find(kept.tobytes()) > 0
    again = takes.of(LINE)
    assert again is not None
    assert np.array_equal(again, kept)


def test_a_disk_that_takes_nothing_leaves_the_take_of_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    takes = Takes(tmp_path)
    first = np.pad(syllables(1.0), 48_000)
    path = takes.keep(LINE, first, measure(first))
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(wave.Wave_write, "writeframes", full)
    with pytest.raises(CoachError, match="the disk is full"):
        takes.keep(LINE, np.pad(syllables(2.0), 48_000), measure(first))
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_folder_that_cannot_be_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CoachError, match="cannot write"):
        Takes(tmp_path / "file" / "voice")
