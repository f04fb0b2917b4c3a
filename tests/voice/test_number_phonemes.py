"""Forms of numbers in the shipped voice: by their phonemes, as the words that the tables of forms have for them."""

import re
from pathlib import Path

import pytest

from coach.session.normalise import spoken

TABLES = Path(__file__).parent.parent / "session"
VOICES = {"en": "en-us", "es": "es"}
SPELLED = {"k"}
"""Letters of tables that are said by their names, beside those in capitals."""


def phonemes(text: str, language: str) -> str:
    """Return the phonemes of a text with its pauses, without stress and what the sounds around do to a consonant."""
    from piper.phonemize_espeak import ESPEAK_DATA_DIR, EspeakPhonemizer

    said = " ".join("".join(one) for one in EspeakPhonemizer(ESPEAK_DATA_DIR).phonemize(VOICES[language], text))
    return re.sub("[ˈˌʲ]", "", said).translate(str.maketrans("ðβɣ", "dbɡ")) if language == "es" else plain(said)


def plain(said: str) -> str:
    return re.sub("[ˈˌʲ]", "", said)


def letters_alone(said: str, language: str) -> str:
    """Return the phonemes of each stretch between pauses of a table's words, of which only letters are left."""
    stretches = re.split(r"[,.;:] |[.,;]$| [-–] ", said)  # a dot in "a.m." is none
    words = (" ".join(re.findall(r"[^\W\d_]+(?:[-'.][^\W\d_]+)*\.?", each)) for each in stretches)
    return " ".join(phonemes(each, language) for each in words if each)


def bare(said: str) -> str:
    return " ".join(re.sub(r"[.,;:!?]", " ", said).split())


@pytest.mark.piper
@pytest.mark.parametrize("language", VOICES)
def test_nothing_but_words_is_left_to_the_engine(language: str) -> None:
    rows = (TABLES / f"number-forms-{language}.txt").read_text(encoding="utf-8").splitlines()
    wrong = []
    for written, said in (row.split(" | ") for row in rows):
        heard = phonemes(spoken(written, language), language)
        stretches = len(re.findall(r"[,.;:] | – ", written))
        if bare(heard) != bare(letters_alone(said, language)):
            wrong.append(f"{written}: {heard} is not {letters_alone(said, language)}")
        if len(re.findall(r"[,.;:!?](?=.)", heard)) > stretches:
            wrong.append(f"{written}: a pause lies inside of {heard}")
        spelled = [word for word in re.findall(r"(?<![\w.])[a-zñ]+(?![\w.])", said) if is_spelled(word, language)]
        wrong += [f"{written}: {word} is spelled" for word in spelled]
    assert not wrong


def is_spelled(word: str, language: str) -> bool:
    """Whether an engine reads a word letter by letter."""
    names = phonemes(" ".join(word.upper()), language).replace(" ", "")
    return len(word) > 1 and word not in SPELLED and phonemes(word, language).replace(" ", "") == names
