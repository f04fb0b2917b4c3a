"""Sound files of any length as a stream of samples, out of the decoder program."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from coach.audio import Clip
from coach.audio.ffmpeg import NO_WINDOW, find_encoder
from coach.errors import InputError
from coach.units import SAMPLE_RATE, to_samples

AT_ONCE = to_samples(6.0)
_WIDTH = 4  # bytes of a sample


def stream(path: Path) -> Iterator[Clip]:
    """The file's first track of sound: mono, 48 kHz, at most `AT_ONCE` samples at a time.

    1.0 is full scale, and loud files go beyond it. Closing the iterator ends the decoder.
    Raises InputError for a file that is missing or no sound, CoachError if there is no decoder.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    command = [find_encoder(), "-nostdin", "-v", "quiet", "-i", f"file:{path}", "-map", "0:a:0"]
    command += ["-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "f32le", "pipe:1"]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=NO_WINDOW,
    )
    assert process.stdout is not None
    empty = True
    try:
        while data := process.stdout.read(AT_ONCE * _WIDTH):
            pcm = np.frombuffer(data, "<f4", count=len(data) // _WIDTH)
            empty = empty and not len(pcm)
            # A file of floats may hold what is no number, and one such sample would spoil all around it.
            yield np.nan_to_num(pcm, nan=0.0, posinf=1.0, neginf=-1.0).astype(np.float32, copy=False)
    finally:
        process.kill()
        process.stdout.close()
        process.wait()
    if empty:
        raise InputError(f"{path}: cannot be read as sound; try WAV, MP3 or FLAC")
