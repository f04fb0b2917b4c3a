"""The screen beside a room: half an hour of words in Chromium, each against its sound.

The room speaks into a sink of a PulseAudio server of its own, which is recorded. When a sentence was painted, the page
tells so, and the recording's length then is what sounded until then. A sentence is compared with the first sound after
a silence, if there is one near; most are, as the voice pauses between sentences. A quick run takes three minutes.
"""

import shutil
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pulse import RATE, Recording, private_server

from benches import ROOT
from benches.bars import Bar, BenchError
from benches.live import Look, look
from benches.start import environment

MOST_MS, DRIFT_MS, FLAT_MB = 200.0, 20.0, 5.0
LOUD = 2500
"""Above the carrier, of 32767."""
QUIET, NEAR, LEAST = 0.35, 0.6, 12
"""Seconds of silence before a sentence, most seconds from its sound to its words, and least sentences."""

PAINTED = """() => {
  const words = document.getElementById("words");
  new MutationObserver(() => {
    const text = words.textContent;
    requestAnimationFrame(() => setTimeout(() => window.painted(text)));
  }).observe(words, { childList: true });
}"""


def measure(quick: bool, spoken: Path) -> list[Bar]:
    """Measure in real time. Nothing in `spoken` is needed."""
    playlist = spoken / "screen.yaml"
    playlist.write_text("items: [{play: waiting-room}]\ngap: 10 s\n", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "coach", "room", str(playlist), "--quiet", "--screen", str(port)]
    with (
        private_server() as server,
        server.record() as recording,
        subprocess.Popen(command, cwd=ROOT, env=environment(server), stdout=subprocess.DEVNULL) as process,
    ):
        try:
            painted, looks = _watched(f"http://127.0.0.1:{port}/", 180.0 if quick else 1800.0, process.pid, recording)
        finally:
            process.kill()
        onsets = _onsets(recording.samples())
    return _judged(painted, looks, onsets)


def _judged(painted: list[tuple[int, str]], looks: list[Look], onsets: NDArray[np.int64]) -> list[Bar]:
    late = []
    for at, words in painted:
        near = onsets[np.abs(onsets - at) < NEAR * RATE]
        if words and near.size == 1:
            late.append(1000 * (at - int(near[0])) / RATE)
    if len(late) < LEAST:
        raise BenchError(f"only {len(late)} sentences were painted near their sound; the machine is too busy")
    half = len(late) // 2
    before, after = looks[: len(looks) // 2], looks[len(looks) // 2 :]
    grown = statistics.median(each.mb for each in after) - statistics.median(each.mb for each in before)
    drift = abs(statistics.median(late[half:]) - statistics.median(late[:half]))
    return [
        Bar(name="screen: words after their sound, median", figure=statistics.median(late), unit="ms", bar=MOST_MS),
        Bar(name="screen: words after their sound, worst", figure=max(late), unit="ms", bar=MOST_MS),
        Bar(name="screen: words before their sound, worst", figure=-min(late), unit="ms", bar=MOST_MS),
        Bar(name="screen: drift from the first half to the second", figure=drift, unit="ms", bar=DRIFT_MS),
        Bar(name="screen: memory of the room grown", figure=grown, unit="MB", bar=FLAT_MB),
        Bar(name="screen: sentences", figure=len(late), unit="of them", bar=None),
    ]


def _watched(url: str, seconds: float, pid: int, recording: Recording) -> tuple[list[tuple[int, str]], list[Look]]:
    """Watch the page, and return each text with the position at which it was painted."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ModuleNotFoundError as error:
        raise BenchError("there is no playwright; install the group dev") from error
    painted: list[tuple[int, str]] = []
    looks: list[Look] = []
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        page = chromium.new_page(viewport={"width": 1920, "height": 1080})
        page.expose_function("painted", lambda words: painted.append((recording.length, words)))
        until = time.monotonic() + 60
        while True:
            try:
                page.goto(url)
                break
            except Error:
                if time.monotonic() > until:
                    raise BenchError("the room serves no screen") from None
                time.sleep(0.2)
        page.wait_for_function("() => document.getElementById('next').textContent", timeout=300_000)
        page.evaluate(PAINTED)
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            page.wait_for_timeout(5000)
            looks.append(look(pid, began))
        chromium.close()
    return painted, looks


def _onsets(sound: NDArray[np.int16]) -> NDArray[np.int64]:
    """Position of each first loud sample after a silence."""
    loud = np.flatnonzero(np.abs(sound.astype(np.int32)) > LOUD)
    return loud[1:][np.diff(loud) > QUIET * RATE]
