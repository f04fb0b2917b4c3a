"""Clips of the training: spoken, trimmed, at 16 kHz, and sorted into those for training, tuning and measuring."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import soxr

from coach.listen.features import RATE
from coach.listen.phrases import Phrase
from training.lists import HELD_OUT, PHRASE_OF, TUNING, VARIANTS_HELD_OUT, VARIANTS_TUNING, Line
from training.scenes import Sound, trimmed
from training.speak import kokoro_path, speak_coach

Set = Literal["train", "tune", "test"]


class Clip(NamedTuple):
    """Clip of one voice: RMS 1 while it sounds."""

    sound: Sound
    text: str
    voice: str
    phrase: Phrase | None


def set_of(voice: str) -> Set:
    """Tell the set that a voice belongs to, wholly."""
    variant = voice.rpartition("+")[2]
    if voice in HELD_OUT or variant in VARIANTS_HELD_OUT:
        return "test"
    return "tune" if voice in TUNING or variant in VARIANTS_TUNING else "train"


def read_clips(folder: Path, part: Literal["clips", "espeak"], lines: list[Line], wanted: Set) -> Iterator[Clip]:
    """Read the clips of a list; running speech by whoever has said it."""
    by_text = {path.stem.rpartition("_")[2]: path for path in sorted((folder / part).glob("*.npz"))}
    paths: dict[Path, None] = {}
    for line in lines:
        name = kokoro_path(folder, line).stem
        path = folder / part / f"{name}.npz"
        if not path.exists() and len(line.text) > 40:
            path = by_text.get(name.rpartition("_")[2], path)
        paths[path] = None
    for path in paths:
        if path.exists() and set_of(path.stem.split("_0.")[0].split("_1.")[0]) == wanted:
            with np.load(path) as stored:
                rate, text, voice = float(stored["rate"]), str(stored["text"]), str(stored["voice"])
                sound = soxr.resample(stored["clip"].astype(np.float32) / 32768, rate, RATE)
            sound = trimmed(sound)
            if len(sound) > RATE // 10:
                yield Clip(sound, text, voice, PHRASE_OF.get(text))


def coach_clips(folder: Path) -> dict[str, list[Clip]]:
    """Read what is spoken of all that the coach says, by language and voice, in order; full scale is 1."""
    found: dict[str, list[Clip]] = {}
    for voice, text, sound in speak_coach(folder, missing=False):
        found.setdefault(voice, []).append(Clip(sound, text, voice, None))
    return found
