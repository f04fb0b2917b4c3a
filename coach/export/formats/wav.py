"""What a WAV says about its length."""

import wave
from pathlib import Path

from coach.units import Samples


def wav_samples(path: Path) -> Samples:
    """Samples of a WAV without tags, in each of its channels.

    Raises ValueError if it is damaged or not as long as it says, OSError if it cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(8)
        if len(head) < 8 or int.from_bytes(head[4:], "little") != size - 8:
            raise ValueError("its size is not what it says")
        file.seek(0)
        try:
            with wave.open(file) as sound:
                return Samples(sound.getnframes())
        except (wave.Error, EOFError) as error:
            raise ValueError(str(error)) from error
