"""Other people's music: a desktop can duck it under a session, and it is never stopped."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from needs import pulse
from pulse import RATE, SINK, PulseServer, Recording
from sessions import ROOT, SHORT

pytestmark = [pulse, pytest.mark.pulse, pytest.mark.piper]

PATIENCE = 20.0

PITCH = 3000  # Hz, above the voice's loudest


def inputs(server: PulseServer) -> dict[str, Any]:
    """What plays, by its role."""
    command = ["pactl", "--format=json", "list", "sink-inputs"]
    found = subprocess.run(command, env={**os.environ, **server.env}, capture_output=True, text=True, check=True)
    return {each["properties"].get("media.role", ""): each for each in json.loads(found.stdout or "[]")}


def music_in(recording: Recording) -> float:
    """How loud the music is in the last tenth of a second: amplitude at its pitch."""
    sound = recording.samples()[-RATE // 10 :]
    turn = np.exp(-2j * np.pi * PITCH * np.arange(len(sound)) / RATE)
    return float(2 * abs(np.dot(sound, turn)) / max(1, len(sound)))


def until(seen: Callable[[], bool]) -> None:
    """Wait for it. Fails after a while."""
    deadline = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def running(server: PulseServer, *command: str | Path, **options: Any) -> Iterator[None]:
    process = subprocess.Popen(command, env={**os.environ, **server.env, **options.pop("env", {})}, **options)
    try:
        yield
    finally:
        process.kill()
        process.wait()
        if process.stdin is not None:
            process.stdin.close()


@pytest.mark.parametrize(
    ("module", "ducked"),
    [
        (["module-role-ducking", "trigger_roles=a11y", "ducking_roles=music", "volume=-20dB"], True),
        (["module-role-cork"], False),  # as most desktops have it: music stops for a phone
    ],
)
def test_music_is_ducked_where_the_desktop_does_it_and_never_stopped(
    pulse_server: PulseServer, tmp_path: Path, module: list[str], ducked: bool
) -> None:
    (tmp_path / "short.yaml").write_text(SHORT, encoding="utf-8")
    load = ["pactl", "load-module", *module]
    subprocess.run(load, env={**os.environ, **pulse_server.env}, check=True, stdout=subprocess.DEVNULL)
    tone = 8000 * np.sin(2 * np.pi * PITCH * np.arange(60 * RATE) / RATE)
    (tmp_path / "music.raw").write_bytes(tone.astype("<i2").tobytes())
    kind = ["--format=s16le", f"--rate={RATE}", "--channels=1", "--property=media.role=music"]
    music = ["pacat", f"--device={SINK}", *kind, str(tmp_path / "music.raw")]
    play = [sys.executable, "-m", "coach", "play", str(tmp_path / "short.yaml"), "--quiet", "--cache", str(tmp_path)]
    with pulse_server.record() as recording, running(pulse_server, *music):
        until(lambda: music_in(recording) > 7000)
        state = {"XDG_STATE_HOME": str(tmp_path)}
        with running(pulse_server, *play, env=state, cwd=ROOT, stdin=subprocess.DEVNULL):
            until(lambda: "a11y" in inputs(pulse_server))
            if ducked:
                until(lambda: 600 < music_in(recording) < 1000)
            assert not inputs(pulse_server)["music"]["corked"]
            assert (music_in(recording) < 1000) == ducked
        until(lambda: music_in(recording) > 7000)
