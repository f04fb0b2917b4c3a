"""Somebody who has never seen the code adds a check by its recipe, word for word, in a copy of the tree."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from coach.protocol.template import template

ROOT = Path(__file__).parents[2]
RIGHT = template("forearm")
SHOUTED = RIGHT.replace("Leave these muscles alone", "Leave EVERYTHING alone")


def recipe(title: str) -> str:
    """Return the section of CONTRIBUTING.md under `title`."""
    return (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split(f"## {title}\n")[1].split("\n## ")[0]


def added(text: str, after: str, line: str) -> str:
    """Return `text` with `line` after the only line `after`, indented like it."""
    found = re.findall(rf"^( *){re.escape(after)}\n", text, re.MULTILINE)
    assert len(found) == 1, after
    return text.replace(f"{found[0]}{after}\n", f"{found[0]}{after}\n{found[0]}{line}\n")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy of the tree in which the recipe was followed."""
    shutil.copytree(ROOT / "coach", tmp_path / "coach", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "audio_cues", tmp_path / "audio_cues")
    steps = recipe("Add a check")
    checks = tmp_path / "coach" / "protocol" / "checks"
    name = re.findall(r"`(\w+)\.py`:\n", steps)[0]
    code = re.findall(r"```python\n(.*?)```", steps, re.DOTALL)[0]
    (checks / f"{name}.py").write_text(dedent(code), encoding="utf-8")
    row = re.findall(rf"`({name}\.problems)`", steps)[0]
    table = checks / "__init__.py"
    text = added(table.read_text(encoding="utf-8"), "numbers.problems,", f"{row},")
    table.write_text(added(text, "safety,", f"{name},"), encoding="utf-8")
    return tmp_path


def check(copy: Path, text: str) -> subprocess.CompletedProcess[str]:
    (copy / "forearm.yaml").write_text(text, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-m", "coach", "check", "forearm.yaml"],
        cwd=copy,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_protocol_that_breaks_the_new_rule_is_refused_at_its_place(copy: Path) -> None:
    run = check(copy, SHOUTED)
    line = next(number for number, line in enumerate(SHOUTED.splitlines(), 1) if "EVERYTHING" in line)
    column = SHOUTED.splitlines()[line - 1].index("Leave") + 1
    told = "'EVERYTHING'; write it in small letters (why: some voices spell it letter by letter; our choice)"
    assert f"forearm.yaml:{line}:{column}: {told}" in run.stderr, run.stderr
    assert run.returncode == 2


def test_a_protocol_that_keeps_it_is_right_as_before(copy: Path) -> None:
    run = check(copy, RIGHT)
    assert run.returncode == 0, run.stderr
