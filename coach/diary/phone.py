"""Sessions from a phone, as the page writes them: words with a checksum, for one QR code or a small file.

``coach1 NAME/VERSION/CHAPTERS/CHOICES SESSION … CHECKSUM``: sessions follow the album that they belong to. A session
is ``BEGAN.OFFSET.LAST.HEARD.DONE.COMFORT``: seconds since 1970, quarters of an hour from UTC, seconds from the
beginning to the last moment, seconds heard, a bit for each chapter that was done, and the comfort, or ``x``; an ``f``
after it marks a session that was heard to its end. Numbers have the base 36. The checksum is the CRC-32 of all words
before it.
"""

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from zlib import crc32

import msgspec

from coach.errors import InputError, shown
from coach.session.choices import Choices

FORM = "coach1"
"""First word. Another number would mean another form."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_ALBUM = re.compile(r"([\w-]{1,80})/(\d{1,6})/(\d{1,4})/(\{.*\})")
_SESSION = re.compile(
    r"([0-9a-z]{1,8})\.(-?[0-9a-z]{1,2})\.([0-9a-z]{1,6})\.([0-9a-z]{1,6})\.([0-9a-z]{1,200})\.([0-9x])(f?)"
)


class PhoneAlbum(msgspec.Struct, frozen=True):
    """Album that was heard: all that decides its chapters."""

    protocol: str
    version: int
    chapters: int
    choices: Choices


class PhoneSession(msgspec.Struct, frozen=True):
    """Session that was heard on a phone."""

    album: PhoneAlbum
    began: datetime
    last: datetime
    """Time of the last chapter that was done, or of the end."""
    heard: float
    """Seconds."""
    done: tuple[int, ...]
    """Chapters that were done, by index."""
    comfort: int | None
    finished: bool


def album_word(protocol: str, version: int, chapters: int, choices: Choices) -> str:
    """Write an album as one word; of its choices, what is not usual."""
    usual = msgspec.to_builtins(Choices())
    chosen = {key: value for key, value in msgspec.to_builtins(choices).items() if value != usual[key]}
    return f"{protocol}/{version}/{chapters}/{json.dumps(chosen, separators=(',', ':'))}"


def parse(text: str) -> tuple[PhoneSession, ...]:
    """Read what a phone wrote. Raises InputError for anything else, and for what is damaged."""
    words = text.removeprefix("\ufeff").split()
    if not words or words[0] != FORM:
        if words and re.fullmatch(r"coach\d+", words[0]):
            raise InputError("these sessions are from a newer page; update this coach")
        raise InputError(f"these are no sessions from a phone: those begin with {FORM}")
    if len(words) < 2 or words[-1] != base36(crc32(" ".join(words[:-1]).encode())):
        raise InputError("these sessions are damaged or not whole (their checksum is another); fetch them again")
    album, sessions = None, []
    for word in words[1:-1]:
        if found := _ALBUM.fullmatch(word):
            album = _album(found)
        elif (found := _SESSION.fullmatch(word)) and album is not None:
            sessions.append(_session(found, album))
        else:
            raise InputError(f"'{shown(word)}' is no session from a phone")
    return tuple(sessions)


def base36(number: int) -> str:
    """Write a number that is not negative with the base 36."""
    text = ""
    while number or not text:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text


def _album(found: re.Match[str]) -> PhoneAlbum:
    try:
        choices = msgspec.json.decode(found[4], type=Choices)
    except msgspec.MsgspecError as error:
        raise InputError(f"'{shown(found[0])}' has choices that this coach does not know ({error})") from error
    return PhoneAlbum(found[1], int(found[2]), int(found[3]), choices)


def _session(found: re.Match[str], album: PhoneAlbum) -> PhoneSession:
    began, offset, last, heard, bits = (int(found[number], 36) for number in range(1, 6))
    try:
        zone = timezone(timedelta(minutes=15 * offset))
        start = datetime.fromtimestamp(began, UTC).astimezone(zone)
        end = start + timedelta(seconds=last)
    except (ValueError, OverflowError, OSError) as error:
        raise InputError(f"'{shown(found[0])}' has a time that cannot be") from error
    done = tuple(index for index in range(bits.bit_length()) if bits >> index & 1)
    comfort = None if found[6] == "x" else int(found[6])
    return PhoneSession(album, start, end, float(heard), done, comfort, bool(found[7]))
