"""What the diary says about the next session: how much to say, whether it is too soon, what was treated today.

Days are dates on the calendar, as the person saw them: each time in the diary has the offset of its day, so that
neither midnight nor a change of the clocks makes a day longer.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from coach.diary.store import Entry
from coach.protocol import Protocol
from coach.session.choices import cite


def level(protocol: Protocol, entries: Sequence[Entry], now: datetime) -> tuple[str, str]:
    """What `--level auto` means today, and why.

    Sessions count that came to their end, alone or in a programme.
    """
    practice = protocol.practice
    if practice is None:
        return "learn", f"{protocol.protocol} does not say after how many sessions to say less"
    counted = [entry for entry in entries if _practised(entry, protocol.protocol)]
    source = f"source: {cite(protocol, practice.source)}"
    if counted and _days(counted[-1], now) > practice.forget:
        return "learn", f"the last session was {_when(counted[-1], now)}, over {practice.forget} days ago; {source}"
    done = len(counted)
    chosen = "learn" if done < practice.remind else "remind" if done < practice.tones else "tones"
    return chosen, f"{done} session{'' if done == 1 else 's'} so far; {source}"


def too_soon(protocol: Protocol, entries: Sequence[Entry], now: datetime, without: Collection[str] = ()) -> str | None:
    """A warning if the last session was too recent, with the limit and its source; None if all is well.

    In a programme, each of its protocols has its own limit; those in `without` are not done.
    """
    for name, part in protocol.parts.items():
        between = part.limits.between
        if between is None or name in without:
            continue
        # A day ahead is west of here; what is further ahead was a wrong clock.
        near = (entry for entry in reversed(entries) if -1 <= _days(entry, now) < between.days)
        last = next((entry for entry in near if entry.treated(name)), None)
        if last is None:
            continue
        return (
            f"too soon: the last session of {name} was {_when(last, now)}; from one to the next it should be "
            f"{between.days} day{'' if between.days == 1 else 's'} (source: {cite(part, between.source)})"
        )
    return None


def treated_today(protocol: Protocol, entries: Sequence[Entry], now: datetime) -> tuple[str, ...]:
    """The protocols of a programme of which something was done today."""
    order = protocol.protocols.order if protocol.protocols else ()
    today = {done.protocol for entry in entries for done in entry.done if done.at.date() == now.date()}
    return tuple(name for name in order if name in today)


def left_out(protocol: Protocol, treated: Sequence[str]) -> str:
    """Why they are left out, for people."""
    source = cite(protocol, protocol.protocols.source) if protocol.protocols else ""
    return f"left out, as treated today: {', '.join(treated)} (source: {source})"


def _practised(entry: Entry, name: str) -> bool:
    """Skipping through to the end is no practice."""
    return entry.ending == "finished" and (entry.treated(name) or (entry.protocol == name and bool(entry.done)))


def _days(entry: Entry, now: datetime) -> int:
    return (now.date() - entry.began.date()).days


def _when(entry: Entry, now: datetime) -> str:
    days, began = _days(entry, now), entry.began
    day = {0: "today", 1: "yesterday"}.get(days, f"on {began.day} {began:%B %Y}")
    return f"{day} at {began:%H:%M}"
