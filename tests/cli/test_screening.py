"""Before a first session: every branch of the questions, walked by keys in a real pseudo-terminal."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import needs
import numpy as np
import pytest
from answered import answered
from asking import AGREED, ARM, ASK_THEM, BLOOD, BONE, LEAVE_IT, NERVES, NOT_NOW, SKIN
from fakes import FakeVoice
from pulse import RATE, PulseServer, find, retried
from sessions import ROOT, interruptible

from coach.pcm import Clip

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")

PROGRAM = """
import sys
from fakes import FakeVoice
from coach.cli import main
from coach.screening import keys
from coach.voice import VOICES
VOICES["fake"] = FakeVoice
keys.APART = 0.0  # keys that come early count, so that nobody has to wait
sys.argv[0] = "coach"
main()
"""

PATIENCE = 30.0


class Run:
    """`coach` at a terminal."""

    def __init__(self, process: "subprocess.Popen[bytes]", terminal: int) -> None:
        self.process = process
        self.seen = ""
        self._terminal = terminal
        self._at = 0

    def until(self, text: str) -> None:
        """Read until this stands after what was waited for before."""
        end = time.monotonic() + PATIENCE
        while text not in self.seen[self._at :]:
            assert self._read(end), f"no '{text}' in:\n{self.seen}"
        self._at = self.seen.index(text, self._at) + len(text)

    def answer(self, *answers: tuple[str, str]) -> None:
        """Wait for each question, and press the key."""
        for question, key in answers:
            self.until(question)
            self.press(key)

    def press(self, key: str) -> None:
        os.write(self._terminal, key.encode())

    def end(self) -> int:
        """Read to the end. Returns the exit code."""
        end = time.monotonic() + PATIENCE
        while self._read(end):
            pass
        return self.process.wait(PATIENCE)

    def _read(self, until: float) -> bool:
        if not select.select([self._terminal], [], [], max(0.0, until - time.monotonic()))[0]:
            return False
        try:
            data = os.read(self._terminal, 65536)
        except OSError:  # Linux reports the end of a pseudo-terminal as an error
            return False
        self.seen += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)


class Home:
    """A person with a protocol file and a memory of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.protocol = folder / "arm.yaml"
        self.protocol.write_text(ARM, encoding="utf-8")
        self.memory = folder / "data" / "smr-coach" / "screening.json"

    @property
    def remembered(self) -> dict[str, Any]:
        if not self.memory.exists():
            return {}
        protocols: dict[str, Any] = json.loads(self.memory.read_text(encoding="utf-8"))["protocols"]
        return protocols

    def answer(self) -> None:
        """As if everything had been answered with no, today."""
        answered(self.folder / "data", str(self.protocol))

    def change(self, **values: Any) -> None:
        """Other values in what is remembered."""
        whole = json.loads(self.memory.read_text(encoding="utf-8"))
        whole["protocols"]["arm"].update(values)
        self.memory.write_text(json.dumps(whole), encoding="utf-8")

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-c", PROGRAM, *words]

    def play(self, *words: str, player: str = "null") -> list[str]:
        named = [] if "--resume" in words else [str(self.protocol), "--voice", "fake"]
        cache = [] if "--resume" in words else ["--cache", str(self.folder / "cache")]
        return self.command("play", *named, "--plain", "--player", player, *cache, *words)

    @property
    def env(self) -> dict[str, str]:
        own = {"XDG_DATA_HOME": str(self.folder / "data"), "XDG_STATE_HOME": str(self.folder / "state")}
        # No desktop: its media keys would be shared with a person's own session.
        own |= {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent/bus", "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
        return {**os.environ, **own}

    @contextmanager
    def at_terminal(self, command: list[str], **env: str) -> Iterator[Run]:
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**self.env, **env},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            preexec_fn=interruptible,
            start_new_session=True,
        )
        os.close(theirs)
        try:
            yield Run(process, ours)
        finally:
            process.kill()
            process.wait()
            os.close(ours)

    def walk(self, *answers: tuple[str, str], words: tuple[str, ...] = ()) -> Run:
        """`coach play` with these answers, to its end."""
        with self.at_terminal(self.play(*words)) as run:
            run.answer(*answers)
            run.end()
        return run

    def without_terminal(self, *words: str) -> "subprocess.CompletedProcess[str]":
        command = self.play(*words)
        return subprocess.run(
            command, cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE
        )


ALL_NO = [(question, "n") for question in (BONE, BLOOD, NERVES, SKIN)]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_all_no_plays_and_is_not_asked_again(home: Home) -> None:
    run = home.walk(*ALL_NO)
    assert run.process.returncode == 0, run.seen
    assert "y yes, n no, r again, q stop" in run.seen
    assert run.seen.index("4/4") < run.seen.index("Do not do this with a broken bone.") < run.seen.index("The end.")
    kept = home.remembered["arm"]
    assert kept["answers"] == dict.fromkeys([BONE, BLOOD, NERVES, SKIN], "no")
    assert (kept["date"], kept["version"], kept["language"]) == (date.today().isoformat(), 1, "en")
    again = home.walk()
    assert again.process.returncode == 0
    assert "1/4" not in again.seen
    assert "The end." in again.seen


def test_a_yes_to_do_not_start_ends_with_what_to_do_and_is_not_remembered(home: Home) -> None:
    run = home.walk((BONE, "y"))
    assert run.process.returncode == 4
    assert NOT_NOW in run.seen
    assert f'coach: arm is not started after a yes to "{BONE}"' in run.seen
    assert "2/4" not in run.seen
    assert "The end." not in run.seen
    assert home.remembered == {}
    assert "1/4" in home.walk((BONE, "q")).seen


def test_ask_first_goes_on_when_a_professional_has_agreed(home: Home) -> None:
    run = home.walk((BONE, "n"), (BLOOD, "y"), (NERVES, "y"), (ASK_THEM, ""), (AGREED, "y"), (SKIN, "n"))
    assert run.process.returncode == 0, run.seen
    assert run.seen.count(AGREED) == 1
    assert home.remembered["arm"]["answers"] == {BONE: "no", BLOOD: "yes", NERVES: "yes", AGREED: "yes", SKIN: "no"}
    assert "1/4" not in home.walk().seen


def test_ask_first_does_not_begin_without_agreement(home: Home) -> None:
    run = home.walk((BONE, "n"), (BLOOD, "n"), (NERVES, "y"), (ASK_THEM, ""), (AGREED, "n"))
    assert run.process.returncode == 4
    assert "arm is not started before a professional has agreed" in run.seen
    assert "The end." not in run.seen
    assert home.remembered == {}


def test_what_to_avoid_is_said_and_it_plays(home: Home) -> None:
    run = home.walk(*ALL_NO[:3], (SKIN, "y"), (LEAVE_IT, ""), ("The end.", ""))
    assert run.process.returncode == 0
    assert home.remembered["arm"]["answers"][SKIN] == "yes"


@pytest.mark.parametrize("answers", [[(BONE, "q")], [*ALL_NO[:2], (NERVES, "q")]])
def test_q_ends_without_starting(home: Home, answers: list[tuple[str, str]]) -> None:
    run = home.walk(*answers)
    assert run.process.returncode == 4
    assert "arm is not started, as you wished" in run.seen
    assert "The end." not in run.seen
    assert home.remembered == {}


def test_ctrl_c_ends_without_starting_and_gives_the_terminal_back(home: Home) -> None:
    with home.at_terminal(home.play()) as run:
        run.until(BONE)
        time.sleep(0.3)  # into the silence in which it waits for a key
        run.process.send_signal(signal.SIGINT)
        assert run.end() == 4
    assert "arm is not started, as you wished" in run.seen
    assert "Traceback" not in run.seen


def test_other_keys_are_ignored_and_a_question_is_repeated(home: Home) -> None:
    run = home.walk((BONE, "x \x1b[Ar"), (BONE, "5 a"), (BONE, "n"), *ALL_NO[1:])
    assert run.process.returncode == 0, run.seen
    assert run.seen.count(BONE) == 3


def test_the_questions_are_there_with_quiet(home: Home) -> None:
    run = home.walk(*ALL_NO, words=("--quiet",))
    assert run.process.returncode == 0
    assert "The end." not in run.seen


def test_in_spanish_the_keys_are_those_of_its_words(home: Home) -> None:
    answers = [
        ("hueso roto?", "n"),
        ("anticoagulantes?", "s"),
        ("dormido?", "n"),
        ("dicho que sí?", "s"),
        ("irritada?", "n"),
    ]
    run = home.walk(*answers, words=("--language", "es"))
    assert run.process.returncode == 0, run.seen
    assert "s sí, n no" in run.seen
    assert home.remembered["arm"]["answers"]["¿Tomas anticoagulantes?"] == "sí"
    assert "1/4" not in home.walk().seen, "who has answered in one language is not asked in another"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version: 1", "version: 2"),
        (BONE, "Is any bone of yours broken?"),
        ("{ask: skin, tier: avoid}", "{ask: skin, tier: ask first}"),
    ],
)
def test_a_changed_screening_or_version_is_asked_again(home: Home, old: str, new: str) -> None:
    home.answer()
    home.protocol.write_text(ARM.replace(old, new), encoding="utf-8")
    assert "1/4" in home.walk(("1/4", "q")).seen
    assert home.remembered == {}, "what does not stand any more is gone, and nothing came of this"


@pytest.mark.parametrize(("days", "asked"), [(183, False), (184, True), (-1, True)])
def test_it_is_asked_again_after_six_months_and_if_the_clock_was_wrong(home: Home, days: int, asked: bool) -> None:
    home.answer()
    home.change(date=(date.today() - timedelta(days)).isoformat())
    run = home.walk(*(ALL_NO if asked else []))
    assert run.process.returncode == 0
    assert ("1/4" in run.seen) == asked
    assert home.remembered["arm"]["date"] == (date.today() - timedelta(0 if asked else days)).isoformat()


@pytest.mark.parametrize("words", [(), ("arm",)])
def test_what_was_forgotten_is_asked_again(home: Home, words: tuple[str, ...]) -> None:
    def forget() -> str:
        command = home.command("forget", *words)
        done = subprocess.run(command, cwd=ROOT, env=home.env, capture_output=True, text=True, timeout=PATIENCE)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    if not words:
        assert forget().startswith("nothing to delete")
    home.answer()
    assert str(home.memory) in forget()
    assert not home.memory.exists()
    assert "1/4" in home.walk((BONE, "q")).seen


def test_without_a_terminal_it_plays_and_tells_that_nothing_was_asked(home: Home) -> None:
    done = home.without_terminal()
    assert done.returncode == 0
    assert "The end." in done.stdout
    assert BONE not in done.stdout
    assert done.stderr == (
        "coach: the questions before a first session were not asked, as nobody can answer here; "
        "heed the notice you hear\n"
    )
    assert home.remembered == {}
    home.answer()
    assert home.without_terminal().stderr == "", "they were answered by now"


def test_a_damaged_memory_is_told_and_kept_and_asked_again(home: Home) -> None:
    home.memory.parent.mkdir(parents=True)
    home.memory.write_text('{"about": "", "protocols": {"leg": {"date"')
    run = home.walk(*ALL_NO)
    assert run.process.returncode == 0
    assert f"coach: {home.memory}: it is damaged" in run.seen
    assert (home.memory.parent / "screening.damaged-1.json").read_text().startswith('{"about"')
    assert list(home.remembered) == ["arm"]


def test_a_memory_that_cannot_be_kept_is_no_reason_not_to_play(home: Home) -> None:
    home.memory.parent.parent.mkdir(parents=True)
    home.memory.parent.write_text("a file where the folder should be")
    run = home.walk(*ALL_NO)
    assert run.process.returncode == 0, run.seen
    assert "the questions come" in run.seen
    assert "The end." in run.seen


def test_a_session_that_is_resumed_is_asked_for_as_well(home: Home) -> None:
    """One that was broken off without a terminal, so without the questions."""
    command = home.play()
    program = PROGRAM.replace(
        "main()\n",
        "from coach.play import players\nfrom coach.play.null import NullPlayer\n"
        "players.PLAYERS['null'] = lambda: NullPlayer(paced=True)\nmain()\n",
    )
    command[command.index(PROGRAM)] = program
    nobody = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=ROOT, env=home.env, **nobody) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
    run = home.walk((BONE, "q"), words=("--resume",))
    assert run.process.returncode == 4
    run = home.walk(*ALL_NO, words=("--resume",))
    assert run.process.returncode == 0, run.seen
    assert "The end." in run.seen


@pytest.mark.pulse
@needs.pulse
@retried
def test_a_question_is_heard_and_a_key_cuts_it_off(tmp_path: Path, pulse_server: PulseServer) -> None:
    def words(text: str) -> Any:
        clip: Clip = FakeVoice().speak(text)
        return np.rint(clip * 32767).astype(np.int16)

    home = Home(tmp_path / os.urandom(4).hex())
    answered_at = []
    with pulse_server.record() as recording, home.at_terminal(home.play(player="miniaudio"), **pulse_server.env) as run:
        run.until(BONE)
        began = recording.length
        recording.wait_until(began + 4 * RATE)  # 1.5 s of opening, 0.85 s of words
        assert len(find(recording.samples(), words(BONE), 0.9)) == 1, "heard before any key"
        run.press("n")
        run.until(BLOOD)
        answered_at.append(recording.length)
        recording.wait_until(answered_at[0] + 3 * RATE)
        run.press("q")
        assert run.end() == 4
    heard = recording.samples()
    (second,) = [at for at in find(heard, words(BLOOD), 0.9) if at > answered_at[0]]
    assert second - answered_at[0] < 1.5 * RATE, "the device is awake by now"
