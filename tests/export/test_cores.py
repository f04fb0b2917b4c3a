"""An export works on as many cores as it may use, not on as many as the machine has."""

import os
import threading
from pathlib import Path

import pytest
from export_material import PCM, render, timeline

from coach.export import export
from coach.export.cores import usable_cores


def test_only_the_cores_of_this_process_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {2, 5, 7}, raising=False)
    assert usable_cores() == 3


def test_where_the_system_tells_none_of_it_all_cores_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    for count, cores in ((8, 8), (None, 1)):
        monkeypatch.setattr(os, "cpu_count", lambda count=count: count)
        assert usable_cores() == cores


@pytest.mark.parametrize("cores", [1, 3])
def test_an_album_is_made_by_so_many_threads(cores: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.export.album.usable_cores", lambda: cores)
    threads = set()

    def noted(index: int) -> PCM:
        threads.add(threading.get_ident())
        return render(index)

    export(timeline(), noted, tmp_path, format_name="wav")
    assert len(threads) <= cores
    assert cores > 1 or len(threads) == 1
