"""Tables of patients: every form in which spreadsheets write them, and each wrong row by its line and column."""

import re
from pathlib import Path

import pytest
from batch_material import NAMES
from sessions import ROOT, SHORT

from coach.batch.identity import album_digest, shard_of
from coach.batch.rows import Table, read_rows
from coach.errors import InputError
from coach.session.choices import Choices
from coach.session.request import SessionRequest, Sounds


def read(folder: Path, text: str, encoding: str = "utf-8") -> Table:
    path = folder / "patients.csv"
    path.write_bytes(text.encode(encoding))
    return read_rows(path)


def test_a_row_is_the_request_that_the_same_options_make(tmp_path: Path) -> None:
    text = (
        "id,protocol,side,level,spots,passes,hold,pace,language,voice,stereo,voice_volume,Tone volume\n"
        "a,hamstrings,left,remind,2,2,11.5,calm,en,piper,yes,90,80\n"
    )
    (row,) = read(tmp_path, text).rows
    choices = Choices(side="left", level="remind", spots=2, passes=2, hold=11.5, pace="calm")
    assert row.request == SessionRequest("hamstrings", choices, Sounds(stereo=True, voice_volume=90, tone_volume=80))
    (row,) = read(tmp_path, "id,protocol,minutes,spots,level\na,hamstrings,15,,remind\n").rows
    assert (row.request.minutes, row.request.fixed) == (15, ("level",))
    assert (row.request.choices.spots, row.request.choices.hold) == (None, 10)


def test_an_empty_cell_and_the_usual_value_are_one_choice(tmp_path: Path) -> None:
    text = (
        "id,protocol,side,spots,hold,pace\na,hamstrings,,,,\nb,hamstrings,both,3,10,normal\nc,hamstrings,BOTH,3.0,,\n"
    )
    table = read(tmp_path, text)
    assert len({album_digest(row.request) for row in table.rows}) == len({row.request for row in table.rows}) == 1
    other = read(tmp_path, "id,protocol,side\na,hamstrings,left\n").rows[0]
    assert album_digest(other.request) != album_digest(table.rows[0].request)


def test_all_that_decides_the_sound_is_in_the_digest_and_the_folder_of_clips_is_not(tmp_path: Path) -> None:
    path = tmp_path / "short.yaml"
    path.write_text(SHORT)
    request = SessionRequest(str(path), sounds=Sounds(cache=tmp_path))
    first = album_digest(request)
    assert album_digest(SessionRequest(str(path))) == first
    path = tmp_path / "other.yaml"
    path.write_text(SHORT.replace("Ask first.", "Ask now."))
    assert album_digest(SessionRequest(str(path))) != first
    assert sum(shard_of(request, 2) == part for part in (0, 1)) == 1


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_every_form_in_which_spreadsheets_write_it_is_read(mark: str, encoding: str, tmp_path: Path) -> None:
    lines = ["ID,Protocol,Straße,hold", 'a,hamstrings,"Höhe 1\n2. Stock",10.5', "", ",,,", "b,hamstrings,,11"]
    table = read(tmp_path, "\r\n".join(lines).replace(",", mark), encoding)
    assert [(row.line, row.id, row.request.choices.hold) for row in table.rows] == [(2, "a", 10.5), (6, "b", 11)]
    assert (table.faults, len(table.ignored)) == ((), 1)
    assert read(tmp_path, "id;protocol;hold\na;hamstrings;10,5").rows[0].request.choices.hold == 10.5


FAULTS = [
    ("", "hamstrings,,,,,", "id"),
    ("../a", "hamstrings,,,,,", "id"),
    ("x" * 65, "hamstrings,,,,,", "id"),
    ("SAME", "hamstrings,,,,,", "id"),
    ("a", "Anna,,,,,", "protocol"),
    ("a", "hamstrings,Anna,,,,", "side"),
    ("a", "hamstrings,,auto,,,", "level"),
    ("a", "hamstrings,,,Anna,,", "spots"),
    ("a", "hamstrings,,,9,,", "spots"),
    ("a", "hamstrings,,,2.5,,", "spots"),
    ("a", "hamstrings,,,,15,", "hold"),
    ("a", "hamstrings,,,,nan,", "hold"),
    ("a", "hamstrings,,,,,Anna", "language"),
    ("a", "waiting-room,left,,,,", "side"),
    ("a", "hamstrings,,,,,,Anna", "all of it"),
    ("a", "hamstrings", "all of it"),
]


@pytest.mark.parametrize(("name", "cells", "column"), FAULTS)
def test_a_wrong_row_is_told_by_line_and_column_and_nothing_of_it_is_repeated(
    name: str, cells: str, column: str, tmp_path: Path
) -> None:
    table = read(tmp_path, f"id,protocol,side,level,spots,hold,language\nsame,hamstrings,,,,,\n{name},{cells}\n")
    assert len(table.rows) == 1
    (fault,) = table.faults
    where = column if column == "all of it" else f"column {column}"
    assert str(fault).startswith(f"line 3, {where}: ")
    assert "Anna" not in str(fault)


def test_the_table_that_the_readme_shows_is_right(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```csv\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    table = read(tmp_path, shown)
    assert (len(table.rows), table.faults, table.ignored) == (3, (), ("name",))
    assert len({row.request for row in table.rows}) == 2


def test_other_columns_are_not_read(tmp_path: Path) -> None:
    table = read(tmp_path, f"id,Name,protocol,Born on\na,{NAMES[0]},hamstrings,1970-01-01\n")
    assert table.ignored == ("name", "born-on")
    assert "1970" not in repr(table)
    assert NAMES[0] not in repr(table)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Anna,1970-01-01\n", "its first line names no column 'id'; it may have: id, protocol, side"),
        ("id,side\n", "names no column 'protocol'"),
        ("", "names no column 'id'"),
        ("id,protocol,side,Side\n", "names the column 'side' twice"),
    ],
)
def test_a_table_without_its_first_line_is_refused(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=told) as refused:
        read(tmp_path, text)
    assert "Anna" not in str(refused.value)


def test_a_file_that_is_no_table_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="save it as 'CSV UTF-8'"):
        read(tmp_path, "id,protocol\n", "utf-16")
    with pytest.raises(InputError, match="is no CSV from line 2 on"):
        read(tmp_path, "id,protocol\na," + "x" * 200_000)
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_rows(tmp_path / "none.csv")
