"""Sound files as samples, streamed out of the decoder program: as many at a time as are asked for."""

from __future__ import annotations

import struct
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from coach.audio.ffmpeg import NO_WINDOW
from coach.errors import InputError
from coach.export import find_encoder
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLOCK = 30 * SAMPLE_RATE
"""Samples; what is read at a time where nothing says how much belongs together."""

_HEAD = struct.Struct(">4s5I")  # of an AU stream: magic, where the data begin, their size, encoding, rate, channels


class Sound:
    """A file being decoded, at 48 kHz. 1.0 is full scale; lossy files may go above it."""

    def __init__(self, path: Path, pipe: IO[bytes]) -> None:
        """Raises InputError if the decoder finds no sound in it."""
        self.path = path
        self._pipe = pipe
        head = pipe.read(_HEAD.size)
        if len(head) < _HEAD.size:
            raise InputError(f"{path}: cannot be read as sound; try an export's MP3 or WAV")
        _, data, _, _, _, self.channels = _HEAD.unpack(head)
        pipe.read(data - _HEAD.size)
        self.length = 0
        """Samples of each channel read so far; all of them once `read` has given less than asked."""

    def read(self, count: int) -> NDArray[np.float32]:
        """The next samples, one row each and one column a channel; fewer than `count` only at the end."""
        import numpy as np

        data = self._pipe.read(count * self.channels * 4)
        whole = len(data) // (4 * self.channels) * self.channels
        pcm = np.frombuffer(data, ">f4", count=whole).astype(np.float32).reshape(-1, self.channels)
        self.length += len(pcm)
        return pcm

    def rest(self) -> Iterator[NDArray[np.float32]]:
        """Everything that is left, in blocks."""
        while len(pcm := self.read(BLOCK)):
            yield pcm


@contextmanager
def decoding(path: Path) -> Iterator[Sound]:
    """The file's first stream of sound.

    Raises InputError if there is no such file or no sound in it, CoachError if there is no decoder.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    command = [find_encoder(), "-nostdin", "-v", "error", "-i", f"file:{path}", "-map", "0:a:0"]
    command += ["-ar", str(SAMPLE_RATE), "-c:a", "pcm_f32be", "-f", "au", "pipe:1"]
    with tempfile.TemporaryFile() as said:  # its words go to a file: a full pipe would stall it
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, creationflags=NO_WINDOW)
        try:
            assert process.stdout is not None
            yield Sound(path, process.stdout)
        finally:
            process.kill()
            process.communicate()


def samples_in(path: Path) -> int:
    """How many samples a file decodes to. Raises as `decoding` does."""
    with decoding(path) as sound:
        for _ in sound.rest():
            pass
        return sound.length
