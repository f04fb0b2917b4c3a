"""Detector: from the sound of the microphone, and of the coach, to a phrase that somebody said."""

from collections import deque

import msgspec
import numpy as np
from numpy.typing import NDArray

from coach.listen.alignment import Alignment
from coach.listen.canceller import EchoCanceller, sounds
from coach.listen.features import BLOCK, SIZE, SPAN, Features
from coach.listen.net import CLASSES, EMBEDDINGS, Net, load_net
from coach.listen.phrases import Phrase

REFRACTORY = 15
"""Blocks in which a phrase is not detected again, 1.2 s."""

HOLD = 3
"""Blocks for which a phrase may turn out to be the beginning of another one: "coach, soft" is much like a stop."""

AFTERGLOW = 12
"""Blocks after the coach's own sound in which the detector stays on its guard."""


class Detection(msgspec.Struct, frozen=True):
    """Detection of a phrase; `at` is the sample of the microphone, at 16 kHz, at which the net was sure."""

    phrase: Phrase
    confidence: float
    at: int


class Levels(msgspec.Struct, frozen=True):
    """Levels for a meter: RMS in dB of full scale, and the phrase that is likeliest, with its probability."""

    near: float
    far: float
    is_open: bool
    phrase: Phrase | None
    confidence: float


class Detector:
    """Detector of one session."""

    def __init__(
        self, threshold: float = 0.95, over_coach: float = 0.985, veto: float = 0.3, net: Net | None = None
    ) -> None:
        """Set the probabilities from which a phrase counts: in quiet, and while the coach sounds.

        `veto` is the probability with which the net hears a phrase in the coach's own output, from which that phrase
        does not count. Raises CoachError that says what to install.
        """
        self._threshold, self._over_coach, self._veto = threshold, over_coach, veto
        self._net = net or load_net()
        self._features = Features()
        self._embeddings = np.zeros((EMBEDDINGS, SIZE), np.float32)
        self._previous = np.zeros(len(CLASSES), np.float32)
        self._alignment, self._canceller = Alignment(), EchoCanceller()
        self._own: deque[NDArray[np.float32]] = deque(maxlen=AFTERGLOW + EMBEDDINGS + SPAN)
        self._blocks = 0
        self._since_coach = AFTERGLOW
        self._sounded = False
        self._last: dict[Phrase, int] = {}
        self._candidate: Detection | None = None
        self._due = 0
        self._levels = Levels(-120.0, -120.0, True, None, 0.0)

    def hear(self, near: NDArray[np.float32], far: NDArray[np.float32]) -> Detection | None:
        """Take 80 ms of the microphone and of the coach's output (1,280 samples at 16 kHz); tell what was said."""
        late, moved = self._alignment.push(near, far)
        if moved:
            self._canceller.reset()
        clean = self._canceller.process(near, late)
        self._since_coach = 0 if sounds(late) else self._since_coach + 1
        self._sounded = self._sounded or self._since_coach == 0
        heard = self._probabilities(clean)
        self._own.append(late)
        self._blocks += 1
        best = int(heard[:-1].argmax())
        phrase, confidence = CLASSES[best], float(heard[best])
        self._levels = Levels(_decibels(near), _decibels(far), self.is_open, phrase, confidence)
        if phrase is not None and self.is_open and confidence >= self._needed():
            self._consider(phrase, confidence)
        if self._candidate is None or self._blocks < self._due:
            return None
        found, self._candidate = self._candidate, None
        if self._says(found.phrase) >= self._veto:
            return None
        self._last[found.phrase] = self._blocks
        return found

    @property
    def is_open(self) -> bool:
        """True if a phrase can be heard: before the coach has sounded, without an echo, or once it is taken out."""
        if not self._sounded:
            return True
        return self._canceller.converged if self._alignment.found else self._alignment.checked

    def levels(self) -> Levels:
        """Tell the levels of the last block."""
        return self._levels

    def _consider(self, phrase: Phrase, confidence: float) -> None:
        """Make a phrase the candidate, in the place of what it may have begun like."""
        if self._blocks - self._last.get(phrase, -REFRACTORY) < REFRACTORY:
            return
        if self._candidate is None:
            self._due = self._blocks + HOLD
        if self._candidate is None or self._candidate.phrase is not phrase:
            self._candidate = Detection(phrase, confidence, self._blocks * BLOCK)

    def _needed(self) -> float:
        return self._over_coach if self._since_coach < AFTERGLOW else self._threshold

    def _probabilities(self, clean: NDArray[np.float32]) -> NDArray[np.float32]:
        """Tell the probability of each class at the end of this block, smoothed over two blocks."""
        self._embeddings = np.concatenate([self._embeddings, self._features.push(clean)])[-EMBEDDINGS:]
        now = self._net.probabilities(self._embeddings[None])[0]
        smooth: NDArray[np.float32] = (now + self._previous) / 2
        self._previous = now
        return smooth

    def _says(self, phrase: Phrase) -> float:
        """Tell how surely the net hears a phrase in what the coach said itself, lately."""
        if self._since_coach >= AFTERGLOW + EMBEDDINGS:
            return 0.0
        embeddings = Features().push(np.concatenate(self._own))
        windows = [embeddings[end - EMBEDDINGS : end] for end in range(EMBEDDINGS, len(embeddings) + 1)]
        if not windows:
            return 0.0
        return float(self._net.probabilities(np.stack(windows))[-AFTERGLOW:, CLASSES.index(phrase)].max())


def _decibels(sound: NDArray[np.float32]) -> float:
    return float(10 * np.log10(np.mean(np.square(sound)) + 1e-12))
