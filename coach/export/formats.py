"""What can be written: one table. A new format is a new row, with a way to tag it and a way to count it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from coach.errors import InputError
from coach.export.info_tag import mend_mp3, mp3_samples
from coach.export.tags import Tags, tag_mp3, tag_wav
from coach.export.wav_header import wav_samples
from coach.units import Samples

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
            name="wav",
            suffix=".wav",
            arguments=("-c:a", "pcm_s16le", "-f", "wav", *_SAME_BYTES),
            tag=tag_wav,
            count=wav_samples,
            most=Samples((2**32 - 2**20) // 2),  # its sizes are 32 bits of bytes; a megabyte is kept for tags
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
