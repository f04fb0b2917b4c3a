"""Read short sound files whole, in any format that ffmpeg reads: a person's own tones, recordings, music."""

import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from coach.audio.decode import AS_RECORDED, BLOCK, SIXTEEN_BIT, decoding
from coach.audio.levels import READ_FULL_SCALE
from coach.errors import InputError

_CANCELLED = 0.01
"""Share of the channels' power, 20 dB below it, that their mean has at least: with less it is not what was recorded."""


def read(path: Path, longest: float | None = None) -> tuple[NDArray[np.float32], int]:
    """Read the first `longest` seconds of a file, or all of it: mono samples of shape (samples,), and their rate in Hz.

    Several channels become their mean; 1.0 is full scale.

    Raises InputError for a file that is missing or no sound, or whose channels cancel each other in their mean.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    blocks: list[NDArray[np.float32]] = []
    power = mono_power = 0.0
    with _opened(path) as sound:
        left = round(longest * sound.rate) if longest is not None else None
        while left != 0 and len(frames := sound.read(BLOCK if left is None else min(BLOCK, left))):
            left = None if left is None else left - len(frames)
            blocks.append(frames.mean(axis=1))
            power += float(np.vdot(frames, frames)) / frames.shape[1]
            mono_power += float(np.vdot(blocks[-1], blocks[-1]))
    if mono_power < _CANCELLED * power:
        raise InputError(f"{path}: its channels cancel each other (opposite phase); save one of them as mono")
    return np.concatenate([np.zeros(0, np.float32), *blocks]), sound.rate


class _Frames(Protocol):
    rate: int

    def read(self, count: int) -> NDArray[np.float32]:
        """Read up to `count` samples: shape (samples, channels)."""


class _Wav:
    """WAV file of 16-bit samples, which needs no program to be read: the shipped tones are there at once."""

    def __init__(self, file: wave.Wave_read) -> None:
        self.rate = file.getframerate()
        self._file = file

    def read(self, count: int) -> NDArray[np.float32]:
        channels = self._file.getnchannels()
        data = self._file.readframes(count)
        pcm = np.frombuffer(data, "<i2", count=len(data) // (2 * channels) * channels)
        return pcm.reshape(-1, channels).astype(np.float32) / np.float32(READ_FULL_SCALE)


@contextmanager
def _opened(path: Path) -> Iterator[_Frames]:
    """Open a file, whatever its format. Raises InputError if it cannot be read or is no sound."""
    try:
        with path.open("rb") as file:
            is_wav = file.read(4) == b"RIFF"
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    if is_wav and _sixteen_bit(path):
        with wave.open(str(path)) as wav:
            yield _Wav(wav)
        return
    # Lossy sound is rounded to 16 bits, as it always was: so what was made of it before is the same today.
    with decoding(path, *(AS_RECORDED if is_wav else SIXTEEN_BIT)) as sound:
        yield sound


def _sixteen_bit(path: Path) -> bool:
    """Whether a WAV file's samples are 16-bit integers; all others are for the decoder."""
    try:
        with wave.open(str(path)) as wav:
            return bool(wav.getsampwidth() == 2)
    except (wave.Error, EOFError):
        return False
