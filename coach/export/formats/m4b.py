"""M4B: AAC in MP4. mutagen writes its tags as iTunes' atoms, and the encoder writes chapters and language.

The chapters go in as an FFMETADATA file (https://ffmpeg.org/ffmpeg-formats.html#Metadata) beside the sound. ffmpeg
makes a QuickTime text track of them, for Apple's players, and Nero's list (`chpl`, the first 255) for others.
"""

# mypy: allow-untyped-calls

from pathlib import Path

from coach.export.formats.base import Format
from coach.export.formats.iso639 import UNKNOWN, three_letters
from coach.export.formats.mp4_boxes import mp4_samples
from coach.export.formats.tags import ARTIST, GENRE, Mark, Tags, no_padding, picture_type
from coach.units import SAMPLE_RATE

_AUDIOBOOK = 2
"""The kind of media (`stik`) that Apple's players put among the books."""

_ESCAPED = str.maketrans({mark: f"\\{mark}" for mark in "=;#\\\n"})


def tag_m4b(path: Path, tags: Tags) -> None:
    """Put the atoms before the sound. Chapters that the file has stay. Raises OSError or MutagenError."""
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
    file.save(padding=no_padding)


def ffmetadata(tags: Tags) -> str:
    """Write what the encoder needs of the tags: the sound's language, and the chapters in samples."""
    code = three_letters(tags.language)
    lines = [";FFMETADATA1", "[STREAM]", f"language={'und' if code == UNKNOWN else code}"]
    for mark in tags.marks:
        lines += _chapter(mark)
    return "\n".join(lines) + "\n"


def _chapter(mark: Mark) -> list[str]:
    times = [f"TIMEBASE=1/{SAMPLE_RATE}", f"START={mark.start}", f"END={mark.end}"]
    return ["[CHAPTER]", *times, f"title={mark.title.translate(_ESCAPED)}"]


M4B = Format(
    name="m4b",
    suffix=".m4b",
    # Times in samples, so that chapters and the edit list are exact; the header in front, for streaming.
    # AAC changes no level: 0.01 dB on the carrier, 0.1 dB on a stereo tone.
    arguments=(
        *("-map", "0:a", "-map_metadata:g", "-1", "-map_metadata:s:a:0", "1:s:0", "-map_chapters", "1"),
        *("-c:a", "aac", "-b:a", "96k", "-f", "ipod", "-brand", "M4B "),
        *("-movie_timescale", str(SAMPLE_RATE), "-movflags", "+faststart", "-bitexact"),
    ),
    tag=tag_m4b,
    count_samples=mp4_samples,
    extra_input=ffmetadata,
)
