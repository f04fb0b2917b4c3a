"""Advice from the diary on the next session: its level, whether it is too soon, which protocols were done today.

Days are dates on the calendar, as the person saw them: each time in the diary has the offset of its day, so that
no change of the clocks makes a day longer.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

import msgspec

from coach.diary.store import DiaryEntry
from coach.protocol import Protocol
from coach.session.choices import cite
from coach.text.interface import Texts, texts


class TooSoon(msgspec.Struct, frozen=True):
    """Advice against a session, as the last one of its protocol was too recent."""

    protocol: str
    """Name of the protocol; in a programme, the part that is due last."""
    reason: str
    """Time of the last session, limit, its source and the next date, in one line."""
    due: str
    """Date of the next session, as a part of a line."""


def level(protocol: Protocol, entries: Sequence[DiaryEntry], now: datetime, language: str = "en") -> tuple[str, str]:
    """Choose the level of `--level auto`; return the level, and the reason in one line.

    Finished sessions count, alone or in a programme.
    """
    practice, words = protocol.practice, texts(language)
    if practice is None:
        return "learn", words.no_levels.format(name=protocol.protocol)
    counted = [entry for entry in entries if _practised(entry, protocol.protocol)]
    source = cite(protocol, practice.source)
    if counted and _days(counted[-1], now) > practice.forget:
        when = _when(counted[-1], now, words)
        return "learn", words.long_ago.format(when=when, days=practice.forget, source=source)
    count = len(counted)
    chosen = "learn" if count < practice.remind else "remind" if count < practice.tones else "tones"
    return chosen, (words.one_so_far if count == 1 else words.sessions_so_far).format(count=count, source=source)


def too_soon(
    protocol: Protocol,
    entries: Sequence[DiaryEntry],
    now: datetime,
    without: Collection[str] = (),
    language: str = "en",
) -> TooSoon | None:
    """Find the protocol that is due last, among those that are not due yet; None if all are.

    In a programme each protocol has a limit of its own; those in `without` are left out of the session.
    """
    not_due: list[tuple[date, str, DiaryEntry]] = []
    for name, part in protocol.parts.items():
        between = part.limits.between
        if between is None or name in without or part.audience != "person":
            continue
        # A day ahead was written west of here; anything later, by a wrong clock.
        near = (entry for entry in reversed(entries) if -1 <= _days(entry, now) < between.days)
        last = next((entry for entry in near if entry.treated(name)), None)
        if last is not None:
            not_due.append((last.began.date() + timedelta(between.days), name, last))
    if not not_due:
        return None
    words = texts(language)
    day, name, last = max(not_due, key=lambda candidate: candidate[0])
    part = protocol.parts[name]
    assert part.limits.between is not None
    count, tomorrow = part.limits.between.days, (day - now.date()).days == 1
    due = _day(words.moments["due tomorrow" if tomorrow else "due"], day, words)
    reason = words.too_soon.format(
        name=name,
        when=_when(last, now, words),
        ago=_ago(now - last.began, words),
        days=words.moments["one day" if count == 1 else "days"].format(count=count),
        source=cite(part, part.limits.between.source),
        due=due,
    )
    return TooSoon(name, reason, due)


def treated_today(protocol: Protocol, entries: Sequence[DiaryEntry], now: datetime) -> tuple[str, ...]:
    """List the protocols of a programme with a chapter done today, in the programme's order."""
    order = protocol.protocols.order if protocol.protocols else ()
    today = {done.protocol for entry in entries for done in entry.done if done.at.date() == now.date()}
    return tuple(name for name in order if name in today)


def left_out(protocol: Protocol, treated: Sequence[str], language: str = "en") -> str:
    """Tell for which reason the `treated` protocols are left out, in one line."""
    source = cite(protocol, protocol.protocols.source) if protocol.protocols else ""
    return texts(language).left_out.format(names=", ".join(treated), source=source)


def _practised(entry: DiaryEntry, name: str) -> bool:
    """Whether the session is finished and a chapter was done: skipping to the end is no practice."""
    return entry.ending == "finished" and (entry.treated(name) or (entry.protocol == name and bool(entry.done)))


def _days(entry: DiaryEntry, now: datetime) -> int:
    return (now.date() - entry.began.date()).days


def _when(entry: DiaryEntry, now: datetime, words: Texts) -> str:
    key = {0: "today", 1: "yesterday"}.get(_days(entry, now), "another day")
    return _day(words.moments[key], entry.began.date(), words, f"{entry.began:%H:%M}")


def _day(text: str, day: date, words: Texts, time: str = "") -> str:
    return text.format(day=day.day, month=words.months[day.month - 1], year=day.year, time=time)


def _ago(passed: timedelta, words: Texts) -> str:
    """Tell a time ago in its largest unit; a negative one, by a wrong clock, is less than a minute."""
    minutes = max(0, int(passed.total_seconds() // 60))
    if minutes < 1:
        return words.moments["just now"]
    count, one, many = (minutes, "minute", "minutes") if minutes < 60 else (minutes // 60, "hour", "hours")
    if count >= 48:
        count, many = count // 24, "days ago"
    return words.moments[one if count == 1 else many].format(count=count)
