"""Chapters and prompts with their samples, ready to be heard."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coach.timeline.model import Chapter


def pcm_shape(frames: int, channels: int) -> tuple[int, ...]:
    """Give the shape of an array with so many frames: mono has one axis, stereo two."""
    return (frames,) if channels == 1 else (frames, channels)


class RenderedChapter(NamedTuple):
    """Chapter with its sound, or the beginning of one."""

    chapter: Chapter
    pcm: NDArray[np.int16]
    """Samples at 48 kHz, carrier included, exactly `chapter.length`: shape (length,), or (length, 2) in stereo."""
    whole: bool = True
    """False for a beginning: more of the same chapter follows."""


class PromptAudio(NamedTuple):
    """Prompt or tone with its sound, ready to be heard outside of the chapters."""

    text: str
    """Words of a prompt; empty for a tone."""
    pcm: NDArray[np.int16]
    """Samples without the carrier; shape (length,), or (length, 2) in stereo. Empty: nothing to say."""
