"""How much do many patients cost beside the sessions that differ, and do two cores make twice as many?

Words are spoken beforehand, so that what is measured is the making of albums. For many patients the protocol is a short
one, so that what a patient costs shows beside the albums; two cores are measured with sessions of hamstrings.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sessions import SHORT

from benches import ROOT
from benches.bars import Bar

ROW_S = 0.001
"""Seconds that a patient may cost beside the albums."""


def table(folder: Path, name: str, rows: int, choices: int) -> Path:
    """Write a table of so many patients, who have so many different choices."""
    path = folder / f"{name}.csv"
    lines = ["id,name,protocol,side,hold"]
    for row in range(rows):
        choice = row % choices
        side, hold = ("left", "right", "both")[choice % 3], 5 + choice // 3 / 100
        lines.append(f"p-{row:05},Somebody,{folder / 'short.yaml'},{side},{hold:g}")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def sessions(folder: Path, rows: int) -> Path:
    """Write a table of patients who all have another session of hamstrings, of about the same length."""
    path = folder / "sessions.csv"
    lines = [f"p-{row},hamstrings,remind,{('left', 'right')[row % 2]},{10 + row // 2 / 10:g}" for row in range(rows)]
    path.write_text("\n".join(["id,protocol,level,side,hold", *lines]), encoding="utf-8")
    return path


def batch(folder: Path, patients: Path, spoken: Path, cores: int) -> float:
    """Return the wall seconds of a batch into a new place, on so many cores."""
    shutil.rmtree(folder / "place", ignore_errors=True)
    words = ["batch", str(patients), "-o", str(folder / "place"), "--cache", str(spoken)]
    usable = sorted(os.sched_getaffinity(0))[:cores]
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "coach", *words],
        cwd=ROOT,
        check=True,
        capture_output=True,
        preexec_fn=lambda: os.sched_setaffinity(0, usable),
    )
    return time.perf_counter() - began


def measure(*, quick: bool, spoken: Path) -> list[Bar]:
    """Make many patients of some choices, the choices alone, and those on one core."""
    rows, choices, few = (1_000, 10, 4) if quick else (10_000, 100, 12)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "short.yaml").write_text(SHORT, encoding="utf-8")
        batch(folder, table(folder, "words", 3, 3), spoken, 2)  # speaks
        alone = batch(folder, table(folder, "alone", choices, choices), spoken, 2)
        many = batch(folder, table(folder, "many", rows, choices), spoken, 2)
        batch(folder, sessions(folder, few), spoken, 2)  # speaks, and finds the gains
        both, one = (batch(folder, sessions(folder, few), spoken, cores) for cores in (2, 1))
    return [
        Bar(
            name=f"batch of {rows:,} patients with {choices} choices",
            figure=many,
            unit="s",
            limit=alone + rows * ROW_S / 1.05,
            beside=f"{choices} patients with them, and 1 ms for each",
            bar=1.05,
        ),
        Bar(
            name="a patient beside that, without the albums",
            figure=max(0.0, many - alone) / rows * 1000,
            unit="ms",
            bar=None,
        ),
        Bar(
            name=f"{few} albums on two cores: part of twice as fast as on one",
            figure=one / both / 2,
            unit="",
            bar=0.9,
            at_least=True,
        ),
    ]
