"""What the diary says about the next session: how much to say, whether it is too soon, what was treated today.

Days are dates on the calendar, as the person saw them: each time in the diary has the offset of its day, so that
neither midnight nor a change of the clocks makes a day longer.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

import msgspec

from coach.diary.store import Entry
from coach.protocol import Protocol
from coach.session.choices import cite
from coach.text.interface import Texts, texts


class TooSoon(msgspec.Struct, frozen=True):
    """The last session of a protocol was too recent."""

    protocol: str
    """Of a programme, the part for which it is longest too soon."""
    told: str
    """When that was, what the limit is, who says so, and when the next one is due: in one line."""
    due: str
    """When the next one is due, as a part of a line."""


def level(protocol: Protocol, entries: Sequence[Entry], now: datetime, language: str = "en") -> tuple[str, str]:
    """What `--level auto` means today, and why.

    Sessions count that came to their end, alone or in a programme.
    """
    practice, its = protocol.practice, texts(language)
    if practice is None:
        return "learn", its.no_levels.format(name=protocol.protocol)
    counted = [entry for entry in entries if _practised(entry, protocol.protocol)]
    source = cite(protocol, practice.source)
    if counted and _days(counted[-1], now) > practice.forget:
        when = _when(counted[-1], now, its)
        return "learn", its.long_ago.format(when=when, days=practice.forget, source=source)
    done = len(counted)
    chosen = "learn" if done < practice.remind else "remind" if done < practice.tones else "tones"
    return chosen, (its.one_so_far if done == 1 else its.sessions_so_far).format(count=done, source=source)


def too_soon(
    protocol: Protocol, entries: Sequence[Entry], now: datetime, without: Collection[str] = (), language: str = "en"
) -> TooSoon | None:
    """Why it is too soon for a session, if it is; None if all is well.

    In a programme, each of its protocols has its own limit; those in `without` are not done.
    """
    found: list[tuple[date, str, Entry]] = []
    for name, part in protocol.parts.items():
        between = part.limits.between
        if between is None or name in without or part.audience != "person":
            continue
        # A day ahead is west of here; what is further ahead was a wrong clock.
        near = (entry for entry in reversed(entries) if -1 <= _days(entry, now) < between.days)
        last = next((entry for entry in near if entry.treated(name)), None)
        if last is not None:
            found.append((last.began.date() + timedelta(between.days), name, last))
    if not found:
        return None
    its = texts(language)
    day, name, last = max(found, key=lambda one: one[0])
    part = protocol.parts[name]
    assert part.limits.between is not None
    count, tomorrow = part.limits.between.days, (day - now.date()).days == 1
    due = _day(its.moments["due tomorrow" if tomorrow else "due"], day, its)
    told = its.too_soon.format(
        name=name,
        when=_when(last, now, its),
        ago=_ago(now - last.began, its),
        days=its.moments["one day" if count == 1 else "days"].format(count=count),
        source=cite(part, part.limits.between.source),
        due=due,
    )
    return TooSoon(name, told, due)


def treated_today(protocol: Protocol, entries: Sequence[Entry], now: datetime) -> tuple[str, ...]:
    """The protocols of a programme of which something was done today."""
    order = protocol.protocols.order if protocol.protocols else ()
    today = {done.protocol for entry in entries for done in entry.done if done.at.date() == now.date()}
    return tuple(name for name in order if name in today)


def left_out(protocol: Protocol, treated: Sequence[str], language: str = "en") -> str:
    """Why they are left out, for people."""
    source = cite(protocol, protocol.protocols.source) if protocol.protocols else ""
    return texts(language).left_out.format(names=", ".join(treated), source=source)


def _practised(entry: Entry, name: str) -> bool:
    """Skipping through to the end is no practice."""
    return entry.ending == "finished" and (entry.treated(name) or (entry.protocol == name and bool(entry.done)))


def _days(entry: Entry, now: datetime) -> int:
    return (now.date() - entry.began.date()).days


def _when(entry: Entry, now: datetime, its: Texts) -> str:
    key = {0: "today", 1: "yesterday"}.get(_days(entry, now), "another day")
    return _day(its.moments[key], entry.began.date(), its, f"{entry.began:%H:%M}")


def _day(text: str, day: date, its: Texts, time: str = "") -> str:
    return text.format(day=day.day, month=its.months[day.month - 1], year=day.year, time=time)


def _ago(passed: timedelta, its: Texts) -> str:
    """How long ago it was; less than a minute where a wrong clock makes it later than now."""
    minutes = max(0, int(passed.total_seconds() // 60))
    if minutes < 1:
        return its.moments["just now"]
    count, one, many = (minutes, "minute", "minutes") if minutes < 60 else (minutes // 60, "hour", "hours")
    if count >= 48:
        count, many = count // 24, "days ago"
    return its.moments[one if count == 1 else many].format(count=count)
