"""JSON Schema of protocol files, so that an editor completes keys and marks mistakes while one types.

Made from the types of the model and the scalars of the decoder, so that the three cannot say different
things; descriptions are their docstrings. What only a whole file can get wrong is for `coach check`.
"""

import ast
import inspect
import types
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from coach.protocol import limits_model, model, session_model
from coach.protocol.model import Authored
from coach.protocol.vocabulary import FLAGS, LOOPS, SIDE_TONE, TONES, TONES_OF_A_HOLD
from coach.units import Centimetres, Samples

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"

SCALARS: dict[Any, Schema] = {
    # What looks like a number or like true is text where nobody says it: `about: 2024`.
    str: {"type": ["string", "number", "boolean"]},
    int: {"type": "integer"},
    Samples: {"type": "string", "pattern": r"^\s*\d{1,9}(\.\d{1,9})?\s*(ms|s|min|m|h)\s*$", "examples": ["10 s"]},
    Centimetres: {"type": "string", "pattern": r"^\s*\d{1,9}(\.\d{1,9})?\s*(mm|cm)\s*$", "examples": ["5 cm"]},
}
"""Schemas of the scalars that the decoder reads."""

NAMES: dict[tuple[str, str], Schema] = {
    ("Step", "tone"): {"enum": [*(tone for tone in TONES if tone not in TONES_OF_A_HOLD), SIDE_TONE]},
    ("Step", "when"): {
        "enum": [*(f"{which} {loop}" for loop in LOOPS for which in ("first", "later", "halfway")), *FLAGS]
    },
    ("Part", "when"): {
        "enum": [*(f"{which} {loop}" for loop in LOOPS for which in ("first", "later", "halfway")), *FLAGS]
    },
}
"""Schemas of texts of which only some are right anywhere, by class and field."""

SAID: Schema = {"type": "string"}
"""Schema of what is said: a number or a date is put in quotes."""


def schema() -> Schema:
    """Return the whole schema, draft 2020-12, as plain data."""
    definitions: dict[str, Schema] = {}
    root = _kind(Authored, definitions)
    return {"$schema": DRAFT, "title": "A protocol of the coach", **root, "$defs": definitions}


def _kind(kind: Any, definitions: dict[str, Schema], text: Schema | None = None) -> Schema:
    """Return the schema of a type; structs go into `definitions`. `text` replaces that of plain text."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _kind(next(one for one in get_args(kind) if one is not type(None)), definitions, text)
    if origin is tuple:
        # A single value stands for a list of one: `source: F16`, `each: side`.
        one = _kind(get_args(kind)[0], definitions, text)
        return {"anyOf": [one, {"type": "array", "items": one}]}
    if origin is dict:
        return {"type": "object", "additionalProperties": _kind(get_args(kind)[1], definitions, text)}
    if origin is Literal:
        return {"enum": list(get_args(kind))}
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if kind.__name__ not in definitions:
            definitions[kind.__name__] = {}  # a part has parts: the name must be there before they are described
            definitions[kind.__name__].update(_struct(kind, definitions))
        return {"$ref": f"#/$defs/{kind.__name__}"}
    return text if text is not None and kind is str else SCALARS[kind]


def _struct(kind: type[msgspec.Struct], definitions: dict[str, Schema]) -> Schema:
    hints = get_type_hints(kind)
    described = _docstrings().get(kind.__name__, {})
    properties = {}
    said = SAID if kind in (model.Words, model.Line) else None
    for field in msgspec.structs.fields(kind):
        text = None if field.name == "source" else NAMES.get((kind.__name__, field.name), said)
        properties[field.encode_name] = dict(_kind(hints[field.name], definitions, text))
        if field.name in described:
            properties[field.encode_name]["description"] = described[field.name]
    return {
        "type": "object",
        "description": inspect.cleandoc(kind.__doc__ or ""),
        "properties": properties,
        "required": [field.encode_name for field in msgspec.structs.fields(kind) if field.required],
        "additionalProperties": False,
    }


@cache
def _docstrings() -> dict[str, dict[str, str]]:
    """Return the docstrings below the fields of the model, by class and field. Python itself forgets them."""
    found: dict[str, dict[str, str]] = {}
    modules = (model, limits_model, session_model)
    for node in (node for module in modules for node in ast.parse(inspect.getsource(module)).body):
        if not isinstance(node, ast.ClassDef):
            continue
        fields = found.setdefault(node.name, {})
        for field, below in zip(node.body, node.body[1:], strict=False):
            match field, below:
                case ast.AnnAssign(target=ast.Name(name)), ast.Expr(ast.Constant(str(text))):
                    fields[name] = inspect.cleandoc(text)
    return found
