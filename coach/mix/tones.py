"""Tones of a session, from `audio_cues/` or from the person's own folder."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np

from coach.audio import Clip, fade, loudness, resample, set_loudness
from coach.audio.files import SOUNDS, read
from coach.audio.levels import TONE_LOUDNESS
from coach.errors import InputError
from coach.protocol.vocabulary import TONES
from coach.units import beyond, to_samples, to_seconds

LONGEST = to_samples(2.0)

_PLACES = (Path(__file__).parents[2] / "audio_cues", Path(__file__).parents[1] / "audio_cues")
"""Folders of the shipped tones: in a checkout, and in an installed package."""


@cache
def load_tones(own: Path | None = None) -> Mapping[str, Clip]:
    """Load every tone by name, at one loudness. Those in the folder `own` replace the shipped ones.

    A tone begins with the first sample of its file. Raises InputError for a folder without any tone,
    two files for one tone, a file that is no sound, silent or longer than two seconds.
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
    """Find the file of each tone by its name, in capitals or not. Other files beside it do not matter."""
    try:
        sounds = sorted(file for file in folder.iterdir() if file.suffix.lower() in SOUNDS and file.is_file())
    except FileNotFoundError as error:
        raise InputError(f"{folder}: there is no such folder of tones") from error
    except OSError as error:
        raise InputError(f"{folder}: no folder of tones that can be read ({error.strerror})") from error
    files: dict[str, Path] = {}
    for file in sounds:
        name = file.stem.lower()
        if name not in TONES:
            continue
        if name in files:
            raise InputError(f"{folder}: both {files[name].name} and {file.name} are '{name}'; keep one")
        files[name] = file
    return files


def _tone(file: Path) -> Clip:
    clip = resample(*read(file))
    if len(clip) > LONGEST:
        length = beyond(to_seconds(len(clip)), to_seconds(LONGEST), 1)
        raise InputError(f"{file}: {length} s long; a tone has at most {to_seconds(LONGEST):g} s")
    if not np.isfinite(loudness(clip)):
        raise InputError(f"{file}: nothing in it can be heard; a tone must be, so choose another file")
    made = set_loudness(fade(clip), TONE_LOUDNESS)
    made.flags.writeable = False  # they are kept for the whole run
    return made
