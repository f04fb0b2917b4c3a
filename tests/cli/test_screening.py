"""Before a first session: every branch of the questions, walked by keys in a real pseudo-terminal."""

import os
import signal
import subprocess
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import needs
import numpy as np
import pytest
from asking import AGREED, ARM, ASK_THEM, BLOOD, BONE, LEAVE_IT, NERVES, NOT_NOW, SKIN
from at_terminal import PATIENCE, PROGRAM, Home
from english import english_only, words
from fakes import FakeVoice
from pulse import RATE, PulseServer, find, retried
from sessions import ROOT

from coach.text.interface import ES

if TYPE_CHECKING:
    from coach.audio import Clip

KEYS = "Press Y for yes, N for no, R to hear it again, Q to leave."
WRONG = f"That key means nothing here. {KEYS}"

ALL_NO = [(question, "n") for question in (BONE, BLOOD, NERVES, SKIN)]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_all_no_plays_and_is_not_asked_again(home: Home) -> None:
    run = home.walk(*ALL_NO)
    assert run.process.returncode == 0, run.seen
    intro = run.seen.index("Before the first session there are 4 questions.")
    assert intro < run.seen.index(KEYS) < run.seen.index("1/4")
    assert run.seen.count(KEYS) == 1
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
    assert f"You said yes to this question: {BONE} {NOT_NOW}" in run.seen
    assert f'coach: arm is not started after a yes to "{BONE}"' in run.seen
    assert "2/4" not in run.seen
    assert "The end." not in run.seen
    assert home.remembered == {}
    assert "1/4" in home.walk((BONE, "q")).seen


def test_ask_first_goes_on_when_a_professional_has_agreed(home: Home) -> None:
    run = home.walk((BONE, "n"), (BLOOD, "y"), (NERVES, "y"), (ASK_THEM, ""), (AGREED, "y"), (SKIN, "n"))
    assert run.process.returncode == 0, run.seen
    assert f"You said yes to these questions: {BLOOD} {NERVES} {ASK_THEM}" in run.seen
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


def test_other_keys_are_answered_and_the_question_comes_again(home: Home) -> None:
    run = home.walk((BONE, "x"), (WRONG, ""), (BONE, "r"), (BONE, "\x1b[A"), (WRONG, ""), (BONE, "n"), *ALL_NO[1:])
    assert run.process.returncode == 0, run.seen
    assert run.seen.count(WRONG) == 2
    assert run.seen.count(BONE) == 4


@pytest.mark.parametrize("columns", [20, 33, 60, 200])
def test_lines_wrap_between_words_to_the_width_of_the_terminal(home: Home, columns: int) -> None:
    lines = home.walk(("1/4", "y"), columns=columns).seen.splitlines()
    assert all(len(line) <= columns for line in lines), lines
    words = " ".join(" ".join(lines).split())
    assert f"{KEYS} 1/4 {BONE} yes You said yes to this question: {BONE} {NOT_NOW} coach: arm is not started" in words
    assert any(line.startswith("        ") for line in lines), "what follows is indented"


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
    assert "Antes de la primera sesión hay 4 preguntas." in run.seen
    assert "Pulsa S para sí, N para no, R para oírlo otra vez, Q para salir." in run.seen
    assert "Has dicho que sí a esta pregunta: ¿Tomas anticoagulantes? Entonces pregunta antes." in run.seen
    assert home.remembered["arm"]["answers"]["¿Tomas anticoagulantes?"] == "sí"
    assert words(run.seen) & english_only(ES) == set()
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
        "from coach.play import devices\nfrom coach.play.devices.null import NullPlayer\n"
        "devices.PLAYERS['null'] = lambda: NullPlayer(paced=True)\nmain()\n",
    )
    command[command.index(PROGRAM)] = program
    nobody = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=ROOT, env=home.env, stdin=nobody, stdout=subprocess.PIPE, stderr=nobody
    ) as process:
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
    def sound(text: str) -> Any:
        clip: Clip = FakeVoice().speak(text)
        return np.rint(clip * 32767).astype(np.int16)

    home = Home(tmp_path / os.urandom(4).hex())
    answered_at = []
    with (
        pulse_server.record() as recording,
        home.at_terminal(home.play(player="miniaudio"), columns=0, **pulse_server.env) as run,
    ):
        run.until(BONE)
        began = recording.length
        recording.wait_until(began + 4 * RATE)  # 0.4 s of opening, as the device is awake by now, 0.85 s of words
        heard = [at for at in find(recording.samples(), sound(BONE), 0.9) if at > began]
        assert len(heard) == 1, "heard before any key, after the words about keys"
        run.press("n")
        run.until(BLOOD)
        answered_at.append(recording.length)
        recording.wait_until(answered_at[0] + 3 * RATE)
        run.press("q")
        assert run.end() == 4
    (second,) = [at for at in find(recording.samples(), sound(BLOOD), 0.9) if at > answered_at[0]]
    assert second - answered_at[0] < 1.5 * RATE, "the device is awake by now"
