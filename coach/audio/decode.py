"""Decoder of every sound file that is read: the ffmpeg program, streamed, so that memory does not grow."""

from __future__ import annotations

import struct
import subprocess
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from coach.audio.ffmpeg import NO_WINDOW, every_ffmpeg
from coach.errors import InputError
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

BLOCK = 6 * SAMPLE_RATE
"""Samples read at a time where nothing says how many belong together."""

AT_48_KHZ = ("-ar", str(SAMPLE_RATE), "-c:a", "pcm_f32be")
"""Arguments for floats at the coach's rate, as many channels as there are."""

AS_RECORDED = ("-c:a", "pcm_f32be")
"""Arguments for floats at the file's own rate."""

RATES = range(1_000, 1_000_001)
"""Rates in Hz that recorders and music have. A damaged header can say 1 Hz, and a second then becomes half a day."""

_HEAD = struct.Struct(">4s5I")  # of an AU stream: magic, where the data begin, their size, encoding, rate, channels
_LOUDEST = 1e6  # a sample further above full scale is a damaged one, and its power can be too much for a float


class Sound:
    """Sound file being decoded."""

    def __init__(self, path: Path, head: bytes, pipe: IO[bytes]) -> None:
        """Read an AU stream of floats, which begins with `head`. Raises InputError for a rate that is none."""
        self.path = path
        self._pipe = pipe
        _, data, _, _, self.rate, self.channels = _HEAD.unpack(head)
        if self.rate not in RATES:
            raise InputError(f"{path}: says that it was recorded at {self.rate} Hz; save it again at 48000 Hz")
        pipe.read(data - _HEAD.size)
        self.length = 0
        """Samples of each channel read so far; all of them once `read` has given less than asked."""

    def read(self, count: int) -> NDArray[np.float32]:
        """Decode the next samples: shape (samples, channels), fewer than `count` only at the end.

        1.0 is full scale; lossy files and files of floats may go above it.
        """
        import numpy as np

        width = 4 * self.channels
        data = self._pipe.read(count * width)
        pcm = finite(np.frombuffer(data, ">f4", count=len(data) // width * self.channels))
        self.length += len(pcm) // self.channels
        return pcm.reshape(-1, self.channels)

    def rest(self) -> Iterator[NDArray[np.float32]]:
        """Decode everything that is left, in blocks of at most `BLOCK` samples: shape (samples, channels)."""
        while len(pcm := self.read(BLOCK)):
            yield pcm


@contextmanager
def decoding(path: Path, *arguments: str) -> Iterator[Sound]:
    """Decode the file's first track of sound while the block runs; by default its channels, at 48 kHz, as floats.

    `arguments` of ffmpeg, for its output, replace these defaults.
    Raises InputError if there is no such file or no sound in it, CoachError if there is no decoder.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    for program in every_ffmpeg():
        command = [program, "-nostdin", "-v", "quiet", "-i", f"file:{path}", "-map", "0:a:0"]
        with _running([*command, *(arguments or AT_48_KHZ), "-f", "au", "pipe:1"]) as pipe:
            head = pipe.read(_HEAD.size)
            if len(head) == _HEAD.size:
                yield Sound(path, head, pipe)
                return
    raise no_sound(path)


@contextmanager
def _running(command: list[str]) -> Iterator[IO[bytes]]:
    """Run a decoder while the block reads what it writes."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=NO_WINDOW,
    )
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def samples_in(path: Path) -> int:
    """Count the samples that a file decodes to at 48 kHz, of each channel. Raises as `decoding` does."""
    with decoding(path) as sound:
        for _ in sound.rest():
            pass
        return sound.length


def finite(values: NDArray[np.floating]) -> NDArray[np.float32]:
    """Take what is no number out of floats of a file: one such sample would spoil all around it."""
    import numpy as np

    numbers = np.nan_to_num(values, nan=0.0, posinf=1.0, neginf=-1.0)
    made: NDArray[np.float32] = np.clip(numbers, -_LOUDEST, _LOUDEST).astype(np.float32)
    return made


def no_sound(path: Path) -> InputError:
    """Say in one line that a file is no sound."""
    return InputError(f"{path}: cannot be read as sound; try WAV, MP3 or FLAC")
