"""Read sound files of any format that pydub reads: a person's own tones, recordings, music."""

import os
import shutil
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.errors import InputError

_CANCELLED = 0.01
"""Of the channels' power: where their mean has less, 20 dB below, it is not what was recorded."""


def read(path: Path, longest: float | None = None) -> tuple[NDArray[np.float32], int]:
    """Mono samples in -1 to 1, and their rate. Several channels become their mean.

    Only the first `longest` seconds, if that is given.

    Raises InputError for a file that is missing or no sound, or whose channels cancel each other in their mean.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    # pydub asks the program ffprobe about a file, which the encoder that pip brings lacks. This way of
    # reading needs ffmpeg alone, and reads WAV without any program.
    pydub = _pydub()
    try:
        segment = pydub.from_file_using_temporary_files(str(path), format=_kind(path), duration=longest)
    except Exception as error:  # pydub raises whatever its decoder met; all of it means the same to the user
        raise InputError(f"{path}: cannot be read as sound ({type(error).__name__}); try WAV, MP3 or FLAC") from error
    full = float(1 << (8 * segment.sample_width - 1))
    frames = np.asarray(segment.get_array_of_samples(), np.float32).reshape(-1, segment.channels)
    mono = frames.mean(axis=1)
    if np.vdot(mono, mono) * segment.channels < _CANCELLED * np.vdot(frames, frames):
        raise InputError(f"{path}: its channels cancel each other (opposite phase); save one of them as mono")
    return (mono / full).astype(np.float32), segment.frame_rate


def _kind(path: Path) -> str | None:
    """WAV by what is inside, everything else as ffmpeg finds it."""
    with path.open("rb") as file:
        head = file.read(12)
    return "wav" if head[:4] == b"RIFF" and head[8:] == b"WAVE" else None


@cache
def _pydub() -> Any:
    with warnings.catch_warnings():
        # At import it warns of a missing ffmpeg; the next lines give it one.
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    system = shutil.which("ffmpeg")
    if system is None:
        from imageio_ffmpeg import get_ffmpeg_exe

        system = os.fspath(get_ffmpeg_exe())
    AudioSegment.converter = system
    return AudioSegment
