"""`coach doctor`: what it says is here, and what it tells to type."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from sessions import ROOT
from typed import typed

from coach.commands import doctor
from coach.commands.doctor import Finding, examine, install


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder of packages with the coach in it: no checkout."""
    return tmp_path / "site-packages"


def installed_from(monkeypatch: pytest.MonkeyPatch, folder: Path, origin: object) -> None:
    """A package called as ours, whose installer left that about its origin."""
    info = folder / "smr_coach-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: smr-coach\nVersion: 1\n")
    if origin is not None:
        (info / "direct_url.json").write_text(json.dumps(origin))
    found = metadata.PathDistribution(info)
    monkeypatch.setattr(metadata, "distribution", {"smr-coach": found}.__getitem__)


def missing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Finding]:
    """Everything that is looked at, on a machine that has nothing."""
    from coach.errors import CoachError

    def nothing(*_: object) -> None:
        raise CoachError("not there")

    monkeypatch.setattr("coach.voice.open_voice", nothing)
    monkeypatch.setattr("coach.audio.ffmpeg.find_ffmpeg", nothing)
    monkeypatch.setattr(doctor, "find_spec", lambda name: None if name == "simpleaudio" else True)
    yield from examine()


def test_it_says_what_is_here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = typed(monkeypatch, capsys, "doctor")
    assert code == 0
    for thing in ("Python", "voice piper", "encoder", "sound device", "simpleaudio", "clip cache"):
        assert thing in out


def test_in_a_checkout_it_tells_to_use_the_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    advice = {one.name: one.advice for one in missing(monkeypatch)}
    assert advice["player simpleaudio"].startswith("type: COACH_EXTRAS=simpleaudio scripts/coach doctor")
    assert advice["voice piper"].endswith("type: scripts/coach doctor")
    assert advice["encoder"] == advice["voice piper"]
    assert not any("pip install" in one for one in advice.values())


def test_from_another_folder_it_names_the_whole_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    script = tmp_path / "my checkout" / "scripts" / "coach"
    script.parent.mkdir(parents=True)
    script.write_text("#!/bin/sh\necho $COACH_EXTRAS $1\n")
    script.chmod(0o755)
    told = install("simpleaudio", tmp_path / "my checkout").removeprefix("type: ")
    run = subprocess.run(["sh", "-c", told], capture_output=True, text=True, check=True)
    assert run.stdout == "simpleaudio doctor\n"


def test_only_an_environment_of_the_scripts_is_to_be_deleted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert install() == "type: scripts/coach doctor"
    (tmp_path / "coach-environment.txt").touch()
    assert install() == f"delete the folder {tmp_path} and type: scripts/coach doctor"


@pytest.mark.parametrize(
    ("origin", "source"),
    [
        ({"url": "file:///home/me/smr-coach", "dir_info": {}}, "file:///home/me/smr-coach"),
        (
            {"url": "https://example.org/coach.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            "git+https://example.org/coach.git@abc",
        ),
        ({"url": "https://example.org/smr_coach-1.whl", "archive_info": {}}, "https://example.org/smr_coach-1.whl"),
    ],
)
def test_an_installed_one_is_installed_again_from_where_it_came(
    origin: object, source: str, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed_from(monkeypatch, elsewhere, origin)
    monkeypatch.setattr(doctor, "find_spec", lambda _: True)
    extra, repair = (shlex.split(install(wish, elsewhere).removeprefix("type: ")) for wish in ("simpleaudio", ""))
    assert extra == [sys.executable, "-m", "pip", "install", f"smr-coach[simpleaudio] @ {source}"]
    assert repair == [sys.executable, "-m", "pip", "install", "--force-reinstall", source]


@pytest.mark.parametrize("pip", [True, None])
def test_an_index_is_never_asked_for_our_name(pip: object, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed_from(monkeypatch, elsewhere, None if pip else {"url": "file:///x", "dir_info": {}})
    monkeypatch.setattr(doctor, "find_spec", lambda _: pip)
    assert install("simpleaudio", elsewhere) == ("install the coach again the way you did, with its extra simpleaudio")
    assert install("", elsewhere) == "install the coach again the way you did"


def test_no_message_or_text_has_our_name_looked_up() -> None:
    """Whoever has that name on an index may be somebody else."""
    told = [*(ROOT / "coach").rglob("*.py"), *ROOT.glob("*.md"), *(ROOT / "coach").rglob("*.md")]
    for file in told:
        for line in file.read_text(encoding="utf-8").splitlines():
            found = line.partition("pip install")[2]
            assert "coach" not in found.replace("scripts/coach", ""), f"{file}: {line}"


def test_what_the_scripts_are_called_is_what_they_are() -> None:
    stamp = f'STAMP = "{doctor.STAMP}"'
    assert stamp in (ROOT / "scripts" / "_environment.py").read_text(encoding="utf-8")
    assert os.access(ROOT / "scripts" / "coach", os.X_OK)
