"""Voice of recordings in a folder, such as a therapist's own; a synthetic voice speaks the lines that are missing."""

import hashlib
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.audio.files import SOUNDS, read
from coach.errors import InputError
from coach.units import to_seconds
from coach.voice.base import TimedClip, Voice, VoiceError
from coach.voice.recording_id import line_id, slug

_LISTED = 20
"""Number of missing lines that a notice names; the others are counted."""

_ASTRAY = 5
"""Number of recordings for no line that are named; the others are counted."""

_OVER_ROOM = 3.0  # of the quietest tenth of a recording
_SOFTEST = 10 ** (-30 / 20)  # of the loudest
_BEFORE, _AFTER = 10, 20  # hundredths of a second kept around what is louder: soft consonants are not


class Pack(Voice):
    """Voice of recordings named by the ids of `coach script`, in any format. Other files there do not matter."""

    def __init__(self, folder: Path, language: str, fallback: Callable[[], Voice]) -> None:
        """Find the recordings. `fallback` makes the voice for lines that are missing, and is called only if some are.

        Raises InputError if there is no such folder, or two files for one line.
        """
        super().__init__(language)
        self.name = f"pack:{folder}"
        self._make_fallback = fallback
        self._files = by_id(folder)
        self._hashes: dict[Path, str] = {}
        self._asked: dict[str, None] = {}

    def identity(self) -> str:
        """Name all recordings; `identity_of` names what changes one clip."""
        return f"recordings {', '.join(sorted(self._files))}"

    def identity_of(self, text: str) -> str:
        """Name the content of a text's recording, or what the other voice says."""
        self._asked[text] = None
        path = self._recording(text)
        if path is None:
            return self._fallback.identity_of(text)
        if path not in self._hashes:
            try:
                self._hashes[path] = hashlib.sha256(path.read_bytes()).hexdigest()
            except OSError as error:
                raise InputError(f"{path}: cannot be read ({error.strerror})") from error
        return f"recording {self._hashes[path]}"

    def speak_in_parts(self, text: str) -> TimedClip:
        """Make a clip of the recording of `text`, like every clip, or take the other voice's.

        Raises InputError for a recording that is no sound, VoiceError for one without speech or if the other
        voice cannot speak.
        """
        self._asked[text] = None
        if self._recording(text) is not None:
            return super().speak_in_parts(text)
        try:
            return self._fallback.speak_in_parts(text)
        except VoiceError as error:
            raise VoiceError(f"voice {self.name}: '{text}' is not recorded, and {error}") from error

    @property
    def missing(self) -> list[str]:
        """Texts without a recording, of all that were asked for, in order; also those in the cache."""
        return self._missing(self._asked)

    def notice(self, texts: Iterable[str] | None = None) -> str | None:
        """Warn of those `texts` (all that were asked for, if None) that are not recorded; None if each one is."""
        wanted = list(dict.fromkeys(self._asked if texts is None else texts))
        missing = self._missing(wanted)
        if not missing:
            return None
        are = "is" if len(missing) == 1 else "are"
        were = "was" if len(missing) == 1 else "were"
        more = f" and {len(missing) - _LISTED} more" if len(missing) > _LISTED else ""
        return (
            f"voice {self.name}: {len(missing)} of {len(wanted)} lines {are} not recorded and {were} spoken by "
            f"{self._fallback.name}; coach script NAME lists them: "
            + ", ".join(f"'{text}'" for text in missing[:_LISTED])
            + more
        )

    def strays(self, ids: Callable[[], Iterable[str]]) -> str | None:
        """Warn of recordings that are named by no id, with the nearest one. `ids` is asked only if one may be astray.

        A recording is what has the ending of a sound file, or the form of an id; what was asked for is none astray.
        """
        asked = {line_id(text, self.language) for text in self._asked}
        named = {name: path for name, path in self._files.items() if _is_sound(path) or is_id(name)}
        known = {*asked, *ids()} if named.keys() - asked else asked
        astray = [path for name, path in named.items() if name not in known]
        if not astray:
            return None
        few = [_with_nearest(path, known) for path in astray[:_ASTRAY]]
        more = [f"{len(astray) - _ASTRAY} more"] if len(astray) > _ASTRAY else []
        fit = "recording fits" if len(astray) == 1 else "recordings fit"
        return (
            f"voice {self.name}: {len(astray)} {fit} no line and cannot be heard: {', '.join((*few, *more))}; "
            "rename a file to its line's id (coach script NAME --numbers lists all), or take it away"
        )

    def _missing(self, texts: Iterable[str]) -> list[str]:
        return [text for text in texts if self._recording(text) is None]

    @cached_property
    def _fallback(self) -> Voice:
        return self._make_fallback()

    def _recording(self, text: str) -> Path | None:
        return self._files.get(line_id(text, self.language))

    def _synthesise(self, text: str) -> tuple[NDArray[np.float32], int]:
        samples, rate = read(self._files[line_id(text, self.language)])
        return _words(samples, rate), rate

    def _too_short(self, text: str, length: int) -> VoiceError:
        path = self._files[line_id(text, self.language)]
        return VoiceError(
            f"{path}: only {to_seconds(length):.2f} s of sound for '{text}'; record it again, or take the file away"
        )


def _words(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Cut the noise of the room before and after the words, which trimming would take for sound."""
    size = rate // 100
    power = np.sqrt((samples[: len(samples) // size * size].reshape(-1, size).astype(np.float64) ** 2).mean(axis=1))
    if not len(power):
        return samples
    # A recording without a quiet place has no measure of its room; soft speech must not pass for one.
    room = min(_OVER_ROOM * np.percentile(power, 10), _SOFTEST * power.max())
    loud = np.flatnonzero(power > room)
    if not len(loud):
        return samples[:0]
    return samples[max(0, loud[0] - _BEFORE) * size : (loud[-1] + 1 + _AFTER) * size]


def _with_nearest(path: Path, ids: Iterable[str]) -> str:
    near = get_close_matches(path.stem.lower(), ids, n=1, cutoff=0.5)
    # A name without a hash may be the words alone: those that begin so are nearer than any that look like it.
    begun = sorted((one for one in ids if one.startswith(f"{slug(path.stem)}-")), key=len)[:1]
    return f"'{path.name}' (nearest id: {(begun or near)[0]})" if begun or near else f"'{path.name}'"


def by_id(folder: Path) -> dict[str, Path]:
    """List files by name without ending, sounds first: a text beside a recording is not in its way.

    Names that the system made, such as ``._a.wav``, are left out. Raises InputError as `Pack` does.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        raise InputError(
            f"--voice pack:{folder}: no folder that can be read ({error.strerror}); "
            "coach script NAME lists what to record into one"
        ) from error
    found: dict[str, Path] = {}
    for path in sorted(paths, key=_is_sound, reverse=True):
        name = path.stem.lower()
        if name in found and is_id(name) and _is_sound(found[name]) == _is_sound(path):
            raise InputError(f"{folder}: {found[name].name} and {path.name} are for the same line; keep one")
        found.setdefault(name, path)
    return found


def _is_sound(path: Path) -> bool:
    """Whether a file's name says that it is a sound."""
    return path.suffix.lower() in SOUNDS


def is_id(name: str) -> bool:
    """Whether `name` has the form of a line's id."""
    _, hyphen, tail = name.rpartition("-")
    return bool(hyphen) and len(tail) == 8 and not set(tail) - set("0123456789abcdef")
