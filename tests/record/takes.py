"""Takes of another voice, eSpeak NG, with a room around them, and ways to spoil them."""

import subprocess
import tempfile
import wave
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.audio import resample
from coach.audio.files import read
from coach.audio.loudness import loudness
from coach.commands.record import lines_of
from coach.protocol import load
from coach.record.folder import Line
from coach.units import to_samples

Floats = NDArray[np.float32]


@cache
def lines() -> tuple[Line, ...]:
    """All lines of a shipped protocol."""
    return tuple(lines_of(load("hamstrings"), "en"))


@cache
def spoken(text: str) -> Floats:
    """Words without a room, 48 kHz, as espeak-ng says them slowly."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        subprocess.run(["espeak-ng", "-v", "en-us", "-s", "150", "-w", str(path), text], check=True)
        samples, rate = read(path)
    return resample(0.5 * samples, rate)


def in_room(words: Floats, over: float = 35.0, before: float = 0.5, after: float = 0.8, seed: int = 0) -> Floats:
    """Words in a hissing, humming room that they stand so many dB over, with seconds of it before and after."""
    start = to_samples(before)
    room = np.random.default_rng(seed).standard_normal(start + len(words) + to_samples(after)).astype(np.float32)
    room += 3 * np.sin(np.arange(len(room), dtype=np.float32) * np.float32(2 * np.pi * 50 / 48000))
    made = room * np.float32(10 ** ((loudness(words) - over - loudness(room)) / 20))
    made[start : start + len(words)] += words
    return made


def clipped(pcm: Floats, gain: float) -> Floats:
    """Turned up until its peaks are cut off at full scale."""
    return np.asarray(np.clip(pcm * np.float32(gain / np.abs(pcm).max()), -1, 1), np.float32)


def cut(pcm: Floats, share: float) -> Floats:
    """Stopped after a share of the words."""
    return pcm[: round(len(pcm) * share)]


def write(path: Path, pcm: Floats) -> None:
    """A file as a studio makes it."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(np.clip(np.rint(pcm * 32768), -32768, 32767).astype("<i2").tobytes())
