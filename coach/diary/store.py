"""The diary on disk: one SQLite file on this machine, which no crash and no power cut takes anything from.

Each use opens the file, does one short transaction, and closes it. A rollback journal, and `synchronous=EXTRA`
(FULL, and the folder as well): what was committed is on the disk, and there is one file to copy or to delete.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from coach.errors import CoachError

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
"""From each version of the file to the next; the number of them is the version of this coach."""

_BUSY = 5.0
"""Seconds to wait while another coach writes."""

When = Annotated[datetime, msgspec.Meta(tz=True)]
Value = Annotated[int, msgspec.Meta(ge=0, le=9)]


class DiaryError(CoachError):
    """The diary cannot be used."""


class Done(msgspec.Struct, frozen=True):
    """A chapter whose last hold or set of strokes was heard to its end."""

    protocol: str
    chapter: int
    title: str
    side: str | None
    strip: str | None
    spot: int | None
    passage: int | None
    held: float
    """Seconds of holds or strokes."""
    at: When


class Rating(msgspec.Struct, frozen=True):
    """How it felt, by a key from 0 to 9."""

    at: When
    chapter: int
    value: Value


class About(msgspec.Struct, frozen=True):
    """Which session it is."""

    protocol: str
    version: int
    title: str
    level: str
    language: str
    choices: str
    """All that was chosen, as JSON."""


class Entry(About, frozen=True, kw_only=True):
    """One session. Times are those of the clock on the wall, with its offset then."""

    id: int
    began: When
    ended: When | None
    ending: Literal["finished", "stopped"] | None
    """None: broken off, or still going on."""
    comfort_before: Value | None
    comfort_after: Value | None
    heard: float | None
    """Seconds that it was under way; older entries do not have it."""
    done: tuple[Done, ...] = ()
    felt: tuple[Rating, ...] = ()

    @property
    def last(self) -> datetime:
        """When something was last written about it."""
        return max(one for one in (self.began, self.ended, *(done.at for done in self.done)) if one is not None)

    def treated(self, protocol: str) -> bool:
        """Whether something of this protocol was done in it, alone or in a programme."""
        return any(done.protocol == protocol for done in self.done)


def default_path() -> Path:
    """Where this system keeps what belongs to a person."""
    from platformdirs import user_data_path

    return user_data_path("smr-coach") / "diary.sqlite"


class Diary:
    """The diary in one file, which appears with the first session."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all that is done in it, or nothing. Raises DiaryError."""
        with self._told(), closing(self._open()) as connection, _transaction(connection):
            yield connection

    def entries(self) -> tuple[Entry, ...]:
        """All sessions, the oldest first; none if there is no diary. Raises DiaryError."""
        if not self.path.exists():
            return ()
        with self._told(), closing(self._open()) as connection:
            # Where a page is damaged, reading may give nonsense instead of an error.
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise sqlite3.DatabaseError(found)
            with _transaction(connection):
                return tuple(read(connection))

    def forget(self) -> bool:
        """Delete it; False if there was none. Raises DiaryError."""
        there = self.path.exists()
        with self._told():
            for side in ("-journal", "-wal", "-shm", ""):
                self.path.with_name(self.path.name + side).unlink(missing_ok=True)
        return there

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Nobody else's business: so it is never readable by others, not even for a moment.
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
                    _raise_to(connection, number, script)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors of the file as one line that says what to do."""
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


def read(connection: sqlite3.Connection) -> Iterator[Entry]:
    """All sessions in order. Raises msgspec.ValidationError, sqlite3.Error."""
    done: dict[int, list[Done]] = {}
    felt: dict[int, list[Rating]] = {}
    for row in connection.execute("SELECT * FROM done ORDER BY rowid"):
        done.setdefault(row["session"], []).append(msgspec.convert(dict(row), Done))
    for row in connection.execute("SELECT * FROM comfort ORDER BY rowid"):
        felt.setdefault(row["session"], []).append(msgspec.convert(dict(row), Rating))
    for row in connection.execute("SELECT * FROM session ORDER BY id"):
        own = {"done": done.get(row["id"], ()), "felt": felt.get(row["id"], ())}
        yield msgspec.convert({**dict(row), **own}, Entry)


def begin(connection: sqlite3.Connection, about: About, began: datetime) -> int:
    """A new session; its id."""
    values = {**msgspec.structs.asdict(about), "began": began.isoformat()}
    return _insert(connection, "session", values)


def set_values(connection: sqlite3.Connection, session: int, **values: str | float | None) -> None:
    """Change columns of a session."""
    columns = ", ".join(f"{name} = :{name}" for name in values)
    connection.execute(f"UPDATE session SET {columns} WHERE id = :id", {**values, "id": session})


def add(connection: sqlite3.Connection, session: int, what: Done | Rating) -> None:
    """What was done, or how it felt."""
    table = "done" if isinstance(what, Done) else "comfort"
    _insert(connection, table, {"session": session, **msgspec.structs.asdict(what), "at": what.at.isoformat()})


def _insert(connection: sqlite3.Connection, table: str, values: dict[str, object]) -> int:
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    made = connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values).lastrowid
    assert made is not None  # it is one after every INSERT
    return made


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        yield


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _raise_to(connection: sqlite3.Connection, number: int, script: str) -> None:
    if _version(connection) >= number:  # another coach was faster
        return
    for statement in filter(str.strip, script.split(";")):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {number}")


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
