"""Sessions that were made for real: run the command line, decode what it wrote, find tones in it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pulse import correlate

from coach.audio.ffmpeg import find_ffmpeg
from coach.mix import load_tones
from coach.units import SAMPLE_RATE

ROOT = Path(__file__).parent.parent

SHORT = """\
protocol: short
version: 1
audience: person
sources:
  choice: {about: our choice}
limits:
  hold: {least: 5 s, most: 6 s, usual: 5 s, source: choice}
  reach: {least: 1 s, most: 3 s, usual: 1 s, source: choice}
  comfort: {aim: 3, ease: 4, stop: 6, source: choice}
sides: {order: [left, right], source: choice}
rests: {lengths: {short: 1.5 s}, source: choice}
ease off: {hold: ease, end: off}
safety: {notice: notice, stop rule: notice}
screening: {questions: [{ask: broken, tier: do not start}], outcomes: {do not start: not now}}
session:
  - chapter: opening
    steps: [{say: notice, tone: settle}]
  - each: side
    chapter: side
    steps:
      - {say: here, tone: settle, rest: short, leads: anywhere to on}
      - {say: begin, reach: chosen}
      - {hold: chosen, count: [two, one]}
      - {say: go, leads: held to on}
  - chapter: end
    steps: [{say: end, tone: finish, leads: anywhere to off}]
words:
  en:
    title: Short
    terms: {left: left, right: right}
    titles: {opening: Opening, side: "{side} arm", end: End}
    lines:
      notice: {source: choice, always: Ask first.}
      here: {source: choice, always: "{side} arm."}
      two: {source: choice, learn: Two.}
      one: {source: choice, learn: One.}
      begin: {source: choice, always: With the rising sound.}
      go: {source: choice, always: Let go.}
      ease: {source: choice, always: Ease off.}
      off: {source: choice, always: Put it away.}
      broken: {source: choice, always: "Is your arm broken?"}
      not now: {source: choice, always: Then not now.}
      end: {source: choice, always: The end.}
"""
"""About 25 seconds, with two holds."""


def interruptible() -> None:
    """Before a child begins: Ctrl-C reaches it, also where whoever runs the tests ignores it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def coach(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "coach", *map(str, arguments)]
    env = {**os.environ, **environment}
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=env, check=False)


def plan(*arguments: str | Path) -> dict[str, Any]:
    """The plan as data."""
    run = coach("plan", *arguments, "--json")
    assert run.returncode == 0, run.stderr
    data: dict[str, Any] = json.loads(run.stdout)
    return data


def decode(path: Path) -> NDArray[np.float32]:
    """A sound file as mono samples at its own rate, as a player would have them."""
    command = [str(find_ffmpeg()), "-v", "error", "-i", str(path), "-f", "f32le", "-ac", "1", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.float32)


def errors_ms(pcm: NDArray[np.float32], planned: dict[str, Any]) -> list[float]:
    """How far each planned tone is from its place in `pcm`, in milliseconds; infinite where it is not found."""
    reach = SAMPLE_RATE // 10
    found = []
    for cue in planned["cues"]:
        if cue["kind"] != "tone":
            continue
        tone = load_tones()[cue["tone"]]
        start = round(cue["start_s"] * SAMPLE_RATE)
        window = pcm[max(0, start - reach) : start + len(tone) + reach]
        lag, strength = locate(window, tone)
        off = lag - (start - max(0, start - reach))
        found.append(off / SAMPLE_RATE * 1000 if strength > 0.7 else float("inf"))
    return found


def locate(pcm: NDArray[np.float32], tone: NDArray[np.float32]) -> tuple[int, float]:
    """Where `tone` fits best in `pcm` (a sample), and how well (a normalised correlation, at most 1)."""
    scores = correlate(*((32_767 * np.clip(sound, -1, 1)).astype(np.int16) for sound in (pcm, tone)))
    best = int(np.argmax(scores))
    return best, float(scores[best])
