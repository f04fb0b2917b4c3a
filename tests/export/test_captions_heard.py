"""Captions agree with the sound: in the decoded files, speech begins where its caption does."""

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from coach.audio.decode import decoding
from coach.units import SAMPLE_RATE

WINDOW = SAMPLE_RATE // 200
"""5 ms."""
WITHIN_MS = 60
LOUD = 1e-4
"""Of the loud windows, in power: 40 dB below them, where a soft consonant begins. The difference of neighbours keeps
the carrier another 16 dB lower."""
_SHOWN = re.compile(r"(\d+):(\d+):(\d+)\.(\d+) --> \S+\n(.+)")


def speech_captions(file: Path) -> list[float]:
    """Seconds at which a caption with words, not with something in brackets, begins."""
    shown = _SHOWN.findall(file.read_text(encoding="utf-8"))
    return [
        int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(ms) / 1000
        for hours, minutes, seconds, ms, line in shown
        if not line.startswith("[")
    ]


def power(file: Path) -> NDArray[np.float64]:
    """Of each 5 ms of the decoded file."""
    with decoding(file) as sound:
        mono = np.concatenate([block.mean(axis=1) for block in sound.rest()])
    steps = np.diff(mono).astype(np.float64) ** 2
    means: NDArray[np.float64] = steps[: len(steps) // WINDOW * WINDOW].reshape(-1, WINDOW).mean(axis=1)
    return means


@pytest.mark.piper
@pytest.mark.parametrize("form", ["mp3", "m4b", "opus"])
def test_speech_begins_with_its_caption(form: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "coach", "export", "hamstrings", "--spots", "1", "--level", "remind"]
    subprocess.run(
        [*command, "--side", "left", "-o", str(tmp_path), "--format", form, "--layout", "single"], check=True
    )
    (file,) = tmp_path.glob(f"*.{form}")
    heard = power(file)
    loud = heard > np.percentile(heard, 99) * LOUD
    begins = np.flatnonzero(loud)
    # Silence before it, so that it is the beginning of something.
    onsets = [begins[0], *(after for before, after in pairwise(begins) if after - before > 40)]
    at = np.array(onsets) * WINDOW / SAMPLE_RATE
    checked = 0
    for start in speech_captions(file.with_suffix(".vtt")):
        first = round(start * SAMPLE_RATE / WINDOW)
        if loud[max(0, first - 40) : max(0, first - 12)].any():
            continue  # the second part of long words: its caption changes while they are spoken
        checked += 1
        assert np.abs(at - start).min() * 1000 <= WITHIN_MS, f"{start:.3f}: {at[np.abs(at - start).argmin()]:.3f}"
    assert checked > 60
