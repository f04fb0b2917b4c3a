"""Parts that FHIR R4 resources share, as plain data: https://hl7.org/fhir/R4."""

import json
import re
from collections.abc import Iterable
from html import escape
from typing import Any, TypeAlias
from uuid import UUID, uuid5

from coach.errors import InputError

Json: TypeAlias = dict[str, Any]

_SPACE = UUID("6c1f2a0e-9b8d-5c54-8f0e-3f1f6f3f9a11")
"""Namespace of the ids of resources, so that the same content has the same id."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def subject(patient: str | None) -> Json:
    """Refer to a patient by an id of the clinic; without one, say that the patient is kept back.

    Raises InputError for what can be no id.
    """
    if patient is None:
        absent = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
        return {"extension": [{"url": absent, "valueCode": "masked"}]}
    if not _ID.fullmatch(patient):
        raise InputError("--patient takes an id, and no name: up to 64 of A-Z, a-z, 0-9, dot, hyphen and underscore")
    return {"type": "Patient", "identifier": {"value": patient}}


def narrative(lines: Iterable[str]) -> Json:
    """Write lines as the text of a resource for people."""
    paragraphs = "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{paragraphs}</div>'}


def urn(*parts: str) -> str:
    """Name a resource by all that tells it from another."""
    return f"urn:uuid:{uuid5(_SPACE, chr(0).join(parts))}"


def bundle(resources: Iterable[tuple[str, Json]]) -> str:
    """Write resources, each with its address, as the JSON of one collection."""
    entries = [{"fullUrl": address, "resource": resource} for address, resource in resources]
    found = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"
