"""One sound of each troublesome kind, as music, tone, recording and item of a room: heard, or told in one line."""

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from signals import sine

from coach.errors import InputError
from coach.mix import load_tones, open_bed
from coach.mix.music import Music
from coach.room.items import AudioFile
from coach.units import SAMPLE_RATE, to_samples
from coach.voice import open_voice
from coach.voice.recording_id import line_id

LINE = "Hold still."
PCM = 0.4 * sine(700, 1.5)
STEREO = np.stack([PCM, PCM], axis=1)
OPPOSITE = np.stack([PCM, -PCM], axis=1)


def wav(frames: np.ndarray[tuple[int, int], np.dtype[np.float32]], kind: str, size: int | None = None) -> bytes:
    """A WAV file of two channels, of samples of this `kind` of numpy; `size` replaces the true one of the samples."""
    full = 32767 if kind == "<i2" else 1
    data = (frames * full).astype(kind).tobytes()
    width = np.dtype(kind).itemsize
    encoding = 1 if kind == "<i2" else 3
    form = struct.pack("<HHIIHH", encoding, 2, SAMPLE_RATE, SAMPLE_RATE * 2 * width, 2 * width, 8 * width)
    held = len(data) if size is None else size
    return b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + form + b"data" + struct.pack("<I", held) + data


HEARD = {
    "float 32": wav(STEREO, "<f4"),
    "float 64": wav(STEREO, "<f8"),
    "no length": wav(STEREO, "<i2", 0),
    "unknown length": wav(STEREO, "<f4", 0xFFFFFFFF),
    "stale length": wav(STEREO, "<i2", 4_000),
}


def as_music(path: Path) -> int:
    music = open_bed(str(path))
    assert isinstance(music, Music)
    return len(music._loop)


def as_tone(path: Path) -> int:
    return len(load_tones(path.rename(path.with_name("start.wav")).parent)["start"])


def as_recording(path: Path) -> int:
    path.rename(path.with_name(f"{line_id(LINE, 'en')}.wav"))
    return len(open_voice(f"pack:{path.parent}", "en").speak(LINE))


def as_item(path: Path) -> int:
    return AudioFile(path).length()


USES = [as_music, as_tone, as_recording, as_item]


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("kind", HEARD)
def test_all_of_it_is_heard(tmp_path: Path, use: Callable[[Path], int], kind: str) -> None:
    path = tmp_path / "own.wav"
    path.write_bytes(HEARD[kind])
    assert use(path) >= to_samples(1.1)  # a loop ends where its seam began


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("kind", ["<i2", "<f4", "<f8"])
def test_channels_that_cancel_are_told(tmp_path: Path, use: Callable[[Path], int], kind: str) -> None:
    path = tmp_path / "own.wav"
    path.write_bytes(wav(OPPOSITE, kind))
    with pytest.raises(
        InputError, match=r"\.wav: its channels cancel each other: .*; save one of them as mono"
    ) as told:
        use(path)
    assert "\n" not in str(told.value)
