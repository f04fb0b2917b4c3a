"""Tables of patients, places to compare, and workers that die: for tests of batches, in the fake voice."""

import os
import re
import signal
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from fakes import FAKE
from sessions import ROOT, SHORT

from coach.batch import album
from coach.batch.album import AlbumJob, AlbumRecord, AlbumResult
from coach.batch.place import Place
from coach.commands.batch import BatchObserver, BatchRequest, Summary, batch
from coach.commands.batch_album import make
from coach.voice import VOICES

TODAY = date(2026, 11, 29)
NAMES = ("Annelore", "Müllerin", "Grzegorz", "Brzęczyszczykiewicz", "Sørensen")
KEY = "7" * 64
BASE = "https://example.org/web"

PATH = os.pathsep.join(map(str, (ROOT / "tests/batch/fake_voice", ROOT / "tests/batch", ROOT / "tests", ROOT)))
"""PYTHONPATH with which every Python knows the fake voice and these helpers."""

DIES = "COACH_TEST_DIES"
"""Variable with the file that says that somebody has died already."""


class Told(BatchObserver):
    """Keeps all lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def note(self, line: str) -> None:
        self.lines.append(line)


def table(folder: Path, patients: int = 7, choices: int = 3) -> Path:
    """Write a table of patients with names, of so many different choices; its protocol lies beside."""
    (folder / "short.yaml").write_text(SHORT, encoding="utf-8")
    rows = ["id,Name,protocol,side,voice,birthday"]
    for number in range(patients):
        name, side = NAMES[number % len(NAMES)], ("left", "right", "")[number % choices]
        rows.append(f'p-{number:04},"{name}, {NAMES[-1]}",{folder / "short.yaml"},{side},fake,1970-01-01')
    path = folder / "patients.csv"
    path.write_text("\r\n".join(rows) + "\r\n", encoding="utf-8-sig")
    return path


def place(folder: Path) -> Path:
    """Make a place with a known key, so that addresses can be compared."""
    folder.mkdir()
    (folder / ".coach-batch-key").write_text(KEY)
    return folder


def made(path: Path, where: Path | str, told: BatchObserver | None = None, **more: object) -> Summary:
    """Make a batch with clips beside its table."""
    request = BatchRequest(table=path, place=str(where), cache=path.parent / "clips", **more)  # type: ignore[arg-type]
    return batch(request, told, TODAY)


def content(where: Path) -> dict[str, bytes]:
    """All files of a place, by their names in it."""
    return {path.relative_to(where).as_posix(): path.read_bytes() for path in where.rglob("*") if path.is_file()}


def records(where: Path) -> dict[str, int]:
    """When each album was finished, in nanoseconds."""
    return {path.parent.name: path.stat().st_mtime_ns for path in where.glob("albums/*/album.json")}


@pytest.fixture(autouse=True)
def fake_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fake voice can be asked for in this process."""
    monkeypatch.setitem(VOICES, "fake", FAKE)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with a table of seven patients of three choices, and the place that one process made of it."""
    folder = tmp_path_factory.mktemp("whole")
    told = Told()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(VOICES, "fake", FAKE)
        summary = made(table(folder), place(folder / "one"), told, workers=1, base=BASE)
    assert (summary.patients, summary.albums, summary.made) == (7, 3, 3)
    assert summary.spoken == len(list((folder / "clips").rglob("*.clip")))
    assert told.lines == ["columns that are not read: name, birthday"]
    return folder


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Processes that are started know the fake voice, and one of them dies where `dies_once` is run."""
    monkeypatch.setenv("PYTHONPATH", PATH)
    monkeypatch.setenv(DIES, str(tmp_path / "died"))


def dies_once(job: AlbumJob) -> AlbumResult:
    """Make an album; the first worker who has stored all of one but its record is killed."""

    def store(where: Place, record: AlbumRecord, exported: Path, site: Path) -> None:
        mark = Path(os.environ[DIES])
        if not mark.exists():
            mark.touch()
            where.upload(exported, f"albums/{record.album}")
            os.kill(os.getpid(), signal.SIGKILL)
        album.store(where, record, exported, site)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("coach.commands.batch_album.store", store)
        return make(job)


def numbers(lines: Sequence[str]) -> list[str]:
    """The places at the beginning of notes about rows: line and column."""
    return [found[1] for line in lines if (found := re.search(r": (line \d+, (?:column \w+|all of it)): ", line))]
