"""Somebody who follows "Add a format" in CONTRIBUTING to the letter has a format that exports."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
from mutagen.aiff import AIFF
from sessions import ROOT
from small import TEXT

PROGRAM = """
import sys
from fakes import FAKE
from coach.cli.main import main
from coach.voice import VOICES
VOICES["fake"] = FAKE
sys.argv[0] = "coach"
main()
"""


def changed(path: Path, old: str, new: str) -> None:
    """Exchange the only place where `old` stands."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path}: {old}"
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the program in which the recipe has been followed."""
    for folder in ("coach", "audio_cues"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    recipe = guide[guide.index("## Add a format") :].split("\n## ")[0]
    (code,) = re.findall(r"```python\n(.*?)```", recipe, re.DOTALL)
    formats = tmp_path / "coach" / "export" / "formats"
    (formats / "aiff.py").write_text(textwrap.dedent("   " + code.lstrip()), encoding="utf-8")
    first = "from coach.export.formats.base import Format\n"
    row = re.findall(r"`(from coach\.export\.formats\.aiff import AIFF)`", recipe)[0]
    changed(formats / "__init__.py", first, f"{row}\n{first}")
    changed(formats / "__init__.py", "        WAV,\n", "        WAV,\n        AIFF,\n")
    changed(tmp_path / "coach" / "cli" / "options.py", '"flac", "wav"]', '"flac", "wav", "aiff"]')
    (tmp_path / "small.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def coach(tree: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "PYTHONPATH": f"{tree}{os.pathsep}{ROOT / 'tests'}", "COLUMNS": "200"}
    command = [sys.executable, "-B", "-c", PROGRAM, *words]
    return subprocess.run(command, cwd=tree, env=env, capture_output=True, text=True, check=False)


def test_the_recipe_gives_a_format_that_exports(tree: Path) -> None:
    assert "aiff" in coach(tree, "export", "--help").stdout
    words = ("small.yaml", "--voice", "fake", "--cache", "cache", "--format", "aiff", "-o", "out")
    run = coach(tree, "export", *words)
    assert run.returncode == 0, run.stderr
    names = {path.name for path in (tree / "out").glob("*.aiff")}
    assert {"Small.aiff", "01 Opening.aiff"} <= names
    sounds: dict[str, Any] = {name: AIFF(tree / "out" / name) for name in names}
    whole = sounds.pop("Small.aiff")
    assert (str(whole.tags["TIT2"]), whole.info.sample_rate) == ("Small", 48_000)
    assert whole.info.length == pytest.approx(sum(track.info.length for track in sounds.values()))
    inspected = coach(tree, "inspect", "out")
    assert inspected.stderr == ""
    assert "Small.aiff" in inspected.stdout
    again = coach(tree, "export", *words)
    assert "0 files newly made" in again.stdout


def test_a_file_cut_short_is_known(tree: Path) -> None:
    code = textwrap.dedent("""
        import sys, wave
        from pathlib import Path
        import numpy as np
        from coach.export.encode import encoding
        from coach.export.formats import FORMATS
        from coach.export.formats.tags import Tags
        with encoding(Path("a"), FORMATS["aiff"], Tags("t", "a", "en"), 48_000) as encoder:
            encoder.write(np.zeros(48_000, np.int16))
        whole = Path("a").read_bytes()
        for size in (len(whole) - 1, 50, 0):
            Path("a").write_bytes(whole[:size])
            try:
                FORMATS["aiff"].count_samples(Path("a"))
            except ValueError as error:
                print(error)
    """)
    env = {**os.environ, "PYTHONPATH": str(tree)}
    run = subprocess.run([sys.executable, "-B", "-c", code], cwd=tree, env=env, capture_output=True, text=True)
    assert run.stderr == ""
    assert run.stdout.splitlines() == ["its size is not what it says", "it has no header", "it has no header"]
