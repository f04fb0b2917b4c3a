"""A real Kokoro, as `scripts/assemble_kokoro.py` makes it: what it says is heard, whole, and the same every time."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from needs import kokoro, recogniser
from test_lexicon import MUSCLES

from coach.audio import loudness
from coach.units import to_seconds
from coach.voice import VoiceError, open_voice
from coach.voice.installed import voice_folder
from coach.voice.kokoro import Kokoro

pytestmark = [pytest.mark.kokoro, kokoro]

SENTENCES = (
    "Left leg, inside line, spot two of three.",
    "Right leg, outside line, spot one of three.",
    "Stop right away if you feel tingling or burning.",
    "Do not start with a red, hot or swollen leg.",
    "Keep your heel on the floor, and breathe.",
    "Lift the leg, and move the ball towards your body.",
)
"""Sentences about where one is, what is not to be done and what is."""

SCRIPTS = Path(__file__).parents[2] / "scripts"


@pytest.fixture(autouse=True)
def assembled() -> Path:
    """The model and its voices, where the coach looks for them."""
    folder = voice_folder() / "kokoro"
    folder.mkdir(parents=True)
    for name in ("model.onnx", "voices"):
        (folder / name).symlink_to(Path(os.environ["COACH_KOKORO"]).resolve() / name)
    return folder


def test_it_speaks_the_same_samples_also_in_two_threads_at_the_loudness_of_all_cues() -> None:
    voice = open_voice("kokoro:af_heart", "en")
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(voice.speak, SENTENCES[:3]))
    alone = [open_voice("kokoro", "en").speak(text) for text in SENTENCES[:3]]
    assert all(np.array_equal(*both) for both in zip(together, alone, strict=True))
    for text, clip in zip(SENTENCES, alone, strict=False):
        assert loudness(clip) == pytest.approx(-16, abs=0.5)
        assert 120 < len(text.split()) / to_seconds(len(clip)) * 60 < 220


@recogniser
def test_its_words_are_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(SCRIPTS)
    from benches.recognition import _hear

    voice = open_voice("kokoro", "en")
    found = [_hear(text, voice.speak(text), "en") for text in SENTENCES]
    assert not [one for one in found[:2] if one.errors]
    assert sum(one.errors for one in found) <= 0.05 * sum(one.words for one in found), found


def test_a_sentence_longer_than_the_model_takes_is_spoken_whole() -> None:
    part = "the front of the thigh and the back of the thigh and the side of the lower leg"
    voice = Kokoro("en")
    text = " and ".join([part] * 9) + "."
    assert len(voice.phonemes(text)) > 510
    assert len(voice.speak(text)) > 8 * len(voice.speak(f"{part}."))


@pytest.mark.parametrize("name", MUSCLES)
def test_hard_names_have_the_right_phonemes(name: str) -> None:
    assert Kokoro("en").phonemes(name) == MUSCLES[name]


def test_it_speaks_other_languages_without_saying_the_names_of_languages() -> None:
    spanish = open_voice("kokoro", "es").speak("Estira la rodilla despacio.")
    assert 1.0 < to_seconds(len(spanish)) < 4.0
    assert "(" not in Kokoro("fr").phonemes("La jambe gauche, le week-end.")


def test_what_has_no_phonemes_is_one_line() -> None:
    with pytest.raises(VoiceError, match=r"^voice 'kokoro:af_heart': ' ' cannot be spoken \([^\n]*\)$"):
        open_voice("kokoro", "en").speak(" ")
