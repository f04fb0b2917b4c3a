"""A session too soon after the last one: said before anything else, and begun only after a yes."""

import signal
import subprocess
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from asking import ARM, BONE
from at_terminal import PATIENCE, Home
from fakes import FAKE

from coach.diary import store
from coach.diary.store import About, Diary, DoneChapter
from coach.play.events import ChapterStarted
from coach.play.journal import Journal
from coach.render.renderer import SessionRenderer
from coach.session.request import SessionRequest, Sounds
from coach.units import Samples
from coach.voice import VOICES

LINE = "Your last session was less than two days ago. Rest today."
ASKS = "Do you want to start all the same?"
WRONG = "That key means nothing here."
NOTICE = "Do not do this with a broken bone."

SOON = f"      soon: {{source: choice, always: {LINE}}}\n"
SOON_ES = "      soon: {source: choice, always: Tu última sesión fue ayer. Descansa.}\n"
EARLY = (
    ARM.replace("stop rule: stop rule}", "stop rule: stop rule, too soon: soon}")
    .replace("screening:\n", "limits: {between: {days: 2, source: choice}}\nscreening:\n", 1)
    .replace("      notice: {source: choice, always: Do", f"{SOON}      notice: {{source: choice, always: Do")
    .replace("      notice: {source: choice, always: No", f"{SOON_ES}      notice: {{source: choice, always: No")
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.protocol.write_text(EARLY, encoding="utf-8")
    return made


def remember(home: Home, hours: float, times: int = 1) -> datetime:
    """That the session was done so long ago; returns the day from which on it may be done again."""
    began = datetime.now().astimezone() - timedelta(hours=hours)
    for _ in range(times):
        with Diary(home.folder / "data" / "smr-coach" / "diary.sqlite").writing() as connection:
            session = store.begin(
                connection,
                About(protocol="arm", version=1, title="Arm", level="learn", language="en", choices="{}"),
                began,
            )
            store.add(
                connection,
                session,
                DoneChapter(
                    protocol="arm",
                    chapter=0,
                    title="Arm",
                    side=None,
                    strip=None,
                    spot=None,
                    passage=None,
                    held=5.0,
                    at=began,
                ),
            )
            store.set_values(connection, session, ending="finished", ended=began.isoformat())
    return began + timedelta(days=2)


def when(due: datetime) -> str:
    return f"{due.day} {due:%B %Y}"


def test_a_yes_starts_after_the_line_and_before_the_notice(home: Home) -> None:
    due = remember(home, 1)
    home.answer()
    run = home.walk((ASKS, "y"))
    assert run.process.returncode == 0, run.seen
    order = [
        "too soon: the last session of arm was",
        LINE,
        "Press Y for yes",
        ASKS,
        "        yes\n",
        NOTICE,
        "The end.",
    ]
    assert [run.seen.index(each) for each in order] == sorted(run.seen.index(each) for each in order)
    assert "1 hour ago" in run.seen
    assert when(due) in run.seen
    assert run.seen.count(LINE) == 1
    assert "1/4" not in run.seen, "these were answered already"


@pytest.mark.parametrize("key", ["n", "q"])
def test_a_no_ends_and_says_when_next(home: Home, key: str) -> None:
    due = remember(home, 1)
    home.answer()
    run = home.walk((ASKS, key))
    assert run.process.returncode == 4, run.seen
    last = run.seen.splitlines()[-1]
    assert last.startswith("coach: arm is not started, as you wished; the next one is due ")
    assert last.endswith(when(due))
    assert NOTICE not in run.seen


def test_ctrl_c_is_a_no(home: Home) -> None:
    remember(home, 1)
    home.answer()
    with home.at_terminal(home.play()) as run:
        run.until(ASKS)
        time.sleep(0.3)
        run.process.send_signal(signal.SIGINT)
        assert run.end() == 4
    assert "arm is not started, as you wished; the next one is due" in run.seen


def test_a_wrong_key_is_answered_and_it_is_asked_again(home: Home) -> None:
    remember(home, 1)
    home.answer()
    run = home.walk((ASKS, "7"), (WRONG, ""), (ASKS, "r"), (ASKS, "y"))
    assert run.process.returncode == 0, run.seen


def test_it_is_asked_before_the_questions_of_a_first_session(home: Home) -> None:
    remember(home, 1)
    run = home.walk((ASKS, "y"), (BONE, "q"))
    assert run.process.returncode == 4
    assert "1/4" not in home.walk((ASKS, "n")).seen


@pytest.mark.parametrize("words", [("--level", "auto"), ("--quiet",)])
def test_it_is_asked_with_any_choice(home: Home, words: tuple[str, ...]) -> None:
    remember(home, 1)
    home.answer()
    run = home.walk((ASKS, "n"), words=words)
    assert run.process.returncode == 4, run.seen
    assert run.seen.count(LINE) == 1


def test_in_spanish_it_is_asked_in_spanish(home: Home) -> None:
    due = remember(home, 1)
    home.answer()
    run = home.walk(("¿Quieres empezar de todos modos?", "s"), words=("--language", "es"))
    assert run.process.returncode == 0, run.seen
    assert "Tu última sesión fue ayer. Descansa." in run.seen
    assert "hace 1 hora; entre una y otra el plazo es de 2 días" in run.seen
    run = home.walk(("¿Quieres empezar de todos modos?", "n"), words=("--language", "es"))
    assert run.process.returncode == 4
    assert "arm no empieza, como has querido; la próxima toca" in run.seen
    assert f" {due.day} de " in run.seen.splitlines()[-1]


@pytest.mark.parametrize(("hours", "early"), [(0.2, True), (24, True), (48, False), (24 * 30, False)])
def test_after_the_days_between_nothing_is_asked(home: Home, hours: float, early: bool) -> None:
    remember(home, hours)
    home.answer()
    run = home.walk(*([(ASKS, "y")] if early else []))
    assert run.process.returncode == 0, run.seen
    assert (LINE in run.seen) == early


def test_where_nobody_can_say_yes_it_is_not_started(home: Home) -> None:
    due = remember(home, 3)
    home.answer()
    done = home.without_terminal()
    assert (done.returncode, done.stdout) == (4, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(
        "coach: arm is not started, and nobody can say yes here; too soon: the last session of arm was"
    )
    assert ", 3 hours ago; from one to the next it should be 2 days (source: our choice); the next one is due " in line
    assert line.endswith(f"{when(due)}; --even-if-too-soon says yes beforehand")


def test_a_yes_beforehand_starts_and_the_line_is_still_said(home: Home) -> None:
    remember(home, 3)
    home.answer()
    done = home.without_terminal("--even-if-too-soon")
    assert done.returncode == 0, done.stderr
    assert "The end." in done.stdout
    assert "coach: too soon: the last session of arm was" in done.stderr
    assert LINE in done.stderr
    run = home.walk(words=("--even-if-too-soon",))
    assert run.process.returncode == 0, run.seen
    assert run.seen.index(LINE) < run.seen.index(NOTICE)
    assert ASKS not in run.seen


def test_a_session_that_goes_on_is_not_too_soon(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was played is taken from the journal, as it would stand after a power cut in the first chapter."""
    home.answer()
    remember(home, 0.1)
    monkeypatch.setitem(VOICES, "fake", FAKE)
    request = SessionRequest(str(home.protocol), sounds=Sounds("fake", home.folder / "cache"))
    again = SessionRenderer(request)
    started = ChapterStarted(Samples(0), 0, again.chapter(0))
    journal = home.folder / "state" / "smr-coach" / "session.json"
    Journal(journal, request, again.digest).show(started)
    run = home.walk(words=("--resume",))
    assert run.process.returncode == 0, run.seen
    assert "The end." in run.seen
    assert LINE not in run.seen
    journal.write_text('{"options": {"name": "arm.yaml", "too_soon": true}}')
    run = home.walk(words=("--resume",))
    assert run.process.returncode == 2
    assert (
        "the session that was broken off is of another version of the coach (journal 1, this one reads 2)" in run.seen
    )


def test_looking_and_exporting_are_never_too_soon(home: Home) -> None:
    remember(home, 1)
    for words in (("plan",), ("export", "-o", str(home.folder / "out"), "--format", "wav", "--layout", "single")):
        command = home.command(*words, str(home.protocol), "--voice", "fake", "--cache", str(home.folder / "cache"))
        done = subprocess.run(command, env=home.env, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 0, done.stderr
        assert "too soon" not in done.stdout + done.stderr
        assert LINE not in done.stdout


def test_a_pack_can_have_it(home: Home) -> None:
    command = home.command("script", str(home.protocol), "--format", "text")
    done = subprocess.run(command, env=home.env, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    for words in (*LINE.split(". "), ASKS, WRONG):
        assert words in done.stdout
