"""JSON of data that may hold names of files: bytes of a name that are no UTF-8 are kept, as escapes of JSON."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def to_bytes(text: str) -> bytes:
    r"""Encode JSON text as UTF-8; Python has half a letter for such a byte of a name, and JSON the escape `\udce9`."""
    return text.encode("utf-8", "backslashreplace")


def decode(data: bytes | str, kind: type[T], make: Callable[[type, Any], Any] | None = None) -> T:
    """Decode JSON in UTF-8 or UTF-16, with or without a mark. `make` makes values of types that JSON does not have.

    Raises msgspec.MsgspecError for what is no JSON, or no such value.
    """
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise msgspec.DecodeError(f"JSON is malformed: {error}") from error
    return msgspec.convert(found, type=kind, dec_hook=make)
