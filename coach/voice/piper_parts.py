"""Parts of a Piper model: the encoder makes frames of a whole sentence, the decoder makes samples of a few frames.

A sentence of 10 s takes 190 MB while all its samples are made at once, and 50 MB in pieces. Neither part holds the
weights: they stay in the model's file, where onnxruntime maps them. Field numbers are those of `onnx.proto3`.
"""

import mmap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

_CEIL = [b"Ceil"]  # the operation that rounds the length of each phoneme to frames
_GRAPH = 7  # of ModelProto
_NODE, _INITIALIZER, _INPUT, _OUTPUT, _VALUE = 1, 5, 11, 12, 13  # of GraphProto
_TENSOR_NAME, _RAW, _EXTERNAL, _LOCATION = 8, 9, 13, 14  # of TensorProto
_DECODER = b"/dec/"
"""First letters of the names of the nodes that make samples."""

_SMALL = 1024
"""Bytes of weights that are copied all the same: shapes are read while a model is loaded."""


class Parts(NamedTuple):
    """Parts of a model, each as bytes that onnxruntime reads."""

    encoder: bytes
    """Sentence to frames: inputs of the whole model, outputs of shape (1, channels, frames) and, where the model rounds
    lengths in one place, (1, 1, phonemes): the frames of each phoneme."""
    decoder: bytes
    """Frames to samples: shape (1, 1, frames * hop)."""


class _Field(NamedTuple):
    number: int
    value: memoryview
    """Content; empty for a number."""
    whole: memoryview
    """With its key and its length."""
    at: int
    """Index of the content's first byte in the file."""


def split(model: Path) -> Parts | None:
    """Split a model in two parts, or return None for one that is not built like Piper's, or is none. Raises OSError."""
    try:
        with model.open("rb") as file:
            content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        return _split(content, model.name)
    except (IndexError, KeyError, StopIteration, ValueError):
        return None  # no model at all: onnxruntime tells why


def _split(view: memoryview, file: str) -> Parts | None:
    fields = list(_fields(view, 0))
    graph = next(field for field in fields if field.number == _GRAPH)
    parts = list(_fields(graph.value, graph.at))
    head = b"".join(field.whole for field in fields if field.number != _GRAPH)
    nodes = [_Node(field) for field in parts if field.number == _NODE]
    values = {_names(field, 1)[0]: field for field in parts if field.number == _VALUE}
    weights = {_names(field, _TENSOR_NAME)[0]: field for field in parts if field.number == _INITIALIZER}
    inputs = [field for field in parts if field.number == _INPUT]
    decoder = [node for node in nodes if node.name.startswith(_DECODER)]
    made = {name for node in decoder for name in node.outputs}
    used = {name for node in decoder for name in node.inputs}
    frames, samples = used - made - weights.keys(), made - used
    if len(frames) != 1 or len(samples) != 1 or not frames | samples <= values.keys():
        return None
    (between,), (end,) = frames, samples
    encoder = [node for node in nodes if node not in decoder and end not in node.inputs]
    lengths = [_packed(1, name) for node in encoder if node.kind == _CEIL for name in node.outputs]

    def model(nodes: list[_Node], inputs: Iterable[_Field], *outputs: bytes | memoryview) -> bytes:
        needed = {name for node in nodes for name in node.inputs}
        graph = b"".join(
            [
                *(node.whole for node in nodes),
                _packed(2, b"part"),
                *(_outside(field, file) for name, field in weights.items() if name in needed),
                *(_packed(_INPUT, field.value) for field in inputs),
                *(_packed(_OUTPUT, output) for output in outputs),
            ]
        )
        return head + _packed(_GRAPH, graph)

    return Parts(
        model(encoder, inputs, values[between].value, *(lengths if len(lengths) == 1 else ())),
        model(decoder, [values[between]], values[end].value),
    )


class _Node:
    def __init__(self, field: _Field) -> None:
        self.whole = bytes(field.whole)
        self.inputs, self.outputs = _names(field, 1), _names(field, 2)
        self.name = b"".join(_names(field, 3))
        self.kind = _names(field, 4)


def _outside(weights: _Field, file: str) -> bytes:
    """Refer to the same weights by their place in `file`."""
    fields = list(_fields(weights.value, weights.at))
    raw = next((field for field in fields if field.number == _RAW), None)
    if raw is None or len(raw.value) < _SMALL:
        return bytes(weights.whole)
    place = {"location": file, "offset": raw.at, "length": len(raw.value)}
    entries = [_packed(1, key.encode()) + _packed(2, str(value).encode()) for key, value in place.items()]
    kept = b"".join(field.whole for field in fields if field is not raw)
    kept += b"".join(_packed(_EXTERNAL, entry) for entry in entries)
    return _packed(_INITIALIZER, kept + _number(_LOCATION << 3) + _number(1))


def _names(field: _Field, number: int) -> list[bytes]:
    return [bytes(inner.value) for inner in _fields(field.value, 0) if inner.number == number]


def _fields(view: memoryview, start: int) -> Iterator[_Field]:
    """Yield each field of a message whose first byte is byte `start` of the file."""
    at = 0
    while at < len(view):
        begun = at
        key, at = _read(view, at)
        kind = key & 7
        size = 0
        if kind == 0:
            _, at = _read(view, at)
        elif kind == 2:
            size, at = _read(view, at)
        else:
            size = {1: 8, 5: 4}[kind]
        yield _Field(key >> 3, view[at : at + size], view[begun : at + size], start + at)
        at += size


def _read(view: memoryview, at: int) -> tuple[int, int]:
    """Read a number of variable length at index `at`; return also the index behind it."""
    number = shift = 0
    while True:
        byte = view[at]
        at += 1
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return number, at


def _number(number: int) -> bytes:
    made = bytearray()
    while number > 127:
        made.append(number & 127 | 128)
        number >>= 7
    return bytes([*made, number])


def _packed(number: int, content: bytes | memoryview) -> bytes:
    return _number(number << 3 | 2) + _number(len(content)) + bytes(content)
