"""PCM streamed into the encoder program, a file out of it: whole, tagged and checked, or none at all."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from coach.audio.ffmpeg import NO_WINDOW, find_encoder
from coach.errors import CoachError
from coach.export.formats.base import Format
from coach.export.formats.tags import Tags
from coach.storage.atomic import cannot_write, known_reason, whole_file, writing
from coach.units import SAMPLE_RATE, Samples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_INPUT = ("-nostdin", "-v", "error", "-y", "-f", "s16le", "-ar", str(SAMPLE_RATE))


class Encoder:
    """Takes PCM piece by piece. Keeps none of it."""

    def __init__(self, path: Path, process: subprocess.Popen[bytes], said: IO[bytes], channels: int) -> None:
        self._path = path
        self._channels = channels
        self._process = process
        self._said = said

    def write(self, pcm: NDArray[np.int16]) -> None:
        """Hands over the next samples at 48 kHz, of shape (n,), or (n, 2) in stereo.

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
        """Ends the input and waits. Raises CoachError with the encoder's last line if it failed."""
        assert self._process.stdin is not None
        # It may have stopped before it had read everything: then its return code says so.
        with suppress(OSError):
            self._process.stdin.close()
        code = self._process.wait()
        if code:
            ended = f"was ended by signal {-code}" if code < 0 else f"failed with code {code}"
            raise self.failure(f"the encoder {ended}")

    def failure(self, what: str) -> CoachError:
        """One line: the reason if the encoder's words hold a usual one, else what happened and its last."""
        self._said.seek(0)
        words = self._said.read().decode("utf-8", "replace")
        lines = [line.strip() for line in words.splitlines() if line.strip()]
        said = ": ".join([what, *lines[-1:]])
        return CoachError(f"cannot write {self._path}: {known_reason(words) or said}")

    def abandon(self) -> None:
        """Ends the encoder at once."""
        self._process.kill()
        self._process.communicate()


@contextmanager
def encoding(
    path: Path,
    form: Format,
    tags: Tags,
    length: Samples,
    before: Callable[[Path], None] | None = None,
) -> Iterator[Encoder]:
    """An encoder to write `length` samples into; the file appears when the block ends well, with its tags.

    `before` is called with the finished file just before it takes its name, and may refuse it by raising.
    Raises CoachError if the encoder fails or the file is not exactly as long as planned.
    """
    program = find_encoder()
    with whole_file(path, before) as part, _beside(path, form, tags) as beside:
        heard = ("-ac", str(form.channels), "-i", "pipe:0", *beside)
        with _running([program, *_INPUT, *heard, *form.arguments, f"file:{part}"], path, form.channels) as encoder:
            yield encoder
            encoder.finish()
            _check(part, form, length, encoder)
        _tag(path, part, form, tags)


@contextmanager
def _beside(path: Path, form: Format, tags: Tags) -> Iterator[tuple[str, ...]]:
    """Arguments for the format's second input, whose file lives as long as the block; none if it has none."""
    with ExitStack() as stack:
        if form.extra_input is None:
            yield ()
            return
        with writing(path):
            text = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "tags.txt"
            text.write_text(form.extra_input(tags), encoding="utf-8", newline="\n")
        yield ("-f", "ffmetadata", "-i", f"file:{text}")


@contextmanager
def _running(command: list[str], path: Path, channels: int) -> Iterator[Encoder]:
    """The started program; ended if its block fails. Its words go to a file: a full pipe would stall it."""
    with ExitStack() as stack:
        with writing(path):
            said = stack.enter_context(tempfile.TemporaryFile())
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=said,
                creationflags=NO_WINDOW,
                start_new_session=True,  # Ctrl-C is for us to handle: we end it and remove its file
            )
        encoder = Encoder(path, process, said, channels)
        try:
            yield encoder
        except BaseException:
            encoder.abandon()
            raise


def _check(part: Path, form: Format, length: Samples, encoder: Encoder) -> None:
    """Raises CoachError if the file does not hold what went in, whatever the encoder's return code said."""
    try:
        if form.repair is not None:
            form.repair(part, length)
        found = form.count_samples(part)
    except (OSError, ValueError) as error:
        raise encoder.failure(str(error)) from error
    if found != length:
        raise encoder.failure(f"{found} of {length} samples are in it")


def _tag(path: Path, part: Path, form: Format, tags: Tags) -> None:
    from mutagen import MutagenError

    try:
        form.tag(part, tags)
    except (OSError, MutagenError) as error:
        cause = error.__cause__ or error.__context__
        raise cannot_write(path, cause if isinstance(cause, OSError) else error) from error
