"""Before a session: whether it is too soon for one, and before the first one who should not do it at all."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from coach.diary.advice import TooSoon
from coach.errors import CoachError, NotStarted
from coach.play.devices.supervisor import Device
from coach.render.renderer import SessionRenderer
from coach.screening import answers_file as memory
from coach.screening.answer_keys import AnswerKeys
from coach.screening.questions import ask, questions_of
from coach.screening.terminal import AtTerminal
from coach.session.asking import opening, too_soon_line
from coach.text.interface import texts

SOON_OPTION = "--even-if-too-soon"
"""Says yes beforehand to the question whether to start too soon."""


def admitted(
    prepared: SessionRenderer, to: Device, soon: TooSoon | None, agreed: bool, tell: Callable[[str], None]
) -> None:
    """Ask whoever sits at the terminal whether to start all the same, where it is too `soon`; `agreed` is a yes.

    `tell` is told since when and until when it is too soon. Raises NotStarted after a no, or where nobody can say
    yes, and what `live.run` raises.
    """
    if soon is None:
        return
    protocol, language = prepared.protocol, prepared.clips.voice.language
    its, keys = texts(language), AnswerKeys(language)
    if not keys.there and not agreed:
        told = its.nobody_to_ask.format(name=protocol.protocol, why=soon.told, option=SOON_OPTION)
        raise NotStarted(told)
    tell(soon.told)
    not_now = its.not_too_soon.format(name=protocol.protocol, due=soon.due)
    person = AtTerminal(prepared, to, keys, not_now)
    with person.attended():
        person.tell(too_soon_line(protocol, soon.protocol, language), following=its.keys_to_answer)
        if not agreed and not person.ask(its.all_the_same):
            raise NotStarted(not_now)


def screened(prepared: SessionRenderer, to: Device, tell: Callable[[str], None]) -> None:
    """Ask whoever sits at the terminal what the protocol asks before its first session, unless it was answered lately.

    `tell` is told what the person should know beside that. Without a terminal nothing is asked, and that is told.
    Raises NotStarted if the session must not begin, and what `live.run` raises.
    """
    protocol, today = prepared.protocol, date.today()
    path: Path | None = memory.default_path()
    questions = questions_of(protocol, prepared.clips.voice.language)
    if questions is None:
        return
    try:
        entries, trouble = memory.read(memory.default_path())
    except CoachError as error:
        tell(f"{error}; until then, the questions come each time")
        entries, trouble, path = {}, None, None
    if trouble:
        tell(trouble)
    before = entries.pop(protocol.protocol, None)
    if before is not None and memory.counts(before, protocol, today):
        return
    its, keys = texts(questions.language), AnswerKeys(questions.language)
    if not keys.there:
        tell(its.not_asked)
        return
    if before is not None:  # it does not stand any more, and must not stand again if nothing comes of this
        _save(path, entries, tell)
    leaving = its.as_you_wished.format(name=protocol.protocol, never_mind=its.never_mind)
    person = AtTerminal(prepared, to, keys, leaving)
    with person.attended():
        person.tell(opening(len(questions.asked), questions.language), following=its.keys_to_answer)
        answers = ask(questions, person)
    words = {text: its.yes if answer else its.no for text, answer in answers.items()}
    entry = memory.Entry(today, protocol.version, questions.language, questions.digest, words)
    _save(path, {**entries, protocol.protocol: entry}, tell)


def _save(path: Path | None, entries: dict[str, memory.Entry], tell: Callable[[str], None]) -> None:
    """Not to be able to write is no reason to leave somebody alone who has just answered; it is told."""
    if path is None:
        return
    try:
        memory.write(path, entries)
    except CoachError as error:
        tell(f"{error}; so the questions come again next time")
