"""`coach new` writes a protocol that is right as it stands, and never over a file."""

from pathlib import Path

import pytest
from fakes import FAKE
from typer.testing import CliRunner, Result

from coach.cli.app import app
from coach.errors import CoachError, InputError
from coach.protocol import load
from coach.protocol.template import new, template
from coach.render.renderer import SessionRenderer
from coach.session import Choices
from coach.session.request import SessionRequest
from coach.voice import VOICES


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setitem(VOICES, "fake", FAKE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_what_it_writes_is_right_and_can_be_planned_and_exported(folder: Path) -> None:
    made = run("new", "calf-roller")
    assert made.exit_code == 0, made.output
    assert made.output.startswith("calf-roller.yaml: written")
    assert "calf-roller.yaml: right" in run("check", "calf-roller.yaml").output
    fake = ("--voice", "fake", "--cache", str(folder / "cache"))
    plan = run("plan", "calf-roller.yaml", *fake)
    assert "spot one of two." in plan.output
    exported = run("export", "calf-roller.yaml", "--level", "tones", "-o", "out", "--layout", "tracks", *fake)
    assert exported.exit_code == 0, exported.output
    assert len(list((folder / "out").glob("*.mp3"))) == 13


def test_its_name_is_the_name_it_was_given(folder: Path) -> None:
    assert load(str(new("calf-roller"))).protocol == "calf-roller"


def test_every_block_has_its_comment() -> None:
    lines = template("x").splitlines()
    blocks = [index for index, line in enumerate(lines) if line[:1].isalpha()]
    assert len(blocks) == 18
    for index in blocks:
        assert "  # " in lines[index] or lines[index - 1].startswith("# "), lines[index]


def test_its_first_line_tells_an_editor_where_the_schema_is(folder: Path) -> None:
    first = new("calf-roller").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=protocol.schema.json"


def test_it_never_writes_over_a_file(folder: Path) -> None:
    (folder / "mine.yaml").write_text("mine")
    for words in (("new", "mine"), ("new", "other", "--out", "mine.yaml")):
        made = run(*words)
        assert isinstance(made.exception, InputError)
        assert str(made.exception).startswith("mine.yaml: is there already and stays as it is")
    (folder / "link.yaml").symlink_to(folder / "nowhere.yaml")
    with pytest.raises(InputError, match=r"link\.yaml: is there already"):
        new("link")
    assert sorted(file.name for file in folder.iterdir()) == ["link.yaml", "mine.yaml"]
    assert (folder / "mine.yaml").read_text() == "mine"


def test_it_writes_where_it_is_told(folder: Path) -> None:
    assert "other.yaml: written" in run("new", "mine", "--out", "other.yaml").output
    assert load("other.yaml").protocol == "mine"
    with pytest.raises(CoachError, match="cannot write"):
        new("mine", folder / "nowhere" / "mine.yaml")


@pytest.mark.parametrize("name", ["", "A", "a b", "a_b", "../a", "a/b", "-a", "a-", "a--b", "1a", "é", "a\n", "a" * 41])
def test_a_name_is_small_letters_digits_and_hyphens(name: str, folder: Path) -> None:
    with pytest.raises(InputError, match="is no name for a protocol"):
        new(name)
    assert not list(folder.iterdir())


def test_the_name_of_a_shipped_protocol_is_taken() -> None:
    with pytest.raises(InputError, match="comes with the coach"):
        new("hamstrings")


@pytest.mark.piper
def test_the_real_voice_fits_into_it(folder: Path) -> None:
    timeline = SessionRenderer(SessionRequest(str(new("forearm")), Choices(side="left"))).timeline
    assert len(timeline.chapters) == 3 + 1 + 2 * 2
