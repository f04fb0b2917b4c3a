"""YAML nodes into typed values, with all problems at once and the place of each.

msgspec stops at the first problem and has no positions, so this walks its types beside the nodes.
"""

import re
import types
from collections.abc import Callable
from functools import cache
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec
import yaml

from coach.errors import guess
from coach.units import Centimetres, Samples, parse_distance, parse_duration

Path = tuple[str | int, ...]

_LONGEST_NUMBER = 40

MOST_PROBLEMS = 100
"""No more are looked for: each takes time to word, and nobody reads them."""


class Place(NamedTuple):
    """A position in a file, both counted from one."""

    line: int
    column: int


class Problem(NamedTuple):
    """What is wrong, where, and what would be right."""

    place: Place
    message: str


TRACED = "whoever listens can be hurt by a number or a word that nobody can trace"
_STOPS = "who feels that something is wrong must know at once how to stop"

_WHY_NEEDED = {
    "source": f" (why: {TRACED}; our choice)",
    "notice": " (why: who must not do this has to know before it begins; our choice)",
    "stop rule": f" (why: {_STOPS}; our choice)",
    "stop": f" (why: {_STOPS}; our choice)",
}
"""Of what may not be left out, where that is a question of safety."""


_WHOLE = re.compile(r"-?[0-9]{1,9}")


def _whole_number(text: str) -> int:
    if _WHOLE.fullmatch(text) is None:
        raise ValueError(f"'{text}' is not a whole number; write it like 3")
    return int(text)


_SCALARS: dict[Any, Callable[[str], Any]] = {
    str: str,
    int: _whole_number,
    Samples: parse_duration,
    Centimetres: parse_distance,
}


def unknown(what: str, name: object, known: object) -> str:
    """The message for a name that does not exist: what was given, the nearest, and what there is."""
    names = [str(item) for item in known]  # type: ignore[attr-defined]
    shown = str(name) if len(str(name)) <= 100 else f"{str(name)[:100]}..."
    return f"there is no {what} '{shown}'{guess(str(name), names)}; there is: {', '.join(names) or 'none'}"


class Decoder:
    """Turns one document into a value; afterwards `problems` and `places` are filled."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.places: dict[Path, Place] = {}

    def decode(self, node: yaml.Node, kind: Any, path: Path = ()) -> Any:
        """The value of `node` as `kind`, or None where a problem was noted."""
        self.places.setdefault(path, _place(node))
        origin = get_origin(kind)
        if origin in (Union, types.UnionType):
            kind = next(option for option in get_args(kind) if option is not type(None))
            return self.decode(node, kind, path)
        if origin is tuple:
            return self._sequence(node, get_args(kind)[0], path)
        if origin is dict:
            return self._mapping(node, get_args(kind)[1], path)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            return self._struct(node, kind, path)
        return self._scalar(node, kind, path)

    def note(self, node: yaml.Node, message: str) -> None:
        self.problems.append(Problem(_place(node), message))

    def _scalar(self, node: yaml.Node, kind: Any, path: Path) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            self.note(node, f"'{path[-1]}' must be one value, not several")
            return None
        self.places[path] = _place(node)  # of the value; blocks are known by the place of their key
        if get_origin(kind) is Literal:
            if node.value not in get_args(kind):
                self.note(node, unknown("choice", node.value, get_args(kind)))
            return node.value
        if kind is not str and len(node.value) > _LONGEST_NUMBER:
            self.note(
                node, f"'{node.value[:_LONGEST_NUMBER]}...' is too long to be a number; write it like 3 or '10 s'"
            )
            return None
        try:
            return _SCALARS[kind](node.value)
        except (ValueError, OverflowError) as error:
            self.note(node, str(error))
            return None

    def _sequence(self, node: yaml.Node, kind: Any, path: Path) -> tuple[Any, ...]:
        # A single value stands for a list of one: `source: F16`, `each: side`.
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return tuple(self.decode(item, kind, (*path, index)) for index, item in enumerate(items))

    def _entries(self, node: yaml.Node, path: Path) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self.note(node, f"'{path[-1] if path else 'a protocol'}' must be a mapping, like 'name: value'")
            return {}
        entries: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.note(key, "a name must be plain text")
            elif key.value in entries:
                self.note(key, f"'{key.value}' is here twice; keep one")
            else:
                entries[key.value] = value
                self.places[(*path, key.value)] = _place(key)
        return entries

    def _mapping(self, node: yaml.Node, kind: Any, path: Path) -> dict[str, Any]:
        entries = self._entries(node, path)
        return {name: self.decode(value, kind, (*path, name)) for name, value in entries.items()}

    def _struct(self, node: yaml.Node, kind: type[msgspec.Struct], path: Path) -> Any:
        entries = self._entries(node, path)
        if not isinstance(node, yaml.MappingNode) or len(self.problems) > MOST_PROBLEMS:
            return None
        hints, fields = _fields(kind)
        values: dict[str, Any] = {}
        for name, value in entries.items():
            if name in fields:
                values[fields[name].name] = self.decode(value, hints[fields[name].name], (*path, name))
            elif len(self.problems) <= MOST_PROBLEMS:
                at = Problem(self.places[(*path, name)], unknown("key", name, fields))
                self.problems.append(at)
        for name, field in fields.items():
            if field.required and name not in entries:
                self.note(node, f"'{name}' is missing here" + _WHY_NEEDED.get(name, ""))
                return None
        return kind(**values)


@cache
def _fields(kind: type[msgspec.Struct]) -> tuple[dict[str, Any], dict[str, msgspec.structs.FieldInfo]]:
    """The types of a struct's fields by their names in Python, and the fields by their names in a file."""
    return get_type_hints(kind), {field.encode_name: field for field in msgspec.structs.fields(kind)}


def _place(node: yaml.Node) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)
