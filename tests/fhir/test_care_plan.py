"""Care plans: R4 by an independent reader's models, in the profile they name, and without a name."""

from pathlib import Path

import msgspec
import pytest
from fhir_reader import resources
from page_material import album as album

from coach.errors import InputError
from coach.evidence.folder import evidence_of
from coach.fhir.care_plan import PROFILE, care_plan_bundle


def test_a_plan_has_an_activity_for_each_line_of_each_side(album: Path) -> None:
    (plan,) = resources(care_plan_bundle(evidence_of(album), "P-17"))
    assert plan["meta"]["profile"] == [PROFILE]
    assert (plan["status"], plan["intent"]) == ("draft", "plan")
    assert [one["coding"][0]["code"] for one in plan["category"]] == ["PhysicalActivity", "assess-plan"]
    assert plan["subject"] == {"type": "Patient", "identifier": {"value": "P-17"}}
    details = [one["detail"] for one in plan["activity"]]
    assert [one["code"]["text"] for one in details] == ["small, left, top", "small, right, top"]
    assert {one["description"] for one in details} == {"Spots: 2. Holds of 5 s: 2."}
    assert "does not diagnose" in plan["text"]["div"]


def test_a_plan_speaks_the_language_of_the_session_and_keeps_the_days_between(album: Path) -> None:
    spanish = msgspec.structs.replace(evidence_of(album), language="es", between_days=2)
    (plan,) = resources(care_plan_bundle(spanish))
    assert plan["activity"][0]["detail"]["description"] == "Puntos: 2. Estiramientos de 5 s: 2."
    assert plan["activity"][0]["detail"]["scheduledString"].endswith("como mínimo: 2.")


def test_a_subject_is_an_id_or_kept_back(album: Path) -> None:
    found = evidence_of(album)
    (plan,) = resources(care_plan_bundle(found))
    assert plan["subject"]["extension"][0]["valueCode"] == "masked"
    for wrong in ("Anna Meier", "", "a" * 65, "<b>", "x\n"):
        with pytest.raises(InputError, match="--patient takes an id, and no name"):
            care_plan_bundle(found, wrong)
    assert care_plan_bundle(found, "1") == care_plan_bundle(found, "1") != care_plan_bundle(found, "2")
