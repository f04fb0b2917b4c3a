"""For programs that find a terminal, and for benchmarks: the questions before a first session, answered already."""

from datetime import date
from pathlib import Path

from coach.protocol import load
from coach.screening.answers_file import ScreeningRecord, write
from coach.screening.questions import questions_of


def answered(folder: Path, name: str, language: str = "en") -> dict[str, str]:
    """Writes into `folder` that everything was answered with no, today. The environment that leads a program there."""
    protocol = load(name)
    questions = questions_of(protocol, language)
    if questions is not None:
        answers = {question.text: "no" for question in questions.asked}
        entry = ScreeningRecord(
            date=date.today(),
            version=protocol.version,
            language=language,
            screening=questions.digest,
            answers=answers,
        )
        write(folder / "smr-coach" / "screening.json", {protocol.protocol: entry})
    return {"XDG_DATA_HOME": str(folder)}
