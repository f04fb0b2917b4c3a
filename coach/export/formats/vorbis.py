"""Vorbis comments, for Opus and FLAC: the usual names, the cover as FLAC's picture, chapters as ffmpeg reads them.

Names: https://xiph.org/vorbis/doc/v-comment.html. Picture: RFC 9639, 8.8, which Opus has in base 64.
Chapters: https://wiki.xiph.org/Chapter_Extension, to the millisecond.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import io
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.export.formats.iso639 import three_letters
from coach.export.formats.tags import ARTIST, GENRE, Tags, milliseconds, picture_type
from coach.units import Samples

if TYPE_CHECKING:
    from mutagen.flac import Picture

_MOST_CHAPTERS = 999
"""Their numbers have three digits. ffmpeg takes CHAPTER1000NAME for the name of chapter 100, so more are left out."""


def tag_opus(path: Path, tags: Tags) -> None:
    """Puts the comments before the sound. Raises OSError or MutagenError."""
    from mutagen.oggopus import OggOpus

    file = OggOpus(path)
    comments: Any = file.tags
    comments.clear()
    comments.extend(_comments(tags))
    if tags.cover is not None:
        comments.append(("METADATA_BLOCK_PICTURE", b64encode(_picture(tags.cover).write()).decode("ascii")))
    file.save(padding=_none)


def tag_flac(path: Path, tags: Tags) -> None:
    """Puts comments and cover before the sound. Raises OSError or MutagenError."""
    from mutagen.flac import FLAC

    file = FLAC(path)
    if file.tags is None:
        file.add_tags()
    comments: Any = file.tags
    comments.clear()
    comments.extend(_comments(tags))
    file.clear_pictures()
    if tags.cover is not None:
        file.add_picture(_picture(tags.cover))
    file.save(padding=_none)


def _none(_: object) -> int:
    """No padding: nothing but the tags decides the bytes."""
    return 0


def _comments(tags: Tags) -> list[tuple[str, str]]:
    """Name and text of each, in order."""
    found = [("TITLE", tags.title), ("ARTIST", ARTIST), ("ALBUM", tags.album)]
    if tags.number is not None:
        found.append(("TRACKNUMBER", str(tags.number)))
    if tags.total is not None:
        found.append(("TRACKTOTAL", str(tags.total)))
    if tags.year is not None:
        found.append(("DATE", f"{tags.year:04}"))
    found += [("GENRE", GENRE), ("LANGUAGE", three_letters(tags.language))]
    for number, mark in enumerate(tags.marks[:_MOST_CHAPTERS], 1):
        found.append((f"CHAPTER{number:03}", _clock(mark.start)))
        found.append((f"CHAPTER{number:03}NAME", mark.title))
    if tags.lyrics:
        found.append(("LYRICS", tags.lyrics))
    return found


def _clock(at: Samples) -> str:
    """``hh:mm:ss.mmm``."""
    seconds, rest = divmod(milliseconds(at), 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}.{rest:03}"


def _picture(cover: bytes) -> Picture:
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
