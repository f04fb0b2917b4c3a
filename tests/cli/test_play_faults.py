"""`coach play` when the sound server dies, and when the program itself is killed: nothing is lost."""

import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import needs
import numpy as np
import pytest
from answered import answered
from numpy.typing import NDArray
from pulse import RATE, SINK, PulseServer, Recording, find, retried
from sessions import ROOT, SHORT, plan
from small import TEXT

from coach.render.renderer import SessionRenderer
from coach.session import Choices
from coach.session.request import SessionRequest, Sounds

AWAY = 1.5
"""Seconds between the end of the server and the next one."""


class Parec:
    """Records one life of the server; its end is the end of the recording."""

    def __init__(self, server: PulseServer) -> None:
        command = [
            *("parec", f"--device={SINK}.monitor", "--format=s16le", f"--rate={RATE}"),
            *("--channels=1", "--latency-msec=10", "--process-time-msec=5", "--raw"),
        ]
        env = {**os.environ, **server.env}
        self.recording = Recording()
        self._process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self._process.stdout is not None
        self._reader = threading.Thread(target=self.recording.fill, args=(self._process.stdout.fileno(),))
        self._reader.start()
        self.recording.wait_until(1)

    def end(self) -> NDArray[np.int16]:
        """What was heard."""
        self._process.terminate()
        self._process.wait()
        self._reader.join()
        assert self._process.stdout is not None
        self._process.stdout.close()
        return self.recording.samples()


class Lines:
    """What a program prints, each line with the moment it came."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.all: list[tuple[float, str]] = []
        self._process = process
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def wait(self, text: str, after: int = 0, within: float = 40.0) -> float:
        """When the first line with `text` came, of those after the first `after` ones."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            for moment, line in self.all[after:]:
                if text in line:
                    return moment
            time.sleep(0.005)
        raise AssertionError(f"no '{text}' in {self.all[after:]}")

    def end(self) -> None:
        self._thread.join()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.all.append((time.monotonic(), line.rstrip()))


KILLS = [("(hold)", 1.5), ("Left arm.", 0.35), ("(start)", 1.2)]
"""After these lines, by so many seconds: in a hold, in speech, in a rest."""


@pytest.mark.pulse
@pytest.mark.piper
@needs.pulse
@retried
def test_a_sound_server_that_dies_costs_no_instruction(tmp_path: Path, pulse_server: PulseServer) -> None:
    protocol, cache = tmp_path / "short.yaml", tmp_path / "cache"
    protocol.write_text(SHORT.replace("short: 0.5 s", "short: 2.5 s"))
    planned = plan(protocol, "--side", "left", "--cache", cache)["cues"]
    prepared = SessionRenderer(SessionRequest(str(protocol), Choices(side="left"), Sounds(cache=cache)))
    command = [sys.executable, "-m", "coach", "play", str(protocol), "--plain", "--side", "left"]
    command += ["--cache", str(cache)]
    env = {**os.environ, **pulse_server.env, **answered(tmp_path / "data", str(protocol))}
    recorder = Parec(pulse_server)
    heard: list[NDArray[np.int16]] = []
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        lines = Lines(process)
        try:
            seen = 0
            for text, later in KILLS:
                moment = lines.wait(text, seen)
                time.sleep(max(0.0, moment + later - time.monotonic()))
                seen, killed = len(lines.all), time.monotonic()
                pulse_server.kill()
                heard.append(recorder.end())
                time.sleep(AWAY)
                pulse_server.start()
                recorder = Parec(pulse_server)
                noticed = lines.wait("[no sound", seen) - killed
                print(f"killed after {text}: noticed after {noticed:.2f} s")
                assert noticed < 2.0
                lines.wait("The sound was away", seen)
                seen = len(lines.all)
            assert process.wait(60) == 0
        finally:
            process.kill()
            lines.end()
            heard.append(recorder.end())
    whole = np.concatenate([part for each in heard for part in (each, np.zeros(RATE, np.int16))])
    at = 0
    for cue in planned:
        clip = prepared.mixer.render_cue(cue["kind"], cue.get("text") or cue["tone"])
        places = [place for place in find(whole, clip, 0.85) if place >= at]
        assert places, f"{cue} is not whole in the recording after {at / RATE:.2f} s"
        at = places[0]
    # The second sentence: the first one may begin before the recorder of the new server does.
    words = prepared.mixer.render_cue("speech", "We go on from here.")
    told = [find(each, words, 0.85) for each in heard]
    assert [len(places) for places in told] == [0, 1, 1, 1]
    assert find(heard[1], prepared.mixer.render_cue("speech", "Ease off."), 0.85), "the stretch was left in words"


# The program itself

SPEED = 40
CHAPTERS = 15
FAST = f"""
import sys, time
from coach.cli.main import main
from coach.play import devices
from coach.play.stream import patience
from coach.play.devices.null import NullPlayer
devices.PLAYERS["null"] = lambda: NullPlayer(paced=True, now=lambda: {SPEED} * time.monotonic())
patience.STUCK *= {SPEED}  # the voice is no faster than it is
sys.argv[0] = "coach"
main()
"""


def fast(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    """`coach play`, forty times as fast, with a memory of its own."""
    command = [sys.executable, "-c", FAST, "play", *arguments, "--player", "null", "--plain"]
    env = {**os.environ, "XDG_STATE_HOME": str(folder / "state"), "XDG_DATA_HOME": str(folder / "data")}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True)


def begun(output: Sequence[str]) -> list[int]:
    """The numbers of the chapters that were begun."""
    found = (re.search(rf" (\d+)/{CHAPTERS} ", line) for line in output)
    return [int(match[1]) for match in found if match]


def killed_again_and_again(folder: Path, chosen: Sequence[str], moments: Iterator[float]) -> list[list[str]]:
    """What each process printed: one that begins, those that are killed, and one that comes to the end."""
    runs: list[list[str]] = []
    arguments = list(chosen)
    for moment in moments:
        process = fast(folder, *arguments)
        lines = Lines(process)
        lines.wait(f"/{CHAPTERS} ")
        time.sleep(moment)
        process.kill()
        process.communicate()
        lines.end()
        runs.append([line for _, line in lines.all])
        arguments = ["--resume"]
    output, errors = fast(folder, *arguments).communicate(timeout=60)
    assert not errors
    return [*runs, output.splitlines()]


@pytest.mark.piper
def test_a_killed_session_goes_on_with_the_interrupted_chapter(tmp_path: Path) -> None:
    protocol, cache = tmp_path / "small.yaml", tmp_path / "cache"
    protocol.write_text(TEXT)
    chosen = [str(protocol), "--level", "remind", "--spots", "3", "--passes", "2", "--cache", str(cache)]
    plan(*chosen)  # speaks what is needed
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    moments = [[chance.uniform(0, 0.45) for _ in range(5)] for _ in range(4)]
    folders = [tmp_path / str(number) for number in range(4)]
    for folder in folders:
        answered(folder / "data", str(protocol))
    with ThreadPoolExecutor(4) as pool:
        chains = list(pool.map(lambda folder, at: killed_again_and_again(folder, chosen, iter(at)), folders, moments))
    for runs in chains:
        assert len(runs) == 6
        chapters = [begun(run) for run in runs]
        context = f"seed {seed}: {chapters}"
        for each in chapters:
            assert each == list(range(each[0], each[-1] + 1)), context
        for before, after in pairwise(chapters):
            # one later if it was killed after that was written down and before it was printed
            assert after[0] in (before[-1], before[-1] + 1), context
        assert sorted({number for each in chapters for number in each}) == list(range(1, CHAPTERS + 1)), context
        words = {line.strip() for run in runs for line in run}
        assert "Down." in words, "as it was chosen: reminding"
        assert "Put it down." not in words, "not as usual: to learn"
    refused = fast(folders[0], "--resume")
    output, errors = refused.communicate(timeout=60)
    assert refused.returncode == 2, errors
    assert "no session was broken off" in errors
    assert len(errors.splitlines()) == 1
    assert not output


@pytest.mark.piper
def test_a_protocol_that_was_changed_does_not_go_on_in_its_middle(tmp_path: Path) -> None:
    protocol, cache = tmp_path / "small.yaml", tmp_path / "cache"
    protocol.write_text(TEXT)
    chosen = [str(protocol), "--spots", "3", "--passes", "2", "--cache", str(cache)]
    answered(tmp_path / "data", str(protocol))
    process = fast(tmp_path, *chosen)
    Lines(process).wait(f"/{CHAPTERS} ")
    process.kill()
    process.communicate()
    protocol.write_text(TEXT.replace("Ask first.", "Ask them first."))
    again = fast(tmp_path, "--resume")
    _, errors = again.communicate(timeout=60)
    assert again.returncode == 2
    assert (
        errors == f"coach: {protocol} has changed since it was broken off; begin it anew with: coach play {protocol}\n"
    )


def test_without_a_name_it_asks_for_one(tmp_path: Path) -> None:
    process = fast(tmp_path)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "play what?" in errors
    assert len(errors.splitlines()) == 1
