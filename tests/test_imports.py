"""Data moves one way: a stage imports only from stages before it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "coach"

STAGES = [
    *(
        "units",
        "errors",
        "files",
        "texts",
        "protocols",
        "usage",
        "pcm",
        "protocol",
        "session",
        "timeline",
        "voice",
        "sound",
    ),
    *("play", "diary", "export", "inspect", "rehearse", "prepare", "fit", "doctor", "options", "publish", "tell"),
    *("screening", "listen", "clinic", "cli"),
]
"""In order; each may import the ones before it."""

APART = [("play", "export"), ("voice", "play"), ("voice", "export")]
"""These never import each other."""


def stage(module: str) -> str:
    return module.split(".")[1] if "." in module else module


def imports(path: Path) -> set[str]:
    """Stages that a file imports, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("coach."):
            found.add(stage(node.module))
        elif isinstance(node, ast.Import):
            found |= {stage(alias.name) for alias in node.names if alias.name.startswith("coach.")}
    return found


FILES = sorted(path for path in ROOT.rglob("*.py") if path.name not in ("__main__.py", "__init__.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_only_up(path: Path) -> None:
    own = path.relative_to(ROOT).parts[0].removesuffix(".py")
    for other in imports(path) - {own}:
        assert STAGES.index(other) < STAGES.index(own), f"{own} imports {other}"
        assert (own, other) not in APART
        assert (other, own) not in APART


def test_every_file_has_a_stage() -> None:
    found = {path.relative_to(ROOT).parts[0].removesuffix(".py") for path in ROOT.rglob("*.py")}
    assert found - {"__init__", "__main__"} == set(STAGES)
