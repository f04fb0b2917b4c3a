"""What an Opus file says about its length: the last page's position, less what is skipped at the beginning.

The encoder's last frame is filled up; RFC 7845, 4.4 and 4.5, has players stop at the position, to the sample at 48 kHz.
"""

# mypy: allow-untyped-calls

from pathlib import Path
from typing import Any

from coach.units import SAMPLE_RATE, Samples


def opus_samples(path: Path) -> Samples:
    """Samples that a player hears.

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
