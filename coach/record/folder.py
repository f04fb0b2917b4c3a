"""Folder of takes: files named by the ids of their lines, which are all that is remembered of a recording."""

import wave
from collections.abc import Iterable
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from coach.audio import resample
from coach.audio.files import SOUNDS, read
from coach.audio.levels import READ_FULL_SCALE
from coach.errors import CoachError
from coach.record.judge import OwnPace, fault
from coach.record.take import Take, measure, trimmed
from coach.storage.atomic import made_folder, whole_file, writing
from coach.units import SAMPLE_RATE
from coach.voice.pack import by_id


class Line(msgspec.Struct, frozen=True):
    """Line to be recorded."""

    id: str
    text: str
    language: str
    sentence: str = ""
    """Whole sentence with the words in it, for their melody."""
    chapter: str = ""


class Judged(msgspec.Struct, frozen=True):
    """Take of a line in the folder, judged."""

    line: Line
    path: Path
    fault: str | None


class Takes:
    """Takes in one folder. Every change is a file that appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        """Raises CoachError if there can be no such folder."""
        self.folder = folder
        with writing(folder), made_folder(folder):
            self._files = _sounds(folder)

    def of(self, line: Line) -> NDArray[np.float32] | None:
        """Read the take of a line: mono, 48 kHz, shape (samples,); None if there is none. Raises InputError."""
        path = self._files.get(line.id)
        return resample(*read(path)) if path else None

    def keep(self, line: Line, pcm: NDArray[np.float32], take: Take) -> Path:
        """Write a take, cut to its words with a margin, as 16-bit WAV of the same samples.

        A file in another format that was there for the line gets the ending ``.old``. Raises CoachError.
        """
        path = self.folder / f"{line.id}.wav"
        samples = np.clip(np.rint(trimmed(pcm, take) * READ_FULL_SCALE), -32768, 32767).astype("<i2")
        with whole_file(path) as part, writing(path), wave.open(str(part), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(SAMPLE_RATE)
            file.writeframes(samples.tobytes())
        before = self._files.get(line.id, path)
        if before.name != path.name:
            with writing(before):
                before.replace(before.with_name(f"{before.name}.old"))
        self._files[line.id] = path
        return path


def judge(folder: Path, lines: Iterable[Line]) -> tuple[list[Judged], OwnPace]:
    """Judge the takes in a folder of those lines that have one, in order; also returns the pace of their voice.

    A file that is no sound is a fault as well. Raises InputError if the folder cannot be read.
    """
    files = _sounds(folder)
    found = [(line, files[line.id]) for line in lines if line.id in files]
    measured = [(line, path, _measured(path)) for line, path in found]
    pace, known = OwnPace(), OwnPace()
    for line, _, take in measured:
        if isinstance(take, Take) and fault(take, line.text, line.language, pace) is None:
            known.learn(take, line.text, line.language)
    judged = [
        Judged(line, path, take if isinstance(take, str) else fault(take, line.text, line.language, known))
        for line, path, take in measured
    ]
    return judged, known


def _measured(path: Path) -> Take | str:
    """Measure a file, or tell why it cannot be read."""
    try:
        return measure(resample(*read(path)))
    except CoachError as error:
        return f"unreadable: {error}"


def _sounds(folder: Path) -> dict[str, Path]:
    return {name: path for name, path in by_id(folder).items() if path.suffix.lower() in SOUNDS}
