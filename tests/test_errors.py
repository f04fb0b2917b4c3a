"""The tree of errors in the docstring is the tree of the classes, with the codes that the program exits with."""

import importlib
import re
from pathlib import Path

from coach import errors
from coach.errors import CoachError

ROOT = Path(errors.__file__).parent.parent
Tree = dict[str, tuple[str | None, int]]
"""The parent and the exit code of each error."""


def drawn() -> Tree:
    above: list[str] = []
    tree: Tree = {}
    for indent, name, code in re.findall(r"^((?:  )*)• (\w+) +(\d)$", str(errors.__doc__), re.MULTILINE):
        above[len(indent) // 2 :] = [name]
        tree[name] = (above[-2] if indent else None, int(code))
    return tree


def declared(error: type[CoachError], parent: str | None = None) -> Tree:
    """The class with all that derive from it, wherever in the program they are declared."""
    text = rf"^class \w+\({error.__name__}\):"
    for path in sorted((ROOT / "coach").rglob("*.py")):
        if re.search(text, path.read_text(encoding="utf-8"), re.MULTILINE):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    tree: Tree = {error.__name__: (parent, error.exit_code)}
    for child in error.__subclasses__():
        if child.__module__.startswith("coach."):
            tree |= declared(child, error.__name__)
    return tree


def test_the_tree_in_the_docstring_is_the_tree_of_the_classes() -> None:
    assert drawn() == declared(CoachError)
    assert len(drawn()) > 8
