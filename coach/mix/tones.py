"""Tones of a session, from `audio_cues/` or from the person's own folder."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np

from coach.audio import Clip, fade, loudness, resample, set_loudness
from coach.audio.files import SOUNDS, read
from coach.audio.levels import TONE_LOUDNESS
from coach.errors import InputError, shown
from coach.protocol.vocabulary import TONES
from coach.units import beyond, to_samples, to_seconds

LONGEST = to_samples(2.0)

_NEAR = 0.75
"""Likeness, of 1, from which a name is a misspelt one: two letters exchanged in a word of four."""

_MARKS = {"copy", "copia", "copie", "kopie", "kopia", "cue", "sound", "tone", *(ending[1:] for ending in SOUNDS)}
"""Words that a system, or a careful person, adds to a name."""

_PLACES = (Path(__file__).parents[2] / "audio_cues", Path(__file__).parents[1] / "audio_cues")
"""Folders of the shipped tones: in a checkout, and in an installed package."""


@cache
def load_tones(own: Path | None = None) -> Mapping[str, Clip]:
    """Load every tone by name, at one loudness. Those in the folder `own` replace the shipped ones.

    A tone begins with the first sample of its file. Raises InputError for a folder without any tone, a sound whose name
    is nearly a tone's, two files for one tone, a file that is no sound, silent or longer than two seconds.
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
    """Find the file of each tone by its name, in capitals or not.

    Other files beside it do not matter. But a sound with nearly a tone's name was meant to be heard, so it is refused.
    """
    try:
        seen = [file for file in sorted(folder.iterdir()) if not file.name.startswith(".")]
        sounds = [file for file in seen if file.suffix.lower() in SOUNDS and file.is_file()]
    except FileNotFoundError as error:
        raise InputError(f"{folder}: there is no such folder of tones") from error
    except OSError as error:
        raise InputError(f"{folder}: no folder of tones that can be read ({error.strerror})") from error
    files: dict[str, Path] = {}
    for file in sounds:
        name = file.stem.lower()
        if name not in TONES:
            _refuse_nearly(file)
            continue
        if name in files:
            raise InputError(f"{folder}: both {files[name].name} and {file.name} are '{name}'; keep one")
        files[name] = file
    return files


def _refuse_nearly(file: Path) -> None:
    """Refuse a sound that was probably named after a tone: misspelt, or with the marks of a copy or a second ending."""
    words = [word for word in re.findall(r"[^\W\d_]+", file.stem.lower()) if word not in _MARKS]
    written = "-".join(words)
    whole = [tone for tone in TONES if f"-{tone}-" in f"-{written}-" and 2 * len(tone) > len(written)]
    meant = (whole or get_close_matches(written, TONES, n=1, cutoff=_NEAR))[:1]
    if meant:
        raise InputError(
            f"{file.parent}: '{shown(file.name)}' is no tone (did you mean "
            f"'{meant[0]}{file.suffix.lower()}'?); there is {', '.join(TONES)}; rename the file, or take it away"
        )


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
