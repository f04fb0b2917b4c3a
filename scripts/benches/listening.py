"""Does the listener hear what is said, and nothing that is not? Synthetic voices in simulated rooms.

The voices were held out of the training. COACH_LISTENING names the folder of `scripts/train_listener.py`, in which all
is spoken already; without one the bench speaks everything first, which takes two hours.
"""

import os
import statistics
import time
from collections.abc import Iterable, Iterator
from importlib.metadata import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from training.clips import Clip, coach_clips, read_clips
from training.lists import espeak_lines, kokoro_lines
from training.scenes import Sound, convolve, fan, music, normal, room
from training.speak import assemble, speak_all
from training.streams import Said, Stream, echo_of, speech

from benches import ROOT
from benches.bars import Bar
from coach.listen.detector import HOLD, Detection, Detector
from coach.listen.features import BLOCK, RATE
from coach.listen.phrases import COACH, Phrase

LATE = RATE
"""Samples after the end of a phrase, until which its detection counts as heard."""

LEVEL = 0.03
"""RMS of a person at the microphone, -30 dB of full scale."""

SETTLED = 20 * RATE
"""Samples in which the coach speaks alone, before anybody speaks over it."""


class Result(NamedTuple):
    """Result of streams with phrases: how many were said, heard and taken for another, and how late."""

    said: int
    heard: int
    wrong: int
    lateness: list[float]
    """Seconds from the end of each phrase that was heard."""


def measure(*, quick: bool, spoken: Path) -> list[Bar]:
    """Measure recall, false ones, lateness, cost and size; quick: an eighth of everything."""
    folder = Path(os.environ.get("COACH_LISTENING", spoken))
    if not (folder / "coach").exists():
        speak_all(folder)
    kokoro = list(read_clips(folder, "clips", list(kokoro_lines(assemble(folder))), "test"))
    espeak = list(read_clips(folder, "espeak", list(espeak_lines()), "test"))
    coach = coach_clips(folder)
    part = 8 if quick else 1
    commands = [clip for clip in kokoro if clip.phrase in COACH][::part]
    stops = [clip for clip in kokoro if clip.phrase == Phrase.STOP][::part]
    variants = [clip for clip in espeak if clip.phrase in COACH][::part]
    others = [clip for clip in (*kokoro, *espeak) if clip.phrase is None]
    bars = []
    lateness: list[float] = []
    for name, clips, loudness, bar in (
        ("held-out voices, fan at 20 dB", commands, 20, 92),
        ("held-out voices, fan at 10 dB", commands, 10, 88),
        ("held-out eSpeak variants, fan at 20 dB", variants, 20, 82),
    ):
        result = _result(_in_a_fan(clips, loudness))
        lateness += result.lateness
        bars += _recalled(f"coach X, {name}", result, bar)
    over = _result(_over_the_coach(stops, coach["en piper"]))
    bars += _recalled("stop, held-out voices, over the coach's own voice as loud", over, 75)
    bars += [_false("the coach's own speech as echo", _echoes(coach, 5 / part), 0)]
    sentences = [clip for clip in others if len(clip.text) > 40]
    misses = [clip for clip in others if len(clip.text) <= 40]
    bars += [_false("other speech and music", _others(sentences, 3 / part), 1)]
    bars += [_false("nothing but words that are nearly a phrase", _others(misses, 0.5 / part), None)]
    middle = statistics.median(lateness)
    bars.append(Bar(name="end of a phrase to its detection, median", figure=middle, unit="s", bar=0.6))
    return [*bars, _cost(coach["en piper"]), _size()]


def _recalled(name: str, result: Result, bar: float) -> list[Bar]:
    recall, wrong = (100 * count / result.said for count in (result.heard, result.wrong))
    of = f"% of {result.said}"
    return [
        Bar(name=name, figure=recall, unit=of, bar=bar, at_least=True),
        Bar(name=f"{name}: taken for another", figure=wrong, unit=of, bar=3),
    ]


def _false(name: str, streams: Iterator[Stream], bar: float | None) -> Bar:
    count, samples = 0, 0
    for stream in streams:
        found = [one for one in _detections(stream) if one.phrase in (*COACH, Phrase.STOP)]
        count, samples = count + len(found), samples + len(stream.near)
        for one in found:
            print(f"{name}: '{one.phrase}' at {one.confidence:.2f}, after {one.at / RATE:.0f} s", flush=True)
    return Bar(name=f"false verbs, {name}", figure=count, unit=f"in {samples / RATE / 3600:.1f} h", bar=bar)


def _result(streams: Iterable[Stream]) -> Result:
    said = heard = wrong = 0
    lateness = []
    for stream in streams:
        found = _detections(stream)
        for phrase, start, end in stream.said:
            near = [one for one in found if start < one.at < end + LATE]
            right = [one for one in near if one.phrase == phrase]
            said, heard = said + 1, heard + bool(right)
            wrong += any(one.phrase != phrase and one.phrase in (*COACH, Phrase.STOP) for one in near)
            lateness += [(one.at + HOLD * BLOCK - end) / RATE for one in right[:1]]
    return Result(said, heard, wrong, lateness)


def _detections(stream: Stream) -> list[Detection]:
    detector = Detector()
    blocks = range(0, len(stream.near) - BLOCK + 1, BLOCK)
    found = (detector.hear(stream.near[at : at + BLOCK], stream.far[at : at + BLOCK]) for at in blocks)
    return [one for one in found if one is not None]


def _in_a_fan(clips: list[Clip], loudness: float) -> Iterator[Stream]:
    """Let each phrase be said once, twelve to a room, `loudness` dB above a fan."""
    for at in range(0, len(clips), 12):
        chance = np.random.default_rng([1, at])
        person, said = _row(clips[at : at + 12], 2 * RATE)
        near = convolve(person, room(chance, chance.uniform(0.2, 0.6)))
        near += fan(chance, len(near)) * np.float32(10 ** (-loudness / 20))
        yield Stream(near * np.float32(LEVEL), np.zeros_like(near), said)


def _over_the_coach(clips: list[Clip], coach: list[Clip]) -> Iterator[Stream]:
    """Let each phrase be said while the coach speaks without a pause, as loud as its echo."""
    for at in range(0, len(clips), 12):
        chance = np.random.default_rng([2, at])
        person, said = _row(clips[at : at + 12], SETTLED)
        far = speech(chance, coach, 0.3, len(person))
        near = convolve(person, room(chance, chance.uniform(0.2, 0.6))) + echo_of(chance, far)
        near += fan(chance, len(near)) * np.float32(0.03)
        yield Stream(near * np.float32(LEVEL), far, said)


def _row(clips: list[Clip], begin: int) -> tuple[Sound, list[Said]]:
    """Put clips in a row, 2 s apart."""
    parts, said, at = [np.zeros(begin, np.float32)], [], begin
    for clip in clips:
        if clip.phrase is not None:
            said.append(Said(clip.phrase, at, at + len(clip.sound) - 320))
        parts += [clip.sound, np.zeros(2 * RATE, np.float32)]
        at += len(clip.sound) + 2 * RATE
    return np.concatenate(parts), said


def _echoes(coach: dict[str, list[Clip]], hours: float) -> Iterator[Stream]:
    """Let every sentence of every shipped protocol, level and language be an echo, in room after room."""
    left, turn = hours * 3600 * RATE, 0
    while left > 0:
        for clips in coach.values():
            chance = np.random.default_rng([7, turn])
            order = chance.permutation(len(clips))
            for first in range(0, len(order), 60):
                gaps = (np.zeros(int(chance.uniform(0.2, 1.5) * RATE), np.float32) for _ in range(60))
                pairs = zip((clips[one].sound for one in order[first : first + 60]), gaps, strict=False)
                far = np.concatenate([part for pair in pairs for part in pair])
                near = echo_of(chance, far) * np.float32(10 ** (chance.uniform(-40, -12) / 20))
                near += np.std(near) * fan(chance, len(near)) * np.float32(10 ** (-chance.uniform(10, 40) / 20))
                left -= len(near)
                turn += 1
                yield Stream(near, far, [])
                if left <= 0:
                    return


def _others(clips: list[Clip], hours: float) -> Iterator[Stream]:
    """Let other people speak in a room, two thirds of the time beside a fan, a third beside music."""
    for turn in range(max(1, round(hours * 12))):
        chance = np.random.default_rng([4, turn])
        length = 300 * RATE
        near = convolve(normal(speech(chance, clips, 2.0, length)), room(chance, chance.uniform(0.2, 0.6)))
        beside = music(chance, length) if turn % 3 == 0 else fan(chance, length)
        near += beside * np.float32(10 ** (-chance.uniform(-5 if turn % 3 == 0 else 5, 25) / 20))
        yield Stream(near * np.float32(LEVEL), np.zeros_like(near), [])


def _cost(coach: list[Clip]) -> Bar:
    far = speech(np.random.default_rng(5), coach, 1.0)
    stream = Stream(echo_of(np.random.default_rng(5), far) * np.float32(LEVEL), far, [])
    began = time.process_time()
    _detections(stream)
    share = 100 * (time.process_time() - began) / (len(far) / RATE)
    return Bar(name="processor while it listens", figure=share, unit="% of a core", bar=5)


def _size() -> Bar:
    parts = [Path(str(path.locate())) for path in files("livekit-wakeword") or () if path.suffix != ".pyc"]
    bytes_ = sum(path.stat().st_size for path in (*parts, ROOT / "coach" / "listen" / "net.npz"))
    return Bar(name="livekit-wakeword and net.npz, installed", figure=bytes_ / 1e6, unit="MB", bar=5)
