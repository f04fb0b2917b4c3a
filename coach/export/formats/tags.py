"""Tags of a sound file: the same few facts, whichever way its format writes them. The same tags give the same bytes."""

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
    """Facts about a file. Titles are of one line; the chapters follow each other from the first sample."""

    title: str
    album: str
    language: str
    """A tag such as ``en`` or ``en-GB``."""
    number: int | None = None
    """Number of the track, from 1; None for a file that stands alone."""
    total: int | None = None
    marks: tuple[Mark, ...] = ()
    year: int | None = None
    cover: bytes | None = None
    """The bytes of a PNG or JPEG file."""
    lyrics: str = ""
    """The spoken words, in lines that end with ``\\n``."""


def picture_type(picture: bytes) -> str:
    """Return the media type of a cover, by its first bytes."""
    return "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"


def milliseconds(samples: int) -> int:
    """Convert to the nearest whole millisecond."""
    return (2000 * samples + SAMPLE_RATE) // (2 * SAMPLE_RATE)


def no_padding(_: object) -> int:
    """Answer mutagen, which asks how many bytes to leave free: none, so that nothing but the tags decides the bytes."""
    return 0
