"""No stage loads the command line: a program can use each without typer."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

APART = {"cli", "commands", "__main__.py"}
"""The command line itself, and the functions behind it."""

SYSTEMS = {"windows.py": "win32", "posix.py": "linux"}
"""Modules that load on one kind of system only."""

PROGRAM = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
    loaded = [one for one in sys.modules if one == "typer" or one.startswith(("coach.cli", "coach.commands"))]
    assert not loaded, f"{name} loads {loaded}"
"""


def modules(folder: Path) -> list[str]:
    """Names of the modules in one room of `coach`, or the one module that it is, which load on this system."""
    paths = [folder] if folder.is_file() else sorted(folder.rglob("*.py"))
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in paths
        if SYSTEMS.get(path.name, sys.platform) == sys.platform
    ]


ROOMS = sorted(
    path
    for path in (ROOT / "coach").iterdir()
    if path.name not in APART and (path.suffix == ".py" or (path / "__init__.py").exists())
)


@pytest.mark.parametrize("room", ROOMS, ids=lambda path: path.stem)
def test_no_stage_loads_the_command_line(room: Path) -> None:
    run = subprocess.run([sys.executable, "-c", PROGRAM, *modules(room)], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
