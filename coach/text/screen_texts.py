"""Texts on the screen beside a room: one table for each language."""

import msgspec


class ScreenTexts(msgspec.Struct, frozen=True):
    """Texts of the screen in one language. A name in curly brackets stands for a value."""

    starting: str
    """Words before the first item was looked at."""
    next: str
    """Next item, with `{title}`."""
    next_at: str
    """Next item and its start, with `{title}` and `{time}`."""
    open_at: str
    open_on: str
    """Next opening on another day, with `{day}` and `{time}`."""
    days: tuple[str, ...]
    """Names of the weekdays as they stand in `open_on`, from Monday on."""
    more: str
    code: str
    """Name of the QR code for a screen reader."""
    lost: str


EN = ScreenTexts(
    starting="One moment, please.",
    next="Next: {title}",
    next_at="Next: {title}, {time}",
    open_at="Open again at {time}",
    open_on="Open again on {day} at {time}",
    days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    more="More for you",
    code="QR code",
    lost="No answer from the room. Trying again.",
)

ES = ScreenTexts(
    starting="Un momento, por favor.",
    next="Después: {title}",
    next_at="Después: {title}, {time}",
    open_at="Abrimos otra vez a las {time}",
    open_on="Abrimos otra vez el {day} a las {time}",
    days=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    more="Más para ti",
    code="Código QR",
    lost="La sala no contesta. Se intenta otra vez.",
)

SCREEN_TEXTS = {"en": EN, "es": ES}


def screen_texts(language: str) -> ScreenTexts:
    """Return the texts of a language, given by two letters; the English ones for a language without a table."""
    return SCREEN_TEXTS.get(language, EN)
