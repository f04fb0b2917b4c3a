"""A PulseAudio server of one's own, what was played into it, and where a tone stands in that.

    from pulse import pulse_server as pulse_server  # in conftest.py

    @pytest.mark.pulse
    @needs.pulse
    def test_is_heard(pulse_server: PulseServer) -> None:
        with pulse_server.record() as recording:
            subprocess.run([...], env={**os.environ, **pulse_server.env}, check=True)
        assert find(recording.samples(), tone) == [...]

The server has one sink, which goes nowhere, in mono at 48 kHz; the recording is its monitor, so it holds
what a listener would have heard, sample by sample.
"""

import functools
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

RATE = 48_000
SINK = "coach_test"
PROGRAMS = ("pulseaudio", "pactl", "parec")
_PATIENCE = 20.0
_BLOCK = 1 << 20

# ALSA programs reach the server through its plugin; the library's own file is still needed for the rest.
_ASOUND = """\
</usr/share/alsa/alsa.conf>
pcm.!default {{ type pulse server "{server}" }}
ctl.!default {{ type pulse server "{server}" }}
"""


class Recording:
    """What the sink gave out, growing while it is recorded. Positions are samples from its first one."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._bytes = 0

    @property
    def length(self) -> int:
        """Samples recorded so far. What sounds now is at most this far in, plus some 20 ms on their way."""
        return self._bytes // 2

    def samples(self) -> NDArray[np.int16]:
        """All that was recorded so far."""
        data = b"".join(self._blocks)
        return np.frombuffer(data[: len(data) // 2 * 2], np.int16)

    def fill(self, pipe: int) -> None:
        """Take all that comes through `pipe`, to its end."""
        while block := os.read(pipe, 65536):
            self._blocks.append(block)
            self._bytes += len(block)

    def wait_until(self, length: int) -> None:
        """Wait until so many samples were recorded. Raises TimeoutError after 20 s without a new one."""
        seen, until = self.length, time.monotonic() + _PATIENCE
        while self.length < length:
            if self.length > seen:
                seen, until = self.length, time.monotonic() + _PATIENCE
            if time.monotonic() > until:
                raise TimeoutError(f"the recording stands at {seen} samples")
            time.sleep(0.005)


class PulseServer:
    """A running server; `env` leads programs to it."""

    def __init__(self, folder: Path) -> None:
        self.address = f"unix:{folder}/socket"
        self.env: dict[str, str] = {
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "PULSE_SERVER": self.address,
            "PULSE_COOKIE": f"{folder}/cookie",
            "ALSA_CONFIG_PATH": f"{folder}/asound.conf",
        }
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers; also again after `kill`. Raises RuntimeError with its log."""
        (self._folder / "asound.conf").write_text(_ASOUND.format(server=self.address))
        (self._folder / "socket").unlink(missing_ok=True)
        log = self._folder / "log"
        command = [
            *("pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"),
            # Before other programs where that may be set, as on a desktop.
            *("--disable-shm=yes", "--realtime=no", "--high-priority=yes", "--log-target=stderr"),
            f"--load=module-native-protocol-unix socket={self._folder}/socket auth-anonymous=1",
            f"--load=module-null-sink sink_name={SINK} rate={RATE} channels=1 format=s16le",
        ]
        with log.open("wb") as file:
            self._process = subprocess.Popen(command, env=self._environment(), stdout=file, stderr=file)
        until = time.monotonic() + _PATIENCE
        while self._ask("get-default-sink") != SINK:
            if self._process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise RuntimeError(f"PulseAudio did not start: {log.read_text(errors='replace')}")
            time.sleep(0.02)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    @contextmanager
    def record(self) -> Iterator[Recording]:
        """Record from before the body runs until half a second after it, or to the end of the server."""
        recording = Recording()
        command = [
            *("parec", f"--device={SINK}.monitor", "--format=s16le", f"--rate={RATE}"),
            *("--channels=1", "--latency-msec=10", "--process-time-msec=5", "--raw"),
        ]
        with subprocess.Popen(command, env=self._environment(), stdout=subprocess.PIPE) as parec:
            assert parec.stdout is not None
            reader = threading.Thread(target=recording.fill, args=(parec.stdout.fileno(),))
            reader.start()
            try:
                recording.wait_until(1)
                yield recording
                if parec.poll() is None:  # it ends with the server, which the body may have killed
                    recording.wait_until(recording.length + RATE // 2)
            finally:
                parec.terminate()
                reader.join()

    def _environment(self) -> dict[str, str]:
        return {**os.environ, **self.env}

    def _ask(self, *arguments: str) -> str:
        answer = subprocess.run(
            ["pactl", *arguments], env=self._environment(), capture_output=True, text=True, check=False
        )
        return answer.stdout.strip()


@contextmanager
def private_server() -> Iterator[PulseServer]:
    """A running server, gone afterwards. Raises RuntimeError if PulseAudio is not installed."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        raise RuntimeError(f"no {', '.join(missing)} (Debian and Ubuntu: apt install pulseaudio pulseaudio-utils)")
    # Not pytest's folder: the name of a socket must be shorter than 108 characters.
    with tempfile.TemporaryDirectory(prefix="pulse-", ignore_cleanup_errors=True) as folder:
        server = PulseServer(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.kill()


def retried(test: Callable[..., None]) -> Callable[..., None]:
    """The test, given three chances: a busy machine starves any sound device now and then, which is no fault of ours.

    A fault of ours shows every time.
    """

    @functools.wraps(test)
    def patient(**fixtures: Any) -> None:
        for chance in range(3):
            try:
                return test(**fixtures)
            except (AssertionError, subprocess.TimeoutExpired):
                if chance == 2:
                    raise
        return None

    return patient


@pytest.fixture
def pulse_server() -> Iterator[PulseServer]:
    """A server of its own for one test."""
    with private_server() as server:
        yield server


def find(recording: NDArray[np.int16], tone: NDArray[np.int16], least: float = 0.7) -> list[int]:
    """Where `tone` begins in `recording`, in order: peaks of normalised cross-correlation, `least` or more.

    The loudness of the tone does not matter, only its form; two finds are at least its length apart.
    """
    score = correlate(recording, tone)
    found = []
    above = np.flatnonzero(score >= least)
    while above.size:
        group = above[above < above[0] + len(tone)]
        best = int(group[np.argmax(score[group])])
        found.append(best)
        above = above[above >= best + len(tone)]
    return found


def correlate(recording: NDArray[np.int16], tone: NDArray[np.int16]) -> NDArray[np.float32]:
    """How much each stretch of `recording` has the form of `tone`, from -1 to 1, by its first sample."""
    wanted = tone.astype(np.float64) - tone.mean()
    wanted /= np.linalg.norm(wanted)
    size = len(wanted)
    if len(recording) < size:
        return np.zeros(0, np.float32)
    # in blocks, so that long recordings need no more memory than their score
    length = 1 << (max(min(_BLOCK, len(recording)), 4 * size) - 1).bit_length()
    pattern = np.conj(np.fft.rfft(wanted, length))
    score = np.empty(len(recording) - size + 1, np.float32)
    for start in range(0, len(score), length - size + 1):
        block = recording[start : start + length].astype(np.float64)
        count = len(block) - size + 1
        product = np.fft.irfft(np.fft.rfft(block, length) * pattern, length)[:count]
        sums = np.concatenate(([0.0], np.cumsum(block)))
        squares = np.concatenate(([0.0], np.cumsum(block * block)))
        total = sums[size:] - sums[:-size]
        energy = squares[size:] - squares[:-size] - total * total / size
        score[start : start + count] = product / np.sqrt(np.maximum(energy, size))
    return score


def last_sound(recording: NDArray[np.int16], threshold: int = 1800) -> int:
    """The last sample louder than the carrier can be; -1 if there is none."""
    loud = np.flatnonzero(np.abs(recording.astype(np.int32)) > threshold)
    return int(loud[-1]) if loud.size else -1
