"""The diary as FHIR: one response for each session, R4 by an independent reader's models."""

from diary_material import done, entry, felt
from fhir_reader import resources

from coach.fhir.responses import QUESTIONNAIRE, RESPONSE_PROFILE, responses_bundle


def test_each_session_is_a_response_to_the_questions_that_come_along() -> None:
    whole = entry(comfort_before=5, comfort_after=2, ratings=(felt(3), felt(0)), done=(done(), done(chapter=3, spot=2)))
    broken = entry("2026-05-12T12:00:00+02:00", id=2, ending=None, ended=None, done=())
    questions, first, second = resources(responses_bundle([whole, broken], "P-17"))
    assert questions["url"] == QUESTIONNAIRE
    asked = {item["linkId"]: item["type"] for item in questions["item"]}
    for response in (first, second):
        assert response["meta"]["profile"] == [RESPONSE_PROFILE]
        assert response["questionnaire"] == f"{QUESTIONNAIRE}|{questions['version']}"
        assert {item["linkId"] for item in response["item"]} <= set(asked)
    answers = {item["linkId"]: [next(iter(one.values())) for one in item["answer"]] for item in first["item"]}
    assert (answers["done"], answers["before"], answers["after"], answers["during"]) == ([2], [5], [2], [3, 0])
    assert answers["ending"] == ["finished"]
    assert first["authored"] == "2026-05-10T12:10:00+02:00"
    answers = {item["linkId"]: [next(iter(one.values())) for one in item["answer"]] for item in second["item"]}
    assert (answers["done"], answers["ending"]) == ([0], ["broken off"])
    assert "before" not in answers
