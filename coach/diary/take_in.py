"""Taking in of sessions from a phone: each is checked against its protocol, and none comes twice."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from sqlite3 import Connection

import msgspec

from coach.diary import store
from coach.diary.phone import PhoneAlbum, PhoneSession
from coach.diary.store import About, Diary, DiaryEntry, DoneChapter
from coach.errors import InputError
from coach.protocol import Protocol
from coach.session.expand import expand
from coach.session.model import ChapterScript, Hold, Strokes
from coach.units import to_seconds

AHEAD = timedelta(days=1)
"""Longest time by which a phone's clock may be ahead."""

LoadProtocol = Callable[[str], Protocol]
"""Loads a protocol by its name. Raises InputError."""


class TakenIn(msgspec.Struct, frozen=True):
    """Numbers of sessions that were new, that had become longer or got a comfort, and that were known."""

    new: int
    more: int
    known: int


class _Prepared(msgspec.Struct, frozen=True):
    session: PhoneSession
    about: About
    done: tuple[DoneChapter, ...]


def take_in(diary: Diary, sessions: Sequence[PhoneSession], load: LoadProtocol, now: datetime) -> TakenIn:
    """Write sessions into the diary, all or none. The same beginning and protocol mean the same session.

    Raises InputError for an unknown protocol or version, chapters that it has not, and times in the future;
    DiaryError if the diary cannot be written.
    """
    prepared = [_prepare(session, load, now) for session in sorted(sessions, key=lambda one: one.began)]
    counts = [0, 0, 0]
    if prepared:
        with diary.writing() as connection:
            known = {(entry.protocol, entry.began): entry for entry in store.read(connection)}
            for one in prepared:
                entry = known.get((one.about.protocol, one.session.began))
                counts[_write(connection, one, entry)] += 1
    return TakenIn(*counts)


def _prepare(session: PhoneSession, load: LoadProtocol, now: datetime) -> _Prepared:
    album, at = session.album, f"{session.began:%Y-%m-%d %H:%M}"
    if session.last > now + AHEAD:
        raise InputError(
            f"the session of {at} lies in the future; set the clock that is wrong, the phone's or this one"
        )
    protocol = load(album.protocol)
    if (protocol.protocol, protocol.version) != (album.protocol, album.version):
        raise InputError(
            f"the session of {at} is of {album.protocol}, version {album.version}, and here is {protocol.protocol}, "
            f"version {protocol.version}; give the right file: coach diary add FILE --protocol THAT.yaml"
        )
    script = expand(protocol, album.choices)
    if len(script.chapters) != album.chapters or any(
        index >= album.chapters or not _held(script.chapters[index]) for index in session.done
    ):
        raise InputError(f"the session of {at} has chapters that {album.protocol} has not; nothing was taken in")
    about = About(
        protocol=album.protocol,
        version=album.version,
        title=script.title,
        level=album.choices.level,
        language=album.choices.language,
        choices=msgspec.json.encode(album.choices).decode(),
    )
    done = tuple(_done(album, index, script.chapters[index], session.last) for index in session.done)
    return _Prepared(session, about, done)


def _held(chapter: ChapterScript) -> float:
    """Sum the seconds of its holds and strokes."""
    return sum(to_seconds(step.length) for _, step in chapter.steps if isinstance(step, Hold | Strokes))


def _done(album: PhoneAlbum, index: int, chapter: ChapterScript, at: datetime) -> DoneChapter:
    place = chapter.location
    return DoneChapter(
        protocol=place.protocol or album.protocol,
        chapter=index,
        title=chapter.title,
        side=place.side,
        strip=place.strip,
        spot=place.spot,
        passage=place.passage,
        held=_held(chapter),
        at=at,
    )


def _write(connection: Connection, one: _Prepared, entry: DiaryEntry | None) -> int:
    """Write a session, or what an entry of it lacks; return 0 for a new one, 1 for more of it, 2 for nothing."""
    session = one.session
    there = {done.chapter for done in entry.done} if entry else set()
    missing = [done for done in one.done if done.chapter not in there]
    values: dict[str, str | float | None] = {}
    if session.comfort is not None and (entry is None or entry.comfort_after != session.comfort):
        values["comfort_after"] = session.comfort
    if session.finished and (entry is None or entry.ending != "finished"):
        values |= {"ended": session.last.isoformat(), "ending": "finished"}
    if entry is not None and not missing and not values:
        return 2
    row = entry.id if entry else store.begin(connection, one.about, session.began)
    for done in missing:
        store.add(connection, row, done)
    store.set_values(connection, row, **values, heard=session.heard)
    return 1 if entry else 0
