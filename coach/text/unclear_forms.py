"""Forms of numbers that may be spoken wrongly: read in two ways, or left in part to the engine."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from coach.text.numerals import DASH, PLAIN, doubtful
from coach.text.spoken_forms import in_words, traced

_NEW = "\0"
"""Letter that stands for all letters of new words."""
_OPENING, _CLOSING = "\"'“‘«¿¡([-", "\"'”’»)].,;:!?…-"  # noqa: RUF001
_STOPS = ".,;:!?…)"
_EDGE = re.compile(rf"^{DASH}{_NEW}|{_NEW}{DASH}$")
"""Dash that joins a number to nothing."""
_INSIDE = re.compile(rf"{_NEW}(?:{DASH}|[.,:;'’\"])+{_NEW}")  # noqa: RUF001
"""Mark between two numbers that no rule has made one form."""
_APART = re.compile(r"(?<!\S)(?:\S++\s+/\s*|\S*/\s+)\S+")
"""Slash that stands apart, with what is beside it: 10 / 10."""
_NUMERAL = re.compile(rf"(?<![\w/:])(?<!\d[.,])(?:{PLAIN})")


def unclear(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield each token of a text that may be read wrongly, as it is written, with what is said for it."""
    for found in _NUMERAL.finditer(text):
        if doubtful(found[0], language):
            yield found[0], in_words(found[0], language)
    for found in _APART.finditer(text):
        if any(letter.isdigit() for letter in found[0]):
            yield found[0], found[0]
    said, places = traced(text, language)
    done = 0
    for found in re.finditer(r"\S+", said):
        here = places[found.start() : found.end()]
        prime = _is_prime(found[0], here, text)
        if prime or _is_left(found[0], here):
            marks = _STOPS if prime else _OPENING + _CLOSING
            begin, end = _written(text, here)
            token = text[begin:end].strip(marks.replace("-", "")) or found[0]
            if begin >= done:
                yield token, token
            done = end


def _is_left(token: str, places: Sequence[int]) -> bool:
    """Whether a token has digits, or signs beside new words."""
    if any(letter.isnumeric() for letter in token):
        return True
    masked = "".join(_NEW if place < 0 else letter for letter, place in zip(token, places, strict=True))
    if _NEW not in masked:
        return False
    beside = "".join(re.findall(rf"(?<={_NEW})[^\w\s]|[^\w\s](?={_NEW})", masked))
    signs = (unicodedata.category(one)[0] == "S" or one in "/@&%\u2032\u2033" for one in beside)
    return any(signs) or any(mark.search(masked) is not None for mark in (_EDGE, _INSIDE))


def _is_prime(token: str, places: Sequence[int], text: str) -> bool:
    """Whether a token ends with a mark for feet or inches, and not with one that closes a quotation."""
    core = token.rstrip(_STOPS)
    at = len(core.rstrip("'\""))
    marks = core[at:]
    beside = bool(marks) and at > 0 and places[at - 1] < 0 <= places[at]
    return beside and (marks == "''" or text.count(marks[-1]) % 2 == 1)


def _written(text: str, places: Sequence[int]) -> tuple[int, int]:
    """Return begin and end of the tokens of the text that letters at `places` come from."""
    real = [max(place, ~place) for place in places]
    begin, end = min(real), max(real) + 1
    while begin > 0 and not text[begin - 1].isspace():
        begin -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return begin, end
