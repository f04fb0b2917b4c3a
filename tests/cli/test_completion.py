"""Completion, asked as the shells ask."""

import shutil
import subprocess
from pathlib import Path

import pytest
from sessions import coach

from coach.protocols import shipped


def complete(line: str) -> list[str]:
    """What bash is told for `line`, whose last word is being typed."""
    words = line.split(" ")
    run = coach(_COACH_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1))
    assert run.returncode == 0, run.stderr
    return run.stdout.split()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("coach pl", ["plan", "play"]),
        ("coach plan ", list(shipped())),
        ("coach loop waiting-room w", ["waiting-room"]),
        ("coach forget l", ["leg"]),
        ("coach plan leg --side ", ["both", "left", "right"]),
        ("coach plan leg --level ", ["learn", "remind", "tones", "auto"]),
        ("coach play leg --level a", ["auto"]),
        ("coach export leg --format m", ["mp3", "m4b"]),
        ("coach script leg --format ", ["text", "csv", "html"]),
        ("coach play --player n", ["null"]),
        ("coach plan leg --language ", ["en", "es"]),
        ("coach plan leg --voice p", ["piper", "pyttsx3", "pack:"]),
        ("coach voices ", ["get", "add", "remove"]),
        ("coach voices get k", ["kokoro"]),
        ("coach plan leg --voice-", ["--voice-volume"]),
        ("coach check mine.", []),
    ],
)
def test_names_options_and_choices(line: str, told: list[str]) -> None:
    assert complete(line) == told


def test_zsh_and_fish_get_words_alone() -> None:
    zsh = coach(_COACH_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS="coach play --le")
    assert zsh.stdout == "_arguments '*: :((\"--level\"))'\n"
    asked = {"_COACH_COMPLETE": "complete_fish", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    assert coach(**asked, _TYPER_COMPLETE_ARGS="coach play --le").stdout == "--level\n"


@pytest.mark.parametrize(
    ("shell", "asks"), [("bash", "complete_bash $1"), ("zsh", "${~words[1]}"), ("fish", "(commandline -opc)[1]")]
)
def test_each_shell_asks_the_program_that_is_typed(shell: str, asks: str) -> None:
    """In a checkout that is scripts/coach, and there is no coach on the PATH."""
    run = coach("--show-completion", shell, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert asks in run.stdout
    assert not any(line.endswith(" coach)") for line in run.stdout.splitlines())


def test_it_is_installed_by_one_command(tmp_path: Path) -> None:
    run = coach("--install-completion", "bash", HOME=str(tmp_path), _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert run.returncode == 0, run.stderr
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    script = (
        f"source {tmp_path}/.bashrc; COMP_WORDS=(scripts/coach plan so); COMP_CWORD=2;"
        " _coach_completion ./program; echo ${COMPREPLY[@]}"
    )
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\necho asked $_COACH_COMPLETE $COMP_CWORD\n")
    program.chmod(0o755)
    asked = subprocess.run([bash, "-c", script], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert asked.stdout.split() == ["asked", "complete_bash", "2"]
