"""The tags of an M4B: iTunes' atoms, which mutagen writes, and chapters and language, which the encoder does.

The chapters go in as an FFMETADATA file (https://ffmpeg.org/ffmpeg-formats.html#Metadata) beside the sound. ffmpeg
makes a QuickTime text track of them, for Apple's players, and Nero's list (`chpl`, the first 255) for others.
"""

# mypy: allow-untyped-calls

from pathlib import Path

from coach.export.formats.iso639 import UNKNOWN, three_letters
from coach.export.formats.tags import ARTIST, GENRE, Mark, Tags, picture_type
from coach.units import SAMPLE_RATE

_AUDIOBOOK = 2
"""The kind of media (`stik`) that Apple's players put among the books."""

_ESCAPED = str.maketrans({mark: f"\\{mark}" for mark in "=;#\\\n"})


def tag_m4b(path: Path, tags: Tags) -> None:
    """Puts the atoms before the sound. Chapters that the file has stay. Raises OSError or MutagenError."""
    from mutagen.mp4 import MP4, MP4Cover

    file = MP4(path)
    if file.tags is None:
        file.add_tags()
    atoms = file.tags
    assert atoms is not None
    atoms.clear()
    atoms["\xa9nam"] = tags.title
    atoms["\xa9ART"] = ARTIST
    atoms["\xa9alb"] = tags.album
    if tags.number is not None:
        atoms["trkn"] = [(tags.number, tags.total or 0)]
    if tags.year is not None:
        atoms["\xa9day"] = f"{tags.year:04}"
    atoms["\xa9gen"] = GENRE
    atoms["stik"] = [_AUDIOBOOK]
    atoms["pgap"] = True  # no pause before the next track
    if tags.lyrics:
        atoms["\xa9lyr"] = tags.lyrics
    if tags.cover is not None:
        kind = MP4Cover.FORMAT_PNG if picture_type(tags.cover) == "image/png" else MP4Cover.FORMAT_JPEG
        atoms["covr"] = [MP4Cover(tags.cover, kind)]
    file.save(padding=lambda _: 0)


def ffmetadata(tags: Tags) -> str:
    """What the encoder is to know of the tags: the sound's language, and the chapters in samples."""
    code = three_letters(tags.language)
    lines = [";FFMETADATA1", "[STREAM]", f"language={'und' if code == UNKNOWN else code}"]
    for mark in tags.marks:
        lines += _chapter(mark)
    return "\n".join(lines) + "\n"


def _chapter(mark: Mark) -> list[str]:
    times = [f"TIMEBASE=1/{SAMPLE_RATE}", f"START={mark.start}", f"END={mark.end}"]
    return ["[CHAPTER]", *times, f"title={mark.title.translate(_ESCAPED)}"]
