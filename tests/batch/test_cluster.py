"""A real Dask cluster of two workers on this machine: the same bytes, and nothing lost with a worker."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from batch_material import BASE, content, dies_once, made, place, records, table
from batch_material import fake_voice as fake_voice
from batch_material import whole as whole
from batch_material import workers as workers

from coach.commands import batch as command
from coach.errors import CoachError

distributed = pytest.importorskip("distributed", reason="COACH_EXTRAS=cluster scripts/test")


@pytest.fixture
def cluster(workers: None) -> Iterator[str]:
    """The address of its scheduler."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as local:
        yield local.scheduler_address


def test_a_cluster_makes_the_same_bytes_though_a_worker_is_killed_in_the_middle(
    cluster: str, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patients, many = whole / "patients.csv", place(tmp_path / "many")
    with monkeypatch.context() as patch:
        patch.setattr(command, "make", dies_once)
        summary = made(patients, many, base=BASE, cluster=cluster)
    assert Path(os.environ["COACH_TEST_DIES"]).exists()
    assert (summary.patients, summary.albums, summary.spoken) == (7, 3, 0)
    assert content(many) == content(whole / "one")
    finished = records(many)
    assert made(patients, many, base=BASE, workers=1).made == 0
    assert records(many) == finished


def test_a_cluster_that_does_not_answer_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.batch.workers.PATIENCE", "1s")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(CoachError, match=f"--cluster {address}: no Dask scheduler answers there"):
            made(table(tmp_path), tmp_path / "out", cluster=address)
