"""The diary from the command line: what a session leaves in it, and what it says about the next one."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fakes import FAKE
from small import TEXT
from typer.testing import CliRunner

from coach.cli import app as cli
from coach.diary import store
from coach.diary.store import About, Diary, DiaryEntry, DoneChapter, default_path
from coach.play import journal
from coach.play.events import ChapterStarted, Eased
from coach.render.renderer import SessionRenderer
from coach.session import Choices
from coach.session.request import SessionRequest, Sounds
from coach.units import Samples
from coach.voice import VOICES

PROTOCOL = (
    TEXT.replace(
        "sides: {order",
        "practice: {remind: 1, tones: 3, forget: 30, source: choice}\nsides: {order",
    )
    .replace("limits:\n", "limits:\n  between: {days: 2, source: [B1, choice]}\n")
    .replace("stop rule: notice}", "stop rule: notice, too soon: soon}")
    .replace("      notice: {", "      soon: {source: choice, always: Too soon.}\n      notice: {")
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, and a voice that needs no time."""
    monkeypatch.setitem(VOICES, "fake", FAKE)
    for name in ("DATA", "STATE", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(PROTOCOL)
    return tmp_path


def coach(*words: str, code: int = 0) -> tuple[str, str]:
    """Standard output and standard error of a command, which must end with `code`."""
    run = CliRunner().invoke(cli.app, list(words), catch_exceptions=True)
    if run.exception is not None and not isinstance(run.exception, SystemExit):
        assert (getattr(run.exception, "exit_code", None), str(run.exception) != "") == (code, True), run.exception
        return run.stdout, f"{run.stderr}{run.exception}"
    assert run.exit_code == code, run.stderr
    return run.stdout, run.stderr


def play(*words: str, name: str = "small.yaml", code: int = 0) -> tuple[str, str]:
    """Also where it is too soon."""
    usual = ("--voice", "fake", "--player", "null", "--plain", "--even-if-too-soon")
    return coach("play", name, *usual, *words, code=code)


QUICK = ("--side", "left", "--hold", "6")


def remember(count: int, days_ago: int = 1, *, protocol: str = "small", ending: str = "finished") -> None:
    """So many sessions, the last of them so long ago."""
    began = datetime.now().astimezone() - timedelta(days=days_ago)
    for _ in range(count):
        with Diary(default_path()).writing() as connection:
            session = store.begin(
                connection,
                About(protocol=protocol, version=1, title="Small", level="learn", language="en", choices="{}"),
                began,
            )
            store.add(
                connection,
                session,
                DoneChapter(
                    protocol=protocol,
                    chapter=2,
                    title="Left arm",
                    side="left",
                    strip="top",
                    spot=1,
                    passage=1,
                    held=5.0,
                    at=began,
                ),
            )
            store.set_values(connection, session, ending=ending, ended=began.isoformat())


def entries() -> tuple[DiaryEntry, ...]:
    return Diary(default_path()).entries()


# What a session leaves


def test_a_session_from_play_to_table_csv_and_picture(home: Path) -> None:
    _, told = play("--spots", "2")
    assert "diary" not in told
    (entry,) = entries()
    assert (entry.protocol, entry.level, entry.language, entry.ending) == ("small", "learn", "en", "finished")
    assert [(each.side, each.spot, each.held) for each in entry.done] == [
        *(("left", 1, 5.0), ("left", 2, 5.0)),
        *(("right", 1, 5.0), ("right", 2, 5.0)),
    ]
    assert json.loads(entry.choices)["spots"] == 2
    assert entry.heard is not None
    assert 30 < entry.heard < 120, "by the clock of the session, which no player hurries"
    table, _ = coach("diary", "--csv", "out.csv", "--picture", "out.svg")
    assert "left 2, right 2" in table.splitlines()[-1]
    assert table.splitlines()[-1].endswith("finished")
    written = (home / "out.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbfbegan,ended,")
    assert written.count(b"\r\n") == 2
    assert b"\r\r" not in written
    assert "</svg>" in (home / "out.svg").read_text()
    alone, _ = coach("diary", "--csv", "-")
    assert alone.encode().replace(b"\r\n", b"\n") == written.replace(b"\r\n", b"\n")


def test_plan_and_export_leave_nothing() -> None:
    coach("plan", "small.yaml", "--voice", "fake")
    assert not default_path().exists()


ROOM = """\
protocol: room
version: 1
audience: room
sources: {choice: {about: our choice}}
session: [{chapter: hello, steps: [{say: hello}]}]
words: {en: {title: Room, titles: {hello: Hello}, lines: {hello: {source: choice, always: Hello there.}}}}
"""


def test_a_room_keeps_no_diary(home: Path) -> None:
    (home / "room.yaml").write_text(ROOM)
    heard, _ = play(name="room.yaml")
    assert "Hello there." in heard
    assert not default_path().exists()


@pytest.mark.parametrize("fewer", [0, 1])
def test_a_resumed_session_is_one_entry(fewer: int) -> None:
    """Also one in which less was done from some place on.

    What was played is taken from the journal as it would stand after a power cut in the third chapter.
    """
    remember(1, 0)
    play("--level", "auto")
    first = entries()[-1]
    assert first.level == "remind"
    with Diary(default_path()).writing() as connection:
        store.set_values(connection, first.id, ending=None, ended=None)
    request = SessionRequest("small.yaml", Choices(level="remind", live=True), Sounds("fake"), fixed=("level",))
    again = SessionRenderer(request)
    third = ChapterStarted(Samples(0), 2, again.timeline.chapters[2])
    kept = journal.Journal(journal.default_path(), request, again.digest)
    kept.show(third)
    if fewer:
        kept.show(Eased(Samples(0), fewer, (), 2, again.count))
    _, told = coach("play", "--resume", "--player", "null", "--plain")
    assert "too soon" not in told, "it is the same session"
    assert "level" not in told
    assert len(entries()) == 2
    resumed = entries()[-1]
    assert resumed.id == first.id
    assert resumed.ending == "finished"
    assert len(resumed.done) == (2 - fewer / 2) * len(first.done), "a spot less on each strip"
    assert resumed.heard is not None
    assert first.heard is not None
    assert resumed.heard > first.heard


def test_the_journal_keeps_what_the_diary_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the session could not go on: by then it would itself be one more."""
    remember(1, 0)
    kept: list[dict[str, object]] = []
    monkeypatch.setattr(journal, "write_text", lambda path, text: kept.append(json.loads(text)["request"]["choices"]))
    play("--level", "auto", *QUICK)
    assert kept[-1]["level"] == "remind"


# The level


@pytest.mark.parametrize(("sessions", "expected"), [(0, "learn"), (1, "remind"), (3, "tones")])
@pytest.mark.parametrize("command", ["plan", "play"])
def test_auto_goes_by_the_diary_and_says_so(command: str, sessions: int, expected: str) -> None:
    remember(sessions, 5)
    player = ["--player", "null", "--plain"] if command == "play" else []
    heard, told = coach(command, "small.yaml", "--voice", "fake", "--level", "auto", *QUICK, *player)
    count = "1 session" if sessions == 1 else f"{sessions} sessions"
    assert told.count(f"coach: level: {expected} ({count} so far; source: our choice)") == 1
    assert ("Put it down." in heard) == (expected == "learn")
    assert ("Hold." in heard) == (expected == "remind"), "with tones alone the hold has no words"


def test_auto_counts_as_chosen_with_minutes() -> None:
    remember(1, 5)
    _, told = coach("plan", "small.yaml", "--voice", "fake", "--level", "auto", "--minutes", "1")
    assert "level: remind" in told
    assert "--minutes 1: small takes" in told
    assert "--level" not in told


def test_without_auto_the_diary_says_nothing_about_it() -> None:
    remember(9, 5)
    _, told = play(*QUICK)
    assert "level" not in told
    assert entries()[-1].level == "learn"


# Too soon


@pytest.mark.parametrize(("days", "word"), [(0, "today"), (1, "yesterday"), (2, None)])
def test_too_soon_is_told_and_begins_after_a_yes_beforehand(days: int, word: str | None) -> None:
    remember(1, days)
    heard, told = play(*QUICK)
    assert "Too soon." not in heard, "it is said before the session"
    assert ("Too soon." in told) == (word is not None)
    if word is None:
        assert "too soon" not in told
    else:
        assert told.count("too soon:") == 1
        assert f"too soon: the last session of small was {word} at " in told
        assert re.search(r"2 days \(source: A. Author, B1: .*; our choice\)", told)
    assert entries()[-1].ending == "finished"


def test_looking_at_a_plan_is_never_too_soon() -> None:
    remember(1, 0)
    heard, told = coach("plan", "small.yaml", "--voice", "fake")
    assert "Too soon." not in heard
    assert "too soon" not in told


# Programmes

PROGRAMME = """\
protocol: both
version: 1
audience: person
sources:
  book: {by: A. Author, about: a book, facts: {C1: first one and then the other}}
  choice: {about: our choice}
protocols: {order: [small, other], source: C1}
session:
  - chapter: opening
    steps: [{say: notice}]
  - each: protocol
    include: protocol
words:
  en:
    title: Both
    terms: {small: small, other: other}
    titles: {opening: Opening}
    lines:
      notice: {source: choice, always: Ask first.}
      ease: {source: choice, always: Ease off.}
      off: {source: choice, always: Put it away.}
      broken: {source: choice, always: Is your arm broken?}
      not now: {source: choice, always: Then not now.}
ease off: {hold: ease, end: off}
safety: {notice: notice, stop rule: notice}
screening: {questions: [{ask: broken, tier: do not start}], outcomes: {do not start: not now}}
"""


@pytest.fixture
def programme(home: Path) -> str:
    calm = PROTOCOL.replace("between: {days: 2", "between: {days: 1")
    (home / "small.yaml").write_text(calm)
    (home / "other.yaml").write_text(calm.replace("protocol: small", "protocol: other"))
    (home / "both.yaml").write_text(PROGRAMME)
    return "both.yaml"


def test_a_programme_leaves_out_what_was_treated_today(programme: str) -> None:
    remember(1, 1)
    _, told = play(name=programme)
    assert "left out" not in told
    assert [each.protocol for each in entries()[-1].done] == ["small"] * 4 + ["other"] * 4
    Diary(default_path()).forget()
    remember(1, 0)
    _, told = play(name=programme)
    assert "left out, as treated today: small (source: A. Author, C1: first one and then the other)" in told
    assert "too soon" not in told, "what is left out is not done too soon"
    assert [each.protocol for each in entries()[-1].done] == ["other"] * 4
    _, told = play(name=programme, code=2)
    assert "were all treated today" in told


# The command


def test_an_empty_diary_is_one_friendly_line() -> None:
    table, told = coach("diary")
    assert table.startswith("The diary is empty")
    assert (len(table.splitlines()), told) == (1, "")
    assert not default_path().exists()


def test_forgetting_names_the_file_and_deletes_it() -> None:
    remember(1)
    assert coach("diary", "--forget")[0] == f"{default_path()}: deleted\n"
    assert not default_path().exists()
    assert coach("diary", "--forget")[0] == f"{default_path()}: there is no diary\n"


def test_a_damaged_diary_is_one_line_and_no_session_is_lost_for_it() -> None:
    default_path().parent.mkdir(parents=True)
    default_path().write_bytes(b"no diary" * 1000)
    _, told = coach("diary", code=1)
    assert "the diary is damaged" in told
    assert "coach diary --forget" in told
    assert len(told.splitlines()) == 1
    heard, told = play("--level", "auto", *QUICK)
    assert "The end." in heard
    assert "no earlier session counts" in told
    assert "not all of this session is written down" in told
    assert sum("diary" in line for line in told.splitlines()) == 2, "before and after"
    coach("diary", "--forget")
    play(*QUICK)
    assert len(entries()) == 1


def test_a_place_that_cannot_be_written_is_told() -> None:
    remember(1)
    _, told = coach("diary", "--csv", "no/such/folder.csv", code=1)
    assert "cannot write" in told
