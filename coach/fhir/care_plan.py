"""Care plan of an exported session: its holds and spots, as the profile `pa-careplan` of HL7's Physical Activity guide.

The plan is a draft: whoever is responsible puts it in force. Nothing in it claims a treatment.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from coach.evidence.model import ChapterHeard, Evidence
from coach.fhir.resources import Json, bundle, narrative, subject, urn
from coach.text.evidence_texts import evidence_texts

PROFILE = "http://hl7.org/fhir/us/physical-activity/StructureDefinition/pa-careplan"
"""Profile of the plan, in version 1.0.0 of the guide, on top of US Core's care plan."""

PHYSICAL_ACTIVITY = "http://hl7.org/fhir/us/physical-activity/CodeSystem/pa-temporary-codes"
CARE_PLAN_CATEGORY = "http://hl7.org/fhir/us/core/CodeSystem/careplan-category"


def care_plan_bundle(evidence: Evidence, patient: str | None = None) -> str:
    """Write the plan of a session as a collection of one resource. Raises InputError for what can be no id."""
    written = sorted(file.sha256 for file in evidence.files)
    return bundle([(urn("plan", patient or "", *written), care_plan(evidence, patient))])


def care_plan(evidence: Evidence, patient: str | None = None) -> Json:
    """Make the resource, with one activity for each line of each side. Raises InputError for what can be no id."""
    activities = list(_activities(evidence))
    lines = [evidence.title, *evidence.purpose]
    lines += [f"{each['code']['text']}: {each['description']}" for each in activities]
    return {
        "resourceType": "CarePlan",
        "meta": {"profile": [PROFILE]},
        "language": evidence.language,
        "text": narrative(lines),
        "status": "draft",
        "intent": "plan",
        "category": [
            {"coding": [{"system": PHYSICAL_ACTIVITY, "code": "PhysicalActivity"}]},
            {"coding": [{"system": CARE_PLAN_CATEGORY, "code": "assess-plan"}]},
        ],
        "title": evidence.title,
        "description": evidence.purpose[0],
        "subject": subject(patient),
        "activity": [{"detail": each} for each in activities],
    }


def _activities(evidence: Evidence) -> Iterator[Json]:
    words = evidence_texts(evidence.language).plan
    lines: dict[tuple[str, ...], list[ChapterHeard]] = {}
    for chapter in evidence.chapters:
        if chapter.efforts:
            names = (chapter.protocol, chapter.side or "", chapter.strip or "")
            lines.setdefault(tuple(filter(None, names)), []).append(chapter)
    for place, chapters in lines.items():
        detail: Json = {
            "kind": "ServiceRequest",
            "code": {"text": ", ".join(place)},
            "status": "not-started",
            "doNotPerform": False,
            "description": " ".join(_description(chapters, words)),
        }
        if evidence.between_days is not None:
            detail["scheduledString"] = words["between"].format(days=evidence.between_days)
        yield detail


def _description(chapters: Sequence[ChapterHeard], words: dict[str, str]) -> Iterator[str]:
    spots = {chapter.spot for chapter in chapters if chapter.spot is not None}
    if spots:
        yield words["spots"].format(count=len(spots))
    done = Counter((effort.seconds, effort.stroke_s) for chapter in chapters for effort in chapter.efforts)
    for (seconds, stroke), count in done.items():
        kind = "hold" if stroke is None else "set"
        yield words[kind].format(seconds=f"{seconds:g}", stroke=f"{stroke or 0:g}", count=count)
