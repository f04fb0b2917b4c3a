"""Written text into the words to say: numbers, ranges and units, and where to breathe."""

import re
from functools import lru_cache

from coach.session.model import Phrase
from coach.units import to_samples

UNITS = {
    "en": {
        "mm": ("millimetre", "millimetres"),
        "cm": ("centimetre", "centimetres"),
        "kg": ("kilogram", "kilograms"),
        "s": ("second", "seconds"),
        "min": ("minute", "minutes"),
        "h": ("hour", "hours"),
        "°": ("degree", "degrees"),
        "%": ("per cent", "per cent"),
    },
    "es": {
        "mm": ("milímetro", "milímetros"),
        "cm": ("centímetro", "centímetros"),
        "kg": ("kilogramo", "kilogramos"),
        "s": ("segundo", "segundos"),
        "min": ("minuto", "minutos"),
        "h": ("hora", "horas"),
        "°": ("grado", "grados"),
        "%": ("por ciento", "por ciento"),
    },
}
"""Spoken units by language, for one and for many."""

RANGE = {"en": "to", "es": "a"}

_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(?:\s*[-–]\s*(\d+(?:\.\d+)?))?(?:\s*(mm|cm|kg|min|s|h|°|%)(?!\w))?")
_SENTENCE_END = re.compile(r"(?<=[.?!:])\s+")
_CLAUSE_END = re.compile(r"(?<=[,;])\s+")

SENTENCE_PAUSE = to_samples(0.7)
CLAUSE_PAUSE = to_samples(0.3)
SHORTEST_CLAUSE = 4
"""Words. A pause around fewer than these would chop a list into pieces."""


@lru_cache(maxsize=4096)
def spoken(text: str, language: str) -> str:
    """`text` with its numbers, ranges and units in words: "5-10 cm" becomes "five to ten centimetres"."""

    def words(match: re.Match[str]) -> str:
        first, last, unit = match.groups()
        said = number(first, language)
        if last is not None:
            said += f" {RANGE[language]} {number(last, language)}"
        if unit is not None:
            one, many = UNITS[language][unit]
            said += f" {one if (last or first) == '1' else many}"
        return said

    return _NUMBER.sub(words, " ".join(text.split()))


@lru_cache(maxsize=512)
def number(written: str, language: str) -> str:
    """A written number in words: "3" becomes "three", "10.5" becomes "ten point five"."""
    from num2words import num2words

    return str(num2words(written, lang=language))


def phrases(text: str) -> tuple[Phrase, ...]:
    """Where to breathe: after each sentence, and after clauses that are long enough to stand alone."""
    parts: list[Phrase] = []
    for sentence in _SENTENCE_END.split(text):
        if not sentence:
            continue
        clauses = _clauses(sentence)
        parts += [Phrase(clause, CLAUSE_PAUSE) for clause in clauses[:-1]]
        parts.append(Phrase(clauses[-1], SENTENCE_PAUSE))
    return tuple(parts)


def _clauses(sentence: str) -> list[str]:
    clauses = [""]
    for piece in _CLAUSE_END.split(sentence):
        if clauses[-1] and len(clauses[-1].split()) >= SHORTEST_CLAUSE and len(piece.split()) >= SHORTEST_CLAUSE:
            clauses.append(piece)
        else:
            clauses[-1] = f"{clauses[-1]} {piece}".strip()
    return clauses
