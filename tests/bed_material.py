"""Music of every difficult kind, a voice whose words have known places, and meters that are not the coach's."""

import re
import subprocess
import wave
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from fakes import FakeVoice
from numpy.typing import NDArray

from coach.audio.ffmpeg import find_ffmpeg
from coach.mix import Mixer, load_tones
from coach.protocol import parse
from coach.session import Choices, expand
from coach.timeline import Timeline, schedule
from coach.units import SAMPLE_RATE

Floats = NDArray[np.float64]

LETTER = 2_400
LEVELS = (0.0, -3.0, -8.0, -1.0, -6.0)
"""dB of the words of a phrase, over and over: as people speak, and softer at some ends."""


class WordVoice(FakeVoice):
    """Hums 50 ms for each letter, so that each word has its samples; what is no letter is silent."""

    def identity(self) -> str:
        return "words 1"

    def _synthesise(self, text: str) -> tuple[NDArray[np.float32], int]:
        sound = np.zeros(LETTER * len(text))
        time = np.arange(len(sound)) / SAMPLE_RATE
        hum = np.sum([np.sin(2 * np.pi * 115 * n * time + n * n) / n for n in range(1, 25)], axis=0)
        for number, (first, last) in enumerate(words(text)):
            level = 10 ** (LEVELS[number % len(LEVELS)] / 20)
            shape = np.minimum(1, np.minimum(np.arange(last - first), np.arange(last - first)[::-1]) / 480)
            sound[first:last] = 0.1 * level * shape * hum[first:last]
        return sound.astype(np.float32), SAMPLE_RATE


def words(text: str) -> list[tuple[int, int]]:
    """First sample of each word of a phrase, and the one after its last."""
    return [(LETTER * found.start(), LETTER * found.end()) for found in re.finditer(r"[A-Za-z]+", text)]


def noise(seconds: float, power: float, seed: int = 7) -> Floats:
    """Noise whose spectrum falls as frequency to minus `power`: 0 is white, 1 pink."""
    size = round(seconds * SAMPLE_RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(size))
    hz = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    spectrum[1:] *= hz[1:] ** (-power / 2)
    spectrum[hz < 20] = 0
    made = np.fft.irfft(spectrum, size)
    return np.asarray(made / np.max(np.abs(made)))


def chord(seconds: float, *hz: float) -> Floats:
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return np.asarray(sum(np.sin(2 * np.pi * f * time) for f in hz) / len(hz))


def plucked(seconds: float, every: float, decay: float = 0.4) -> Floats:
    """A note each so many seconds, and silence between."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE % every
    return np.asarray(np.exp(-time / decay) * (np.sin(2 * np.pi * 392 * time) + np.sin(2 * np.pi * 784 * time)) / 2)


def beaten(seconds: float) -> Floats:
    """Each half second a drum far above everything else."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    drum = np.exp(-(time % 0.5) / 0.04) * np.sin(2 * np.pi * 70 * time) + np.exp(-(time % 0.5) / 0.004) * noise(
        seconds, 0
    )
    return 0.7 * drum + 0.01 * chord(seconds, 220, 277, 330)


def swelling(seconds: float) -> Floats:
    """Two seconds of every 19 are 24 dB louder than the rest."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return np.where(time % 19 < 2, 1.0, 0.06) * chord(seconds, 330, 440, 554)


def in_speech_band(seconds: float) -> Floats:
    spectrum = np.fft.rfft(noise(seconds, 0.5, seed=9))
    hz = np.fft.rfftfreq(round(seconds * SAMPLE_RATE), 1 / SAMPLE_RATE)
    spectrum[(hz < 300) | (hz > 3_400)] = 0
    made = np.fft.irfft(spectrum)
    return np.asarray(made / np.max(np.abs(made)))


MUSIC = {
    "loud": lambda: np.clip(3 * noise(40, 1) + 0.3 * chord(40, 220, 277, 330), -1, 1),
    "quiet": lambda: 0.01 * (noise(30, 1) + chord(30, 196, 294)) / 2,
    "sparse": lambda: plucked(41, 5.0),
    "dense": lambda: np.clip(20 * noise(30, 0.7), -1, 1) * 0.999,
    "beat": lambda: beaten(24),
    "swell": lambda: 0.9 * swelling(57),
    "short": lambda: 0.5 * plucked(3, 0.7, 0.2),
    "bass": lambda: 0.9 * chord(20, 52, 61),
    "speech band": lambda: 0.8 * in_speech_band(25),
    "wide": lambda: np.stack([0.8 * noise(20, 1, 1), 0.3 * noise(20, 1, 2) - 0.5 * noise(20, 1, 1)], axis=1),
}
"""Samples of shape (n,), or (n, 2)."""


def write(path: Path, pcm: Floats) -> str:
    """A 16-bit WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if pcm.ndim == 1 else pcm.shape[1])
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(np.rint(np.clip(pcm, -1, 1) * 32_767).astype("<i2").tobytes())
    return str(path)


SESSION = """\
protocol: bedded
version: 1
audience: room
sources: {choice: {about: our choice}}
strips: {order: [{id: one, muscle: none}, {id: two, muscle: none}], source: choice}
rests: {lengths: {short: 1 s, long: 6 s}, source: choice}
session:
  - each: strip
    chapter: part
    steps:
      - {say: here, rest: short}
      - {say: told, rest: long}
      - {say: more, tone: move, rest: long}
words:
  en:
    title: Bedded
    terms: {one: one, two: two}
    titles: {part: "Part {strip}"}
    lines:
      here: {source: choice, always: "Part {strip}."}
      told: {source: choice, always: Music lies under every word of this. Nothing hides the soft ones.}
      more: {source: choice, always: "Now it comes back, and then it sinks again."}
"""
"""Speech, short gaps and long ones."""


@cache
def session() -> tuple[Timeline, dict[str, NDArray[np.float32]]]:
    """The session in the voice above, and its clips."""
    made = expand(parse(SESSION, "bedded.yaml"), Choices(), 2)
    voice = WordVoice()
    clips = {text: voice.speak(text) for chapter in made.chapters for text in chapter.texts()}
    speech, tones = ({name: len(clip) for name, clip in group.items()} for group in (clips, load_tones()))
    return schedule(made, speech, tones), clips


class Stems(NamedTuple):
    """A session's sound and what it is made of: 1.0 is full scale, one column a channel."""

    mix: Floats
    cues: Floats
    music: Floats
    """With the carrier taken out."""
    words: list[tuple[str, int, int]]
    """The word, its first sample, and the one after its last."""


def stems(mixer: Mixer, timeline: Timeline, clips: dict[str, NDArray[np.float32]]) -> Stems:
    """The whole session through `mixer`. Cues are told from music as what is the same without any bed's samples."""
    from coach.mix import carrier

    mixes, cued, spoken = [], [], []
    for index, chapter in enumerate(timeline.chapters):
        mixes.append(mixer.of_session(timeline, index).reshape(chapter.length, -1) / 32_767)
        lean = mixer.pan(chapter)
        alone = np.zeros(mixes[-1].shape)
        for cue in chapter.cues:
            for channel, factor in enumerate([1 + lean, 1 - lean][: mixer.channels]):
                alone[cue.start : cue.end, channel] += factor * mixer.cue(cue.kind, cue.content, lean)
            if cue.kind == "speech":
                first = timeline.starts[index] + cue.start
                trimmed = min(first for first, _ in words(cue.content))  # the voice's own silence before is cut off
                spoken += [
                    (cue.content[a // LETTER : b // LETTER], first + a - trimmed, first + b - trimmed)
                    for a, b in words(cue.content)
                ]
        cued.append(alone)
    mix, cues = np.concatenate(mixes), np.concatenate(cued)
    music = mix - cues - carrier(len(mix))[:, None] / 32_767
    return Stems(mix, cues, music, spoken)


def least_under_words(made: Stems) -> tuple[float, str]:
    """DB between each word and the music at its place, the least and where; by RMS, in the worst channel."""
    found = []
    for word, first, last in made.words:
        for channel in range(made.mix.shape[1]):
            voice, music = (np.sqrt(np.mean(one[first:last, channel] ** 2)) for one in (made.cues, made.music))
            found.append((20 * np.log10(voice / max(music, 1e-9)), f"{word} at {first / SAMPLE_RATE:.1f} s"))
    return min(found)


def momentary(pcm: Floats, folder: Path) -> Floats:
    """Ffmpeg's momentary loudness, one number each 100 ms, of the 400 ms up to there."""
    told = _ebur128(pcm, folder)
    return np.array([float(m) for m in re.findall(r" M:\s*(-?[\d.]+|nan|-inf)", told)])


def integrated(pcm: Floats, folder: Path) -> tuple[float, float]:
    """LUFS of the whole, and its true peak in dBTP, by ffmpeg. Mono counts as dual mono."""
    summary = _ebur128(pcm, folder).rsplit("Summary:", 1)[1]
    values = [float(re.search(f"{name}:\\s*(-?[\\d.]+)", summary)[1]) for name in ("I", "Peak")]  # type: ignore[index]
    return values[0], values[1]


def _ebur128(pcm: Floats, folder: Path) -> str:
    both = np.repeat(pcm.reshape(len(pcm), -1), 2, axis=1)[:, [0, -1]]
    file = folder / "measured.wav"
    write(file, both)
    command = [
        find_ffmpeg(),
        "-hide_banner",
        "-nostats",
        "-i",
        str(file),
        "-af",
        "ebur128=peak=true",
        "-f",
        "null",
        "-",
    ]
    return subprocess.run(command, capture_output=True, text=True, check=True).stderr


def least_momentary(made: Stems, folder: Path) -> float:
    """LU between cues and music under each word, by ffmpeg's momentary loudness around its middle."""
    levels = [
        [momentary(one[:, [channel]], folder) for one in (made.cues, made.music)]
        for channel in range(made.mix.shape[1])
    ]
    found: list[float] = []
    for _, first, last in made.words:
        at = round(((first + last) / 2 / SAMPLE_RATE + 0.2) * 10) - 1
        found += [voice[at] - music[at] for voice, music in levels]
    return min(found)
