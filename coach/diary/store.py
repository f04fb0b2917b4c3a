"""Diary file: one SQLite database on this machine, from which no crash and no power cut takes anything.

Each use opens the file, does one short transaction, and closes it. A rollback journal, and `synchronous=EXTRA`
(FULL, and the folder as well): whatever was committed is on the disk, and there is one file to copy or to delete.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec

from coach.errors import CoachError
from coach.play.events import Ending
from coach.storage.atomic import made_folder
from coach.storage.paths import data_folder

MIGRATIONS = (
    """
    CREATE TABLE session (
        id INTEGER PRIMARY KEY,
        protocol TEXT NOT NULL,
        version INTEGER NOT NULL,
        title TEXT NOT NULL,
        began TEXT NOT NULL,
        ended TEXT,
        ending TEXT CHECK (ending IN ('finished', 'stopped')),
        level TEXT NOT NULL,
        language TEXT NOT NULL,
        choices TEXT NOT NULL,
        comfort_before INTEGER,
        comfort_after INTEGER
    );
    CREATE TABLE done (
        session INTEGER NOT NULL REFERENCES session (id),
        protocol TEXT NOT NULL,
        chapter INTEGER NOT NULL,
        title TEXT NOT NULL,
        side TEXT,
        strip TEXT,
        spot INTEGER,
        passage INTEGER,
        held REAL NOT NULL,
        at TEXT NOT NULL
    );
    CREATE TABLE comfort (
        session INTEGER NOT NULL REFERENCES session (id),
        at TEXT NOT NULL,
        chapter INTEGER NOT NULL,
        value INTEGER NOT NULL CHECK (value BETWEEN 0 AND 9)
    );
    """,
    # A session that goes on after a break takes less time than lies between its beginning and its end.
    "ALTER TABLE session ADD COLUMN heard REAL",
)
"""SQL from each version of the file to the next. Their number is the newest version."""

_BUSY = 5.0
"""Seconds to wait for another program that writes."""

AwareTime = Annotated[datetime, msgspec.Meta(tz=True)]
"""Wall time with its offset from UTC."""

RatingValue = Annotated[int, msgspec.Meta(ge=0, le=9)]
"""Discomfort, from 0, nothing, to 9, very bad."""


class DiaryError(CoachError):
    """Diary file that cannot be read or written."""


class DoneChapter(msgspec.Struct, frozen=True, kw_only=True):
    """Chapter whose last hold or set of strokes was heard to its end."""

    protocol: str
    chapter: int
    title: str
    side: str | None
    strip: str | None
    spot: int | None
    passage: int | None
    held: float
    """Seconds of holds and strokes that were heard to their end."""
    at: AwareTime


class RatingEntry(msgspec.Struct, frozen=True):
    """Rating given by a key during a session."""

    at: AwareTime
    chapter: int
    value: RatingValue


class About(msgspec.Struct, frozen=True, kw_only=True):
    """Identity of a session: sessions that agree in all of these are the same one."""

    protocol: str
    version: int
    title: str
    level: str
    language: str
    choices: str
    """`Choices` as JSON."""


class DiaryEntry(About, frozen=True, kw_only=True):
    """Session in the diary, with its chapters and ratings in the order of their times."""

    id: int
    began: AwareTime
    ended: AwareTime | None
    ending: Ending | None
    """None for a session that was broken off, or still goes on."""
    comfort_before: RatingValue | None
    comfort_after: RatingValue | None
    heard: float | None
    """Seconds of the session that were heard; None in entries of version 1."""
    done: tuple[DoneChapter, ...] = ()
    ratings: tuple[RatingEntry, ...] = ()

    @property
    def last(self) -> datetime:
        """Time of the newest chapter, or of the beginning or the end."""
        return max(time for time in (self.began, self.ended, *(done.at for done in self.done)) if time is not None)

    def treated(self, protocol: str) -> bool:
        """Whether a chapter of this protocol was done, alone or in a programme."""
        return any(done.protocol == protocol for done in self.done)


def default_path() -> Path:
    """Path of the diary in the user's data folder."""
    return data_folder() / "diary.sqlite"


class Diary:
    """Diary in one file, which appears with the first session."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Open one transaction, which is written whole or not at all. Raises DiaryError."""
        with (
            self._one_line_errors(),
            made_folder(self.path.parent),
            self._no_empty_file(),
            closing(self._open()) as connection,
            _transaction(connection),
        ):
            yield connection

    def entries(self) -> tuple[DiaryEntry, ...]:
        """Read all sessions, the oldest first; none if there is no file. Raises DiaryError."""
        if not self.path.exists():
            return ()
        with self._one_line_errors(), closing(self._open()) as connection:
            # Where a page is damaged, reading may give nonsense instead of an error.
            problem = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if problem != "ok":
                raise sqlite3.DatabaseError(problem)
            with _transaction(connection):
                return tuple(read(connection))

    def forget(self) -> bool:
        """Delete the file; False if there was none. Raises DiaryError."""
        existed = self.path.exists()
        with self._one_line_errors():
            for suffix in ("-journal", "-wal", "-shm", ""):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        return existed

    def _open(self) -> sqlite3.Connection:
        # Private: the file is never readable by others, not even for a moment.
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(self.path, timeout=_BUSY, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA synchronous = EXTRA")
            connection.execute("PRAGMA foreign_keys = ON")
            self._migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _migrate(self, connection: sqlite3.Connection) -> None:
        if _version(connection) > len(MIGRATIONS):
            raise DiaryError(
                f"{self.path}: written by a newer coach (version {_version(connection)}; "
                f"this one knows {len(MIGRATIONS)}); update this coach"
            )
        for number, script in enumerate(MIGRATIONS, 1):
            if _version(connection) < number:
                with _transaction(connection):
                    _upgrade(connection, number, script)

    @contextmanager
    def _no_empty_file(self) -> Iterator[None]:
        """Take a file that was not there away again if the block can write nothing into it, as on a full disk."""
        was_there = self.path.exists()
        try:
            yield
        except BaseException:
            busy = self.path.with_name(f"{self.path.name}-journal").exists()  # another coach writes its first session
            if not was_there and not busy and self.path.is_file() and self.path.stat().st_size == 0:
                self.path.unlink()
            raise

    @contextmanager
    def _one_line_errors(self) -> Iterator[None]:
        """Turn errors of the file into a DiaryError of one line that says what to do."""
        try:
            yield
        except (sqlite3.OperationalError, sqlite3.IntegrityError) as error:
            why = "look whether the disk is full, the folder is read-only, or another coach is busy"
            raise DiaryError(f"{self.path}: the diary cannot be used ({error}); {why}") from error
        except (sqlite3.DatabaseError, msgspec.ValidationError) as error:
            what = "copy it if you want it repaired, then delete it with: coach diary --forget"
            raise DiaryError(f"{self.path}: the diary is damaged ({_line(error)}); {what}") from error
        except OSError as error:
            raise DiaryError(f"{self.path}: the diary cannot be used ({error.strerror})") from error


def read(connection: sqlite3.Connection) -> Iterator[DiaryEntry]:
    """Read all sessions in the order they were begun. Raises msgspec.ValidationError, sqlite3.Error."""
    done: dict[int, list[DoneChapter]] = {}
    ratings: dict[int, list[RatingEntry]] = {}
    for row in connection.execute("SELECT * FROM done ORDER BY rowid"):
        done.setdefault(row["session"], []).append(msgspec.convert(dict(row), DoneChapter))
    for row in connection.execute("SELECT * FROM comfort ORDER BY rowid"):
        ratings.setdefault(row["session"], []).append(msgspec.convert(dict(row), RatingEntry))
    for row in connection.execute("SELECT * FROM session ORDER BY id"):
        own = {"done": done.get(row["id"], ()), "ratings": ratings.get(row["id"], ())}
        yield msgspec.convert({**dict(row), **own}, DiaryEntry)


def begin(connection: sqlite3.Connection, about: About, began: datetime) -> int:
    """Insert a new session, and return its id. Raises sqlite3.Error."""
    values = {**msgspec.structs.asdict(about), "began": began.isoformat()}
    return _insert(connection, "session", values)


def set_values(connection: sqlite3.Connection, session: int, **values: str | float | None) -> None:
    """Change columns of a session. Raises sqlite3.Error."""
    columns = ", ".join(f"{name} = :{name}" for name in values)
    connection.execute(f"UPDATE session SET {columns} WHERE id = :id", {**values, "id": session})


def add(connection: sqlite3.Connection, session: int, row: DoneChapter | RatingEntry) -> None:
    """Insert a chapter or a rating of a session. Raises sqlite3.Error."""
    table = "done" if isinstance(row, DoneChapter) else "comfort"
    _insert(connection, table, {"session": session, **msgspec.structs.asdict(row), "at": row.at.isoformat()})


def _insert(connection: sqlite3.Connection, table: str, values: dict[str, object]) -> int:
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    row = connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values).lastrowid
    assert row is not None  # every INSERT sets it
    return row


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        yield


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _upgrade(connection: sqlite3.Connection, number: int, script: str) -> None:
    if _version(connection) >= number:  # another program was faster
        return
    for statement in filter(str.strip, script.split(";")):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {number}")


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
