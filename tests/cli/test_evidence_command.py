"""The evidence from the command line: what it prints, what it writes, and with which exit code it ends."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from fakes import FAKE
from fhir_reader import resources
from page_material import album as album
from typed import typed

from coach.diary import store
from coach.diary.store import About, Diary, default_path
from coach.evidence.page import HTML, JSON
from coach.voice import VOICES


def copied(folder: Path, to: Path) -> Path:
    return Path(shutil.copytree(folder, to / "copy"))


def test_the_command_prints_where_the_page_is(
    album: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    there = copied(album, tmp_path)
    assert typed(monkeypatch, capsys, "evidence", str(there)) == (0, f"{there / HTML}\n{there / JSON}\n", "")
    (there / "Small.vtt").write_text("other")
    code, out, told = typed(monkeypatch, capsys, "evidence", str(there), "-o", str(tmp_path / "out"))
    assert (code, out.count("\n"), told) == (1, 2, "coach: Small.vtt: changed\n")
    assert typed(monkeypatch, capsys, "evidence", str(tmp_path / "none"))[0] == 2


def test_a_changed_file_is_named_and_the_rest_is_as_it_was(
    album: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copied(album, tmp_path)
    monkeypatch.setitem(VOICES, "fake", FAKE)
    words = ("evidence", str(folder), "--verify", "--cache", str(tmp_path / "clips"))
    code, out, _ = typed(monkeypatch, capsys, *words)
    assert (code, out.partition(":")[0]) == (0, "identical")
    (folder / "Small.vtt").write_text("other")
    (folder / "cover.png").unlink()
    code, out, _ = typed(monkeypatch, capsys, *words)
    assert code == 1
    assert "Small.vtt: was changed after the export; rendered again it is what the export wrote" in out
    assert "cover.png: is missing; rendered again it is what the export wrote" in out


def test_the_commands_write_both(
    album: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    about = About(protocol="small", version=1, title="Small", level="learn", language="en", choices="{}")
    with Diary(default_path()).writing() as connection:
        store.begin(connection, about, datetime.fromisoformat("2026-05-10T12:00:00+02:00"))
    plan, diary = tmp_path / "plan.json", tmp_path / "diary.json"
    words = ("--patient", "P-17", "--fhir")
    assert typed(monkeypatch, capsys, "evidence", str(album), "-o", str(tmp_path), *words, str(plan))[0] == 0
    assert typed(monkeypatch, capsys, "diary", *words, str(diary))[0] == 0
    assert [one["resourceType"] for one in resources(plan.read_text(encoding="utf-8"))] == ["CarePlan"]
    kinds = [one["resourceType"] for one in resources(diary.read_text(encoding="utf-8"))]
    assert kinds == ["Questionnaire", "QuestionnaireResponse"]
    wrong = typed(monkeypatch, capsys, "diary", "--patient", "Anna Meier", "--fhir", str(tmp_path / "none.json"))
    assert (wrong[0], (tmp_path / "none.json").exists()) == (2, False)
    assert "Meier" not in wrong[2], "a name must not come into a log"
