"""What a file says about itself: the same few facts, whichever way its format writes them.

`tags_id3`, `tags_mp4` and `tags_vorbis` do the writing. The same tags give the same bytes.
"""

from dataclasses import dataclass

from coach.units import SAMPLE_RATE, Samples

ARTIST = "Coach"
GENRE = "Speech"


@dataclass(frozen=True)
class Mark:
    """A chapter inside a file, in samples from the file's first."""

    title: str
    start: Samples
    end: Samples


@dataclass(frozen=True)
class Tags:
    """What a file says about itself. Titles are of one line; the chapters follow each other from the first sample."""

    title: str
    album: str
    language: str
    """A tag such as ``en`` or ``en-GB``."""
    number: int | None = None
    """Which track it is, from 1; None for a file that stands alone."""
    total: int | None = None
    marks: tuple[Mark, ...] = ()
    year: int | None = None
    cover: bytes | None = None
    """The bytes of a PNG or JPEG file."""
    lyrics: str = ""
    """The spoken words, in lines that end with ``\\n``."""


def picture_type(picture: bytes) -> str:
    """The media type of a cover, by its first bytes."""
    return "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"


def milliseconds(samples: int) -> int:
    """The nearest whole millisecond."""
    return (2000 * samples + SAMPLE_RATE) // (2 * SAMPLE_RATE)
