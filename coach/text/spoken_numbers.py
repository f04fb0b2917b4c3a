"""Numbers and units as they are spoken: one table for those who write them into words and those who read them."""

UNIT_WORDS = {
    "en": {
        "mm": ("millimetre", "millimetres"),
        "cm": ("centimetre", "centimetres"),
        "kg": ("kilogram", "kilograms"),
        "s": ("second", "seconds"),
        "min": ("minute", "minutes"),
        "h": ("hour", "hours"),
        "°": ("degree", "degrees"),
        "%": ("per cent", "per cent"),
        "m": ("metre", "metres"),
        "km": ("kilometre", "kilometres"),
        "g": ("gram", "grams"),
        "lb": ("pound", "pounds"),
        "ml": ("millilitre", "millilitres"),
        "mg": ("milligram", "milligrams"),
        "ft": ("foot", "feet"),
        "°C": ("degree Celsius", "degrees Celsius"),
        "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
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
        "m": ("metro", "metros"),
        "km": ("kilómetro", "kilómetros"),
        "g": ("gramo", "gramos"),
        "lb": ("libra", "libras"),
        "ml": ("mililitro", "mililitros"),
        "mg": ("miligramo", "miligramos"),
        "ft": ("pie", "pies"),
        "°C": ("grado Celsius", "grados Celsius"),
        "°F": ("grado Fahrenheit", "grados Fahrenheit"),
    },
}
"""Units by language and sign: the word for one, and for many."""


UNIT_SIGNS = {sign: sign for sign in UNIT_WORDS["en"]} | {
    "sec": "s",
    "secs": "s",
    "seg": "s",
    "segs": "s",
    "mins": "min",
    "hr": "h",
    "hrs": "h",
    "lbs": "lb",
    "deg": "°",
}
"""Signs of units by how people write them, in either language."""

FEMININE = {"es": ("h", "lb")}
"""Units whose numbers end in -a."""

_SPANISH_ORDINALS = (
    *("primero", "segundo", "tercero", "cuarto", "quinto", "sexto", "séptimo", "octavo", "noveno", "décimo"),
    *("undécimo", "duodécimo", "decimotercero", "decimocuarto", "decimoquinto", "decimosexto", "decimoséptimo"),
    *("decimoctavo", "decimonoveno", "vigésimo"),
)
"""Ordinals from one to twenty: those of num2words beyond ten are no words of the language."""


def number_in_words(number: float | str, language: str, to: str = "cardinal") -> str | None:
    """Return a number in words: 3 is "three", "10.5" is "ten point five"; with `to` "year", 1998 in two halves.

    None where num2words does not know the language, or has no word for so large a number. None is no fault: callers
    leave the digits, which an engine reads by itself, and `coach check` names them in a language with units here.
    """
    from num2words import num2words  # only here: it is slow to import

    try:
        return str(num2words(number, lang=language, to=to))
    except NotImplementedError:  # a language without a table: the engine knows its numbers better than we do
        return None
    except OverflowError:  # too large for words: said as digits, and named by the check of numerals
        return None


def ordinal_in_words(count: int, ending: str, language: str) -> str | None:
    """Return an ordinal by its number and written ending: 1 with "st" is "first"; None if they do not fit."""
    if language == "en":
        teens = count % 100 in (11, 12, 13)
        right = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
        return number_in_words(count, language, "ordinal") if ending == right else None
    if not 1 <= count <= len(_SPANISH_ORDINALS):
        return None
    word = _SPANISH_ORDINALS[count - 1]
    if ending == "er":
        return word[:-1] if word.endswith("ero") else None
    if ending in ("ª", "a") or (len(ending) == 2 and word[:-1] + "a" == word[: -len(ending)] + ending):
        return word[:-1] + "a"
    return word if ending == "º" or (len(ending) == 2 and word.endswith(ending)) else None
