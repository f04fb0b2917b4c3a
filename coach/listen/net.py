"""Net that tells phrases from features: 16 embeddings (2 s) in, a probability for each phrase and the rest out."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from coach.listen.features import SIZE
from coach.listen.phrases import Phrase

EMBEDDINGS = 16
"""Embeddings that the net sees at once."""

CLASSES = (*Phrase, None)
"""Phrases in the order of the probabilities; None is everything else."""


class Net:
    """Net of three layers, each embedding through the first one by itself. `weights` by name, see `forward`."""

    def __init__(self, weights: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep the weights as 32-bit numbers."""
        self._weights = {name: np.asarray(value, np.float32) for name, value in weights.items()}

    def probabilities(self, embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
        """Tell each class's probability, shape (n, classes), of embeddings of shape (n, 16, 96)."""
        weights = self._weights
        scaled = (embeddings - weights["mean"]) / weights["deviation"]
        first = np.maximum(scaled.reshape(-1, SIZE) @ weights["w1"] + weights["b1"], 0)
        second = np.maximum(first.reshape(len(embeddings), -1) @ weights["w2"] + weights["b2"], 0)
        scores = second @ weights["w3"] + weights["b3"]
        powers = np.exp(scores - scores.max(1, keepdims=True))
        return np.asarray(powers / powers.sum(1, keepdims=True), np.float32)


@cache
def load_net() -> Net:
    """Load the net that comes with the coach."""
    with np.load(BytesIO((files(__package__) / "net.npz").read_bytes())) as stored:
        return Net({name: stored[name] for name in stored.files})
