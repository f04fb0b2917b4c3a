"""Places that are buckets: in memory, and in a stand-in for Amazon S3; the same files as in a folder."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from batch_material import KEY, TODAY, content, made, place, table
from batch_material import fake_voice as fake_voice
from fakes import FAKE

from coach.batch import patients
from coach.batch.place import Folder, open_place
from coach.commands.batch import expire, forget
from coach.errors import CoachError
from coach.voice import VOICES

fsspec = pytest.importorskip("fsspec", reason="COACH_EXTRAS=bucket scripts/test")


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of a folder in a bucket that is there."""
    pytest.importorskip("s3fs", reason="COACH_EXTRAS=bucket scripts/test")
    server = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server.start()
    _, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        settings = {"key": "x", "secret": "y", "endpoint_url": f"http://127.0.0.1:{port}"}
        patch.setitem(fsspec.config.conf, "s3", settings)
        fsspec.filesystem("s3").mkdir("clinic")
        yield "s3://clinic/batches"
        server.stop()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with a table of two patients of one choice, and a place of them that is a folder."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(VOICES, "fake", FAKE)
        made(table(folder, patients=2, choices=1), place(folder / "one"), workers=1)
    return folder


@pytest.mark.parametrize("kind", ["memory", "s3"])
def test_a_bucket_is_as_good_as_a_folder(kind: str, whole: Path, request: pytest.FixtureRequest) -> None:
    where = "memory://clinic/batches" if kind == "memory" else str(request.getfixturevalue("s3"))
    path, one = whole / "patients.csv", whole / "one"
    bucket = open_place(where)
    bucket.create(".coach-batch-key", KEY.encode())
    bucket.create(".coach-batch-key", b"another")
    assert patients.key_of(bucket) == KEY
    assert made(path, where, workers=1).made == 1
    assert {name: bucket.read(name) for name in content(one)} == content(one)
    assert made(path, where, workers=1).made == 0
    assert made(path, where, workers=1, base="https://example.org").made == 0
    assert bucket.names("patients") == ["p-0000.json", "p-0001.json"]
    assert set(bucket.contents("patients")) == {"p-0000.json", "p-0001.json"}
    page = json.loads(bucket.read("patients/p-0000.json") or b"")["page"]
    assert bucket.read(f"site/{page}/index.html")
    forget(where, "p-0000")
    assert (bucket.read(f"site/{page}/index.html"), bucket.names("patients")) == (None, ["p-0001.json"])
    assert expire(where, "90d", TODAY) == (0, 0)
    assert expire(where, "90d", TODAY + timedelta(days=91)) == (1, 1)
    assert bucket.names("patients") == bucket.names("albums") == bucket.names("none") == []
    bucket.remove("none")


def test_a_bucket_that_cannot_be_used_is_one_line(s3: str, tmp_path: Path) -> None:
    with pytest.raises(CoachError, match=r"s3://nobody: the place cannot be used .*; look at its address and keys"):
        made(table(tmp_path), "s3://nobody")


def test_a_path_needs_no_extra_and_an_unknown_kind_of_address_is_one_line(tmp_path: Path) -> None:
    assert isinstance(open_place(str(tmp_path)), Folder)
    with pytest.raises(CoachError, match="none://clinic: the place cannot be used"):
        open_place("none://clinic")
