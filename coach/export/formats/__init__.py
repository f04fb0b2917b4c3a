"""The formats of an export: one table. A new format is a file beside this one, and a row."""

from coach.errors import InputError
from coach.export.formats.base import Format
from coach.export.formats.flac import FLAC
from coach.export.formats.m4b import M4B
from coach.export.formats.mp3 import MP3
from coach.export.formats.opus import OPUS
from coach.export.formats.wav import WAV

FORMATS: dict[str, Format] = {
    row.name: row
    for row in (
        MP3,
        M4B,
        OPUS,
        FLAC,
        WAV,
    )
}
"""By name, in the order in which they are listed."""


def format_named(name: str, channels: int = 1) -> Format:
    """Return the row of that name, for one or two channels. Raises InputError that lists what there is."""
    try:
        row = FORMATS[name]
    except KeyError:
        raise InputError(f"there is no format '{name}'; there are: {', '.join(FORMATS)}") from None
    return row if channels == 1 else row.stereo()
