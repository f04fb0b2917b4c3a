"""What the README shows is what happens."""

import re
import shlex
from pathlib import Path

import pytest
from sessions import ROOT, coach

README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> list[list[str]]:
    """The `scripts/coach` lines of its shell blocks, without the program."""
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("scripts/coach ")]
    return [shlex.split(line)[1:] for line in lines]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.mark.piper
@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_works_as_it_stands(words: list[str], home: Path) -> None:
    # Files go into a home of their own; what would play aloud for minutes goes through no device at once.
    instead = {"my-session": str(home / "my-session"), "mine.yaml": str(home / "mine.yaml")}
    (home / "mine.yaml").write_bytes((ROOT / "coach/protocols/hamstrings.yaml").read_bytes())
    words = [instead.get(word, word) for word in words] + (["--player", "null"] if words[0] == "play" else [])
    run = coach(*words, HOME=str(home), XDG_CACHE_HOME=str(home))
    assert run.returncode == 0, run.stderr


def test_the_refusal_it_shows_is_the_one_that_comes() -> None:
    ((line, answer),) = re.findall(r"```console\n\$ scripts/coach (.*)\n(.*)\n```", README)
    run = coach(*shlex.split(line))
    assert (run.returncode, run.stderr.strip()) == (2, answer)


def test_every_file_it_links_to_exists() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).exists(), link
