"""Resolve by the diary what a request leaves to it: the level that `auto` means, and what was treated today."""

import logging
from collections.abc import Callable, Sequence
from datetime import date

from coach.diary.advice import TooSoon, left_out, level, too_soon, treated_today
from coach.diary.record import local_now
from coach.diary.store import Diary, DiaryEntry, DiaryError, default_path
from coach.protocol import Protocol, load
from coach.session.request import SessionRequest
from coach.text.interface import texts

AUTO = "auto"
"""The level that the diary decides."""

Tell = Callable[[str], None]
"""Takes a line that the person should know beside what is heard."""

warn: Tell = logging.getLogger("coach").warning
"""Tells a program, which may send its log where it likes."""


def with_level(request: SessionRequest, tell: Tell) -> SessionRequest:
    """Return `request` with the level that `auto` means by the diary, which is told. Raises InputError."""
    return _with_level(request, _remembered(tell), tell) if request.choices.level == AUTO else request


def by_diary(
    request: SessionRequest, tell: Tell, *, whole_notice: bool = False
) -> tuple[SessionRequest, TooSoon | None]:
    """Return `request` as it is about to be played, and whether it is too soon for it.

    The diary decides the level that `auto` means, which protocols of a programme were treated today, and, without
    `whole_notice`, whether the short notice is enough; that is told. Raises InputError for a wrong protocol; a diary
    that cannot be read is only told.
    """
    entries, now = _remembered(tell), local_now()
    protocol, language = load(request.protocol), request.choices.language
    request = _with_level(request, entries, tell)
    treated = treated_today(protocol, entries, now)
    if treated:
        tell(left_out(protocol, treated, language))
    known = not whole_notice and _knows_notice(protocol, entries)
    if known:
        tell(texts(language).short_notice)
    return request.choosing(without=treated, live=True, known=known), too_soon(
        protocol, entries, now, treated, language
    )


def _knows_notice(protocol: Protocol, entries: Sequence[DiaryEntry]) -> bool:
    """Whether the person at this terminal has heard the whole notice of this version, and nothing of it is due again.

    That is, the answers to the questions still count, and since then a stretch was done, before which nobody comes
    without the notice. Where there are no keys, the one that leads back to the whole notice cannot be pressed.
    """
    # Only a player needs these: an export that imports them takes 0.08 s longer to begin.
    from coach.play.controls.base import NoKeys
    from coach.play.controls.keys import terminal_keys
    from coach.screening import last_answers

    if protocol.safety is None or protocol.safety.short_notice is None or isinstance(terminal_keys(), NoKeys):
        return False
    answers = last_answers(protocol, date.today())
    return answers is not None and any(
        (entry.protocol, entry.version) == (protocol.protocol, protocol.version)
        and entry.done
        and entry.began.date() >= answers.date
        for entry in entries
    )


def _with_level(request: SessionRequest, entries: tuple[DiaryEntry, ...], tell: Tell) -> SessionRequest:
    if request.choices.level != AUTO:
        return request
    language = request.choices.language
    chosen, why = level(load(request.protocol), entries, local_now(), language)
    tell(texts(language).level.format(level=chosen, why=why))
    return request.choosing(level=chosen)


def _remembered(tell: Tell) -> tuple[DiaryEntry, ...]:
    """Return the entries of the diary; none, and a line, if it cannot be read."""
    try:
        return Diary(default_path()).entries()
    except DiaryError as error:
        tell(f"{error}; until then no earlier session counts")
        return ()
