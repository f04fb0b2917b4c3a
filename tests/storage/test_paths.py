"""What a person's machine keeps lies in the folders of its platform, all named after the coach."""

import sys
from pathlib import Path

import pytest

from coach.diary.store import default_path as diary
from coach.errors import CoachError
from coach.play.journal import default_path as journal
from coach.screening import default_path as answers
from coach.storage.paths import cache_folder, data_folder, state_folder
from coach.voice import default_folder as clips


def test_each_file_lies_in_its_folder() -> None:
    assert diary() == data_folder() / "diary.sqlite"
    assert answers() == data_folder() / "screening.json"
    assert journal() == state_folder() / "session.json"
    assert clips() == cache_folder() / "clips"


@pytest.mark.skipif(sys.platform != "linux", reason="the names are those of the XDG folders")
def test_the_platform_is_asked_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, folder in (("CACHE", cache_folder), ("DATA", data_folder), ("STATE", state_folder)):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
        assert folder() == tmp_path / name / "smr-coach"
        assert not folder().exists()


@pytest.mark.skipif(sys.platform != "linux", reason="the names are those of the XDG folders")
@pytest.mark.parametrize("home", ["nowhere", "~"])
def test_without_a_home_it_is_one_line(monkeypatch: pytest.MonkeyPatch, home: str) -> None:
    def none(path: str) -> str:
        return path.replace("~", home)

    for name in ("CACHE", "DATA", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
    monkeypatch.setattr("os.path.expanduser", none)
    for folder in (cache_folder, data_folder, state_folder):
        with pytest.raises(CoachError, match=r"^there is no home directory to keep things in; set HOME [^\n]*$"):
            folder()
