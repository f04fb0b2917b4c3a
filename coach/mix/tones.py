"""Tones of a session, from `audio_cues/` or from the person's own folder."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from coach.audio import Clip, fade, resample, set_loudness
from coach.audio.files import read
from coach.audio.levels import TONE_LOUDNESS
from coach.errors import InputError
from coach.protocol.vocabulary import TONES
from coach.units import to_samples, to_seconds

LONGEST = to_samples(2.0)

_PLACES = (Path(__file__).parents[2] / "audio_cues", Path(__file__).parents[1] / "audio_cues")
"""Folders of the shipped tones: in a checkout, and in an installed package."""


@cache
def load_tones(own: Path | None = None) -> Mapping[str, Clip]:
    """Load every tone by name, at one loudness. Those in the folder `own` replace the shipped ones.

    A tone begins with the first sample of its file. Raises InputError for a folder without any tone,
    two files for one tone, a file that is no sound or one longer than two seconds.
    """
    shipped = next((place for place in _PLACES if place.is_dir()), _PLACES[0])
    files = _files(shipped)
    missing = [name for name in TONES if name not in files]
    if missing:
        raise InputError(f"{shipped}: no file for {', '.join(missing)}; run python scripts/make_tones.py")
    if own is not None:
        replaced = _files(own)
        if not replaced:
            raise InputError(f"{own}: no tone here; name the files after what they replace: {', '.join(TONES)}")
        files |= replaced
    return MappingProxyType({name: _tone(files[name]) for name in TONES})


def _files(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such folder of tones")
    files: dict[str, Path] = {}
    for file in sorted(folder.iterdir()):
        if file.stem in TONES and file.is_file():
            if file.stem in files:
                raise InputError(f"{folder}: both {files[file.stem].name} and {file.name} are '{file.stem}'; keep one")
            files[file.stem] = file
    return files


def _tone(file: Path) -> Clip:
    clip = resample(*read(file))
    if not 0 < len(clip) <= LONGEST:
        raise InputError(f"{file}: {to_seconds(len(clip)):.1f} s long; a tone has at most {to_seconds(LONGEST):g} s")
    made = set_loudness(fade(clip), TONE_LOUDNESS)
    made.flags.writeable = False  # they are kept for the whole run
    return made
