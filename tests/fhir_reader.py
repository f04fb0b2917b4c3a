"""A reader of FHIR bundles that is not the coach's."""

import json
from typing import Any

from fhir.resources.R4B import get_fhir_model_class


def resources(text: str) -> list[Any]:
    """The resources of a bundle, each checked by its R4B model, as it was written."""
    data = json.loads(text)
    get_fhir_model_class("Bundle").model_validate(data)
    assert data["type"] == "collection"
    found = [one["resource"] for one in data["entry"]]
    for one in found:
        get_fhir_model_class(one["resourceType"]).model_validate(one)
    assert len({one["fullUrl"] for one in data["entry"]}) == len(found)
    return found
