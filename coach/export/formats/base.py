"""Format: the way that one kind of sound file is encoded, counted, repaired and tagged."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from coach.export.formats.tags import Tags
from coach.units import Samples

SAME_BYTES = ("-map_metadata", "-1", "-bitexact")
"""Arguments by which ffmpeg writes nothing about itself, so that the same sound gives the same bytes."""


@dataclass(frozen=True)
class Format:
    """A kind of sound file."""

    name: str
    suffix: str
    """With its dot."""
    arguments: tuple[str, ...]
    """For the encoder, about its output, without the file's name."""
    tag: Callable[[Path, Tags], None]
    """Writes tags into a finished file. Raises OSError or mutagen's MutagenError."""
    count_samples: Callable[[Path], Samples]
    """Reads the length that a finished, untagged file gives. Raises ValueError if the file is not whole."""
    own_arguments: Callable[[Tags, Samples], tuple[str, ...]] | None = None
    """Arguments for the encoder that tell this file, by its tags and length, from any other."""
    extra_input: Callable[[Tags], str] | None = None
    """Writes a second input for the encoder, an FFMETADATA file, for tags that only the encoder can write."""
    repair: Callable[[Path, Samples], None] | None = None
    """Corrects a length that the encoder is known to note wrongly. Raises as `count_samples` does."""
    longest: Samples | None = None
    """The longest file that the format can hold, in samples."""
    channels: int = 1

    def stereo(self) -> "Format":
        """Return the same with two channels, which fill a file twice as fast where its bytes are limited."""
        longest = None if self.longest is None else Samples(self.longest // 2)
        return replace(self, channels=2, longest=longest)
