"""Questions to the person at the terminal before a session: whether it is too soon, and the screening."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from coach.diary.advice import TooSoon
from coach.errors import CoachError, NotStartedError
from coach.play.devices.supervisor import Device
from coach.render.renderer import SessionRenderer
from coach.screening import answers_file
from coach.screening.answer_keys import AnswerKeys
from coach.screening.questions import ask, questions_of
from coach.screening.terminal import AtTerminal
from coach.session.asking import opening, too_soon_line
from coach.text.interface import texts

SOON_OPTION = "--even-if-too-soon"
"""Option that agrees beforehand to start too soon."""


def ask_if_too_soon(
    renderer: SessionRenderer, device: Device, soon: TooSoon | None, agreed: bool, tell: Callable[[str], None]
) -> None:
    """Ask whether to start all the same, if it is too `soon`; `agreed` is a yes beforehand.

    `tell` gets the time of the last session and of the next one. Raises NotStartedError after a no, or where nobody can
    say yes, and what `live.run` raises.
    """
    if soon is None:
        return
    protocol, language = renderer.protocol, renderer.clips.voice.language
    words, keys = texts(language), AnswerKeys(language)
    if not keys.there and not agreed:
        raise NotStartedError(words.nobody_to_ask.format(name=protocol.protocol, why=soon.reason, option=SOON_OPTION))
    tell(soon.reason)
    not_now = words.not_too_soon.format(name=protocol.protocol, due=soon.due)
    person = AtTerminal(renderer, device, keys, not_now)
    with person.attended():
        person.tell(too_soon_line(protocol, soon.protocol, language), following=words.keys_to_answer)
        if not agreed and not person.ask(words.all_the_same):
            raise NotStartedError(not_now)


def ask_if_due(renderer: SessionRenderer, device: Device, tell: Callable[[str], None]) -> None:
    """Ask the questions of the protocol, unless earlier answers still stand, and write the answers down.

    `tell` gets each line that the person should know beside the questions. Without a terminal nothing is asked, which
    is told. Raises NotStartedError if the session must not begin, and what `live.run` raises.
    """
    protocol, today = renderer.protocol, date.today()
    path: Path | None = answers_file.default_path()
    questions = questions_of(protocol, renderer.clips.voice.language)
    if questions is None:
        return
    try:
        records, trouble = answers_file.read(answers_file.default_path())
    except CoachError as error:
        tell(f"{error}; until then, the questions come each time")
        records, trouble, path = {}, None, None
    if trouble:
        tell(trouble)
    before = records.pop(protocol.protocol, None)
    if before is not None and answers_file.counts(before, protocol, today):
        return
    words, keys = texts(questions.language), AnswerKeys(questions.language)
    if not keys.there:
        tell(words.not_asked)
        return
    if before is not None:  # it does not stand any more, and must not stand again if nothing comes of this
        _save(path, records, tell)
    leaving = words.as_you_wished.format(name=protocol.protocol, never_mind=words.never_mind)
    person = AtTerminal(renderer, device, keys, leaving)
    with person.attended():
        person.tell(opening(len(questions.asked), questions.language), following=words.keys_to_answer)
        yes_or_no = ask(questions, person)
    record = answers_file.ScreeningRecord(
        date=today,
        version=protocol.version,
        language=questions.language,
        screening=questions.digest,
        answers={question: words.yes if yes else words.no for question, yes in yes_or_no.items()},
    )
    _save(path, {**records, protocol.protocol: record}, tell)


def _save(path: Path | None, records: dict[str, answers_file.ScreeningRecord], tell: Callable[[str], None]) -> None:
    """Write the records, or tell the error: no reason to leave somebody alone who has just answered."""
    if path is None:
        return
    try:
        answers_file.write(path, records)
    except CoachError as error:
        tell(f"{error}; so the questions come again next time")
