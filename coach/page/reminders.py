"""Reminders of the next sessions: a calendar file (RFC 5545) that keeps the days between them."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from coach.errors import InputError, shown
from coach.page.album import PageAlbum
from coach.text.page_texts import page_texts

REMINDERS = "reminders.ics"

WEEKS = 8
"""Duration of the reminders."""

_LINE = 74
"""Bytes of a line, without the space before its continuation."""


def reminders(album: PageAlbum, time: str, now: datetime, address: str | None) -> str:
    """Write reminders at the `time` of day, such as 18:30, from tomorrow on; `now` is aware.

    The time is that of the phone's own clock, wherever it is.
    Raises InputError for what is no time of day, and for a session without days between.
    """
    start_at = time_of_day(time)
    if album.between is None:
        raise InputError(f"'{album.title}' says nothing of days between sessions, so there is nothing to remind of")
    first: date = now.date() + timedelta(days=1)
    start = f"{first:%Y%m%d}T{start_at}"
    title = _text(page_texts(album.language).remind.format(title=album.title))
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//coach//reminders//EN", "BEGIN:VEVENT"),
        f"UID:{uuid5(NAMESPACE_URL, f'{address} {album.diary} {start}')}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{start}",
        f"DURATION:PT{max(1, round(album.length / 60))}M",
        f"RRULE:FREQ=DAILY;INTERVAL={album.between};COUNT={-(-7 * WEEKS // album.between)}",
        f"SUMMARY:{title}",
        *([f"URL:{address}"] if address else []),
        *("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{title}", "TRIGGER:PT0M", "END:VALARM"),
        *("END:VEVENT", "END:VCALENDAR"),
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def time_of_day(time: str) -> str:
    """Convert a time such as 18:30 to that of a calendar file. Raises InputError for anything else."""
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", time):
        raise InputError(f"--reminders {shown(time)} is no time of day; write it like 18:30")
    return f"{time.replace(':', '')}00"


def _text(words: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", words)


def _folded(line: str) -> str:
    """Break a line after at most 75 bytes, never within a letter."""
    pieces = [""]
    for letter in line:
        if len((pieces[-1] + letter).encode()) > _LINE:
            pieces.append("")
        pieces[-1] += letter
    return "\r\n ".join(pieces)
