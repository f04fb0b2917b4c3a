"""Half an hour of a live session on a busy machine: is every tone in its place, and what does it take?

In one run, on a PulseAudio server of its own where nothing is heard, and with one core kept busy all the time:
a session; the usual loop beside it, one `play` and one `sleep` for each of the same tones; and a waiting room, for
leaks. Each has a sink of its own, which is recorded. Under eight minutes the two opening chapters are skipped, as they
have no tones. The session speaks for the first time, so its first minute synthesises; not so in a quick run, whose
processor time is told and not judged.
The usual loop plays by simpleaudio; without that extra it is left out.
"""

import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pulse import RATE, private_server

from benches import ROOT
from benches.bars import Bar, BenchError
from benches.recording import Tone, different, find, gaps
from benches.start import COACH, at_terminal, environment
from coach.diary.store import About, Diary, begin
from coach.mix import load_tones as clips
from coach.render.renderer import SessionRenderer
from coach.session import Choices
from coach.session.request import SessionRequest, Sounds

BUSY = """
import os
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, [max(os.sched_getaffinity(0))])
while True:
    pass
"""
"""Keeps one core busy, always the same one."""

USUAL_RUNS = importlib.util.find_spec("simpleaudio") is not None
SINKS = ("session", "usual", "room")
EVERY = 5.0
"""Seconds between two looks at the processes."""
SHORT, SKIPPED = 8.0, 2
WITHIN_MS, CPU_BAR = 1.0, 2.0
FLAT, FLAT_MB = 1.02, 3.0
CHOICES = ["hamstrings", "--passes", "2"]

USUAL = """
import json, sys, time
import simpleaudio

tones = {name: simpleaudio.WaveObject.from_wave_file(file) for name, file in json.loads(sys.argv[1]).items()}
for gap, name in json.loads(sys.argv[2]):
    time.sleep(gap)
    tones[name].play()
time.sleep(5)
"""


class Look(NamedTuple):
    """One look at a process."""

    at: float
    cpu: float
    mb: float
    descriptors: int
    threads: int


def look(pid: int, began: float) -> Look:
    """Raises OSError once the process is gone."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    mb = int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return Look(time.monotonic() - began, cpu, mb, len(os.listdir(f"/proc/{pid}/fd")), int(fields[17]))


def write_tones(folder: Path) -> dict[str, NDArray[np.int16]]:
    """The tones as a session plays them, also as files for the usual loop, and all of them as one for the room."""
    pcm = {name: np.rint(clip * 32767).astype(np.int16) for name, clip in clips().items()}
    quiet = np.zeros(RATE, np.int16)
    together = np.concatenate([piece for clip in pcm.values() for piece in (clip, quiet)] * 4)
    for name, clip in {**pcm, "file": together}.items():
        with closing(wave.open(str(folder / f"{name}.wav"), "wb")) as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes(clip.tobytes())
    return pcm


def run(folder: Path, minutes: float, planned: list[Tone], cache: Path) -> dict[str, list[Look]]:
    """Play all three for so long, the session with the phrases of `cache`. It records into `folder`."""
    files = {name: str(folder / f"{name}.wav") for name in {tone.name for tone in planned}}
    lead = planned[0].start - RATE if minutes < SHORT else 0
    starts = [lead, *(tone.start for tone in planned)]
    waits = [((at - before) / RATE, tone.name) for before, at, tone in zip(starts, starts[1:], planned, strict=False)]
    looks: dict[str, list[Look]] = {"session": [], "room": []}
    with private_server() as server, ExitStack() as stack:
        env = {sink: environment(server, PULSE_SINK=sink) for sink in SINKS}

        def beside(command: list[str], sink: str = "session", out: int | Any = subprocess.DEVNULL) -> None:
            process = stack.enter_context(subprocess.Popen(command, env=env[sink], cwd=ROOT, stdout=out))
            stack.callback(process.kill)

        beside([sys.executable, "-c", BUSY])
        for sink in SINKS:
            module = ["module-null-sink", f"sink_name={sink}", f"rate={RATE}", "channels=1", "format=s16le"]
            subprocess.run(["pactl", "load-module", *module], env=env[sink], check=True, stdout=subprocess.DEVNULL)
            out = stack.enter_context((folder / f"{sink}.raw").open("wb"))
            parec = ["parec", f"--device={sink}.monitor", "--format=s16le", f"--rate={RATE}", "--channels=1", "--raw"]
            beside([*parec, "--latency-msec=20"], sink, out)
        time.sleep(1)
        # The room first: a waiting room prepares in the morning, not while somebody has a session beside it.
        loop = [*COACH, "loop", "waiting-room", str(folder / "file.wav"), "--gap", "5s"]
        room, _ = stack.enter_context(at_terminal([*loop, "--cache", str(folder / "room")], env["room"]))
        time.sleep(20)
        began = time.monotonic()
        short = ["--from", str(SKIPPED + 1)] if minutes < SHORT else []
        play = [*COACH, "play", *CHOICES, *short, "--cache", str(cache)]
        # Not the first session: that one tells its keys.
        with Diary(Path(env["session"]["XDG_DATA_HOME"]) / "smr-coach" / "diary.sqlite").writing() as connection:
            about = About(
                protocol="hamstrings", version=1, title="Hamstrings", level="learn", language="en", choices="{}"
            )
            begin(connection, about, datetime.now().astimezone() - timedelta(days=30))
        session, keys = stack.enter_context(at_terminal(play, env["session"]))
        if USUAL_RUNS:
            beside([sys.executable, "-c", USUAL, json.dumps(files), json.dumps(waits)], "usual")
        if minutes < SHORT:
            time.sleep(4)
            os.write(keys, b"n")  # skips the notice, but not when to stop
        while (now := time.monotonic() - began) < minutes * 60:
            for name, process in (("session", session), ("room", room)):
                if process.poll() is not None:
                    raise BenchError(
                        f"the {name} ended by itself after {now:.0f} s with exit code {process.returncode}"
                    )
                looks[name].append(look(process.pid, began))
            time.sleep(EVERY - now % EVERY)
    return looks


def at_minutes(looks: list[Look], what: str) -> list[float]:
    """At minute 2, half time and the end: each the median of what was seen in the last of the minutes up to it."""
    end = looks[-1].at
    wide = min(60.0, end / 6)
    return [
        statistics.median([getattr(each, what) for each in looks if at - wide <= each.at <= at])
        for at in (min(120.0, end / 3), end / 2, end)
    ]


def sound(minutes: float, folder: Path, prepared: SessionRenderer, planned: list[Tone]) -> list[Bar]:
    """Compare what was recorded with what was planned."""
    tones = write_tones(folder)
    heard = {sink: np.memmap(folder / f"{sink}.raw", np.int16, "r") for sink in SINKS if sink != "usual" or USUAL_RUNS}
    silent = gaps(heard["session"])
    end = silent.last - 2 * RATE  # what was going on when the time was up does not count
    found = find(heard["session"], end, planned, tones)
    wrong, compared = different(heard["session"], end, prepared, found, SKIPPED if minutes < SHORT else 0)
    bars = [
        Bar(
            name=f"tones heard in {minutes:g} minutes, one core busy",
            figure=len(found.places),
            unit="",
            limit=found.planned,
            beside="planned",
            bar=1,
            at_least=True,
        ),
        Bar(name="tone farthest from its place", figure=found.worst_ms, unit="ms", bar=WITHIN_MS),
    ]
    if USUAL_RUNS:
        usual = find(heard["usual"], gaps(heard["usual"]).last, planned, tones)
        bars.append(Bar(name="the same of one play and sleep a tone", figure=usual.worst_ms, unit="ms", bar=None))
    return [
        *bars,
        Bar(name="gaps in the sound", figure=len(silent.places), unit="", bar=0),
        Bar(name=f"samples not as planned, of {compared:,}", figure=wrong, unit="", bar=0),
    ]


def processes(looks: dict[str, list[Look]], most_cpu: float | None) -> list[Bar]:
    """Judge what the session and the room took."""
    session = looks["session"]
    settled = next(each for each in session if each.at >= min(60, session[-1].at / 2))
    cpu = 100 * (session[-1].cpu - settled.cpu) / (session[-1].at - settled.at)
    bars = [Bar(name=f"processor of a session after {settled.at:.0f} s", figure=cpu, unit="% of a core", bar=most_cpu)]
    for who, seen in looks.items():
        # Chapters differ in length, so the highest of each half counts: a leak would raise it.
        half = seen[-1].at / 2
        before, after = (max(each.mb for each in seen if (each.at > half) == late) for late in (False, True))
        most = max(FLAT, 1 + FLAT_MB / before)
        told = f"memory of the {who}, second half"
        bars.append(Bar(name=told, figure=after, unit="MB", limit=before, beside="first half", bar=round(most, 3)))
        three = at_minutes(seen, "descriptors")
        told = f"change of the {who}'s file descriptors"
        bars.append(Bar(name=told, figure=max(three) - min(three), unit="", bar=0))
    return bars


def measure(*, quick: bool, spoken: Path) -> list[Bar]:
    """Play all three for half an hour; `quick` for a minute and a half."""
    minutes = 1.5 if quick else 30.0
    with tempfile.TemporaryDirectory(prefix="live-") as name:
        folder = Path(name)
        prepared = SessionRenderer(SessionRequest("hamstrings", Choices(passes=2), Sounds(cache=spoken)))
        planned = [Tone(cue.content, start) for _, start, cue in prepared.timeline.cues() if cue.kind == "tone"]
        # The room has spoken before, so that one synthesis at a time is on the machine, as in a real session.
        _ = SessionRenderer(SessionRequest("waiting-room", Choices(), Sounds(cache=folder / "room"))).timeline
        write_tones(folder)
        # In half an hour the session speaks for itself; in a minute and a half it would still be at that.
        looks = run(folder, minutes, planned, spoken if quick else folder / "played")
        return [*sound(minutes, folder, prepared, planned), *processes(looks, None if quick else CPU_BAR)]
