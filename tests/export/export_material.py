"""A session for the export's tests: noise bursts and a chirp over the carrier, at places that are known."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.audio.ffmpeg import find_ffmpeg
from coach.timeline.model import Chapter, Timeline
from coach.units import CARRIER_PERIOD, SAMPLE_RATE, Samples

PCM = NDArray[np.int16]

LENGTHS = tuple(Samples(periods * CARRIER_PERIOD) for periods in (67, 129, 33, 98))
TITLES = ("Before you start", "Left leg, outer strip, spot 1 of 3", "Wechsel: das rechte Bein/Großes", "Fin…")
CHIRP_AT = (9_600, 150_000, 20_000, 100_123)
"""Where the chirp stands in each chapter, in samples."""

STARTS = tuple(int(start) for start in np.cumsum((0, *LENGTHS[:-1])))
TOTAL = sum(LENGTHS)


def timeline(titles: tuple[str, ...] = TITLES, title: str = "Hamstrings, spiky ball") -> Timeline:
    chapters = tuple(Chapter(title=name, length=LENGTHS[at % len(LENGTHS)], cues=()) for at, name in enumerate(titles))
    return Timeline(protocol="hamstrings", title=title, language="en", chapters=chapters)


def chirp() -> NDArray[np.float64]:
    """A sweep of 60 ms, 500 to 4,000 Hz, soft at its edges: it matches itself at one place only."""
    at = np.arange(round(0.06 * SAMPLE_RATE)) / SAMPLE_RATE
    return np.sin(2 * np.pi * (500 * at + 3500 / 0.06 * at**2 / 2)) * np.hanning(at.size)


def render(index: int) -> PCM:
    """The sound of a chapter, always the same."""
    index %= len(LENGTHS)
    length = LENGTHS[index]
    out = 1250 * np.sin(2 * np.pi * 32 * np.arange(length) / SAMPLE_RATE)
    sweep = chirp()
    burst = np.random.default_rng(index).normal(0, 1500, 4_000) * np.hanning(4_000)
    for at in (500, length - 4_500):
        out[at : at + burst.size] += burst
    out[CHIRP_AT[index] : CHIRP_AT[index] + sweep.size] += 12_000 * sweep
    return np.round(out).astype(np.int16)


def decode(path: Path, program: str | None = None) -> PCM:
    """What a player hears, as an ffmpeg decodes it."""
    command = [program or find_ffmpeg(), "-v", "error", "-i", str(path), "-map", "0:a", "-f", "s16le", "-"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    return np.frombuffer(done.stdout, "<i2").astype(np.int16)


def find_chirp(sound: PCM, near: int, reach: int = 4_800) -> int:
    """Where the chirp stands in the sound, by cross-correlation around a place."""
    sweep = chirp()
    first = max(0, near - reach)
    part = sound[first : near + reach + sweep.size].astype(float)
    return first + int(np.argmax(np.correlate(part, sweep, "valid")))


def counted(to: list[int]) -> Callable[[int], PCM]:
    """`render` that notes which chapters were asked for."""

    def noting(index: int) -> PCM:
        to.append(index)
        return render(index)

    return noting


def everything(folder: Path) -> dict[str, bytes]:
    """All files of a folder, hidden ones too; none if there is no such folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*")) if path.is_file()}
