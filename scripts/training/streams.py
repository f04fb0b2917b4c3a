"""Streams: minutes of simulated listening, as the detector's front end hears them, with the phrases that were said."""

from typing import NamedTuple, TypeAlias

import numpy as np
import soxr
from numpy.typing import NDArray

from coach.listen.alignment import Alignment
from coach.listen.canceller import EchoCanceller
from coach.listen.features import BLOCK, RATE, Features
from coach.listen.net import CLASSES
from coach.listen.phrases import Phrase
from training.clips import Clip
from training.scenes import Sound, coloured, convolve, fan, loudspeaker, music, normal, room

LENGTH = 60 * RATE // BLOCK * BLOCK
"""Samples of a stream."""

IGNORED = -1
"""Label of a block that is neither."""

REST = len(CLASSES) - 1
SHUT = 10 * RATE // BLOCK
"""Blocks at the beginning of a stream with an echo in which nothing counts."""


Labelled: TypeAlias = tuple[NDArray[np.float16], NDArray[np.int8]]
"""Embeddings of a stream, shape (blocks, 96), and the label of each block."""


class Said(NamedTuple):
    """Phrase that was said, and the samples at which it begins and ends."""

    phrase: Phrase
    start: int
    end: int


class Stream(NamedTuple):
    """Stream of both ends, with the phrases in it."""

    near: Sound
    far: Sound
    said: list[Said]


class Material(NamedTuple):
    """Clips that streams are made of."""

    phrases: list[Clip]
    others: list[Clip]
    coach: list[list[Clip]]
    """By voice."""


def make_stream(chance: np.random.Generator, material: Material) -> Stream:
    """Make one stream: a person who speaks in a room, noise, and in half of them the coach's echo."""
    person, said = _person(chance, material)
    level = 10 ** (chance.uniform(-36, -16) / 20)
    near = person * level + _noise(chance, material) * level * 10 ** (-chance.uniform(4, 30) / 20)
    far = np.zeros(LENGTH, np.float32)
    if material.coach and chance.random() < 0.5:
        far = speech(chance, material.coach[chance.integers(len(material.coach))], chance.uniform(0.3, 6))
        near = near + echo_of(chance, far) * level * 10 ** (chance.uniform(-10, 12) / 20)
    else:
        near = near + 1e-5 * chance.standard_normal(LENGTH)
    return Stream(np.clip(near, -1, 1).astype(np.float32), far, said)


def echo_of(chance: np.random.Generator, far: Sound) -> Sound:
    """Sound of the coach at the microphone: late, through a loudspeaker and a room; RMS 1 while it sounds."""
    through = convolve(loudspeaker(chance, far), room(chance, chance.uniform(0.2, 0.6)))
    active = through[np.abs(far) > 0.01]
    delay = int(chance.uniform(0.02, 0.35) * RATE)
    through = through / (np.sqrt(np.mean(active**2)) + 1e-9)
    return np.concatenate([np.zeros(delay, np.float32), through])[: len(far)].astype(np.float32)


def speech(chance: np.random.Generator, clips: list[Clip], most_pause: float, length: int = LENGTH) -> Sound:
    """Join clips at random, with pauses up to `most_pause` seconds, as loud as they are."""
    sound = np.zeros(length, np.float32)
    at = int(chance.uniform(0, 1) * RATE)
    while at < length:
        part = clips[chance.integers(len(clips))].sound[: length - at]
        sound[at : at + len(part)] = part
        at += len(part) + int(chance.uniform(0.2, most_pause) * RATE)
    return sound


def _person(chance: np.random.Generator, material: Material) -> tuple[Sound, list[Said]]:
    sound = np.zeros(LENGTH, np.float32)
    said = []
    at = int(chance.uniform(0.1, 2) * RATE)
    while True:
        coach = material.coach[chance.integers(len(material.coach))] if material.coach else material.others
        clips = (material.phrases, material.others, coach)[chance.choice(3, p=[0.68, 0.25, 0.07])]
        clip = clips[chance.integers(len(clips))]
        part = clip.sound if clip.sound.max() > 1 else normal(clip.sound)
        factor = chance.uniform(0.9, 1.1)
        part = soxr.resample(part, RATE, RATE * factor)[: 8 * RATE]
        if at + len(part) > LENGTH - RATE:
            break
        sound[at : at + len(part)] = part * 10 ** (chance.uniform(-4, 4) / 20)
        if clip.phrase is not None:
            said.append(Said(clip.phrase, at, at + len(part) - 320))
        at += len(part) + int(chance.choice([chance.uniform(0.25, 0.8), chance.uniform(0.5, 1.8)]) * RATE)
    return convolve(sound, room(chance, chance.uniform(0.15, 0.6))), said


def _noise(chance: np.random.Generator, material: Material) -> Sound:
    kind = chance.choice(["fan", "fan", "fan", "babble", "music", "hiss"])
    if kind == "babble":
        many = int(chance.integers(2, 6))
        voices = [
            speech(chance, [clip for clip in material.others if len(clip.sound) > RATE], 0.5) for _ in range(many)
        ]
        return convolve(normal(np.sum(voices, axis=0)), room(chance, 0.5))
    if kind == "music":
        return convolve(music(chance, LENGTH), room(chance, 0.4))
    return fan(chance, LENGTH) if kind == "fan" else coloured(chance, LENGTH, chance.uniform(0, 0.5))


def heard(stream: Stream) -> Sound:
    """Near end of a stream after alignment and canceller, as in the detector."""
    if not stream.far.any():
        return stream.near
    alignment, canceller = Alignment(), EchoCanceller()
    clean = []
    for at in range(0, len(stream.near), BLOCK):
        near, far = stream.near[at : at + BLOCK], stream.far[at : at + BLOCK]
        late, moved = alignment.push(near, far)
        if moved:
            canceller.reset()
        clean.append(canceller.process(near, late))
    return np.concatenate(clean)


def labelled(stream: Stream) -> Labelled:
    """Embeddings of a stream, shape (blocks, 96), and the label of each block."""
    embeddings = Features().push(heard(stream))
    ends = (np.arange(len(embeddings)) + 1) * BLOCK
    labels = np.full(len(embeddings), REST, np.int8)
    for _, start, end in stream.said:
        labels[(ends > (start + end) / 2) & (ends < end + 0.9 * RATE)] = IGNORED
    for phrase, _, end in stream.said:
        # A little after the end: so the net has heard that nothing follows ("go on holiday").
        labels[(ends >= end + 0.06 * RATE) & (ends <= end + 0.5 * RATE)] = CLASSES.index(phrase)
    if stream.far.any():
        labels[:SHUT] = IGNORED
    return embeddings.astype(np.float16), labels
