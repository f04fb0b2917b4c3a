"""Numbers in wording, in digits or in words, each with its unit: "ten to twelve seconds" is 10 to 12 s.

Number words come from num2words, the other way round. Units are known by their signs in every language, by their
words in English and Spanish.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from coach.protocol.vocabulary import VARIABLE
from coach.text.numerals import DASH, NUMERAL, is_label, value_of
from coach.text.spoken_numbers import UNIT_SIGNS, UNIT_WORDS, number_in_words

_WORDS_UP_TO = 200

BASES = {
    "mm": ("cm", 0.1),
    "cm": ("cm", 1.0),
    "m": ("cm", 100.0),
    "km": ("cm", 100_000.0),
    "ms": ("s", 0.001),
    "s": ("s", 1.0),
    "min": ("s", 60.0),
    "h": ("s", 3600.0),
    "ft": ("cm", 30.48),
    "mg": ("kg", 0.000001),
    "g": ("kg", 0.001),
    "kg": ("kg", 1.0),
    "lb": ("kg", 0.45359237),
    "°": ("°", 1.0),
    "%": ("%", 1.0),
}
"""Units by sign: the base unit, and the number of those in one."""

# fmt: off
_MORE_UNIT_WORDS = {
    "en": {
        "millimeter": "mm", "centimeter": "cm", "metre": "m", "meter": "m", "sec": "s", "hr": "h", "kilo": "kg",
        "percent": "%", "day": "days", "week": "weeks", "month": "months", "year": "years", "time": "times",
        "x": "times", "\u00d7": "times",
    },
    "es": {
        "metro": "m", "seg": "s", "kilo": "kg", "dia": "days", "semana": "weeks", "mes": "months", "ano": "years",
        "vez": "times", "vece": "times", "x": "times", "\u00d7": "times",
    },
}
"""Words for units beside those the coach itself says, for one and without accents; an -s at the end makes many."""
BASES |= {
    "days": ("days", 1.0),
    "weeks": ("days", 7.0),
    "months": ("days", 30.0),
    "years": ("days", 365.0),
    "times": ("times", 1.0),
}

_ALSO = {
    "en": {"nought": 0.0, "half a": 0.5, "half an": 0.5, "a couple of": 2.0},
    "es": {"medio": 0.5, "media": 0.5, "un par de": 2.0},
}
"""Numbers in words that num2words does not use."""
_ONE = {"en": ("a", "an"), "es": ("un", "una")}
"""Articles: a number only before a unit."""
_IN_ONE_WORD = {"en": {"once": 1.0, "twice": 2.0, "thrice": 3.0}}
"""Words for numbers of times, without the word `times`."""
_POINT = {"en": r"point", "es": r"coma|punto"}
_AND_A_HALF = {"en": r"\s+and\s+a\s+half\b", "es": r"\s+y\s+medi[oa]\b"}
_HUNDREDS = {"en": " and ", "es": " "}
"""Words between hundreds and the rest, in languages whose numbers are known up to a thousand."""
_TO = {"en": r"to|or|and", "es": r"a|o|u|y"}
# fmt: on

_TIME = re.compile(r"(\d{1,2}):([0-5]\d)(?![\d:])")
_TOKEN = re.compile(rf"(?<![\w:]){_TIME.pattern}|{NUMERAL}|[^\W\d_]+")
_SIGNS = {written.lower(): sign for written, sign in UNIT_SIGNS.items()} | {"ms": "ms"}
_ANY_SIGN = rf"({'|'.join(sorted(map(re.escape, _SIGNS), key=len, reverse=True))})(?!\w)"
_SIGN, _PER_SIGN = re.compile(rf"\s*{_ANY_SIGN}"), re.compile(f"/{_ANY_SIGN}")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|\.?ª|\.?er)(?!\w)")
_MOST_TOKENS = 5  # "one hundred and twenty five"


class Quantity(NamedTuple):
    """Quantity in a text: a number, or a range of numbers."""

    least: float
    most: float
    unit: str
    """Base unit: `s`, `cm`, `days`, `times`, `rate` for one over another, another sign, or nothing."""
    start: int
    end: int
    """Position in the text, with the unit; `end` is exclusive."""
    sign: str = ""
    """Unit as written; nothing for a bare number."""

    def within(self, least: float, most: float) -> bool:
        """Whether the whole range lies between two numbers."""
        return least - _NEAR <= self.least and self.most <= most + _NEAR


_NEAR = 1e-6  # for sums of decimal fractions


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """Return `text` in small letters without accents, letter for letter, with variables blanked out."""
    text = VARIABLE.sub(lambda found: "\0" * len(found[0]), text.replace("\u2019", "'"))
    return "".join(unicodedata.normalize("NFD", one.lower())[0] for one in text)


def quantities(text: str, language: str) -> tuple[Quantity, ...]:
    """Return every number of `text` in its order; values of variables are none."""
    return tuple(_joined(plain(text), list(_numbers(plain(text), language)), language))


def _joined(text: str, found: list[tuple[float, int, int, bool]], language: str) -> Iterator[Quantity]:
    """Yield quantities: ranges made of their two ends, with the unit put to both."""
    at = 0
    while at < len(found):
        value, start, end, article = found[at]
        at += 1
        least = most = value
        if at < len(found) and not article:
            between = text[end : found[at][1]]
            words = rf"\s*{DASH}\s*|\s+(?:{_TO.get(language, '-')})\s+"
            apart = re.fullmatch(rf"\s+{DASH}\s+", between) and _unit(text, found[at][2], language)[0]
            named = apart and is_label(text, start)
            if re.fullmatch(words, between) and value < found[at][0] and not found[at][3] and not named:
                most, end = found[at][0], found[at][2]
                at += 1
        sign, after = ("s", end) if _TIME.search(text, start, end) else _unit(text, end, language)
        if article and not sign:
            continue
        unit, factor = BASES.get(sign, (sign, 1.0))
        yield Quantity(least * factor, most * factor, unit, start, after, sign)
    for word, often in _IN_ONE_WORD.get(language, {}).items():
        for match in re.finditer(rf"(?<!\bat )\b{word}\b", text):
            yield Quantity(often, often, "times", match.start(), match.end())


def _unit(text: str, end: int, language: str) -> tuple[str, int]:
    """Return the sign of the unit that follows, and its end; no sign where none does."""
    found = _SIGN.match(text, end)
    if found is not None:
        return "rate" if _PER_SIGN.match(text, found.end()) else _SIGNS[found[1]], found.end()
    found = _unit_pattern(language).match(text, end)
    if found is not None:
        sign = _unit_words(language)[found[1]]
        per = re.compile(r"\s+(?:per|por)\s+(?:second|minute|hour|segundo|minuto|hora)(?!\w)").match(text, found.end())
        return "rate" if per and BASES.get(sign, ("",))[0] in ("cm", "kg") else sign, found.end()
    return "", end


@cache
def _unit_words(language: str) -> dict[str, str]:
    """Return the signs of units by their words, for one and without accents. A foot may be one to stand on."""
    said = {plain(one): sign for sign, (one, _) in UNIT_WORDS.get(language, {}).items() if sign != "ft"}
    return said | _MORE_UNIT_WORDS.get(language, {})


@cache
def _unit_pattern(language: str) -> re.Pattern[str]:
    words = sorted(_unit_words(language), key=len, reverse=True)
    return re.compile(rf"[\s-]*(?<![^\W\d_])({'|'.join(words)})(?:e?s)?(?!\w)" if words else r"(?!)")


def _numbers(text: str, language: str) -> Iterator[tuple[float, int, int, bool]]:
    """Yield each number as (value, start, end, whether it is an article)."""
    tokens = list(_TOKEN.finditer(text))
    known, articles = _number_words(language), _ONE.get(language, ())
    at = 0
    while at < len(tokens):
        token, used, value = tokens[at], 1, None
        time = _TIME.fullmatch(token[0])
        if time is not None:
            value = int(time[1]) * 60.0 + int(time[2])
        elif not token[0].isalpha():
            value = None if _ORDINAL.match(text, token.end()) else value_of(_graded(text, token), language)
        else:
            for count in range(min(_MOST_TOKENS, len(tokens) - at), 0, -1):
                words = " ".join(one[0] for one in tokens[at : at + count])
                apart = text[token.start() : tokens[at + count - 1].end()]
                if words in known and re.fullmatch(r"[^\W\d_]+(?:[\s-]+[^\W\d_]+)*", apart):
                    used, value = count, known[words]
                    break
        article = value is None and token[0] in articles
        if value is not None or article:
            end = tokens[at + used - 1].end()
            whole = 1.0 if value is None else value
            if not article:
                whole, end = _fraction(text, whole, end, language)
            yield whole, token.start(), end, article
            while at + used < len(tokens) and tokens[at + used].start() < end:
                used += 1
        at += used


def _graded(text: str, token: re.Match[str]) -> str:
    """Return a numeral, or the grade that it is of ten: 7 of "7/10"."""
    grade, _, scale = token[0].partition("/")
    return grade if scale == "10" and _SIGN.match(text, token.end()) is None else token[0]


def _fraction(text: str, value: float, end: int, language: str) -> tuple[float, int]:
    """Return the number and its end with "point five" or "and a half" after it."""
    if language in _AND_A_HALF:
        half = re.compile(_AND_A_HALF[language]).match(text, end)
        if half is not None:
            return value + 0.5, half.end()
        point = re.compile(rf"\s+(?:{_POINT[language]})\s+([^\W\d_]+)").match(text, end)
        if point is not None and _number_words(language).get(point[1], 10) < 10:
            return value + _number_words(language)[point[1]] / 10, point.end()
    return value, end


@cache
def _number_words(language: str) -> dict[str, float]:
    """Return numbers by their words, without hyphens and accents; none for a language num2words does not know."""
    words = {value: number_in_words(value, language) for value in range(_WORDS_UP_TO)}
    said = {plain(text).replace("-", " "): float(value) for value, text in words.items() if text is not None}
    for hundreds in range(200, 1000, 100) if language in _HUNDREDS else ():
        first = plain(number_in_words(hundreds, language) or "")
        rest = {word: value for word, value in said.items() if 0 < value < 100}
        said |= {first: float(hundreds)} | {
            first + _HUNDREDS[language] + word: hundreds + n for word, n in rest.items()
        }
    if language == "en":  # "one hundred and twenty", and without the "and"
        said |= {words.replace(" and ", " "): value for words, value in said.items()}
    if language == "es":  # they lose their end before a noun, or change it
        said |= {
            words.replace("cientos", "cientas").replace("quinientos", "quinientas"): n for words, n in said.items()
        }
        said |= {
            words[:-1] + end: value
            for words, value in said.items()
            if words.endswith("uno") and value > 1
            for end in ("", "a")
        }
    return said | _ALSO.get(language, {}) if said else {}
