"""Opus in Ogg. Its length is the last page's position, less what is skipped at the beginning.

The encoder's last frame is filled up; RFC 7845, 4.4 and 4.5, has players stop at the position, to the sample at 48 kHz.
"""

# mypy: allow-untyped-calls

from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from coach.export.formats.base import SAME_BYTES, Format
from coach.export.formats.tags import Tags, no_padding
from coach.export.formats.vorbis import comments, picture_block
from coach.units import SAMPLE_RATE, Samples


def serial(tags: Tags, length: Samples) -> tuple[str, ...]:
    """Give a file's stream a serial number of its own, by its words, so that it is chained to others (RFC 3533, 4)."""
    words = msgspec.json.encode([length, replace(tags, cover=None)])
    number = int.from_bytes(sha256(words).digest()[:4], "big") >> 1  # ffmpeg takes 31 bits
    return ("-serial_offset", str(number or 1))


def opus_samples(path: Path) -> Samples:
    """Count the samples that a player plays.

    Raises ValueError if it is no Opus file or its last page is not whole, OSError if it cannot be read.
    """
    from mutagen import MutagenError
    from mutagen.ogg import OggPage
    from mutagen.oggopus import OggOpus

    try:
        info: Any = OggOpus(path).info
        with path.open("rb") as file:
            last = OggPage.find_last(file, info.serial, finishing=True)
    except (MutagenError, EOFError) as error:
        cause = error.__cause__ or error.__context__
        if isinstance(cause, OSError):
            raise cause from error
        raise ValueError(str(error) or "it is not whole") from error
    if last is None or not last.last:
        raise ValueError("its last page is missing")
    return Samples(round(info.length * SAMPLE_RATE))


def tag_opus(path: Path, tags: Tags) -> None:
    """Put the comments before the sound. Raises OSError or MutagenError."""
    from mutagen.oggopus import OggOpus

    file = OggOpus(path)
    written: Any = file.tags
    written.clear()
    written.extend(comments(tags))
    if tags.cover is not None:
        written.append(("METADATA_BLOCK_PICTURE", b64encode(picture_block(tags.cover).write()).decode("ascii")))
    file.save(padding=no_padding)


OPUS = Format(
    name="opus",
    suffix=".opus",
    # At 64 kbit/s the carrier is never below players' threshold for longer than 12 ms; at 48 it was for 26 ms,
    # at the end of a word, and the strictest player would skip there.
    # It changes no level: 0.08 dB on the carrier, 0.04 dB on noise like speech.
    arguments=("-c:a", "libopus", "-b:a", "64k", "-f", "opus", *SAME_BYTES),
    own_arguments=serial,
    tag=tag_opus,
    count_samples=opus_samples,
)
