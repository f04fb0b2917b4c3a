"""Decoder of YAML nodes into typed values, with all problems at once and the place of each.

msgspec stops at the first problem and has no positions, so this walks its types beside the nodes.
"""

import re
import types
from collections.abc import Callable
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import yaml

from coach.protocol.problems import MOST_PROBLEMS, TRACED, KeyPath, Place, Problem, unknown
from coach.units import Centimetres, Samples, parse_distance, parse_duration

_LONGEST_NUMBER = 40

_STOPS = "who feels that something is wrong must know at once how to stop"

_WHY_NEEDED = {
    "source": f" (why: {TRACED}; our choice)",
    "notice": " (why: who must not do this has to know before it begins; our choice)",
    "stop rule": f" (why: {_STOPS}; our choice)",
    "stop": f" (why: {_STOPS}; our choice)",
}
"""Reasons for keys that may not be left out, where that is a question of safety."""


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


class Decoder:
    """Decoder of one document; afterwards `problems` and `places` are filled."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.places: dict[KeyPath, Place] = {}

    def decode(self, node: yaml.Node, kind: Any, path: KeyPath = ()) -> Any:
        """Return the value of `node` as `kind`, or None after noting a problem."""
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
        """Add a problem at the place of `node`."""
        self.problems.append(Problem(_place(node), message))

    def _scalar(self, node: yaml.Node, kind: Any, path: KeyPath) -> Any:
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

    def _sequence(self, node: yaml.Node, kind: Any, path: KeyPath) -> tuple[Any, ...]:
        # A single value stands for a list of one: `source: F16`, `each: side`.
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return tuple(self.decode(item, kind, (*path, index)) for index, item in enumerate(items))

    def _entries(self, node: yaml.Node, path: KeyPath) -> dict[str, yaml.Node]:
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

    def _mapping(self, node: yaml.Node, kind: Any, path: KeyPath) -> dict[str, Any]:
        entries = self._entries(node, path)
        return {name: self.decode(value, kind, (*path, name)) for name, value in entries.items()}

    def _struct(self, node: yaml.Node, kind: type[msgspec.Struct], path: KeyPath) -> Any:
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
    """Return the types of a struct's fields by their names in Python, and the fields by their names in a file."""
    return get_type_hints(kind), {field.encode_name: field for field in msgspec.structs.fields(kind)}


def _place(node: yaml.Node) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)
