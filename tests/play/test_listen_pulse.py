"""A real session that listens: commands are played into a microphone that also hears the session itself."""

import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import needs
import numpy as np
import pytest
import soxr
from listen_session import ANSWER, PAUSE, SPOKEN
from numpy.typing import NDArray
from play_fakes import chirp
from pulse import RATE, SINK, PulseServer, Recording, find, retried
from sessions import ROOT

pytestmark = [
    pytest.mark.pulse,
    needs.pulse,
    pytest.mark.skipif(
        shutil.which("espeak-ng") is None, reason="somebody must speak (Debian and Ubuntu: apt install espeak-ng)"
    ),
]

ROOM, MICROPHONE = "room_test", "microphone_test"
SPEECH = (
    "Sit on the front half of the chair, and put both feet on the floor. Lay the ball under the thigh, a little above "
    "the back of the knee, and let the weight of the leg rest on it. Breathe out slowly, and let the shoulders sink."
)
SESSION = str(Path(__file__).with_name("listen_session.py"))


def pactl(server: PulseServer, *words: str) -> str:
    """Ask the server for something, and return its answer."""
    command = ["pactl", *words]
    done = subprocess.run(command, env={**os.environ, **server.env}, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@contextmanager
def listening(server: PulseServer, *how: str) -> Iterator[subprocess.Popen[str]]:
    """The session, with a microphone that hears what is played into it, and the session's own echo, 60 ms late."""
    modules = [
        pactl(server, "load-module", *words)
        for words in (
            ("module-null-sink", f"sink_name={ROOM}", f"rate={RATE}", "channels=1"),
            ("module-remap-source", f"master={ROOM}.monitor", f"source_name={MICROPHONE}"),
            ("module-loopback", f"source={SINK}.monitor", f"sink={ROOM}", "latency_msec=60"),
        )
    ]
    pactl(server, "set-default-sink", SINK)
    pactl(server, "set-default-source", MICROPHONE)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **server.env}
    process = subprocess.Popen(
        [sys.executable, SESSION, *how],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdout, process.stderr):
            assert pipe is not None
            pipe.close()
        # Another chance begins with a room of its own: two of them would hear everything twice.
        for module in reversed(modules):
            pactl(server, "unload-module", module)


def told(process: subprocess.Popen[str], line: str) -> list[str]:
    """Read what the session prints until this line. Returns what came before it."""
    assert process.stdout is not None
    lines: list[str] = []
    for printed in process.stdout:
        if printed.strip() == line:
            return lines
        lines.append(printed.strip())
    raise AssertionError(f"'{line}' never came: {lines[-5:]}")


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The phrases, spoken by eSpeak: at 16 kHz for whoever knows them, at 48 kHz to be played."""
    folder = tmp_path_factory.mktemp("clips")
    for phrase, name in {**{str(phrase): name for phrase, name in SPOKEN.items()}, SPEECH: "speech"}.items():
        spoken = folder / "spoken.wav"
        subprocess.run(["espeak-ng", "-v", "en-us", "-s", "140", "-w", str(spoken), phrase], check=True)
        with wave.open(str(spoken)) as file:
            rate = file.getframerate()
            sound = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        sound = sound[: np.flatnonzero(abs(sound.astype(int)) > 300)[-1]]
        for at, ending in ((16_000, "wav"), (RATE, "play.wav")):
            write(folder / f"{name}.{ending}", soxr.resample(sound, rate, at), at)
    return folder


def write(path: Path, sound: NDArray[np.int16], rate: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(sound.tobytes())


def lasts(clip: Path) -> float:
    """Seconds of a clip."""
    with wave.open(str(clip)) as file:
        return float(file.getnframes() / RATE)


@contextmanager
def speaking(server: PulseServer, clip: Path) -> Iterator[None]:
    """Somebody who says a clip meanwhile."""
    command = ["paplay", f"--device={ROOM}", "--latency-msec=20", str(clip)]
    with subprocess.Popen(command, env={**os.environ, **server.env}) as player:
        yield
        assert player.wait(10) == 0


def answer_after(recording: Recording, tone: int, since: int) -> int:
    """The sample at which an answer begins; waits for it."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        heard = find(recording.samples()[since:], chirp(tone))
        if heard:
            return since + heard[0]
        time.sleep(0.1)
    raise AssertionError("nobody answered")


@retried
def test_what_is_said_over_the_session_s_own_sound_is_done_and_answered(pulse_server: PulseServer, clips: Path) -> None:
    delays = []
    with listening(pulse_server, "40", str(clips)) as process, pulse_server.record() as recording:
        told(process, "(microphone on)")
        told(process, "spot 1")
        for name, tone, state in (("pause", PAUSE, "paused"), ("go-on", ANSWER, "playing"), ("stop", PAUSE, "paused")):
            since = recording.length
            with speaking(pulse_server, clips / f"{name}.play.wav"):
                answered = answer_after(recording, tone, since)
            delays.append((answered - since) / RATE - lasts(clips / f"{name}.play.wav"))
            told(process, state)
            time.sleep(0.7)
        assert told_soon(process) == ["(heard stop)"]
    print(f"from the end of a phrase to its answer: {delays}, with what it takes to start a player")
    assert statistics.median(delays) < 0.6


def told_soon(process: subprocess.Popen[str]) -> list[str]:
    """What the session prints in the next half second; it is ended after it."""
    threading.Timer(0.5, process.kill).start()
    assert process.stdout is not None
    return [line.strip() for line in process.stdout]


@needs.listen
@retried
def test_the_real_detector_hears_a_phrase_once_it_knows_the_echo(pulse_server: PulseServer, clips: Path) -> None:
    with listening(pulse_server, str(clips / "speech.play.wav"), "net") as process:
        assert "paused" not in told(process, "spot 1"), "nothing of its own words is a phrase"
        with speaking(pulse_server, clips / "pause.play.wav"):
            told(process, "paused")


@retried
def test_a_microphone_that_dies_is_told_once_and_the_session_is_heard_to_its_end(
    pulse_server: PulseServer, clips: Path
) -> None:
    with listening(pulse_server, "14", str(clips)) as process:
        told(process, "(microphone on)")
        pactl(pulse_server, "suspend-source", MICROPHONE, "1")
        cues = [line for line in told(process, "finished") if line.startswith("spot")]
        heard = [*dict.fromkeys(cues)]  # words that interrupt an instruction have it repeated
        assert heard == [f"spot {number}" for number in range(14 - len(heard), 14)]
        assert len(heard) > 5
        assert process.wait(10) == 0
        assert process.stderr is not None
        lines = process.stderr.read().splitlines()
        assert len(lines) == 1
        assert "the microphone gave nothing for 2 s" in lines[0]
