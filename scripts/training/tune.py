"""Tuning: recall and false phrases at each threshold, on voices that are neither trained on nor measured on."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from coach.listen.net import CLASSES, EMBEDDINGS, Net
from coach.listen.phrases import WORDS
from training.streams import IGNORED, REST, Labelled

THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)


def smoothed(net: Net, embeddings: NDArray[np.float16]) -> NDArray[np.float32]:
    """Tell the probabilities of each block as the detector smooths them, shape (blocks, classes)."""
    padded = np.concatenate(
        [np.zeros((EMBEDDINGS - 1, embeddings.shape[1]), np.float32), embeddings.astype(np.float32)]
    )
    windows = np.lib.stride_tricks.sliding_window_view(padded, EMBEDDINGS, 0).swapaxes(1, 2)
    now = net.probabilities(np.ascontiguousarray(windows))
    return np.asarray((now + np.concatenate([now[:1], now[:-1]])) / 2, np.float32)


def report(net: Net, streams: list[Labelled]) -> Iterator[str]:
    """Tell one line for each threshold: commands and single words heard, wrong ones, false ones in an hour."""
    found = [(smoothed(net, embeddings), labels) for embeddings, labels in streams]
    hours = sum(len(labels) for _, labels in streams) * 0.08 / 3600
    words = [CLASSES.index(phrase) for phrase in WORDS]
    for threshold in THRESHOLDS:
        said, heard, wrong, false = np.zeros(2, int), np.zeros(2, int), 0, np.zeros(2, int)
        for probabilities, labels in found:
            best = probabilities[:, :-1].argmax(1)
            taken = np.where(probabilities.max(1, where=np.arange(REST + 1) < REST, initial=0) >= threshold, best, REST)
            for first, last in _runs((labels != REST) & (labels != IGNORED)):
                label, window = labels[first], set(taken[max(0, first - 1) : last + 3].tolist()) - {REST}
                kind = int(label in words)
                said[kind] += 1
                heard[kind] += label in window
                wrong += kind == 0 and bool(window - {label})
            for first, last in _runs((labels == REST) & (taken != REST)):
                false[int(np.isin(taken[first:last], words).all())] += 1
        yield (
            f"{threshold}: commands {100 * heard[0] / max(1, said[0]):.1f} % of {said[0]} (wrong {wrong}), "
            f"words {100 * heard[1] / max(1, said[1]):.1f} %, false {false[0]} and {false[1]} in {hours:.2f} h"
        )


def _runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """List the first and the last but one of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]
