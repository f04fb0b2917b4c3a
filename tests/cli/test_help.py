"""Help: what it is called, its sections, how wide it is, what it lists, and whether its examples work."""

import functools
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
from fakes import FAKE
from sessions import ROOT
from typed import typed

from coach.cli import app as cli
from coach.cli import options
from coach.cli.usage.examples import examples
from coach.commands.resolve import AUTO
from coach.errors import InputError
from coach.export import FORMATS, LAYOUTS
from coach.mix.mixer import Volumes
from coach.play.controls.learned import VERBS
from coach.play.devices import PLAYERS
from coach.protocol import LEVELS
from coach.room.playlist import HIGHEST, LOWEST
from coach.session.choices import PACES, SIDES
from coach.session.recording_pages import FORMATS as SCRIPT_FORMATS
from coach.voice import VOICES

COMMANDS = [
    *(
        "list",
        "check",
        "new",
        "schema",
        "plan",
        "export",
        "site",
        "share",
        "inspect",
        "play",
        "buttons",
        "listen",
        "forget",
        "loop",
        "room",
        "script",
        "diary",
    ),
    *("sources", "voices", "doctor"),
]
SECTIONS = {
    "plan": ["Arguments", "Session", "Sound", "Output", "Options", "Examples"],
    "play": ["Arguments", "Session", "Sound", "Output", "Options", "Examples"],
    "export": ["Arguments", "Session", "Sound", "Output", "Options", "Examples"],
    "room": ["Arguments", "Sound", "Output", "Options", "Examples"],
    "loop": ["Arguments", "Session", "Sound", "Output", "Options", "Examples"],
    "doctor": ["Options", "Examples"],
}


@pytest.fixture
def helped(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> "Help":
    return Help(monkeypatch, capsys)


class Help:
    """Help as text, at a width."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._with = monkeypatch, capsys

    def __call__(self, *words: str, width: int = 80) -> str:
        self._with[0].setenv("COLUMNS", str(width))
        code, out, err = typed(*self._with, *words)
        assert (code, err) == (0, "")
        return out


def test_these_are_all_commands(helped: Help) -> None:
    shown = helped("-h").partition("Commands:")[2].partition("Examples:")[0]
    assert re.findall(r"^  ([a-z]+) ", shown, re.MULTILINE) == COMMANDS


@pytest.mark.parametrize("start", [["-m", "coach"], ["-c", "from coach.cli.main import main; main()"]])
def test_it_is_called_coach_however_it_is_started(start: list[str]) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *start, *words]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)

    assert run("play", "--help").stdout.startswith("Usage: coach play [NAME] [OPTIONS]\n")
    refused = run("plan")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert refused.stderr.startswith("coach: coach plan needs NAME: ")


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_it_fits_the_terminal_and_breaks_no_word(command: str, width: int, helped: Help) -> None:
    words = command.split()
    narrow, wide = helped(*words, "-h", width=width), helped(*words, "--help", width=10_000)
    assert max(map(len, narrow.splitlines())) <= width
    # The same words in the same order, so none is broken or left out.
    assert narrow.replace(" \\\n", "\n").split() == wide.replace(" \\\n", "\n").split()


@pytest.mark.parametrize(("command", "sections"), SECTIONS.items())
def test_options_stand_in_sections(command: str, sections: list[str], helped: Help) -> None:
    text = helped(command, "-h")
    assert re.findall(r"^(\w+):$", text, re.MULTILINE) == sections
    if "Session" in sections:
        session, sound = text.split("Session:\n")[1].split("\nSound:\n")
        assert "  --language LANGUAGE " in session
        assert "  --voice VOICE " in sound.split("\nOutput:\n")[0]


def test_choices_ranges_and_defaults_are_told(helped: Help) -> None:
    text = " ".join(helped("export", "-h").split())
    for told in (
        "[both, left, right; default: both]",
        "[learn, remind, tones, auto; default: learn]",
        "[calm, easy, normal, lively, brisk; default: normal]",
        "[tracks, single, both; default: both]",
        "[mp3, m4b, opus, flac, wav; default: mp3]",
        "Each hold, within the protocol's limits.",
        "[25 to 200; default: 100]",
        "-o, --out DIR Folder for the files; it is made if need be. [required]",
    ):
        assert told in text
    assert "[miniaudio, simpleaudio, null; default: miniaudio]" in " ".join(helped("play", "-h").split())
    assert "[10 to 100; default: 100]" in helped("loop", "-h")


def test_what_is_listed_is_what_there_is() -> None:
    assert get_args(options.Side) == SIDES
    assert get_args(options.Level) == (*LEVELS, AUTO)
    assert get_args(options.Pace) == tuple(PACES)
    assert get_args(options.Layout) == LAYOUTS
    assert get_args(options.Format) == tuple(FORMATS)
    assert get_args(options.ScriptFormat) == tuple(SCRIPT_FORMATS)
    assert get_args(options.PlayerName) == tuple(PLAYERS)
    assert get_args(get_args(get_args(options.ButtonVerb)[0])[0]) == tuple(VERBS)
    assert (LOWEST, HIGHEST) == (10, 100)
    for percent in (24, 201):
        with pytest.raises(InputError, match="use 25 to 200 percent"):
            Volumes.of_percent(percent, 100)
    Volumes.of_percent(25, 200)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_two_examples_end_it(command: str, helped: Help) -> None:
    told = helped(*command.split(), "-h", width=120).partition("\nExamples:\n")[2]
    lines = [line for line in told.splitlines() if line.startswith("  coach ")]
    assert [line.strip() for line in lines] == [line for line, _ in examples(command or None)]
    assert len(lines) == 2
    if command:
        own = [line for line in lines if line.startswith(f"  coach {command}")]
        assert own[0] == lines[0]


EXAMPLES = [line for command in [None, *COMMANDS] for line, _ in examples(command)]


@pytest.mark.parametrize("line", [line for line in EXAMPLES if "--minutes" not in line and "pyttsx3" not in line])
def test_an_example_is_understood(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is quick runs. What would play, record, measure for long or fetch is only parsed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(VOICES, "fake", FAKE)
    for folder in ("drafts", "my-session"):
        (tmp_path / folder).mkdir()
    (tmp_path / "coach-sessions.txt").write_text("coach1 4rq8g1\n")  # of a phone without sessions
    assert typed(monkeypatch, capsys, "new", "mine")[0] == 0
    words = shlex.split(line.partition(" > ")[0])[1:]
    slow = ("play", "listen", "loop", "room", "export", "site", "share", "inspect", "doctor", "buttons")
    if words[0] in slow or words[:2] == ["voices", "get"]:
        (one,) = (one for one in cli.app.registered_commands if getattr(one.callback, "__name__", "") == words[0])
        called: list[dict[str, object]] = []
        monkeypatch.setattr(one, "callback", _kept(one.callback, called))
        assert typed(monkeypatch, capsys, *words)[0] == 0
        assert len(called) == 1
    else:
        more = ["--voice", "fake", "--cache", str(tmp_path)] if words[0] == "plan" else []
        code, out, err = typed(monkeypatch, capsys, *words, *more)
        assert code == 0, err
        assert out


def _kept(callback: Any, called: list[dict[str, object]]) -> Any:
    """A command that keeps what it is called with."""

    @functools.wraps(callback)
    def command(**values: object) -> None:
        called.append(values)

    return command
