"""Encoding: PCM streamed into ffmpeg, and a file out of it that is whole, tagged and checked, or no file at all."""

from __future__ import annotations

import secrets
import subprocess
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from typing import IO, TYPE_CHECKING

from coach.audio.ffmpeg import NO_WINDOW, every_ffmpeg, find_ffmpeg
from coach.errors import CoachError
from coach.storage.atomic import PART, cannot_write, known_reason, whole_file, writing
from coach.units import SAMPLE_RATE, Samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.export.formats.base import Format
    from coach.export.formats.tags import Tags

_INPUT = ("-nostdin", "-v", "error", "-y", "-f", "s16le", "-ar", str(SAMPLE_RATE))


class Encoder:
    """A running ffmpeg that takes PCM piece by piece and keeps none of it."""

    def __init__(self, path: Path, process: subprocess.Popen[bytes], log: IO[bytes], channels: int) -> None:
        self._path = path
        self._channels = channels
        self._process = process
        self._log = log

    def write(self, pcm: NDArray[np.int16]) -> None:
        """Hand over the next samples at 48 kHz, of shape (n,), or (n, 2) in stereo.

        Raises CoachError if the encoder has stopped.
        """
        if pcm.dtype != "int16" or pcm.shape[1:] != (() if self._channels == 1 else (self._channels,)):
            raise TypeError(f"PCM is int16 in {self._channels} channels, not {pcm.dtype} of shape {pcm.shape}")
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(pcm.astype("<i2", order="C", copy=False).data.cast("B"))
        except OSError as error:
            self.finish()
            raise cannot_write(self._path, error) from error

    def finish(self) -> None:
        """End the input and wait. Raises CoachError with the encoder's last line if it failed."""
        assert self._process.stdin is not None
        # It may have stopped before it had read everything: then its return code says so.
        with suppress(OSError):
            self._process.stdin.close()
        code = self._process.wait()
        if code:
            ended = f"was ended by signal {-code}" if code < 0 else f"failed with code {code}"
            raise self.failure(f"the encoder {ended}")

    def failure(self, what: str) -> CoachError:
        """Return an error of one line: a usual reason that the encoder gave, or else `what` with its last line."""
        self._log.seek(0)
        words = self._log.read().decode("utf-8", "replace")
        lines = [line.strip() for line in words.splitlines() if line.strip()]
        said = ": ".join([what, *lines[-1:]])
        return CoachError(f"cannot write {self._path}: {known_reason(words) or said}")

    def abandon(self) -> None:
        """End the encoder at once."""
        self._process.kill()
        self._process.communicate()


def encoder_for(folder: Path) -> str:
    """Find an ffmpeg that can write into a folder, and return its path. A system's may be confined to other ones.

    If none can, it is the usual one, whose own words then tell why. Raises CoachError if there is none.
    """
    return next((program for program in every_ffmpeg() if _writes(program, folder)), find_ffmpeg())


def _writes(program: str, folder: Path) -> bool:
    """Whether what the program writes into the folder is there."""
    part = folder / f"{PART}{secrets.token_hex(6)}.pcm"
    command = [program, "-v", "quiet", "-f", "s16le", "-i", "pipe:0", "-f", "s16le", f"file:{part}"]
    try:
        subprocess.run(command, input=bytes(960), capture_output=True, timeout=20, creationflags=NO_WINDOW)
        return part.stat().st_size > 0
    except (OSError, subprocess.TimeoutExpired):
        return False
    finally:
        with writing(folder):
            part.unlink(missing_ok=True)


@contextmanager
def encoding(
    path: Path,
    file_format: Format,
    tags: Tags,
    length: Samples,
    before: Callable[[Path], None] | None = None,
    program: str | None = None,
    within: Path | None = None,
) -> Iterator[Encoder]:
    """Start an encoder to write `length` samples into; the file appears when the block ends well, with its tags.

    `before` is called with the finished file just before it takes its name, and may refuse it by raising.
    `program` is the path of an ffmpeg; by default, the one that is found. `within` is as in `whole_file`.
    Raises CoachError if the encoder fails or the file is not exactly as long as planned.
    """
    with whole_file(path, before, within=within) as part, _extra_input(path, part, file_format, tags) as extra:
        inputs = (*_INPUT, "-ac", str(file_format.channels), "-i", "pipe:0", *extra)
        own = file_format.own_arguments(tags, length) if file_format.own_arguments else ()
        command = [program or find_ffmpeg(), *inputs, *file_format.arguments, *own, f"file:{part}"]
        with _running(command, path, part.parent, file_format.channels) as encoder:
            yield encoder
            encoder.finish()
            _check(part, file_format, length, encoder)
        _tag(path, part, file_format, tags)


@contextmanager
def _extra_input(path: Path, part: Path, file_format: Format, tags: Tags) -> Iterator[tuple[str, ...]]:
    """Yield the arguments for a format's second input; empty without one. Its file lies beside `part`, for the block.

    Beside, because a program that is confined may see no folder for temporary files, or another one than the coach.
    """
    if file_format.extra_input is None:
        yield ()
        return
    text = part.with_name(f"{part.stem}.txt")
    try:
        with writing(path):
            text.write_text(file_format.extra_input(tags), encoding="utf-8", newline="\n")
        yield ("-f", "ffmetadata", "-i", f"file:{text}")
    finally:
        with writing(path):
            text.unlink(missing_ok=True)


@contextmanager
def _running(command: list[str], path: Path, folder: Path, channels: int) -> Iterator[Encoder]:
    """Start the program, and end it if the block fails. Its words go to a file: a full pipe would stall it."""
    with ExitStack() as stack:
        with writing(path):
            log = stack.enter_context(tempfile.TemporaryFile(prefix=PART, dir=folder))
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=log,
                creationflags=NO_WINDOW,
                start_new_session=True,  # Ctrl-C is for us to handle: we end it and remove its file
            )
        encoder = Encoder(path, process, log, channels)
        try:
            yield encoder
        except BaseException:
            encoder.abandon()
            raise


def _check(part: Path, file_format: Format, length: Samples, encoder: Encoder) -> None:
    """Compare the samples in the file with those that went in, whatever the return code was. Raises CoachError."""
    try:
        if file_format.repair is not None:
            file_format.repair(part, length)
        count = file_format.count_samples(part)
    except (OSError, ValueError) as error:
        raise encoder.failure(str(error)) from error
    if count != length:
        raise encoder.failure(f"{count} of {length} samples are in it")


def _tag(path: Path, part: Path, file_format: Format, tags: Tags) -> None:
    from mutagen import MutagenError

    try:
        file_format.tag(part, tags)
    except (OSError, MutagenError) as error:
        cause = error.__cause__ or error.__context__
        raise cannot_write(path, cause if isinstance(cause, OSError) else error) from error
