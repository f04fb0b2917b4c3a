"""Lengths that are said without a number, such as "a hand's width", and their real measure.

Their numbers stand under `lengths`, beside the words of a language. A hand, a finger or an inch is known here.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from coach.protocol.quantities import plain, quantities


class Measure(NamedTuple):
    """Natural measure of a language."""

    pattern: str
    """Words for one or several, in small letters without accents, without the number before them."""
    least: float
    most: float
    """Range of one in adults, in centimetres."""
    before: str = ""
    """Words of which one must follow, as it is no part of the body but a length then; empty for none."""


_W, _EN_UP = (
    "(?:width|breadth)s?",
    "above|below|beneath|beyond|higher|lower|away|apart|short of|further|up from|down from",
)
_A, _ES_UP = "(?:anchos?|anchura)", "por encima|por debajo|mas (?:arriba|abajo|alla|lejos)|de distancia"
_EN_OFF, _ES_OFF = f"{_EN_UP}|from|off", rf"{_ES_UP}|sobre|bajo|desde|encima|debajo|antes|del (?!pie)|de la (?!mano)"
_ANY = 1, 100  # between two places: what that is, the protocol knows

MEASURES: dict[str, tuple[Measure, ...]] = {
    "en": (
        Measure(rf"hand(?:'?s'?)?[ -]?{_W}|{_W} of (?:a|your|the|one) hand", 8, 10),
        Measure(rf"palm(?:'?s'?)?[ -]?{_W}|{_W} of (?:a|your|the|one) palm", 8, 10),
        Measure(r"hand[ -]?spans?|spans? of (?:a|your|the|one) hand", 18, 23),
        Measure(r"hand(?:'?s'?)?[ -]?lengths?|length of (?:a|your|the|one) hand", 16, 21),
        Measure(rf"finger(?:'?s'?)?[ -]?{_W}|{_W} of (?:a|your|the|one) finger", 1.5, 2.5),
        Measure(rf"thumb(?:'?s'?)?[ -]?{_W}|{_W} of (?:a|your|the|one) thumb", 2, 2.6),
        Measure(rf"fist(?:'?s'?)?[ -]?{_W}|{_W} of (?:a|your|the|one) fist", 8, 11),
        Measure(r"(?:foot|feet)(?:'?s'?)?[ -]?lengths?|length of (?:a|your|the|one) foot", 22, 31),
        Measure(r"forearm(?:'?s'?)?[ -]?lengths?|length of (?:a|your|the|one) forearm", 23, 32),
        Measure(r"arm(?:'?s'?)?[ -]?lengths?|length of (?:an|your|the|one) arm", 55, 80),
        Measure(r"inch(?:es)?", 2.5, 2.6),
        Measure(r"half ?way between (?:the|your) \w+ and (?:the|your) \w+", *_ANY),
        Measure(r"hands?", 8, 10, _EN_UP),
        Measure(r"palms?", 8, 10, _EN_UP),
        Measure(r"spans?", 18, 23, _EN_OFF),
        Measure(r"fingers?", 1.5, 2.5, _EN_OFF),
        Measure(r"thumbs?", 2, 2.6, _EN_OFF),
        Measure(r"fists?", 8, 11, _EN_UP),
        Measure(r"foot|feet", 30, 31, _EN_UP),
        Measure(r"forearms?", 23, 32, _EN_UP),
    ),
    "es": (
        Measure(rf"{_A} de (?:una|la|tu|su) mano|{_A} de mano", 8, 10),
        Measure(rf"{_A} de (?:una|la|tu|su) palma|{_A} de palma", 8, 10),
        Measure(r"palmos?", 18, 23),
        Measure(r"jemes?", 14, 18),
        Measure(r"(?:largo|longitud) de (?:una|la|tu|su) mano", 16, 21),
        Measure(rf"{_A} de (?:un|el|tu|su) dedo|{_A} de dedo", 1.5, 2.5),
        Measure(rf"{_A} de (?:un|el|tu|su) pulgar|{_A} de pulgar", 2, 2.6),
        Measure(rf"{_A} de (?:un|el|tu|su) puno|{_A} de puno", 8, 11),
        Measure(r"(?:largo|longitud) de (?:un|el|tu|su) antebrazo", 23, 32),
        Measure(r"(?:largo|longitud) de (?:un|el|tu|su) pie", 22, 31),
        Measure(r"pulgadas?", 2.5, 2.6),
        Measure(r"a (?:la mitad|medio camino|mitad de camino) entre (?:el|la|tu) \w+ y (?:el|la|tu) \w+", *_ANY),
        Measure(r"manos?", 8, 10, _ES_UP),
        Measure(r"palmas?", 8, 10, _ES_UP),
        Measure(r"cuartas?", 18, 23, _ES_OFF),
        Measure(r"dedos?", 1.5, 2.5, _ES_OFF),
        Measure(r"pulgar(?:es)?", 2, 2.6, _ES_OFF),
        Measure(r"punos?", 8, 11, _ES_UP),
        Measure(r"pies?", 28, 31, _ES_UP),
        Measure(r"antebrazos?", 23, 32, _ES_UP),
    ),
}
"""Measures by language. One without a table here is judged only by what its `lengths` say."""

_ARTICLE = re.compile(
    r"(?<!\w)(?:(half|medio|media)(?: (?:a|an|the|un|una|el|la))?|a|an|one|the|your|un|una|el|la|tu) $"
)
_OF_THESE = re.compile(r"(?:width|breadth|length|ancho|anchura|largo|longitud) (?:of|de) (?:the |los )?$")


class Length(NamedTuple):
    """Length in wording that has no number of its own."""

    words: str
    start: int
    end: int
    """Position in the text; `end` is exclusive."""
    number: float | None
    """Centimetres by the protocol; None if they are not in it."""
    real: tuple[float, float] | None
    """Real range in centimetres; None for a length that only the protocol knows."""


def lengths_said(text: str, language: str, known: Mapping[str, float]) -> tuple[Length, ...]:
    """Return every length that `text` says without a number, in its order; `known` are centimetres by words.

    "Half a hand's width" is another one than "a hand's width".
    """
    bare = plain(text)
    natural = list(_natural(bare, language))
    found: list[Length] = []
    for name, number in sorted(known.items(), key=lambda one: -len(one[0])):
        for match in re.finditer(rf"(?<!\w){re.escape(plain(name))}(?!\w)", bare):
            start, end = match.span()
            inside = [one for one in natural if start <= one.start and one.end <= end]
            cut = any(one.start < end and start < one.end for one in natural if one not in inside)
            if not cut and not any(start < one.end and one.start < end for one in found):
                found.append(Length(match[0], start, end, number, inside[0].real if inside else None))
    for one in natural:
        if not any(other.start <= one.start and one.end <= other.end for other in found):
            found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))


def _natural(bare: str, language: str) -> Iterator[Length]:
    """Yield natural measures, each with the number before it."""
    taken: list[tuple[int, int]] = []
    for measure in MEASURES.get(language, ()):
        for match in re.finditer(rf"(?<!\w)(?:{measure.pattern})(?!\w)", bare):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            start, count = _counted(bare, match.start(), language)
            across = _OF_THESE.search(bare[:start]) if start is not None else None
            if across is not None:
                start = across.start()
            elif measure.before and (start is None or not re.match(f" (?:{measure.before})", bare[match.end() :])):
                continue
            begin = match.start() if start is None else start
            taken.append((begin, match.end()))
            yield Length(
                bare[begin : match.end()], begin, match.end(), None, (measure.least * count, measure.most * count)
            )


def _counted(bare: str, start: int, language: str) -> tuple[int | None, float]:
    """Return the start of the number or article before a measure, and its value; None and 1 without one."""
    before = bare[:start]
    for one in quantities(before, language):
        if not one.unit and before[one.end :] in (" ", "-") and one.most > 0:
            return one.start, one.most
    article = _ARTICLE.search(before)
    if article is None:
        return None, 1.0
    return article.start(), 0.5 if article[1] else 1.0
