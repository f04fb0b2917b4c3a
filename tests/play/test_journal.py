"""What is remembered of a session that was broken off."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from coach.errors import InputError
from coach.play.events import ChapterStarted, CueStarted, StateChanged
from coach.play.journal import OLDEST, Entry, Journal, default_path, read
from coach.session import Choices
from coach.session.request import SessionRequest, Sounds, encode
from coach.timeline.model import Chapter, Cue
from coach.units import Samples

REQUEST = SessionRequest(
    "hamstrings",
    Choices(level="remind", hold=10.5, over=("left",)),
    Sounds(cache=Path("my cache"), stereo=True, voice_volume=80),
    minutes=12.5,
    fixed=("level",),
)


def started(index: int, offset: int = 0) -> ChapterStarted:
    return ChapterStarted(Samples(0), index, Chapter(f"spot {index}", Samples(1500), ()), Samples(offset))


def state(name: str) -> StateChanged:
    return StateChanged(Samples(0), name)  # type: ignore[arg-type]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "not" / "there yet" / "session.json"


@pytest.fixture
def journal(path: Path) -> Journal:
    return Journal(path, REQUEST, "abc")


def test_the_chapter_that_is_heard_is_written_down_with_what_was_chosen(journal: Journal, path: Path) -> None:
    assert not path.exists(), "nothing was heard yet"
    journal.show(started(0))
    journal.show(CueStarted(Samples(5), 0, Cue("tone", "hold", Samples(5), Samples(9))))
    journal.show(started(1))
    entry = read(path)
    assert (entry.request, entry.fingerprint, entry.chapter) == (REQUEST, "abc", 1)
    assert datetime.now(UTC) - entry.when < timedelta(minutes=1)
    journal.show(started(0))
    assert read(path).chapter == 0, "somebody went back"
    assert [each.name for each in path.parent.iterdir()] == [path.name], "no half-made file is left"


def test_a_chapter_is_written_down_once(journal: Journal, path: Path) -> None:
    journal.show(started(3))
    before = path.stat().st_ino
    journal.show(started(3, 480))
    assert path.stat().st_ino == before


def test_a_session_that_came_to_its_end_is_forgotten(journal: Journal, path: Path) -> None:
    journal.show(started(0))
    for name in ("playing", "paused", "lost", "waiting"):
        journal.show(state(name))
        assert path.exists()
    journal.show(state("ended"))
    with pytest.raises(InputError, match="no session was broken off"):
        read(path)
    journal.show(state("ended"))


def test_one_that_was_stopped_can_go_on(journal: Journal, path: Path) -> None:
    journal.show(started(2))
    journal.show(state("easing"))
    journal.show(state("lost"))
    journal.show(state("easing"))
    journal.show(state("ended"))
    assert read(path).chapter == 2


YESTERDAY = """{"options": {"name": "hamstrings", "level": "remind", "live": true}, "fingerprint": "x", "chapter": 1,
"when": "2026-11-24T10:00:00Z"}"""


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff", os.urandom(300), b"\x00" * 10, b'{"version": 2, "chapter": 1}', b'{"version": "2"}'],
)
def test_what_cannot_be_read_is_refused_in_one_line(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "session.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"session\.json: cannot be read .*begin anew with: coach play NAME") as raised:
        read(path)
    assert "\n" not in str(raised.value)
    assert path.read_bytes() == content, "nothing is lost"


@pytest.mark.parametrize(
    ("content", "version"), [(YESTERDAY, 1), ('{"version": 3}', 3), ('{"version": -1, "a": 2}', -1)]
)
def test_another_version_is_told_and_stays(content: str, version: int, tmp_path: Path) -> None:
    path = tmp_path / "session.json"
    path.write_text(content)
    with pytest.raises(
        InputError, match=rf"of another version of the coach \(journal {version}, this one reads 2\)"
    ) as raised:
        read(path)
    assert "\n" not in str(raised.value)
    assert path.read_text() == content, "nothing is lost"


@pytest.mark.parametrize("where", [(), ("request",), ("request", "choices"), ("request", "sounds")])
def test_a_key_that_nobody_knows_is_no_traceback(where: tuple[str, ...], tmp_path: Path) -> None:
    """As after an update that renamed an option."""
    plain = _plain(Entry(REQUEST, "abc", 4, datetime.now(UTC)))
    inner = plain
    for key in where:
        inner = inner[key]
    inner["renamed"] = 1
    (tmp_path / "session.json").write_text(json.dumps(plain))
    with pytest.raises(InputError, match=r"cannot be read .*`renamed`"):
        read(tmp_path / "session.json")


def test_an_old_one_is_not_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "session.json"
    for age, fits in ((OLDEST - timedelta(minutes=1), True), (OLDEST + timedelta(minutes=1), False)):
        entry = Entry(REQUEST, "abc", 4, datetime.now(UTC) - age)
        path.write_text(json.dumps({**_plain(entry)}))
        if fits:
            assert read(path).chapter == 4
        else:
            with pytest.raises(InputError, match=r"too long ago .* coach play hamstrings"):
                read(path)


def test_a_time_without_a_zone_or_of_tomorrow_is_refused(tmp_path: Path) -> None:
    """Somebody edited it, or the clock was set: neither tells how long ago it was."""
    path = tmp_path / "session.json"
    entry = _plain(Entry(REQUEST, "abc", 4, datetime.now(UTC)))
    for when in (datetime.now().isoformat(), (datetime.now(UTC) + timedelta(days=2)).isoformat()):
        path.write_text(json.dumps({**entry, "when": when}))
        with pytest.raises(InputError):
            read(path)


@pytest.mark.parametrize("chapter", [-1, "1"])
def test_a_chapter_that_cannot_be_is_refused(chapter: object, tmp_path: Path) -> None:
    path = tmp_path / "session.json"
    path.write_text(json.dumps({**_plain(Entry(REQUEST, "abc", 4, datetime.now(UTC))), "chapter": chapter}))
    with pytest.raises(InputError, match="cannot be read"):
        read(path)


def _plain(entry: Entry) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(encode(entry))
    return plain


def test_where_it_cannot_be_written_the_session_goes_on_and_tells(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way of a folder")
    journal = Journal(tmp_path / "file" / "session.json", REQUEST, "abc")
    journal.show(started(0))
    assert journal.trouble is not None
    assert "cannot write" in journal.trouble


def test_a_disk_that_fills_up_later_does_not_end_it(
    journal: Journal, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody may lie in a stretch by then. What was written down before stays."""
    journal.show(started(0))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        journal.show(started(1))
    assert read(path).chapter == 0
    assert [each.name for each in path.parent.iterdir()] == [path.name], "no half-made file is left"
    journal.show(started(2))
    assert read(path).chapter == 2


def test_it_is_where_the_system_keeps_such_things(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert default_path().name == "session.json"
    assert os.name != "posix" or os.uname().sysname != "Linux" or tmp_path in default_path().parents
