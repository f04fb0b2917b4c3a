"""The real microphone and loudspeaker: what is played into a sound server is recorded from it, whole."""

import os
import subprocess
import sys
from pathlib import Path

import needs
import numpy as np
import pytest
from pulse import SINK, PulseServer, retried
from sessions import ROOT, locate

from coach.audio.files import read
from coach.record.take import measure

pytestmark = [pytest.mark.pulse, needs.pulse]

PROGRAM = """
import sys, threading
from pathlib import Path
import numpy as np
from coach.record.folder import Line, Takes
from coach.record.recorder import record_room, record_take
from coach.record.sound import play, system_microphone
from coach.record.take import measure
from coach.units import to_samples
words = np.load(sys.argv[1])
microphone = system_microphone()
room = record_room(microphone)
speaking = threading.Thread(target=play, args=(words, lambda seconds: threading.Event().wait(seconds)))
pcm = record_take(microphone, room, to_samples(5), speaking.start, lambda: False)
speaking.join()
print(Takes(Path(sys.argv[2])).keep(Line("a-01234567", "A.", "en"), pcm, measure(pcm)))
"""


@retried
def test_what_is_played_is_recorded_and_its_end_is_found(pulse_server: PulseServer, tmp_path: Path) -> None:
    words = np.random.default_rng(5).uniform(-0.3, 0.3, 48_000).astype(np.float32)
    np.save(tmp_path / "words.npy", words)
    env = {**os.environ, **pulse_server.env, "PYTHONPATH": str(ROOT)}
    subprocess.run(["pactl", "set-default-source", f"{SINK}.monitor"], env=env, check=True)
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "words.npy"), str(tmp_path / "voice")]
    run = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    heard, rate = read(Path(run.stdout.strip()))
    assert rate == 48_000
    at, likeness = locate(heard, words)
    assert likeness > 0.99
    take = measure(heard)
    assert abs(take.start - at) <= 960
    assert abs(take.end - (at + len(words))) <= 960
