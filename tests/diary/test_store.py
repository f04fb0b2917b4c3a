"""The diary's file: its versions, what it refuses, what becomes of it when it is damaged."""

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from diary_material import ABOUT, NOON, done, felt

from coach.diary import store
from coach.diary.store import MIGRATIONS, Diary, DiaryError, default_path


@pytest.fixture
def diary(tmp_path: Path) -> Diary:
    return Diary(tmp_path / "not there yet" / "diary.sqlite")


def write_one(diary: Diary) -> int:
    with diary.writing() as connection:
        session = store.begin(connection, ABOUT, NOON)
        store.add(connection, session, done())
        store.add(connection, session, felt(4))
        store.set_values(connection, session, ending="stopped", ended=NOON.isoformat(), heard=12.5, comfort_after=4)
    return session


def test_what_was_written_is_read(diary: Diary) -> None:
    assert diary.entries() == ()
    assert not diary.path.exists(), "looking makes no file"
    write_one(diary)
    (entry,) = diary.entries()
    assert {name: getattr(entry, name) for name in ABOUT.__struct_fields__} == {
        name: getattr(ABOUT, name) for name in ABOUT.__struct_fields__
    }
    assert (entry.began, entry.ended, entry.ending, entry.heard) == (NOON, NOON, "stopped", 12.5)
    assert entry.began.utcoffset() == NOON.utcoffset(), "the clock on the wall, as it was then"
    assert (entry.comfort_before, entry.comfort_after) == (None, 4)
    assert entry.done == (done(),)
    assert entry.ratings == (felt(4),)


def test_sessions_stay_in_order_each_with_its_own(diary: Diary) -> None:
    assert [write_one(diary) for _ in range(3)] == [1, 2, 3]
    assert [(entry.id, len(entry.done)) for entry in diary.entries()] == [(1, 1), (2, 1), (3, 1)]


def test_a_transaction_is_all_or_nothing(diary: Diary) -> None:
    write_one(diary)

    def one_right_one_wrong() -> None:
        with diary.writing() as connection:
            store.add(connection, 1, done())
            store.add(connection, 99, done())

    with pytest.raises(DiaryError, match="FOREIGN KEY"):
        one_right_one_wrong()
    assert len(diary.entries()[0].done) == 1


def test_a_comfort_that_cannot_be_is_refused_by_the_file(diary: Diary) -> None:
    write_one(diary)
    with pytest.raises(DiaryError), diary.writing() as connection:
        store.add(connection, 1, felt(10))
    assert len(diary.entries()[0].ratings) == 1


@pytest.mark.skipif(os.name != "posix", reason="permissions of this kind are POSIX")
def test_nobody_else_can_read_it(diary: Diary) -> None:
    before = os.umask(0)
    try:
        write_one(diary)
    finally:
        os.umask(before)
    assert stat.S_IMODE(diary.path.stat().st_mode) == 0o600


def test_it_is_as_durable_as_sqlite_can(diary: Diary) -> None:
    with diary.writing() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 3
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"


# Versions


def old_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((Path(__file__).parent / "version-1.sql").read_text())


def columns(path: Path) -> dict[str, list[tuple[str, str]]]:
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: [(row[1], row[2]) for row in connection.execute(f"PRAGMA table_info({table})")]
            for table in ("session", "done", "comfort")
        }


def test_a_file_of_the_first_version_opens_and_loses_nothing(diary: Diary) -> None:
    old_file(diary.path)
    first, second = diary.entries()
    assert (first.protocol, first.ending, first.comfort_before, first.comfort_after) == ("small", "finished", 3, 1)
    assert [each.spot for each in first.done] == [1, 2]
    assert [each.value for each in first.ratings] == [3, 1]
    assert first.heard is None, "nobody knew"
    assert (second.ending, second.ended, len(second.done)) == (None, None, 1)
    write_one(diary)
    assert [entry.heard for entry in diary.entries()] == [None, None, 12.5]


def test_an_old_file_becomes_what_a_new_one_is(diary: Diary, tmp_path: Path) -> None:
    old_file(diary.path)
    diary.entries()
    new = Diary(tmp_path / "new.sqlite")
    write_one(new)
    assert columns(diary.path) == columns(new.path)
    with closing(sqlite3.connect(diary.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS) == 2


def test_the_old_file_really_is_older(diary: Diary) -> None:
    old_file(diary.path)
    assert "heard" not in dict(columns(diary.path)["session"])


def test_a_migration_that_fails_leaves_the_file_as_it_was(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    old_file(diary.path)
    before = columns(diary.path)
    with monkeypatch.context() as patch:
        patch.setattr(store, "MIGRATIONS", (MIGRATIONS[0], "ALTER TABLE done ADD COLUMN x; SELECT nonsense"))
        with pytest.raises(DiaryError, match="nonsense"):
            diary.entries()
    assert columns(diary.path) == before
    assert len(diary.entries()) == 2


def test_a_newer_file_is_refused_in_one_line_and_left_alone(diary: Diary) -> None:
    write_one(diary)
    with closing(sqlite3.connect(diary.path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = diary.path.read_bytes()
    for use in (diary.entries, lambda: write_one(diary)):
        with pytest.raises(
            DiaryError, match=r"diary\.sqlite: written by a newer coach .*99.* update this coach"
        ) as told:
            use()
        assert "\n" not in str(told.value)
    assert diary.path.read_bytes() == before


# Damage


def test_what_is_no_diary_is_named(diary: Diary) -> None:
    diary.path.parent.mkdir()
    diary.path.write_text("not a database at all " * 100)
    for use in (diary.entries, lambda: write_one(diary)):
        with pytest.raises(DiaryError, match=r"diary\.sqlite: the diary is damaged .*coach diary --forget") as told:
            use()
        assert "\n" not in str(told.value)
        assert told.value.exit_code == 1


def test_a_damaged_page_is_found(diary: Diary) -> None:
    for _ in range(60):
        write_one(diary)
    content = bytearray(diary.path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    diary.path.write_bytes(content)
    with pytest.raises(DiaryError, match="damaged"):
        diary.entries()


@pytest.mark.parametrize("change", ["began = 'once'", "began = '2026-01-01T00:00:00'", "comfort_after = 77"])
def test_a_value_that_cannot_be_is_damage(change: str, diary: Diary) -> None:
    write_one(diary)
    with closing(sqlite3.connect(diary.path)) as connection, connection:
        connection.execute(f"UPDATE session SET {change}")
    with pytest.raises(DiaryError, match="damaged"):
        diary.entries()


def test_an_empty_file_is_an_empty_diary(diary: Diary) -> None:
    diary.path.parent.mkdir()
    diary.path.touch()
    assert diary.entries() == ()


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DiaryError, match="cannot be used"):
        write_one(Diary(tmp_path / "file" / "diary.sqlite"))


def test_one_who_waits_in_vain_is_told(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    write_one(diary)
    monkeypatch.setattr(store, "_BUSY", 0.05)
    with closing(sqlite3.connect(diary.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DiaryError, match="locked"):
            write_one(diary)
        other.execute("ROLLBACK")
    write_one(diary)


# Forgetting


def test_forgetting_leaves_nothing_also_of_what_is_damaged(diary: Diary) -> None:
    assert not diary.forget()
    write_one(diary)
    diary.path.write_bytes(b"x" * 5000)
    diary.path.with_name("diary.sqlite-journal").write_bytes(b"left over")
    assert diary.forget()
    assert list(diary.path.parent.iterdir()) == []


def test_it_is_where_the_system_keeps_what_belongs_to_a_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_path().name == "diary.sqlite"
    assert os.name != "posix" or os.uname().sysname != "Linux" or tmp_path in default_path().parents
