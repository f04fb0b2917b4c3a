"""Microphones that hear what a test wants, at once: room, then words, then room again without end."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from coach.record.sound import BLOCK

Floats = NDArray[np.float32]

ROOM = np.float32(3e-4)
"""Amplitude of the noise of the room."""


def syllables(seconds: float, amplitude: float = 0.2) -> Floats:
    """Noise in syllables, five a second, with soft ends."""
    count = round(48_000 * seconds)
    noise = np.random.default_rng(2).uniform(-amplitude, amplitude, count).astype(np.float32)
    return np.asarray(noise * np.sin(np.arange(count) * np.pi * 5 / 48_000) ** 2, np.float32)


class FakeMicrophone:
    """Hears one of `words` each time it is opened, after half a second of room; the first time only the room."""

    def __init__(self, words: Sequence[Floats]) -> None:
        self.open = False
        self.opened = 0
        self._words = [np.zeros(0, np.float32), *words]
        self._noise = np.random.default_rng(3)
        self._at = 0

    def __enter__(self) -> Self:
        assert not self.open
        self.open, self._at = True, 0
        self._now = np.concatenate([np.zeros(24_000, np.float32), self._words[self.opened]])
        self.opened += 1
        return self

    def __exit__(self, *_: object) -> None:
        self.open = False

    def read(self) -> Floats:
        assert self.open
        block = self._noise.uniform(-ROOM, ROOM, BLOCK).astype(np.float32)
        heard = self._now[self._at : self._at + BLOCK]
        block[: len(heard)] += heard
        self._at += BLOCK
        return np.clip(block, -1, 1)
