"""A tilde that the shell left as typed, in quotes or after an equals sign, is the home directory in every path."""

import json
from pathlib import Path

import pytest
from fakes import FAKE
from small import TEXT
from test_file_names import music
from typed import typed

from coach.voice import VOICES

SPOKEN = ("--voice", "fake", "--level", "tones", "--side", "left", "--spots", "1", "--cache", "~/clips")
TYPED = {
    "check": ("check", "~/small.yaml"),
    "new": ("new", "mine", "-o", "~/made"),
    "new, attached": ("new", "mine", "-o~/made"),
    "plan": ("plan", "~/small.yaml", *SPOKEN, "--bed", "~/music.wav", "--tones", "~/tones", "--picture", "~/made"),
    "export": ("export", "~/small.yaml", *SPOKEN, "--out", "~/made", "--format", "wav"),
    "export, attached": ("export", "~/small.yaml", *SPOKEN, "-o~/made", "--format", "wav", "--title", "~/kept"),
    "diary": ("diary", "--csv", "~/made"),
    "diary, equals": ("diary", "--csv=~/made"),
    "picture": ("diary", "--picture", "~/made"),
    "forget": ("forget", "~/small.yaml"),
    "sources": ("sources", "~/small.yaml"),
    "script": ("script", "~/small.yaml"),
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(VOICES, "fake", FAKE)
    (tmp_path / "home").mkdir()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path / "elsewhere")
    (tmp_path / "home/small.yaml").write_text(TEXT)
    (tmp_path / "home/tones").mkdir()
    music(tmp_path / "home/tones/hold.wav")
    music(tmp_path / "home/music.wav")
    return tmp_path / "home"


@pytest.mark.parametrize("words", TYPED.values(), ids=TYPED)
def test_each_path_is_meant_at_home(
    words: tuple[str, ...], home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if words[0] == "check":
        monkeypatch.setattr("coach.commands.check.rehearse", lambda *_: [])
    code, _, err = typed(monkeypatch, capsys, *words)
    assert (code, "there is no" in err) == (0, False), err
    assert list((home.parent / "elsewhere").iterdir()) == []
    if any("~/made" in word for word in words):
        assert (home / "made").exists()
    if "--title" in words:
        assert json.loads((home / "made/.coach-export.json").read_text())["album"]["title"] == "~/kept"


@pytest.mark.parametrize(
    "words", [("inspect", "~/no"), ("loop", "~/no.mp3"), ("export", "leg", "-o", "x", "--cover", "~/no")]
)
def test_what_is_missing_there_is_told_by_its_whole_path(
    words: tuple[str, ...], home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = typed(monkeypatch, capsys, *words)
    assert (code, err.count("\n"), str(home / "no") in err) == (2, 1, True)
