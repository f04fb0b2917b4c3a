"""Reader of a person's own sound files, in any format that ffmpeg reads: music, recordings, tones, a room's items."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import numpy as np

from coach.audio.decode import AS_RECORDED, decoding
from coach.audio.wav import open_wav
from coach.errors import InputError
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

_ENDINGS = """
3g2 3gp aac ac3 aif aifc aiff amr ape au caf flac m4a m4b m4r mka mkv mov mp2 mp3 mp4 mpga oga ogg opus ra snd spx tta
voc w64 wav wave weba webm wma wv
"""
SOUNDS = frozenset(f".{ending}" for ending in _ENDINGS.split())
"""Endings of sound files, in small letters: what else lies in a folder of sounds is none of the coach's business."""

_BLOCK_S = 6
"""Seconds read at a time."""

_MOST_VALUES = 4 * _BLOCK_S * SAMPLE_RATE
"""Values read at a time, of all channels, so that many channels need no more memory."""

_CANCELLED = 0.01
"""Share of the channels' power, 20 dB below it, that their mean has at least: with less it is not what was recorded."""


def read(path: Path) -> tuple[NDArray[np.float32], int]:
    """Read a short file whole: mono samples of shape (samples,), and their rate in Hz. Raises as `mono_blocks` does."""
    with _opened(path) as sound:
        return np.concatenate([np.zeros(0, np.float32), *_mono(path, sound, None)]), sound.rate


def mono_blocks(path: Path, longest: float | None = None) -> Iterator[NDArray[np.float32]]:
    """Read the first `longest` seconds of a file, or all of it, as mono at 48 kHz: arrays of shape (samples,).

    Each has about 6 s, so memory does not grow. Several channels become their mean; 1.0 is full scale. Closing the
    iterator ends the decoder.

    Raises InputError for a file that is missing or no sound, and at the end for one whose channels cancel each other in
    their mean; CoachError if there is no decoder.
    """
    with _opened(path) as sound:
        if sound.rate == SAMPLE_RATE:
            yield from _mono(path, sound, longest)
            return
        import soxr

        stream = soxr.ResampleStream(sound.rate, SAMPLE_RATE, 1, dtype="float32", quality="HQ")
        for block in _mono(path, sound, longest):
            yield stream.resample_chunk(block)
        yield stream.resample_chunk(np.zeros(0, np.float32), last=True)


class _Frames(Protocol):
    rate: int
    channels: int

    def read(self, count: int) -> NDArray[np.float32]:
        """Read up to `count` samples: shape (samples, channels)."""


def _mono(path: Path, sound: _Frames, longest: float | None) -> Iterator[NDArray[np.float32]]:
    """Yield the mean of the channels in blocks: shape (samples,). Raises InputError at the end if they cancel out."""
    most = min(_BLOCK_S * sound.rate, _MOST_VALUES // sound.channels)
    left = None if longest is None else round(longest * sound.rate)
    power = mono_power = 0.0
    while left != 0 and len(frames := sound.read(most if left is None else min(most, left))):
        left = None if left is None else left - len(frames)
        mono = frames.mean(axis=1)
        power += float(np.vdot(frames, frames)) / sound.channels
        mono_power += float(np.vdot(mono, mono))
        yield mono
    if mono_power < _CANCELLED * power:
        raise InputError(
            f"{path}: its channels cancel each other: left and right cancel out in mono (opposite phase); "
            "save one of them as mono"
        )


@contextmanager
def _opened(path: Path) -> Iterator[_Frames]:
    """Open a file, whatever its format. Raises InputError if the file cannot be read or is no sound."""
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    with file:
        wav = open_wav(file)
        if wav is not None:
            yield wav
            return
    with decoding(path, *AS_RECORDED) as sound:
        yield sound
