"""Normalisation of written text into words to say: numbers, ranges and units, and phrases of one breath."""

import re
from functools import lru_cache

from coach.session.model import Phrase
from coach.text import WORDS_A_MINUTE, capitalised, spoken_forms
from coach.text.find_words import find_words
from coach.text.sentence_ends import breaths, ends_sentence, sentences
from coach.text.spoken_numbers import UNIT_WORDS
from coach.units import Samples, to_samples

MOVES = {"en": ("one spot", "{} spots"), "es": ("un punto", "{} puntos")}
"""Moves of the ball along its strip by language, for one spot and for many."""

ABBREVIATIONS = {
    "en": {
        "e.g.": "for example",
        "i.e.": "that is",
        "etc.": "and so on",
        "approx.": "about",
        "vs.": "versus",
        "fig.": "figure",
        "Dr.": "Doctor",
        "Dr": "Doctor",
        "Mr.": "Mister",
        "Mrs.": "Missis",
        "Prof.": "Professor",
        "SMR": "self muscle release",
        "STR": "soft tissue release",
        "DVT": "deep vein thrombosis",
        "ITB": "I T band",
    },
    "es": {
        "p. ej.": "por ejemplo",
        "etc.": "etcétera",
        "aprox.": "aproximadamente",
        "fig.": "figura",
        "pág.": "página",
        "Ud.": "usted",
        "Uds.": "ustedes",
        "EE. UU.": "Estados Unidos",
        "Dr.": "Doctor",
        "Dra.": "Doctora",
        "Sr.": "Señor",
        "Sra.": "Señora",
        "Srta.": "Señorita",
        "TVP": "trombosis venosa profunda",
    },
}
"""Words that are written short and spoken long, by language."""

_DOT_OF_UNIT = re.compile(r"(?<=\d)(\s?[^\W\d_]{1,4})\.(?=[\s,;])")

_HELD = 0xE000
"""First code point, of private use, that stands for a word which stays as it is written."""

WORD = to_samples(60 / WORDS_A_MINUTE)
"""Samples a word, speech and pause together: the whole pace is that of `WORDS_A_MINUTE`."""

BREATH_PAUSES = to_samples(0.4), to_samples(1.6)
SENTENCE_PAUSES = to_samples(0.5), to_samples(3.0)
"""Samples at least and at most. Pauses at the ends of sentences, and where an author marks a breath, help older
listeners most; one inside a phrase breaks its melody."""


@lru_cache(maxsize=4096)
def spoken(text: str, language: str, kept: tuple[str, ...] = ()) -> str:
    """Write numbers, ranges, units and abbreviations in words: "5-10 cm" is "five to ten centimetres".

    Words in `kept`, such as those that a protocol spells itself, stay as they are written. A language without tables
    here is left as it is written too; engines read plain numbers themselves.
    """
    text = " ".join(text.split())
    if language not in UNIT_WORDS:
        return text
    held = list(find_words(text, kept, language))
    original = text
    for index, (start, end, _) in reversed(list(enumerate(held))):
        text = text[:start] + chr(_HELD + index) + text[end:]
    said = spoken_forms.in_words(_long(text, language), language)
    for index, (start, end, _) in enumerate(held):
        said = said.replace(chr(_HELD + index), original[start:end])
    return said


@lru_cache(maxsize=512)
def number(written: str, language: str) -> str:
    """Write a number in words: "3" is "three", "10.5" is "ten point five". Digits if num2words cannot."""
    return spoken_forms.number(written, language) or written


def moves_in_words(count: int, language: str) -> str:
    """Write a number of spots to move; the bare number in a language without a table."""
    one, many = MOVES.get(language, ("1", "{}"))
    return one if count == 1 else many.format(count)


def number_forms(written: str, language: str) -> tuple[str, ...]:
    """Return all words that a written number can become in a sentence, and its digits."""
    said = number(written, language)
    forms = [said, written]
    if language == "es":
        forms += (spoken_forms.before_noun(said, feminine=feminine) for feminine in (False, True))
    return tuple(dict.fromkeys(forms))


def _long(text: str, language: str) -> str:
    """Write abbreviations long; the dot of one that ends its sentence stays."""
    for short, long in ABBREVIATIONS[language].items():
        either = f"[{short[0]}{short[0].upper()}]{re.escape(short[1:])}"  # it may begin a sentence
        for found in reversed(list(re.finditer(rf"(?<!\w){either}(?!\w)", text))):
            word = long if found[0] == short else capitalised(long, language)
            text = text[: found.start()] + word + _stop(found) + text[found.end() :]
    return _DOT_OF_UNIT.sub(lambda found: found[1] + _stop(found), text)


def _stop(found: re.Match[str]) -> str:
    return "." if found[0].endswith(".") and ends_sentence(found.string, found.end() - 1) else ""


def phrases(text: str, pace: float = 1.0) -> tuple[Phrase, ...]:
    """Split text into phrases: after each sentence, and after each breath that its author marks by an ellipsis."""
    parts: list[Phrase] = []
    for sentence in sentences(text):
        *before, last = breaths(sentence)
        parts += [_phrase(one, BREATH_PAUSES, pace) for one in before]
        parts.append(_phrase(last, SENTENCE_PAUSES, pace))
    return tuple(parts)


def _phrase(text: str, pauses: tuple[Samples, Samples], pace: float) -> Phrase:
    target = len(text.split()) * WORD * pace
    least, most = (Samples(round(pause * pace)) for pause in pauses)
    return Phrase(text, Samples(round(target)), least, most)
