"""The map of the house (coach/README.md) shows every room, and no file that is not there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "coach" / "README.md").read_text(encoding="utf-8")
MAP = [row.split("|")[1:3] for row in TEXT.split("## Map")[1].split("## ")[0].splitlines() if row.startswith("| `")]


def named(cell: str) -> list[str]:
    return re.findall(r"`([\w/.]+)`", cell)


def test_every_room_is_on_the_map() -> None:
    shown = {path.rstrip("/") for cell, _ in MAP for path in named(cell)}
    rooms = {path.parent.relative_to(ROOT / "coach").as_posix() for path in (ROOT / "coach").rglob("__init__.py")}
    assert rooms - shown - {"."} == set()


@pytest.mark.parametrize(("cell", "description"), MAP)
def test_every_file_of_the_map_is_there(cell: str, description: str) -> None:
    for path in named(cell):
        assert (ROOT / "coach" / path).exists(), path
        for name in re.findall(r"`([\w/]+\.py)`", description):
            assert (ROOT / "coach" / path / name).exists(), f"{path}{name}"


def test_the_walks_are_at_most_eight_steps_through_files_that_are_there() -> None:
    walks = [walk.split("<!--")[0] for walk in TEXT.split("## Glossary")[0].split("\n`coach ")[1:]]
    assert len(walks) == 2
    for walk in walks:
        steps = re.findall(r"^\d+\. `(coach/[\w/.]+)`(?: `([\w.]+)`)?", walk, re.MULTILINE)
        assert 1 < len(steps) <= 8
        for path, name in steps:
            source = (ROOT / path).read_text(encoding="utf-8")
            assert all(re.search(rf"(def|class) {part}\b", source) for part in name.split(".") if part), (path, name)
