"""A small session that meets every target, and the ways in which a test can spoil it."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from fakes import FakeVoice
from numpy.typing import NDArray

from coach.audio import Clip
from coach.export import export
from coach.mix import Mixer, album_gains, carrier, load_tones
from coach.mix.bed import Bed
from coach.timeline import Chapter, Cue, Effort, Timeline
from coach.units import SAMPLE_RATE, Samples, to_samples, whole_periods

WORD = to_samples(0.36)
"""Of the voice below: about 167 words a minute."""

PAUSE = to_samples(1.7)
"""Makes some 125 words a minute of a few phrases of ten words."""

PCM = NDArray[np.int16]


class EvenVoice(FakeVoice):
    """Hums as long for each word."""

    def _synthesise(self, text: str) -> tuple[NDArray[np.float32], int]:
        time = np.arange(WORD * len(text.split())) / SAMPLE_RATE
        return (0.3 * np.sin(2 * np.pi * 230 * time)).astype(np.float32), SAMPLE_RATE


def phrase(index: int) -> str:
    """Ten words."""
    return f"Number {index} of ten words that say what to do."


@cache
def clip(text: str) -> Clip:
    return EvenVoice().speak(text)


def chapter(title: str, pause: int = PAUSE, phrases: int = 4, hold: bool = True) -> Chapter:
    """Phrases in one block; then a hold, with two words in it."""
    cues: list[Cue] = []
    held: list[Effort] = []
    at = SAMPLE_RATE
    for index in range(phrases):
        length = len(clip(phrase(index)))
        cues.append(Cue("speech", phrase(index), Samples(at), Samples(length)))
        at += length + pause
    if hold:
        steps: list[tuple[Literal["speech", "tone"], str, float]] = [
            ("tone", "hold", 3.0),
            ("speech", "Let go.", 0.2),
            ("tone", "release", 1.0),
        ]
        for kind, content, after in steps:
            length = len(load_tones()[content] if kind == "tone" else clip(content))
            cues.append(Cue(kind, content, Samples(at), Samples(length)))
            at += length + to_samples(after)
        held = [Effort(cues[-3].start, Samples(cues[-1].start - cues[-3].start))]
    return Chapter(title, whole_periods(at + SAMPLE_RATE), tuple(cues), tuple(held))


def session(pause: int = PAUSE) -> Timeline:
    chapters = (chapter("Opening", pause, 3, hold=False), chapter("Left arm", pause), chapter("Right arm", pause))
    return Timeline("small", "Small", "en", chapters)


def write(
    folder: Path,
    timeline: Timeline | None = None,
    *,
    format: str = "wav",
    layout: str = "both",
    bed: Bed | None = None,
    spoil: Callable[[int, PCM], PCM] = lambda index, pcm: pcm,
    speak: Callable[[str], Clip] = clip,
) -> Path:
    """An export of the session; `spoil` may change the sound of each chapter before it is written."""
    timeline = timeline or session()
    mixer = Mixer(speak, load_tones(), bed)
    mixer = mixer.at_gain(*album_gains(mixer, timeline))
    export(timeline, lambda index: spoil(index, mixer.render(timeline.chapters[index])), folder, layout, format)
    return folder


def without(cue: Cue, in_chapter: int) -> Callable[[int, PCM], PCM]:
    """Carrier in the place of one cue."""

    def spoil(index: int, pcm: PCM) -> PCM:
        if index == in_chapter:
            pcm = pcm.copy()
            pcm[cue.start : cue.end] = np.round(carrier(len(pcm)))[cue.start : cue.end]
        return pcm

    return spoil
