"""Batches: equal choices once, in one process, two, or in shards; rows that are wrong; nobody's name anywhere."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from batch_material import BASE, KEY, NAMES, PATH, TODAY, content, dies_once, made, numbers, place, records
from batch_material import fake_voice as fake_voice
from batch_material import whole as whole
from batch_material import workers as workers
from sessions import ROOT

from coach.batch.identity import token
from coach.batch.rows import RowsError
from coach.cli.main import run
from coach.commands import batch as command
from coach.commands.batch import expire, forget
from coach.errors import CoachError, InputError


def test_equal_choices_are_one_album_and_each_patient_a_manifest_and_a_page(whole: Path) -> None:
    one = whole / "one"
    assert len(records(one)) == 3
    assert len(list(one.rglob("*.mp3"))) == 6  # in the album, and on its page
    patients = [json.loads((one / f"patients/p-{number:04}.json").read_text()) for number in range(7)]
    assert [patient["album"] for patient in patients[3:6]] == [patient["album"] for patient in patients[:3]]
    for number, patient in enumerate(patients):
        assert patient["page"] == token(KEY, "patient", f"p-{number:04}")
        assert patient["address"] == f"{BASE}/{patient['page']}/"
        page = (one / "site" / patient["page"] / "index.html").read_text()
        album = json.loads((one / "albums" / patient["album"] / "album.json").read_text())
        assert page.count(f"../{album['page']}/") == 2
        assert (one / "site" / album["page"] / "sheet.html").is_file()
    assert len({patient["page"] for patient in patients}) == 7
    listed = (one / "site/index.html").read_text()
    assert not any(path.name in listed for path in (one / "site").iterdir())


def test_the_same_again_makes_nothing_and_changes_no_byte(whole: Path) -> None:
    before, finished = content(whole / "one"), records(whole / "one")
    again = made(whole / "patients.csv", whole / "one", workers=1, base=BASE)
    assert (again.patients, again.made, again.spoken) == (7, 0, 0)
    assert (content(whole / "one"), records(whole / "one")) == (before, finished)


def test_shards_make_the_same_bytes_as_one(whole: Path) -> None:
    parts = place(whole / "parts")
    shards = [made(whole / "patients.csv", parts, shard=f"{part}/3", base=BASE, workers=1) for part in (1, 2, 3)]
    assert [sum(getattr(one, name) for one in shards) for name in ("patients", "albums", "made")] == [7, 3, 3]
    assert sum(one.albums > 0 for one in shards) > 1
    assert content(parts) == content(whole / "one")


def test_another_address_makes_new_pages_and_new_sound_only_for_a_spoilt_album(whole: Path, tmp_path: Path) -> None:
    moved = place(tmp_path / "moved")
    for name, data in content(whole / "one").items():
        (moved / name).parent.mkdir(parents=True, exist_ok=True)
        (moved / name).write_bytes(data)
    next(moved.glob("albums/*/album.json")).write_bytes(b"")
    assert made(whole / "patients.csv", moved, workers=1, base="https://example.com").made == 1
    assert set(content(moved)) == set(content(whole / "one"))
    sheets = [path.read_text() for path in moved.glob("site/*/sheet.html")]
    assert len(sheets) == 3
    assert all("https://example.com/" in sheet and "example.org" not in sheet for sheet in sheets)


def test_a_wrong_row_stops_no_other_and_all_are_told(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (whole / "patients.csv").read_text("utf-8-sig").splitlines()
    head, row = f"{lines[0]},minutes,hold", lines[1]
    bad = [f"{row.replace('p-0000', 'b')},,9", f"{row.replace('p-0000', 'c')},300,", f"{row},x", f"{row},,"]
    bad.append(f"{row.replace('p-0000', 'd').replace('fake', NAMES[0])},,")
    path = tmp_path / "patients.csv"
    path.write_text("\n".join([head, *(f"{line},," for line in lines[1:]), *bad]) + "\n", encoding="utf-8")
    out = tmp_path / "out"
    words = ["coach", "batch", str(path), "-o", str(out), "--cache", str(whole / "clips")]
    monkeypatch.setattr(command, "usable_cores", lambda: 1)
    monkeypatch.setattr("sys.argv", words)
    for stream in ("stdout", "stderr"):
        monkeypatch.setattr(f"sys.{stream}.reconfigure", lambda **_: None, raising=False)
    assert run() == 5
    told = capsys.readouterr().err.replace("\n  ", " ").splitlines()
    found = numbers(told)
    assert found == [
        "line 9, column hold",
        "line 10, column minutes",
        "line 11, all of it",
        "line 12, column id",
        "line 13, column voice",
    ]
    assert told[-1].startswith("coach: 5 of 12 rows were left out, and 7 patients are done; right those rows")
    assert len(list(out.glob("patients/*"))) == 7
    assert_nobody_named(out, "\n".join(told))


def assert_nobody_named(where: Path, told: str) -> None:
    """No name of the table stands in any path, file or tag, or in what was printed."""
    everything = {**content(where), "told": told.encode()}
    encodings = ("utf-8", "utf-16-le", "utf-16-be", "iso8859-2", "latin-1")
    for path, data in everything.items():
        for name in (*NAMES, "1970-01-01"):
            assert name not in path
            assert not [code for code in encodings if name.encode(code, "ignore") in data], path


def test_no_name_of_the_table_is_in_any_file_path_tag_or_line(whole: Path) -> None:
    env = {**os.environ, "PYTHONPATH": PATH}
    command = [sys.executable, "-m", "coach", "batch", str(whole / "patients.csv"), "-o", str(whole / "one")]
    command += ["--cache", str(whole / "clips"), "--base", BASE]
    told = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "7 patients, 3 albums (0 newly made, 0 phrases newly spoken)" in told.stdout
    assert_nobody_named(whole / "one", told.stdout + told.stderr)
    logs = Path(os.environ["XDG_STATE_HOME"])
    assert not logs.exists() or not list(logs.rglob("*"))


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(
    whole: Path, workers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "make", dies_once)
    killed = place(whole / "killed")
    summary = made(whole / "patients.csv", killed, workers=2, base=BASE)
    assert Path(os.environ["COACH_TEST_DIES"]).exists()
    assert (summary.patients, summary.spoken) == (7, 0)
    assert content(killed) == content(whole / "one")


def test_a_batch_that_is_killed_goes_on_where_it_was(whole: Path) -> None:
    out = place(whole / "restarted")
    words = ["batch", str(whole / "patients.csv"), "-o", str(out), "--base", BASE]
    words += ["--cache", str(whole / "clips")]
    env = {**os.environ, "PYTHONPATH": PATH}
    batch = subprocess.Popen(
        [sys.executable, "-m", "coach", *words], env=env, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL
    )
    while not records(out):
        assert batch.poll() is None
        time.sleep(0.02)
    os.killpg(batch.pid, signal.SIGKILL)
    batch.wait()
    before = records(out)
    summary = made(whole / "patients.csv", out, base=BASE, workers=1)
    assert (summary.patients, summary.made, summary.spoken) == (7, 3 - len(before), 0)
    after = records(out)
    assert {digest: after[digest] for digest in before} == before
    files = {name: data for name, data in content(out).items() if ".coach-part-" not in name}
    assert {name: data for name, data in files.items() if not name.startswith("patients")} == {
        name: data for name, data in content(whole / "one").items() if not name.startswith("patients")
    }


def test_a_patient_is_forgotten_and_old_ones_expire_with_albums_of_nobody(whole: Path, tmp_path: Path) -> None:
    out = place(tmp_path / "kept")
    for name, data in content(whole / "one").items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(data)
    page = out / "site" / token(KEY, "patient", "p-0000")
    assert page.exists()
    forget(str(out), "p-0000")
    assert not page.exists()
    assert not (out / "patients/p-0000.json").exists()
    assert not any(b"p-0000" in data or page.name.encode() in data for data in content(out).values())
    for wrong in ("p-0000", "../key", ""):
        with pytest.raises(InputError, match="there is no patient of this id"):
            forget(str(out), wrong)
    (out / "patients/.coach-part-0.json").write_text("of a run that was killed")
    assert expire(str(out), "90d", TODAY + timedelta(days=90)) == (0, 0)
    assert len(list((out / "patients").iterdir())) == 6
    lines = (whole / "patients.csv").read_text("utf-8-sig").splitlines()
    fewer = whole / "fewer.csv"
    fewer.write_text("\n".join([lines[0], lines[2]]), encoding="utf-8")  # p-0001, alone in its choice
    later = TODAY + timedelta(days=91)
    request = command.BatchRequest(table=fewer, place=str(out), cache=whole / "clips", base=BASE, workers=1)
    assert command.batch(request, today=later).made == 0
    assert expire(str(out), "90d", later) == (5, 2)
    assert {path.stem for path in out.glob("patients/*")} == {"p-0001"}
    assert len(records(out)) == 1
    assert len(list((out / "site").iterdir())) == 3  # its page, that of its album, and the empty one
    assert expire(str(out), "0d", date.max) == (1, 1)
    assert [path for path in out.rglob("*.*") if path.is_file()] == [out / ".coach-batch-key", out / "site/index.html"]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"shard": "0/2"}, "--shard 0/2: write which part of how many, like 1/4"),
        ({"shard": "half"}, "--shard half"),
        ({"base": "web"}, "--base web is no address"),
    ],
)
def test_a_wrong_option_is_refused_before_anything_is_made(
    more: dict[str, Any], told: str, whole: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=told):
        made(whole / "patients.csv", tmp_path / "out", **more)
    assert not (tmp_path / "out").exists()
    with pytest.raises(InputError, match="--expire soon: write a number of days, like 90d"):
        expire(str(tmp_path), "soon")


def test_a_place_that_cannot_be_used_is_one_line(whole: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CoachError, match="cannot be read: Not a directory"):
        made(whole / "patients.csv", tmp_path / "file")
    out = tmp_path / "out"
    out.mkdir()
    (out / ".coach-batch-key").write_text("none")
    with pytest.raises(CoachError, match="holds no key"):
        made(whole / "patients.csv", out)


def test_an_error_of_a_row_is_of_its_own_kind() -> None:
    assert RowsError.exit_code == 5
