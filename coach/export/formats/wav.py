"""WAV. Its length is that of its data chunk, and its tags stand in a chunk of their own."""

# mypy: allow-untyped-calls

import wave
from pathlib import Path

from coach.export.formats.base import SAME_BYTES, Format
from coach.export.formats.id3 import write_id3
from coach.export.formats.tags import Tags
from coach.units import Samples


def wav_samples(path: Path) -> Samples:
    """Count the samples of a WAV without tags, in each of its channels.

    Raises ValueError if it is damaged or not as long as it says, OSError if it cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(8)
        if len(head) < 8 or int.from_bytes(head[4:], "little") != size - 8:
            raise ValueError("its size is not what it says")
        file.seek(0)
        try:
            with wave.open(file) as sound:
                return Samples(sound.getnframes())
        except (wave.Error, EOFError) as error:
            raise ValueError(str(error)) from error


def tag_wav(path: Path, tags: Tags) -> None:
    """Put the tags into a chunk after the sound. Raises OSError or MutagenError."""
    from mutagen.wave import _WaveID3

    write_id3(_WaveID3, path, tags)


WAV = Format(
    name="wav",
    suffix=".wav",
    arguments=("-c:a", "pcm_s16le", "-f", "wav", *SAME_BYTES),
    tag=tag_wav,
    count_samples=wav_samples,
    longest=Samples((2**32 - 2**24) // 2),  # its sizes are 32 bits of bytes; 16 megabytes are kept for tags
)
