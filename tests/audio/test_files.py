"""A person's own sound files, in the formats they have them, with whatever ffmpeg is on the machine."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from signals import sine

from coach.audio.ffmpeg import find_ffmpeg
from coach.audio.files import mono_blocks, read
from coach.errors import InputError
from coach.units import SAMPLE_RATE


def write(path: Path, pcm: NDArray[np.float32], *arguments: str, channels: int = 1) -> Path:
    command = [find_ffmpeg(), "-v", "error", "-f", "f32le", "-ar", "48000", "-ac", str(channels), "-i", "-"]
    subprocess.run([*command, *arguments, str(path)], input=pcm.astype("<f4").tobytes(), check=True)
    return path


@pytest.mark.parametrize("suffix", ["mp3", "flac", "ogg", "m4a"])
def test_a_persons_own_files_are_read(tmp_path: Path, suffix: str) -> None:
    samples, rate = read(write(tmp_path / f"own.{suffix}", 0.5 * sine(700, 0.5)))
    assert rate == 48_000
    assert len(samples) == pytest.approx(24_000, abs=2_400)
    assert np.sqrt(np.mean(samples[6_000:18_000] ** 2)) == pytest.approx(0.5 / np.sqrt(2), abs=0.02)


def test_what_is_no_sound_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "no.mp3"
    path.write_text("no sound at all")
    with pytest.raises(InputError, match=r"no\.mp3: cannot be read as sound"):
        read(path)
    with pytest.raises(InputError, match="there is no such file"):
        read(tmp_path / "missing.wav")


@pytest.mark.parametrize("kind", ["u8", "s16le", "s24le", "s32le", "f32le"])
def test_a_wav_file_of_any_kind_of_samples_is_read(tmp_path: Path, kind: str) -> None:
    pcm = 0.5 * sine(700, 0.5)
    path = write(tmp_path / "own.wav", np.stack([pcm, pcm], axis=1), "-c:a", f"pcm_{kind}", channels=2)
    samples, rate = read(path)
    assert rate == SAMPLE_RATE
    assert np.abs(samples - pcm).max() < (0.01 if kind == "u8" else 1e-4)
    assert np.array_equal(np.concatenate(list(mono_blocks(path, 0.25))), samples[: SAMPLE_RATE // 4])


def test_channels_that_cancel_each_other_are_refused(tmp_path: Path) -> None:
    pcm = 0.5 * sine(700, 0.5)
    with pytest.raises(InputError, match="its channels cancel each other"):
        read(write(tmp_path / "own.wav", np.stack([pcm, -pcm], axis=1), channels=2))


@pytest.mark.skipif(sys.platform == "win32", reason="the broken program is a shell script")
def test_a_broken_ffmpeg_on_the_path_hinders_no_tone_no_music_and_no_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coach.mix import load_tones, open_bed
    from coach.voice import open_voice
    from coach.voice.recording_id import line_id

    own, pack = tmp_path / "tones", tmp_path / "pack"
    for folder in (own, pack):
        folder.mkdir()
    write(own / "hold.mp3", 0.5 * sine(700, 0.5))
    write(tmp_path / "music.ogg", 0.5 * sine(700, 3.0))
    write(pack / f"{line_id('Hold still.', 'en')}.flac", 0.5 * sine(300, 1.5))
    broken = tmp_path / "bin" / "ffmpeg"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(broken.parent))
    find_ffmpeg.cache_clear()
    try:
        assert len(load_tones(own)["hold"]) == pytest.approx(SAMPLE_RATE // 2, abs=4_800)
        assert not open_bed(str(tmp_path / "music.ogg")).position_independent
        assert len(open_voice(f"pack:{pack}", "en").speak("Hold still.")) > SAMPLE_RATE
    finally:
        find_ffmpeg.cache_clear()
