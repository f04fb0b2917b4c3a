"""What the README shows is what happens."""

import os
import re
import shlex
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from needs import espeak
from PIL import Image
from pydub.generators import WhiteNoise
from sessions import ROOT, coach, interruptible

from coach.room.playlist_file import load_playlist

README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> list[list[str]]:
    """The `scripts/coach` lines of its shell blocks, without the program."""
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    return [shlex.split(line.split(" > ")[0])[1:] for line in lines if line.startswith("scripts/coach ")]


def marked(words: list[str]) -> ParameterSet:
    """The command as a test, which needs eSpeak NG if it speaks with the voices of the system."""
    marks = [pytest.mark.espeak, espeak] if "pyttsx3" in words else []
    return pytest.param(words, marks=marks, id=" ".join(words))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.mark.piper
@pytest.mark.parametrize("words", [marked(words) for words in commands()])
def test_every_command_works_as_it_stands(words: list[str], home: Path) -> None:
    # Files go into a home of their own; what would play aloud for minutes goes through no device at once.
    written = [name for option, name in pairwise(words) if option == "-o"]
    own = ("my-session", "mine.yaml", "my-music.mp3", "my-picture.jpg", *written)
    (home / "mine.yaml").write_bytes((ROOT / "coach/protocols/hamstrings.yaml").read_bytes())
    WhiteNoise().to_audio_segment(duration=5_000).export(home / "my-music.mp3", format="mp3").close()
    Image.new("RGB", (640, 480), "teal").save(home / "my-picture.jpg")
    words = [str(home / word) if word in own else word for word in words]
    words += ["--player", "null"] if words[0] == "play" else []
    run = coach(*words, HOME=str(home))
    assert run.returncode == 0, run.stderr


@pytest.mark.piper
def test_the_program_it_shows_runs(home: Path) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    env = {**os.environ, "HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, cwd=home, env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    limit, planned, track, seconds, ending = run.stdout.splitlines()
    assert "HoldLimit(" in limit
    assert re.fullmatch(r"Hamstrings.* \d+ \d+\.\d+", planned)
    assert re.fullmatch(r"01 .*\.opus", track)
    assert float(seconds) == pytest.approx(float(planned.split()[-1]), abs=0.001)
    assert ending == "finished"
    assert len(program.split("\n\n", 1)[1].strip().splitlines()) <= 10


def test_the_refusal_it_shows_is_the_one_that_comes() -> None:
    ((line, answer),) = re.findall(r"```console\n\$ scripts/coach (.*)\n(coach: .*)\n```", README)
    run = coach(*shlex.split(line))
    assert (run.returncode, run.stderr.strip()) == (2, answer)


def loops() -> list[list[str]]:
    """The loops it shows; they end by themselves only where nothing can be played."""
    return [shlex.split(line) for line in re.findall(r"```console\n\$ scripts/coach (loop .*)\n```", README)]


def test_it_shows_a_loop_in_each_language() -> None:
    assert ["--language" in words for words in loops()] == [False, True]


@pytest.mark.piper
@pytest.mark.parametrize("words", [marked(words) for words in loops()])
def test_the_loop_it_shows_waits_for_its_hours_or_plays(words: list[str], home: Path) -> None:
    WhiteNoise().to_audio_segment(duration=5_000).export(home / "calm-music.mp3", format="mp3").close()
    words = [str(home / word) if word.endswith(".mp3") else word for word in words]
    command = [sys.executable, "-m", "coach", *words, "--player", "null", "--quiet"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, preexec_fn=interruptible) as loop:
        assert loop.stdout is not None
        told = loop.stdout.readline()
        loop.send_signal(signal.SIGINT)
        assert re.fullmatch(r"closed until 08:00\n|\d\d:\d\d Self release.*\n|\d\d:\d\d .*\(\d+:\d\d\)\n", told), told
    assert loop.returncode == 0


def test_the_playlist_it_shows_is_right(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```yaml\n(items:.*?)```", README, re.DOTALL)
    (tmp_path / "clinic.yaml").write_text(shown, encoding="utf-8")
    playlist = load_playlist(tmp_path / "clinic.yaml")
    assert (len(playlist.entries), len(playlist.announcements), playlist.cap) == (3, 1, 80)


def test_every_file_it_links_to_exists() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).exists(), link
