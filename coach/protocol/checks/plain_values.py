"""Plain values, without quotes, that YAML reads as something else than the words that an author wrote."""

import re
from collections.abc import Iterator
from datetime import date

import yaml

from coach.errors import shown
from coach.protocol.problems import KeyPath, Place, Problem

_KINDS = {"null": "null", "bool": "yes or no", "int": "a number", "float": "a number", "timestamp": "a date"}
"""Kinds of values in YAML 1.1, by tag, as a message says them."""

# What PyYAML leaves as text, but YAML 1.1 or 1.2 reads otherwise, and so do editors and other programs.
_ELSEWHERE = (
    (re.compile(r"[yYnN]"), "bool"),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|[-+]?0[xX][0-9a-fA-F]+"), "float"),
)
_COMMENT = re.compile(r"\s+#.*")
_TEXT_BELOW = re.compile(r"( *)#[^\s#]")  # a comment has a space after its '#', and what is counted has none

_QUOTE_IT = "put it in quotes"
_NOTHING = '"" for a line that says nothing'


def problems(root: yaml.Node, text: str) -> list[Problem]:
    """Return the values under `words`, and the muscles, that are said, and are not what stands in the file.

    Cut by a comment, null, yes or no, a number, a date, or without any word. `text` is the file that `root` is of.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found = []
    for node, left in _said(root, (), 0):
        message = _message(node, lines, left)
        if message is not None:
            found.append(Problem(Place(node.start_mark.line + 1, node.start_mark.column + 1), message))
    return found


def _said(node: yaml.Node, path: KeyPath, left: int) -> Iterator[tuple[yaml.ScalarNode, int]]:
    """Yield the scalars that are said, each with the column from which on what is below belongs to it."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if path or name in ("words", "strips"):
                yield from _said(value, (*path, name), key.start_mark.column + 1)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _said(item, path, item.start_mark.column)
    elif isinstance(node, yaml.ScalarNode) and _is_said(path):
        yield node, left


def _is_said(path: KeyPath) -> bool:
    match path:
        case ("strips", "order", "muscle"):
            return True
        case ("words", _, "title") | ("words", _, "titles" | "terms", _) | ("words", _, "pronounce", _, _):
            return True
        case ("words", _, "lines", _, key):
            return key != "source"
    return False


def _message(node: yaml.ScalarNode, lines: list[str], left: int) -> str | None:
    value: str = node.value
    plain = node.style not in ("'", '"', "|", ">")
    comment = _comment(node, lines, left) if plain else None
    if comment is not None:
        read = f"reads only '{shown(value)}'" if value else "reads null"
        return f"YAML {read} here, as '{shown(comment)}' is a comment to it; {_QUOTE_IT}"
    if not value and node.style not in ("'", '"'):
        return f"nothing stands here, and YAML reads null; {_QUOTE_IT} what is said, or write {_NOTHING}"
    kind = _kind(node) if plain else None
    if kind is not None:
        other = f", or write {_NOTHING}" if kind == "null" else ""
        return f"YAML reads '{shown(value)}' as {_read(node, kind)}, not as words; {_QUOTE_IT}{other}"
    if value and re.search(r"[^\W_]", value) is None:
        return f"'{shown(value)}' has no word that a voice can say; write words, or {_NOTHING}"
    return None


def _comment(node: yaml.ScalarNode, lines: list[str], left: int) -> str | None:
    """Return what YAML takes for a comment right after a plain value: in its line, or indented below as its text is."""
    end = node.end_mark
    after = lines[end.line][end.column :] if end.line < len(lines) else ""
    found = _COMMENT.match(after)
    if found is not None:
        return found[0].strip()
    below = next((line for line in lines[end.line + 1 :] if line.strip()), "") if not after.strip() else ""
    counted = _TEXT_BELOW.match(below)
    return below.strip() if counted is not None and len(counted[1]) >= left else None


def _kind(node: yaml.ScalarNode) -> str | None:
    """Return the kind of a plain value that is not text, or None."""
    kind = node.tag.rpartition(":")[2]
    if kind in _KINDS:
        return kind
    return next((other for pattern, other in _ELSEWHERE if pattern.fullmatch(node.value)), None)


def _read(node: yaml.ScalarNode, kind: str) -> str:
    """Return a value as YAML reads it, with its kind; the kind alone if there is no such value (30 February)."""
    try:
        value = yaml.constructor.SafeConstructor().construct_object(node)
    except (ValueError, OverflowError):
        return _KINDS[kind]
    match value:
        case bool():
            return f"{str(value).lower()} ({_KINDS[kind]})"
        case int() | float():
            return f"{shown(value)} ({_KINDS[kind]})"
        case date():
            return f"{value.isoformat()} ({_KINDS[kind]})"
    return _KINDS[kind]
