"""What is remembered of the answers, for how long, and how it is forgotten."""

import json
import os
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from asking import ARM, BONE, SKIN

from coach.errors import CoachError, InputError
from coach.protocol.load import parse
from coach.protocol.model import Protocol
from coach.screening.answers_file import ScreeningRecord, counts, forget, read, write
from coach.screening.questions import questions_of

TODAY = date(2026, 11, 23)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "not there yet" / "screening.json"


def arm(text: str = ARM) -> Protocol:
    return parse(text, "arm.yaml")


def entry(when: date = TODAY, language: str = "en") -> ScreeningRecord:
    questions = questions_of(arm(), language)
    assert questions is not None
    return ScreeningRecord(
        date=when, version=1, language=language, screening=questions.digest, answers={BONE: "no", SKIN: "yes"}
    )


def test_it_is_a_file_that_a_person_can_read(path: Path) -> None:
    write(path, {"arm": entry()})
    lines = path.read_text(encoding="utf-8").splitlines()
    assert '      "date": "2026-11-23",' in lines
    assert f'        "{SKIN}": "yes"' in lines
    assert "coach forget" in lines[1]
    assert read(path) == ({"arm": entry()}, None)
    assert [each.name for each in path.parent.iterdir()] == [path.name], "no half-made file is left"


def test_without_a_file_nothing_is_remembered(path: Path) -> None:
    assert read(path) == ({}, None)


@pytest.mark.parametrize(
    ("days", "stands"), [(0, True), (1, True), (183, True), (184, False), (5000, False), (-1, False)]
)
def test_it_stands_for_six_months_and_not_from_the_future(days: int, stands: bool) -> None:
    assert counts(entry(TODAY - timedelta(days)), arm(), TODAY) is stands


@pytest.mark.parametrize(
    ("old", "new", "stands"),
    [
        ("version: 1", "version: 2", False),
        ("Is a bone broken?", "Is any bone broken?", False),
        ("{ask: skin, tier: avoid}", "{ask: skin, tier: do not start}", False),
        ("The end.", "That was all.", True),
        ("hueso roto?", "hueso partido?", True),  # it was asked in English
    ],
)
def test_it_stands_as_long_as_the_screening_and_the_version(old: str, new: str, stands: bool) -> None:
    assert counts(entry(), arm(ARM.replace(old, new)), TODAY) is stands


def test_it_stands_in_whatever_language_the_session_is() -> None:
    assert counts(entry(language="es"), arm(), TODAY)
    only_english = arm(ARM[: ARM.index("  es:\n")])
    assert not counts(entry(language="es"), only_english, TODAY)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"protocols": {"arm": 3}}',
        b"\xff\xfe",
        b'{"about": "", "protocols": {"arm": {"date": "x"}}}',
    ],
)
def test_a_damaged_file_is_told_and_kept_beside(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    for number in (1, 2):
        path.write_bytes(content)
        entries, trouble = read(path)
        assert entries == {}
        assert trouble is not None
        assert trouble.startswith(f"{path}: it is damaged")
        assert f"screening.damaged-{number}.json" in trouble
        assert len(trouble.splitlines()) == 1
        assert not path.exists()
        assert (path.parent / f"screening.damaged-{number}.json").read_bytes() == content


@pytest.mark.skipif(sys.platform == "win32", reason="a folder of this name is refused in other words")
def test_what_cannot_be_read_is_one_line(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(CoachError, match="cannot be read"):
        read(path)


def test_what_cannot_be_written_leaves_the_old_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path, {"arm": entry()})
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(CoachError, match="the disk is full"):
        write(path, {"leg": entry()})
    assert path.read_bytes() == before


def test_everything_is_forgotten_with_what_was_kept_beside(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("{")
    read(path)
    write(path, {"arm": entry()})
    assert forget(path).splitlines() == [f"deleted: {path}", f"deleted: {path.parent / 'screening.damaged-1.json'}"]
    assert list(path.parent.iterdir()) == []
    assert forget(path) == f"nothing to delete: there is no {path}"


def test_one_protocol_is_forgotten_and_the_others_are_not(path: Path, tmp_path: Path) -> None:
    write(path, {"arm": entry(), "leg": entry()})
    assert forget(path, "leg") == f"deleted: the answers for leg in {path}"
    assert list(json.loads(path.read_text())["protocols"]) == ["arm"]
    (tmp_path / "mine.yaml").write_text(ARM, encoding="utf-8")
    assert forget(path, str(tmp_path / "mine.yaml")) == f"deleted: the answers for arm in {path}"
    assert not path.exists(), "nothing is left in it"
    assert forget(path, "hamstrings") == f"nothing to delete: no answers for hamstrings in {path}"
    with pytest.raises(InputError, match="no protocol 'nobody'"):
        forget(path, "nobody")
