"""Fitting of the net: Adam in numpy, with the hardest of other sound seen most often."""

import numpy as np
from numpy.typing import NDArray

from coach.listen.features import SIZE
from coach.listen.net import CLASSES, EMBEDDINGS, Net
from training.streams import IGNORED, REST, Labelled

Array = NDArray[np.float32]
Weights = dict[str, Array]

WIDE, DEEP = 64, 256
BATCH = 512
NOISE = np.float32(0.25)
"""Standard deviation of noise on the scaled embeddings, so that the net does not learn them by heart."""

SMOOTHING = 0.02
"""Part of each label that goes to all classes."""


class Examples:
    """Examples: embeddings of many streams in a row, and for each usable block the last of its window."""

    def __init__(self, streams: list[Labelled]) -> None:
        """Join what `labelled` returned for each stream."""
        self.embeddings = np.concatenate([embeddings for embeddings, _ in streams])
        starts = np.cumsum([0, *(len(embeddings) for embeddings, _ in streams)])
        usable = [
            start + EMBEDDINGS - 1 + np.flatnonzero(labels[EMBEDDINGS - 1 :] != IGNORED)
            for start, (_, labels) in zip(starts, streams, strict=False)
        ]
        self.ends = np.concatenate(usable)
        self.labels = np.concatenate([labels for _, labels in streams])[self.ends].astype(np.intp)

    def windows(self, chosen: NDArray[np.intp]) -> Array:
        """Windows of the chosen examples, shape (n, 16, 96)."""
        rows = self.ends[chosen][:, None] + np.arange(1 - EMBEDDINGS, 1)
        windows: Array = np.asarray(self.embeddings[rows], np.float32)
        return windows


def first_weights(examples: Examples, chance: np.random.Generator) -> Weights:
    """Make random weights, and the scale of the embeddings."""
    some = examples.embeddings[:: max(1, len(examples.embeddings) // 50_000)].astype(np.float32)

    def layer(inputs: int, outputs: int) -> Array:
        return np.asarray(chance.standard_normal((inputs, outputs)) * np.sqrt(2 / inputs), np.float32)

    return {
        "mean": some.mean(0),
        "deviation": some.std(0) + np.float32(1e-3),
        "w1": layer(SIZE, WIDE),
        "b1": np.zeros(WIDE, np.float32),
        "w2": layer(EMBEDDINGS * WIDE, DEEP),
        "b2": np.zeros(DEEP, np.float32),
        "w3": layer(DEEP, len(CLASSES)) / 4,
        "b3": np.zeros(len(CLASSES), np.float32),
    }


def gradients(weights: Weights, windows: Array, labels: NDArray[np.intp], chance: np.random.Generator) -> Weights:
    """Tell the gradient of the cross-entropy for each weight, with dropout and noise."""
    count = len(windows)
    scaled = ((windows - weights["mean"]) / weights["deviation"]).reshape(-1, SIZE)
    scaled += NOISE * chance.standard_normal(scaled.shape, np.float32)
    first = np.maximum(scaled @ weights["w1"] + weights["b1"], 0).reshape(count, -1)
    keep = (chance.random(first.shape, np.float32) > 0.2) / np.float32(0.8)
    kept = first * keep
    second = np.maximum(kept @ weights["w2"] + weights["b2"], 0)
    keep_second = (chance.random(second.shape, np.float32) > 0.3) / np.float32(0.7)
    kept_second = second * keep_second
    scores = kept_second @ weights["w3"] + weights["b3"]
    powers = np.exp(scores - scores.max(1, keepdims=True))
    error = powers / powers.sum(1, keepdims=True) - np.float32(SMOOTHING / len(CLASSES))
    error[np.arange(count), labels] -= 1 - SMOOTHING
    error /= count
    back_second = (error @ weights["w3"].T) * keep_second * (second > 0)
    back = ((back_second @ weights["w2"].T) * keep * (first > 0)).reshape(-1, WIDE)
    return {
        "w3": kept_second.T @ error,
        "b3": error.sum(0),
        "w2": kept.T @ back_second,
        "b2": back_second.sum(0),
        "w1": scaled.T @ back,
        "b1": back.sum(0),
    }


class Adam:
    """Adam with decoupled weight decay."""

    def __init__(self, decay: float = 1e-2) -> None:
        """Begin without moments."""
        self._decay, self._steps = decay, 0
        self._first: Weights = {}
        self._second: Weights = {}

    def step(self, weights: Weights, found: Weights, rate: float) -> None:
        """Change the weights in place."""
        self._steps += 1
        for name, gradient in found.items():
            first = self._first.setdefault(name, np.zeros_like(gradient))
            second = self._second.setdefault(name, np.zeros_like(gradient))
            first += np.float32(0.1) * (gradient - first)
            second += np.float32(0.001) * (gradient**2 - second)
            unbiased = first / np.float32(1 - 0.9**self._steps)
            spread = np.sqrt(second / np.float32(1 - 0.999**self._steps)) + np.float32(1e-8)
            decay = np.float32(self._decay) * weights[name] if name[0] == "w" else 0
            weights[name] -= np.float32(rate) * (unbiased / spread + decay)


def fit(examples: Examples, epochs: int, seed: int = 1) -> Weights:
    """Fit the weights. Each epoch sees all phrases, and as much other sound again and again, half of it the hardest."""
    chance = np.random.default_rng(seed)
    weights = first_weights(examples, chance)
    adam = Adam()
    phrases = np.flatnonzero(examples.labels != REST)
    others = np.flatnonzero(examples.labels == REST)
    hard = others
    for epoch in range(epochs):
        count = len(phrases)
        chosen = np.concatenate([phrases, chance.choice(others, count), chance.choice(hard, count)])
        chance.shuffle(chosen)
        rate = 1e-3 * 0.5 * (1 + np.cos(np.pi * epoch / epochs)) + 1e-5
        for at in range(0, len(chosen) - BATCH + 1, BATCH):
            batch = chosen[at : at + BATCH]
            adam.step(weights, gradients(weights, examples.windows(batch), examples.labels[batch], chance), rate)
        if epoch % 4 == 1:
            hard, errors = _hardest(weights, examples, others)
            print(
                f"epoch {epoch + 1}: {errors} of {len(others)} blocks of other sound are taken for a phrase", flush=True
            )
    return weights


def _hardest(weights: Weights, examples: Examples, others: NDArray[np.intp]) -> tuple[NDArray[np.intp], int]:
    """Tell the twentieth of other sound that is most like a phrase, and how much of it is taken for one."""
    net = Net(weights)
    likely = [
        1 - net.probabilities(examples.windows(others[at : at + 8192]))[:, REST] for at in range(0, len(others), 8192)
    ]
    joined = np.concatenate(likely)
    return others[np.argsort(joined)[-len(others) // 20 :]], int(np.sum(joined > 0.5))


def save(weights: Weights) -> dict[str, NDArray[np.float16]]:
    """Weights as 16-bit numbers, for `numpy.savez`."""
    return {name: value.astype(np.float16) for name, value in weights.items()}
