"""A system's ffmpeg that is confined sees only some folders; the packaged one then reads and writes in its place."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import imageio_ffmpeg
import pytest
from export_material import everything, render, timeline

from coach.audio.ffmpeg import find_ffmpeg
from coach.audio.files import read
from coach.errors import CoachError
from coach.export import export

CONFINED = """#!/bin/sh
for word in "$@"; do
  case "$word" in "file:HIDDEN"*) echo "$word: No such file or directory" >&2; exit 1;; esac
done
echo "$@" >> LOG
exec PACKAGED "$@"
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the confined program is a shell script")


@pytest.fixture(autouse=True)
def hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that the ffmpeg on PATH does not see."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "hidden").mkdir()
    program = tmp_path / "bin" / "ffmpeg"
    values = {"HIDDEN": tmp_path / "hidden", "LOG": tmp_path / "log", "PACKAGED": imageio_ffmpeg.get_ffmpeg_exe()}
    text = CONFINED
    for name, value in values.items():
        text = text.replace(name, str(value))
    program.write_text(text)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}/bin{os.pathsep}/usr/bin")
    find_ffmpeg.cache_clear()
    assert find_ffmpeg() == str(program)
    yield tmp_path / "hidden"
    find_ffmpeg.cache_clear()


@pytest.mark.parametrize("name", ["mp3", "m4b"])
def test_an_export_into_such_a_folder_is_the_same(name: str, hidden: Path, tmp_path: Path) -> None:
    export(timeline(), render, tmp_path / "seen", "both", name)
    assert "pipe:0" in (tmp_path / "log").read_text()
    (tmp_path / "log").unlink()
    export(timeline(), render, hidden / "out", "both", name)
    assert not (tmp_path / "log").exists() or "libmp3lame" not in (tmp_path / "log").read_text()
    assert everything(hidden / "out") == everything(tmp_path / "seen")


def test_a_file_in_such_a_folder_is_read(hidden: Path, tmp_path: Path) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", "sine=300:duration=2"]
    subprocess.run([*command, str(hidden / "music.ogg")], check=True)
    sound, rate = read(hidden / "music.ogg")
    assert len(sound) == 2 * rate


def test_without_another_it_is_one_line_and_nothing_stays(hidden: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.audio.ffmpeg._packaged", lambda: None)
    with pytest.raises(CoachError, match="cannot write") as caught:
        export(timeline(), render, hidden / "out", "tracks")
    assert "\n" not in str(caught.value)
    assert everything(hidden) == {}
    (hidden / "music.ogg").write_bytes(b"OggS")
    with pytest.raises(CoachError, match="cannot be read as sound") as caught:
        read(hidden / "music.ogg")
    assert "\n" not in str(caught.value)
