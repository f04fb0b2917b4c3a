"""Diary as answers to a questionnaire, one response for each session, after the profiles of Structured Data Capture.

HL7's Physical Activity guide takes its questionnaires from there.
"""

from collections.abc import Iterator, Sequence

from coach.diary.store import DiaryEntry
from coach.diary.table import SCALE, minutes
from coach.fhir.resources import Json, bundle, narrative, subject, urn

QUESTIONNAIRE_PROFILE = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire"
RESPONSE_PROFILE = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaireresponse"

QUESTIONNAIRE = urn("questionnaire", "session", "1")
"""Canonical address of the questions. It goes up with its number when a question changes."""

_ENDINGS = ("finished", "stopped", "broken off")

_QUESTIONS = (
    ("session", "string", "Session", False),
    ("done", "integer", "Spots held to their end", False),
    ("spots", "string", "Each of them", True),
    ("minutes", "integer", "Minutes heard", False),
    ("before", "integer", f"Discomfort before, from {SCALE}", False),
    ("after", "integer", f"Discomfort after, from {SCALE}", False),
    ("during", "integer", f"Discomfort said in between, from {SCALE}", True),
    ("ending", "choice", "Ending of the session", False),
)
"""Questions: link, type, text, and whether there may be several answers."""


def responses_bundle(entries: Sequence[DiaryEntry], patient: str | None = None) -> str:
    """Write the questions and all sessions as one collection. Raises InputError for what can be no id."""
    return bundle([(QUESTIONNAIRE, questionnaire()), *_responses(entries, patient)])


def questionnaire() -> Json:
    """Make the resource with the questions."""
    return {
        "resourceType": "Questionnaire",
        "meta": {"profile": [QUESTIONNAIRE_PROFILE]},
        "language": "en",
        "text": narrative(text for _, _, text, _ in _QUESTIONS),
        "url": QUESTIONNAIRE,
        "version": "1",
        "title": "Session of self-care: what was done, and how it felt",
        "status": "active",
        "subjectType": ["Patient"],
        "item": [_question(*question) for question in _QUESTIONS],
    }


def _question(link: str, kind: str, text: str, several: bool) -> Json:
    item: Json = {"linkId": link, "text": text, "type": kind, "repeats": several}
    if link in ("before", "after", "during"):
        item["extension"] = [
            {"url": f"http://hl7.org/fhir/StructureDefinition/{name}Value", "valueInteger": bound}
            for name, bound in (("min", 0), ("max", 9))
        ]
    if kind == "choice":
        item["answerOption"] = [{"valueString": ending} for ending in _ENDINGS]
    return item


def _responses(entries: Sequence[DiaryEntry], patient: str | None) -> Iterator[tuple[str, Json]]:
    who = subject(patient)
    for entry in entries:
        began = entry.began.isoformat(timespec="seconds")
        yield urn("response", patient or "", entry.protocol, began, str(entry.id)), response(entry, who)


def response(entry: DiaryEntry, who: Json) -> Json:
    """Make the resource of one session of the subject `who`."""
    answers = _answers(entry)
    lines = [f"{entry.title}, {entry.began:%Y-%m-%d %H:%M}"]
    lines += [f"{text}: {', '.join(map(str, answers[link]))}" for link, _, text, _ in _QUESTIONS if answers[link]]
    return {
        "resourceType": "QuestionnaireResponse",
        "meta": {"profile": [RESPONSE_PROFILE]},
        "language": "en",
        "text": narrative(lines),
        "questionnaire": f"{QUESTIONNAIRE}|1",
        "status": "completed",
        "subject": who,
        "authored": entry.last.isoformat(timespec="seconds"),
        "item": [
            {
                "linkId": link,
                "text": text,
                "answer": [{"valueInteger" if kind == "integer" else "valueString": one} for one in answers[link]],
            }
            for link, kind, text, _ in _QUESTIONS
            if answers[link]
        ],
    }


def _answers(entry: DiaryEntry) -> dict[str, Sequence[str | int]]:
    """Collect the answers to each question; none where nothing was said."""
    places = dict.fromkeys(f"{chapter.title} ({chapter.held:g} s)" for chapter in entry.done)
    return {
        "session": [f"{entry.protocol} {entry.version}, {entry.level}"],
        "done": [len({(chapter.protocol, chapter.chapter) for chapter in entry.done})],
        "spots": list(places),
        "minutes": [int(minutes(entry))],
        "before": [] if entry.comfort_before is None else [entry.comfort_before],
        "after": [] if entry.comfort_after is None else [entry.comfort_after],
        "during": [rating.value for rating in entry.ratings],
        "ending": [entry.ending or "broken off"],
    }
