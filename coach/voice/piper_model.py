"""Piper model that makes the samples of a sentence piece by piece, in a bounded amount of memory."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession, RunOptions, SessionOptions

from coach.audio.memory import live, release_mapped_memory
from coach.voice.piper_parts import Parts

PIECE = 144
"""Frames at most whose samples are made at once, 1.7 s. More than half of it in each piece: below 64 frames
onnxruntime adds in another order, and the samples would differ in their last bit."""

REACH = 14
"""Frames on either side that decide how a frame sounds; 11 for a medium model, 14 for a high one."""


class ModelInPieces:
    """Parts of a model, with the `run` of an `InferenceSession`. The samples are those of the whole model."""

    def __init__(self, parts: Parts, model: Path) -> None:
        """`model` is the file that the parts are of. Raises what onnxruntime raises."""
        self._encoder, self._decoder = (open_session(part, model.parent) for part in parts)
        self._frames: str = self._decoder.get_inputs()[0].name
        self._file = model.resolve()  # as the system lists it where it is mapped
        self._shrink = RunOptions()
        self._shrink.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

    def run(self, _: None, inputs: Mapping[str, NDArray[Any]]) -> list[NDArray[np.float32]]:
        """Make the samples of one sentence, shape (1, 1, samples), and the frames of each phoneme where they are known.

        That is what a model gives that was patched for alignments.
        """
        frames, *lengths = self._encoder.run(None, inputs, self._options(last=True))
        self._release_weights()
        count = frames.shape[-1]
        pieces = -(-count // PIECE)
        edges = [count * piece // pieces for piece in range(pieces + 1)]
        samples = [self._decode(frames, *both) for both in pairwise(edges)]
        self._release_weights()
        return [np.concatenate(samples, axis=-1), *lengths]

    def _decode(self, frames: NDArray[np.float32], start: int, end: int) -> NDArray[np.float32]:
        first, last = max(0, start - REACH), min(frames.shape[-1], end + REACH)
        options = self._options(last=end == frames.shape[-1])
        samples: NDArray[np.float32] = self._decoder.run(None, {self._frames: frames[..., first:last]}, options)[0]
        hop = samples.shape[-1] // (last - first)
        return samples[..., (start - first) * hop : (end - first) * hop]

    def _options(self, *, last: bool) -> RunOptions | None:
        """After the `last` run of a part, its working memory is needed by the other one."""
        return self._shrink if last and live() else None

    def _release_weights(self) -> None:
        if live():
            release_mapped_memory(self._file)


def open_session(model: Path | bytes, folder: Path) -> InferenceSession:
    """Open a model that one thread works out; weights that it has in files are in `folder`."""
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # A pattern is kept with its own block of memory for each length of a sentence that there ever was.
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(folder))
    content = model if isinstance(model, bytes) else str(model)
    return InferenceSession(content, options, providers=["CPUExecutionProvider"])
