"""The recipe "Add a voice" of CONTRIBUTING.md, followed literally in a copy of the tree: one file and one row."""

import json
import os
import shutil
import subprocess
import sys
import wave
from pathlib import Path

import pytest
from sessions import ROOT
from small import TEXT

FILE = '''\
"""Voice that whistles, for a test."""

import numpy as np
from numpy.typing import NDArray

from coach.voice.base import Voice


class Whistle(Voice):
    """Tone of 900 Hz, 60 ms for each letter."""

    name = "whistle"

    @classmethod
    def languages(cls) -> tuple[str, ...]:
        """Name the languages that it speaks."""
        return ("en", "tlh")

    def identity(self) -> str:
        """Name the engine."""
        return "whistle 1"

    def _synthesise(self, text: str) -> tuple[NDArray[np.float32], int]:
        time = np.arange(960 * len(self.respelled(text))) / 16_000
        return (0.3 * np.sin(2 * np.pi * 900 * time)).astype(np.float32), 16_000
'''

ROW = '        _row("whistle", "whistles every word", "whistle:Whistle"),\n'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the tree with the voice in it."""
    for folder in ("coach", "audio_cues"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "coach" / "voice" / "whistle.py").write_text(FILE, encoding="utf-8")
    table = tmp_path / "coach" / "voice" / "__init__.py"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    last = max(index for index, line in enumerate(lines) if line.lstrip().startswith("_row("))
    table.write_text("".join([*lines[: last + 1], ROW, *lines[last + 1 :]]), encoding="utf-8")
    (tmp_path / "small.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def coach(tree: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "coach", *arguments]
    env = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "XDG_CACHE_HOME": str(tree / "cache")}
    run = subprocess.run(command, cwd=tree, env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_a_voice_is_one_file_and_one_row(tree: Path) -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    recipe = contributing.partition("## Add a voice")[2].partition("\n## ")[0]
    for named in ("coach/voice/", "`languages()`", "`identity()`", "`_synthesise(text)`", "`_row("):
        assert named in recipe, "this test follows another recipe than that of CONTRIBUTING.md"
    listed = coach(tree, "voices")
    assert "whistle         whistles every word\n                en, tlh\n" in listed
    choices = ("small.yaml", "--voice", "whistle", "--cache", str(tree / "clips"))
    plan = json.loads(coach(tree, "plan", *choices, "--json"))
    spoken = [cue for cue in plan["cues"] if cue["kind"] == "speech"]
    # As long as its letters say, a little less for what is trimmed at both ends.
    assert all(abs(cue["end_s"] - cue["start_s"] - 0.06 * len(cue["text"])) < 0.1 for cue in spoken)
    coach(tree, "export", *choices, "--format", "wav", "--layout", "single", "-o", str(tree / "out"))
    (exported,) = (tree / "out").glob("*.wav")
    with wave.open(str(exported)) as sound:
        assert sound.getnframes() / sound.getframerate() == plan["duration_s"]
