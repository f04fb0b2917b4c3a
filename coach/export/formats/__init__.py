"""What can be written: one table. A new format is a new row, with a way to tag it and a way to count it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from coach.errors import InputError
from coach.export.formats.flac import flac_samples
from coach.export.formats.id3 import tag_mp3, tag_wav
from coach.export.formats.m4b import m4b_samples
from coach.export.formats.mp3 import mend_mp3, mp3_samples
from coach.export.formats.mp4_atoms import ffmetadata, tag_m4b
from coach.export.formats.opus import opus_samples
from coach.export.formats.tags import Tags
from coach.export.formats.vorbis import tag_flac, tag_opus
from coach.export.formats.wav import wav_samples
from coach.units import SAMPLE_RATE, Samples

_SAME_BYTES = ("-map_metadata", "-1", "-bitexact")

_LEVEL = ("-af", "volume=0.4455dB:precision=float")
"""At 96 kbit/s, mono or joint stereo, LAME takes 0.4455 dB off by itself (its scale of 0.95); this gives it back, in
floating point."""


@dataclass(frozen=True)
class Format:
    """How one kind of file is made, tagged and checked."""

    name: str
    suffix: str
    """With its dot."""
    arguments: tuple[str, ...]
    """What the encoder is told about its output, without the file's name."""
    tag: Callable[[Path, Tags], None]
    """Writes tags into a finished file. Raises OSError or mutagen's MutagenError."""
    count: Callable[[Path], Samples]
    """How many samples a finished, untagged file says it holds. Raises ValueError if it is not whole."""
    beside: Callable[[Tags], str] | None = None
    """A second input that the encoder gets, for tags that only it can write: the text of an FFMETADATA file."""
    mend: Callable[[Path, Samples], None] | None = None
    """Corrects what the encoder is known to note wrongly for so many samples. Raises as `count` does."""
    most: Samples | None = None
    """The longest file the format can hold, in samples."""
    channels: int = 1

    def stereo(self) -> "Format":
        """The same with two channels, which fill a file twice as fast where its bytes are limited."""
        most = None if self.most is None else Samples(self.most // 2)
        return replace(self, channels=2, most=most)


FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format(
            name="mp3",
            suffix=".mp3",
            # The Info tag holds the encoder's delay, so that players drop it: tracks stay gapless and exact.
            # Two channels are encoded as joint stereo, which the encoder does by itself.
            arguments=(
                *_LEVEL,
                *("-c:a", "libmp3lame", "-b:a", "96k", "-f", "mp3", "-write_xing", "1", "-id3v2_version", "0"),
                *_SAME_BYTES,
            ),
            tag=tag_mp3,
            count=mp3_samples,
            mend=mend_mp3,
        ),
        Format(
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
            count=m4b_samples,
            beside=ffmetadata,
        ),
        Format(
            name="opus",
            suffix=".opus",
            # At 64 kbit/s the carrier is never below players' threshold for longer than 12 ms; at 48 it was for 26 ms,
            # at the end of a word, and the strictest player would skip there.
            # It changes no level: 0.08 dB on the carrier, 0.04 dB on noise like speech. -bitexact fixes the serial.
            arguments=("-c:a", "libopus", "-b:a", "64k", "-f", "opus", *_SAME_BYTES),
            tag=tag_opus,
            count=opus_samples,
        ),
        Format(
            name="flac",
            suffix=".flac",
            arguments=("-c:a", "flac", "-f", "flac", *_SAME_BYTES),
            tag=tag_flac,
            count=flac_samples,
        ),
        Format(
            name="wav",
            suffix=".wav",
            arguments=("-c:a", "pcm_s16le", "-f", "wav", *_SAME_BYTES),
            tag=tag_wav,
            count=wav_samples,
            most=Samples((2**32 - 2**24) // 2),  # its sizes are 32 bits of bytes; 16 megabytes are kept for tags
        ),
    )
}


def format_named(name: str, channels: int = 1) -> Format:
    """The row of that name, for one or two channels. Raises InputError that lists what there is."""
    try:
        form = FORMATS[name]
    except KeyError:
        raise InputError(f"there is no format '{name}'; there are: {', '.join(FORMATS)}") from None
    return form if channels == 1 else form.stereo()
