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
"""Units by language and sign: the word for one, and for many."""


def number_in_words(number: float | str, language: str) -> str | None:
    """Return a number in words: 3 is "three", "10.5" is "ten point five".

    None where num2words does not know the language, or has no word for so large a number.
    """
    from num2words import num2words  # only here: it is slow to import

    try:
        return str(num2words(number, lang=language))
    except (NotImplementedError, OverflowError):
        return None
