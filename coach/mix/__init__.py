"""Mixing of clips and tones to PCM: the mixer, the bed under the cues, the loudness of the whole."""

from coach.mix.bed import Bed, Carrier, Nothing, carrier
from coach.mix.mastering import album_gains
from coach.mix.mixer import Mixer, Volumes
from coach.mix.tones import load_tones


def open_bed(name: str) -> Bed:
    """Open a bed by name, `carrier` or `none`, or by a music file's path. Raises InputError for anything else."""
    if name == "carrier":
        return Carrier()
    if name == "none":
        return Nothing()
    from coach.mix.music import Music

    return Music.of_file(name)


__all__ = ["Mixer", "Volumes", "album_gains", "carrier", "load_tones", "open_bed"]
