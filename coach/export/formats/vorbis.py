"""Vorbis comments, for Opus and FLAC: the usual names, the cover as FLAC's picture, chapters as ffmpeg reads them.

Names: https://xiph.org/vorbis/doc/v-comment.html. Picture: RFC 9639, 8.8, which Opus has in base 64.
Chapters: https://wiki.xiph.org/Chapter_Extension, to the millisecond.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from coach.export.formats.iso639 import three_letters
from coach.export.formats.tags import ARTIST, GENRE, Tags, milliseconds, picture_type

if TYPE_CHECKING:
    from mutagen.flac import Picture

    from coach.units import Samples

_MOST_CHAPTERS = 999
"""Their numbers have three digits. ffmpeg takes CHAPTER1000NAME for the name of chapter 100, so more are left out."""


def comments(tags: Tags) -> list[tuple[str, str]]:
    """List the name and the text of each comment, in order."""
    listed = [("TITLE", tags.title), ("ARTIST", ARTIST), ("ALBUM", tags.album)]
    if tags.number is not None:
        listed.append(("TRACKNUMBER", str(tags.number)))
    if tags.total is not None:
        listed.append(("TRACKTOTAL", str(tags.total)))
    if tags.year is not None:
        listed.append(("DATE", f"{tags.year:04}"))
    listed += [("GENRE", GENRE), ("LANGUAGE", three_letters(tags.language))]
    for number, mark in enumerate(tags.marks[:_MOST_CHAPTERS], 1):
        listed.append((f"CHAPTER{number:03}", _clock(mark.start)))
        listed.append((f"CHAPTER{number:03}NAME", mark.title))
    if tags.lyrics:
        listed.append(("LYRICS", tags.lyrics))
    return listed


def _clock(at: Samples) -> str:
    """Write a time as ``hh:mm:ss.mmm``."""
    seconds, rest = divmod(milliseconds(at), 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}.{rest:03}"


def picture_block(cover: bytes) -> Picture:
    """Describe a cover as FLAC does. `cover` are the bytes of a PNG or JPEG file."""
    from mutagen.flac import Picture
    from mutagen.id3 import PictureType
    from PIL import Image

    picture = Picture()
    picture.data = cover
    picture.type = PictureType.COVER_FRONT
    picture.mime = picture_type(cover)
    with Image.open(io.BytesIO(cover)) as image:
        picture.width, picture.height = image.size
        picture.depth = 8 * len(image.getbands())
    return picture
