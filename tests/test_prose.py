"""Docstrings begin with a verb or a noun: never with a question word, which stands where a term should."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "coach"

QUESTION_WORDS = {"What", "Where", "How", "Who", "Whose", "Which", "When"}

ROOMS = sorted(path.relative_to(ROOT).parts[0] for path in ROOT.glob("*/__init__.py"))


def docstrings(tree: ast.Module) -> Iterator[tuple[int, str, bool]]:
    """Line, text and "of a function that returns a bool" of each docstring, those under attributes among them."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if not isinstance(body, list) or not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            continue
        for index, statement in enumerate(body):
            if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Constant):
                continue
            follows_name = index > 0 and isinstance(body[index - 1], ast.Assign | ast.AnnAssign)
            if isinstance(statement.value.value, str) and (index == 0 or follows_name):
                decides = index == 0 and isinstance(node, ast.FunctionDef) and returns_bool(node)
                yield statement.lineno, statement.value.value, decides


def returns_bool(function: ast.FunctionDef) -> bool:
    return isinstance(function.returns, ast.Name) and function.returns.id == "bool"


def offenders(path: Path) -> Iterator[str]:
    for line, text, decides in docstrings(ast.parse(path.read_text(encoding="utf-8"))):
        first = text.split()[0].strip(",:;") if text.split() else ""
        if first in QUESTION_WORDS or (first == "Whether" and not decides):
            yield f"{path.relative_to(ROOT.parent)}:{line}: {text.splitlines()[0]}"


def files(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py")) if room else sorted(ROOT.glob("*.py"))


@pytest.mark.parametrize("room", ["", *ROOMS], ids=["top", *ROOMS])
def test_no_docstring_begins_with_a_question_word(room: str) -> None:
    found = [line for path in files(room) for line in offenders(path)]
    assert not found, "begin with a verb or a noun of the glossary (coach/README.md):\n" + "\n".join(found)


def test_the_rule_sees_every_kind_of_docstring(tmp_path: Path) -> None:
    source = '''"""What a module is."""
LIMIT = 1
"""How many."""
class Thing:
    """Who does it."""
    field: int
    """Where it is."""
    def method(self):
        """Which one."""
def decides() -> bool:
    """Whether it is so."""
def tells() -> str:
    """Whether it is so, in words."""
def good() -> str:
    """Tell what it is."""
    "What is no docstring."
'''
    lines = [line for line, text, decides in docstrings(ast.parse(source)) if text.split()[0] in QUESTION_WORDS]
    assert lines == [1, 3, 5, 7, 9]
    assert [decides for _, text, decides in docstrings(ast.parse(source)) if text.startswith("Whether")] == [
        True,
        False,
    ]
