"""Half an hour of a live session on a busy machine: is every tone in its place, and what does it take?

    python scripts/bench/live.py [--minutes 30] [--keep DIR]

In one run, on a PulseAudio server of its own where nothing is heard, and with one core kept busy all the time:
a session; the usual loop beside it, one `play` and one `sleep` for each of the same tones; and a waiting room, for
leaks. Each has a sink of its own, which is recorded. Under eight minutes the two opening chapters are skipped, as they
have no tones. The session speaks for the first time, so its first minute synthesises.
Exit code 1 if a bar is missed. Not a test, as it takes so long.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from pulse import RATE, private_server
from recording import Tone, different, find, gaps
from start import COACH, ROOT, at_terminal, environment

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


def run(folder: Path, minutes: float, planned: list[Tone]) -> dict[str, list[Look]]:
    """Play all three for so long. What was heard is in `folder` afterwards."""
    files = {name: str(folder / f"{name}.wav") for name in {tone.name for tone in planned}}
    lead = planned[0].start - RATE if minutes < SHORT else 0
    starts = [lead, *(tone.start for tone in planned)]
    gaps = [((at - before) / RATE, tone.name) for before, at, tone in zip(starts, starts[1:], planned, strict=False)]
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
        play = [*COACH, "play", *CHOICES, "--cache", str(folder / "played")]
        session, keys = stack.enter_context(at_terminal(play, env["session"]))
        beside([sys.executable, "-c", USUAL, json.dumps(files), json.dumps(gaps)], "usual")
        if minutes < SHORT:
            time.sleep(2)
            os.write(keys, b"nn")
        while (now := time.monotonic() - began) < minutes * 60:
            for name, process in (("session", session), ("room", room)):
                if process.poll() is not None:
                    sys.exit(f"the {name} ended by itself after {now:.0f} s with exit code {process.returncode}")
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


def report(
    minutes: float, folder: Path, prepared: SessionRenderer, planned: list[Tone], looks: dict[str, list[Look]]
) -> bool:
    """Print the tables. True if every bar is met."""
    tones = write_tones(folder)
    heard = {sink: np.memmap(folder / f"{sink}.raw", np.int16, "r") for sink in SINKS}
    print(f"{f'{minutes:g} minutes, one core busy':<40} {'coach play':>12} {'usual loop':>12}")
    silent = gaps(heard["session"])
    end = silent.last - 2 * RATE  # what was going on when the time was up does not count
    found = [
        find(heard["session"], end, planned, tones),
        find(heard["usual"], gaps(heard["usual"]).last, planned, tones),
    ]
    rows: dict[str, list[str]] = {
        "tones planned": [str(each.planned) for each in found],
        "tones heard": [str(len(each.places)) for each in found],
        "farthest from its place (ms)": [f"{each.worst_ms:.2f}" for each in found],
    }
    wrong, compared = different(heard["session"], end, prepared, found[0], SKIPPED if minutes < SHORT else 0)
    rows["underruns"] = [str(len(silent.places)), "-"]
    rows["silence in them (ms)"] = [f"{sum(length for _, length in silent.places) * 1000 / RATE:.0f}", "-"]
    rows[f"of {compared:,} samples, not as planned"] = [f"{wrong:,}", "-"]
    for name, values in rows.items():
        print(f"{name:<40} {values[0]:>12} {values[1]:>12}")
    for at, length in silent.places:
        print(f"  an underrun at {at / RATE:.2f} s of the recording: {length * 1000 / RATE:.0f} ms")
    print(f"\n{'':<40} {'minute 2':>12} {'half time':>12} {'end':>12}")
    seen = {(who, what): at_minutes(looks[who], what) for who in looks for what in ("mb", "descriptors", "threads")}
    for (who, what), three in seen.items():
        print(f"{who + ', ' + what:<40} " + " ".join(f"{value:>12.4g}" for value in three))
    session = looks["session"]
    settled = next(each for each in session if each.at >= min(60, session[-1].at / 2))
    cpu = 100 * (session[-1].cpu - settled.cpu) / (session[-1].at - settled.at)
    print(f"session, processor: {cpu:.2f} % of a core after {settled.at:.0f} s, {session[-1].cpu:.1f} s in all")
    print(f"room: {np.count_nonzero(heard['room']) / RATE:.0f} s of sound")

    def flat(who: str) -> bool:
        # Chapters differ in length, so the highest of each half counts: a leak would raise it.
        half = looks[who][-1].at / 2
        before, after = (max(each.mb for each in looks[who] if (each.at > half) == late) for late in (False, True))
        print(f"{who}, highest memory: {before:.0f} MB in the first half, {after:.0f} MB in the second")
        return after <= max(before * FLAT, before + FLAT_MB)

    def same(who: str) -> bool:
        return len(set(seen[who, "descriptors"])) == 1

    bars = {
        "every tone is there": found[0].planned == len(found[0].places),
        f"none is more than {WITHIN_MS:g} ms from its place": found[0].worst_ms <= WITHIN_MS,
        "no underrun": not silent.places,
        f"less than {CPU_BAR:g} % of a core": cpu < CPU_BAR,
        "memory is flat": all([flat("session"), flat("room")]),
        "descriptors stay the same": same("session") and same("room"),
    }
    for name, met in bars.items():
        print(f"{name}: {'yes' if met else 'NO'}")
    return all(bars.values())


def main() -> int:
    parser = argparse.ArgumentParser(description="A long live session, measured.")
    parser.add_argument("--minutes", type=float, default=30.0, help="at most 45")
    parser.add_argument("--keep", type=Path, help="a folder for the recordings, to look at them afterwards")
    arguments = parser.parse_args()
    minutes: float = arguments.minutes
    with tempfile.TemporaryDirectory(prefix="live-") as name:
        folder = arguments.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        prepared = SessionRenderer(SessionRequest("hamstrings", Choices(passes=2), Sounds(cache=folder / "planned")))
        planned = [Tone(cue.content, start) for _, start, cue in prepared.timeline.cues() if cue.kind == "tone"]
        # The room has spoken before, so that one synthesis at a time is on the machine, as in a real session.
        _ = SessionRenderer(SessionRequest("waiting-room", Choices(), Sounds(cache=folder / "room"))).timeline
        write_tones(folder)
        looks = run(folder, minutes, planned)
        return 0 if report(minutes, folder, prepared, planned, looks) else 1


if __name__ == "__main__":
    sys.exit(main())
