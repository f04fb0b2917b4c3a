"""A waiting room from the command line: what it refuses, and what a listener in it hears."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from needs import pulse
from pulse import RATE, PulseServer, retried
from pydub.generators import Sine
from room_protocol import ROOM
from sessions import ROOT, coach, interruptible

from coach.audio import loudness


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["hamstrings"], "leads one screened person"),
        (["waiting-room", "--gap", "soon"], "--gap soon: write it like 90s or 5m"),
        (["waiting-room", "--from", "9"], "'9'|: 9|9: this is no time"),
        (["waiting-room", "--volume", "0"], "--volume 0: use 10 to 100 percent"),
        (["nothing.mp3"], "nothing.mp3: there is no such file"),
        (["waiting-room", "--player", "vlc"], "--player vlc: there is miniaudio, simpleaudio, null"),
    ],
)
def test_what_cannot_be_played_is_refused_at_once(words: list[str], told: str) -> None:
    run = coach("loop", *words)
    assert run.returncode == 2
    assert any(part in run.stderr for part in told.split("|"))
    assert run.stderr.count("\n") == 1


@pulse
@pytest.mark.pulse
@pytest.mark.piper
@retried
def test_a_room_hears_items_in_turn_at_one_loudness_with_quiet_between(
    pulse_server: PulseServer, tmp_path: Path
) -> None:
    (tmp_path / "room.yaml").write_text(ROOM, encoding="utf-8")
    Sine(700).to_audio_segment(duration=6_000, volume=-30).export(tmp_path / "soft.mp3", format="mp3").close()
    items = [str(tmp_path / "room.yaml"), str(tmp_path / "soft.mp3")]
    command = [sys.executable, "-m", "coach", "loop", *items, "--gap", "4s", "--quiet", "--cache", str(tmp_path)]
    env = {**os.environ, **pulse_server.env, "PYTHONUNBUFFERED": "1"}
    with (
        pulse_server.record() as recording,
        subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, preexec_fn=interruptible
        ) as loop,
    ):
        assert loop.stdout is not None
        lines = [loop.stdout.readline().decode() for _ in range(3)]
        time.sleep(3)
        loop.send_signal(signal.SIGINT)
    assert loop.returncode == 0
    assert [("A room" in line, "soft.mp3" in line) for line in lines] == [(True, False), (False, True), (True, False)]
    sound = recording.samples().astype(np.float32) / np.float32(32768)
    loud = np.flatnonzero(np.abs(sound) > 0.06)
    edges = np.flatnonzero(np.diff(loud) > 3.5 * RATE)
    spoken, music = (sound[part[0] : part[-1]] for part in np.split(loud, edges + 1)[:2])
    assert loudness(spoken) == pytest.approx(-16, abs=1)
    assert loudness(music) == pytest.approx(-16, abs=1)
    assert np.abs(music[: RATE // 4]).max() < 0.5 * np.abs(music).max(), "it fades in"
    quiet = sound[loud[edges[0]] : loud[edges[0] + 1]]
    assert 5.0 < len(quiet) / RATE < 15.0, "the gap of 4 s, and the lead-in of the next, however slowly it opens"
