"""Every file that a person asks for appears whole or not at all, and one sentence says why it did not."""

import errno
import os
import sys
import wave
from pathlib import Path

import pytest
from fakes import FAKE
from small import TEXT

from coach.cli import main as cli
from coach.voice import VOICES

COMMANDS = {
    "plan": ("plan", "small.yaml", "--voice", "fake", "--cache", "cache", "--picture"),
    "inspect": ("inspect", "silence.wav", "--picture"),
    "diary": ("diary", "--picture"),
    "diary as CSV": ("diary", "--csv"),
}
each_command = pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(VOICES, "fake", FAKE)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(TEXT)
    (tmp_path / "folder").mkdir()
    with wave.open(str(tmp_path / "silence.wav"), "wb") as sound:
        sound.setparams((1, 2, 48_000, 0, "NONE", ""))
        sound.writeframes(bytes(9_600))
    return tmp_path


def coach(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run the command line as `coach` does. Returns its exit code."""
    monkeypatch.setattr(sys, "argv", ["coach", *words])
    return cli.run()


@each_command
def test_a_full_disk_leaves_the_old_file_whole(
    words: tuple[str, ...], home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    coach(monkeypatch, *words, "out.txt")  # silence meets no target, so this may be 1
    assert (home / "out.txt").read_text() != ""
    (home / "out.txt").write_text("old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    capsys.readouterr()
    assert coach(monkeypatch, *words, "out.txt") == 1
    assert capsys.readouterr().err == f"coach: cannot write {home / 'out.txt'}: the disk is full\n"
    assert (home / "out.txt").read_text() == "old"
    assert not list(home.glob(".coach-part-*"))


@each_command
@pytest.mark.parametrize(("out", "said"), [("nowhere/out", "has gone"), ("folder", "Is a directory")])
def test_a_place_that_takes_no_file_is_one_sentence(
    out: str,
    said: str,
    words: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert coach(monkeypatch, *words, out) == 1
    error = capsys.readouterr().err
    assert error.startswith("coach: cannot write ")
    assert error.endswith(f"{said}\n")
    assert error.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_pipe_is_filled_and_a_link_is_followed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(home / "pipe")
    reader = os.open(home / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    assert coach(monkeypatch, "diary", "--csv", "pipe") == 0
    assert os.read(reader, 100).startswith("\ufeffbegan,".encode())  # spreadsheets know UTF-8 by its mark
    os.close(reader)
    assert (home / "pipe").is_fifo()
    (home / "there").write_text("old")
    (home / "link").symlink_to("there")
    assert coach(monkeypatch, "diary", "--csv", "link") == 0
    assert (home / "link").is_symlink()
    assert (home / "there").read_text().startswith("\ufeffbegan,")
