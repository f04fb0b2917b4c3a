"""Killed at fifty random moments while it writes: the diary opens, is whole, and has all that was said to be in it."""

import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from coach.diary.store import Diary

HERE = Path(__file__).parent
KILLS = 50


def test_kill_minus_nine_at_fifty_random_moments(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    moments = random.Random(6)
    reported = journals = 0
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, HERE / "recording_loop.py", path], cwd=HERE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            # Counted by what was written, since a busy machine may write nothing for a while.
            said = [process.stdout.readline().rstrip("\n") for _ in range(moments.randint(0, 8))]
            time.sleep(moments.uniform(0, 0.02))
            process.kill()
            said += process.stdout.read().rpartition("\n")[0].splitlines()
        assert process.returncode < 0, "it was killed, and did not end by itself"
        reported += len(said)
        journals += path.with_name("diary.sqlite-journal").exists()
        entries = {entry.id: entry for entry in Diary(path).entries()}
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for line in said:
            session, done, felt, *ended = line.split()
            entry = entries[int(session)]
            assert len(entry.done) >= int(done)
            assert len(entry.ratings) >= int(felt)
            assert entry.ending == "finished" if ended else True
        assert all(each.held == 5 for entry in entries.values() for each in entry.done)
    assert reported > KILLS, "it was killed before it wrote anything"
    assert journals > 0, "no kill met it in the middle of a transaction"
