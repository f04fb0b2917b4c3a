"""Make the tones in audio_cues/ from the one table below.

`python scripts/make_tones.py` writes them. With `--check` it writes nothing and exits with 1 when a file
differs from the table.
"""

from __future__ import annotations

import argparse
import io
import sys
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Glide = tuple[float, float, float]  # from Hz, to Hz, seconds
Partial = tuple[float, float]  # multiple of the pitch, level

RATE = 48_000
ATTACK_S = 0.020
RELEASE_S = 0.060
LOUDNESS_DB = -16.5  # K-weighted level of the loudest 200 ms, about what an ear adds up to one loudness
LOUDNESS_WINDOW_S = 0.200
PEAK_MOST_DB = -6.0
FOLDER = Path(__file__).resolve().parent.parent / "audio_cues"

SOFT: tuple[Partial, ...] = ((1.0, 1.0), (1.5, 0.22))
CHORD: tuple[Partial, ...] = ((1.0, 1.0), (1.25, 0.7), (1.5, 0.6))


@dataclass(frozen=True)
class Note:
    """One strike: glides in one breath, then a gap (below zero: the next note starts as this one rings)."""

    glides: tuple[Glide, ...]
    gap: float = 0.0
    level: float = 1.0


@dataclass(frozen=True)
class Tone:
    """One row of the table: one file."""

    name: str
    meaning: str
    moves: str
    notes: tuple[Note, ...]
    partials: tuple[Partial, ...] = SOFT
    ring_s: float = 0.35  # time in which a struck note falls to 1/e


def note(from_hz: float, to_hz: float, seconds: float, gap: float = 0.0, level: float = 1.0) -> Note:
    """Make a note that glides between two frequencies."""
    return Note(((from_hz, to_hz, seconds),), gap, level)


TONES: tuple[Tone, ...] = (
    Tone(
        "start",
        "Begin the effort: straighten, press or lift now.",
        "three quick notes climbing",
        (note(645, 672, 0.17, -0.04), note(805, 840, 0.17, -0.04), note(1165, 1240, 0.30)),
    ),
    Tone(
        "settle",
        "Get into place and let the weight rest. No hurry.",
        "one long low note, sinking a little",
        (note(700, 560, 0.70),),
        ring_s=0.6,
    ),
    Tone(
        "hold",
        "The hold begins: keep just this.",
        "slides up, then stays level",
        (Note(((720, 1020, 0.20), (1020, 1050, 0.45))),),
        ring_s=1.5,
    ),
    Tone(
        "count",
        "One step of a count, or halfway through a hold.",
        "one short high tap",
        (note(1580, 1200, 0.15),),
        partials=((1.0, 1.0), (0.62, 0.35)),
        ring_s=0.12,
    ),
    Tone(
        "release",
        "The effort is over: let go and relax.",
        "one long slide down",
        (note(1300, 560, 0.85),),
        ring_s=1.0,
    ),
    Tone(
        "move",
        "Move the ball to the next spot.",
        "three quick notes, a hop up and back down",
        (note(580, 640, 0.12, 0.01), note(900, 1010, 0.12, 0.01), note(650, 570, 0.17)),
        partials=((1.0, 1.0), (1.33, 0.35)),
        ring_s=0.15,
    ),
    Tone(
        "stroke-out",
        "One stroke out, away from where it began.",
        "one quick slide up",
        (note(600, 1480, 0.35),),
        partials=((1.0, 1.0), (1.25, 0.25)),
        ring_s=0.5,
    ),
    Tone(
        "stroke-back",
        "One stroke back, to where it began.",
        "one quick slide down",
        (note(1540, 620, 0.35),),
        partials=((1.0, 1.0), (1.25, 0.25)),
        ring_s=0.5,
    ),
    Tone(
        "switch-side",
        "Change to the other leg.",
        "a wide see-saw: low, high, low, high",
        (
            note(780, 720, 0.20, 0.02),
            note(1290, 1420, 0.20, 0.02),
            note(780, 720, 0.20, 0.02),
            note(1290, 1420, 0.22),
        ),
        partials=((1.0, 1.0), (0.76, 0.3)),
        ring_s=0.25,
    ),
    Tone(
        "left",
        "This is the left side.",
        "two low notes, sinking",
        (note(640, 590, 0.16, 0.03), note(575, 515, 0.26)),
        partials=((1.0, 1.0), (2.0, 0.25)),
        ring_s=0.3,
    ),
    Tone(
        "right",
        "This is the right side.",
        "two high notes, climbing",
        (note(1350, 1420, 0.16, 0.03), note(1480, 1620, 0.26)),
        partials=((1.0, 1.0), (0.8, 0.3)),
        ring_s=0.3,
    ),
    Tone(
        "pause",
        "The session pauses.",
        "two equal notes with a gap between",
        (note(940, 830, 0.20, 0.14), note(940, 830, 0.22)),
        partials=((1.0, 1.0), (1.33, 0.35)),
        ring_s=0.25,
    ),
    Tone(
        "answer",
        "Your key or button was heard.",
        "two quick light taps, the second much higher",
        (note(680, 860, 0.09, -0.02), note(1180, 1420, 0.12)),
        ring_s=0.08,
    ),
    Tone(
        "unclear",
        "Something was heard, and does nothing.",
        "one short low tap",
        (note(900, 600, 0.18),),
        partials=((1.0, 1.0), (1.5, 0.3)),
        ring_s=0.15,
    ),
    Tone(
        "finish",
        "The session is over.",
        "two chords, the second lower and longer",
        (note(784, 770, 0.34, -0.06), note(587, 575, 0.62)),
        partials=CHORD,
        ring_s=0.4,
    ),
)


def samples(seconds: float) -> int:
    """Convert seconds to whole samples."""
    return round(seconds * RATE)


def strike(played: Note, partials: tuple[Partial, ...], ring_s: float) -> Floats:
    """One note: soft attack, bell-like fall, soft end."""
    pitch = np.concatenate([np.geomspace(a, b, samples(s)) for a, b, s in played.glides])
    turns = np.concatenate([[0.0], np.cumsum(pitch[:-1])]) / RATE
    total = sum(level for _, level in partials)
    sound = np.zeros(len(turns))
    for times, level in partials:
        sound += level / total * np.sin(2 * np.pi * times * turns)
    n = np.arange(len(turns))
    rise = 0.5 - 0.5 * np.cos(np.pi * np.minimum(1.0, n / samples(ATTACK_S)))
    fall = 0.5 - 0.5 * np.cos(np.pi * np.minimum(1.0, (len(turns) - 1 - n) / samples(RELEASE_S)))
    shaped: Floats = played.level * sound * rise * fall * np.exp(-n / samples(ring_s))
    return shaped


def k_weighted(sound: Floats) -> Floats:
    """The two filters of ITU-R BS.1770 at 48 kHz, on the spectrum, with half a second for their tail."""
    size = len(sound) + RATE // 2
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high_pass = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    weighted: Floats = np.fft.irfft(np.fft.rfft(sound, size) * shelf * high_pass, size)
    return weighted


def loudness_db(sound: Floats) -> float:
    """K-weighted level of the loudest stretch of LOUDNESS_WINDOW_S."""
    window = samples(LOUDNESS_WINDOW_S)
    energy = np.concatenate([[0.0], np.cumsum(k_weighted(sound) ** 2)])
    return float(10 * np.log10(np.max(energy[window:] - energy[:-window]) / window))


def pcm(tone: Tone) -> npt.NDArray[np.int16]:
    """The samples of one tone, at the common loudness."""
    placed: list[tuple[int, Floats]] = []
    at = 0
    for played in tone.notes:
        struck = strike(played, tone.partials, tone.ring_s)
        placed.append((at, struck))
        at += len(struck) + samples(played.gap)
    sound = np.zeros(max(start + len(struck) for start, struck in placed))
    for start, struck in placed:
        sound[start : start + len(struck)] += struck
    sound *= 10 ** ((LOUDNESS_DB - loudness_db(sound)) / 20)
    peak_db = 20 * np.log10(np.max(np.abs(sound)))
    if peak_db > PEAK_MOST_DB:
        raise ValueError(f"{tone.name}: peak {peak_db:.1f} dBFS, at most {PEAK_MOST_DB}; lower LOUDNESS_DB")
    return np.round(sound * 32768).astype(np.int16)


def wav(tone: Tone) -> bytes:
    """The whole file of one tone."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(pcm(tone).astype("<i2").tobytes())
    return file.getvalue()


def differing(folder: Path) -> list[str]:
    """The files in the folder that are not what the table makes: changed, missing or unknown."""
    wanted = {f"{tone.name}.wav": wav(tone) for tone in TONES}
    found = {path.name: path.read_bytes() for path in folder.glob("*.wav")}
    return sorted(name for name in wanted | found if wanted.get(name) != found.get(name))


def main(arguments: list[str] | None = None) -> int:
    """Write the tones, or check them; return the exit code."""
    parser = argparse.ArgumentParser(description="Make the tones in audio_cues/.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file differs")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the tones are (default: audio_cues)")
    options = parser.parse_args(arguments)
    if options.check:
        wrong = differing(options.folder)
        for name in wrong:
            print(f"{name} differs from the table; run: python scripts/make_tones.py", file=sys.stderr)
        return 1 if wrong else 0
    options.folder.mkdir(parents=True, exist_ok=True)
    made = {f"{tone.name}.wav": wav(tone) for tone in TONES}  # all first: a wrong row writes no file
    for name, content in made.items():
        (options.folder / name).write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
