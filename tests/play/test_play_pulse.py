"""Real devices: what a server of its own recorded while a session played."""

import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import needs
import pytest
from play_fakes import chirp
from play_session import places
from pulse import RATE, PulseServer, find, last_sound, retried

import coach

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
pytestmark = [pytest.mark.pulse, needs.pulse]

SESSION = str(Path(__file__).with_name("play_session.py"))
ROOT = str(Path(coach.__file__).parent.parent)


def environment(server: PulseServer | None = None) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": ROOT, **(server.env if server else {})}


@pytest.mark.parametrize(
    ("player", "how"),
    [("miniaudio", []), ("miniaudio", ["stereo"]), pytest.param("simpleaudio", [], marks=needs.simpleaudio)],
)
@retried
def test_every_tone_is_heard_in_its_place(player: str, how: list[str], pulse_server: PulseServer) -> None:
    with pulse_server.record() as recording:
        done = subprocess.run(
            [sys.executable, SESSION, player, *how],
            env=environment(pulse_server),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "finished"
    heard = recording.samples()
    found = [find(heard, chirp(number)) for number in range(10)]
    assert [len(positions) for positions in found] == [1] * 10
    offsets = [positions[0] - found[0][0] - place for positions, place in zip(found, places(), strict=True)]
    print(f"{player}: samples off {offsets}")
    assert max(abs(offset) for offset in offsets) <= 2 * RATE // 1000


@pytest.mark.parametrize("player", ["miniaudio", pytest.param("simpleaudio", marks=needs.simpleaudio)])
def test_without_a_device_it_says_what_to_do(player: str, tmp_path: Path) -> None:
    nowhere = {
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "PULSE_SERVER": f"unix:{tmp_path}/none",
        "ALSA_CONFIG_PATH": str(tmp_path / "none.conf"),
        "JACK_NO_START_SERVER": "1",
    }
    done = subprocess.run(
        [sys.executable, SESSION, player],
        env={**environment(), **nowhere},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 3
    assert "no sound device" in done.stderr
    assert "coach export" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@contextmanager
def in_terminal(player: str, server: PulseServer) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The session in a pseudo-terminal: its other end, and the process."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, SESSION, player],
        env=environment(server),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)

    def drain() -> None:
        with suppress(OSError):  # Linux reports the end of a pseudo-terminal as an error
            while os.read(ours, 4096):
                pass

    reader = threading.Thread(target=drain)
    reader.start()
    try:
        yield ours, process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        reader.join()
        os.close(ours)


@retried
def test_q_is_silent_within_three_tenths(pulse_server: PulseServer) -> None:
    delays = []
    for _ in range(3):
        with pulse_server.record() as recording, in_terminal("miniaudio", pulse_server) as (keys, process):
            while last_sound(recording.samples(), 100) < 0:
                time.sleep(0.01)
            time.sleep(0.9)
            pressed = recording.length
            os.write(keys, b"q")
            assert process.wait(timeout=10) == 0
        heard = recording.samples()
        assert len(find(heard, chirp(0))) == 0, "it stopped before the first word"
        # the carrier too has to go: anything but digital zeros counts
        delays.append((last_sound(heard, 0) - pressed) / RATE)
    print(f"from q to silence: {statistics.median(delays):.3f} s, at most {max(delays):.3f} s")
    assert max(delays) < 0.3


@pytest.mark.parametrize(
    ("player", "limit"), [("miniaudio", 0.3), pytest.param("simpleaudio", 0.5, marks=needs.simpleaudio)]
)
@retried
def test_space_goes_back_to_the_interrupted_instruction(player: str, limit: float, pulse_server: PulseServer) -> None:
    with pulse_server.record() as recording, in_terminal(player, pulse_server) as (keys, process):
        while last_sound(recording.samples()) < 0:
            time.sleep(0.01)
        pressed = recording.length
        os.write(keys, b" ")
        time.sleep(1.5)
        quiet = last_sound(recording.samples())
        os.write(keys, b" ")
        while not find(recording.samples(), chirp(2)):
            time.sleep(0.3)
        os.write(keys, b"q")
        assert process.wait(timeout=10) == 0
    heard = recording.samples()
    print(f"{player}: from space to the last sound {(quiet - pressed) / RATE:.3f} s")
    assert (quiet - pressed) / RATE < limit
    whole = find(heard, chirp(0), 0.95)
    assert whole, "the interrupted tone was not repeated whole"
    assert find(heard, chirp(1))[0] - whole[-1] == pytest.approx(places()[1], abs=RATE // 500)


@retried
def test_ctrl_c_ends_cleanly_and_puts_the_terminal_back(pulse_server: PulseServer) -> None:
    termios = pytest.importorskip("termios")
    with pulse_server.record() as recording, in_terminal("miniaudio", pulse_server) as (keys, process):
        before = termios.tcgetattr(keys)
        while last_sound(recording.samples(), 100) < 0:
            time.sleep(0.01)
        assert termios.tcgetattr(keys) != before
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
        assert termios.tcgetattr(keys) == before
    heard = recording.samples()
    end = heard[: last_sound(heard, 0) + 1][-RATE // 50 :].astype(int)
    assert abs(end[-1]) <= 2, "it ramped down"
