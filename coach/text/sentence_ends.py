"""Sentence ends in any script: stops of many languages, and abbreviations and ellipses that end nothing.

A colon ends nothing: what follows belongs to what it announces.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

_CLOSING = "\"'”’»)]」』）】"  # noqa: RUF001
_CLOSERS = re.escape(_CLOSING)
_SPACED = ".?!…؟۔"  # noqa: RUF001
_UNSPACED = "。！？．：｡।॥။։።"  # noqa: RUF001
_END = re.compile(rf"[{_SPACED}]+[{_CLOSERS}]*\s+|[{_UNSPACED}]+[{_CLOSERS}]*\s*|(?<=[\u0370-\u03ff]);\s+")
"""Stops with what closes after them; those of the second kind need no space before the next sentence.
The third one is the question mark of Greek."""

_BREATH = re.compile(r"(?:(?<=…)|(?<=\.\.\.))\s+")

_OPENERS = "\"'“‘«¿¡([「『（【"  # noqa: RUF001
_BEFORE_NAMES = (
    "dr dra drs mr mrs ms mx prof profa sr sra srta sres dña st sto sta mme mlle hr hrn fr dott डॉ श्री "
    "e.g i.e vs cf approx viz ej aprox p.ej núm z.b bzw ca d.h env"
)
_BEFORE_NUMBERS = "no nos nr núm fig figs vol ch cap pág págs pp p art abb max máx min mín"
_NEVER = frozenset(_BEFORE_NAMES.split())
"""Short forms that something always follows, without their last dot."""
_NUMBERED = frozenset(_BEFORE_NUMBERS.split())
"""Short forms that end nothing before a number, unless a number stands before them too: ten min."""

_TITLES = frozenset(["doctor", "doctora", "mister", "missis", "señor", "señora", "señorita", "professor", "profesor"])
"""Titles in full, after which one letter is an initial."""

_ORDINAL = re.compile(
    r"\b(?:am|im|vom|zum|zur|beim|ab|bis|d(?:er|em|en|es|ie|as)|jede[rnms]?|(?:[dms]ein|ihr|unser|euer|eur)(?:e[rnms]?)?)"
    r"\s+(?:\d{1,3}\.(?:,|\s*(?:und|oder|bis|[-–]))\s*)*\d{1,3}$",
    re.IGNORECASE,
)
"""German words before a number that its dot makes an ordinal: "am 3. Tag", "der 2. und 4. Punkt"."""

_INITIALS = re.compile(r"(?:^|[.?!]\s+)(?:[^\W\d_]\.\s*)*[^\W\d_]$")
"""Letters before a name, at the begin of a sentence: J. R. Smith."""
_LETTER = re.compile(r"[^\W\d_]\.")
_LAST_WORD = re.compile(r"([^\s(\[\"'“‘«¿¡/-]+)$")  # noqa: RUF001


def sentence_ends(text: str) -> Iterator[tuple[int, int]]:
    """Yield each place between two sentences: end of the first, begin of the next.

    A dot or an ellipsis before a small letter ends nothing: "ten min. and rest", "psoas maj. now".
    """
    for match in _END.finditer(text):
        begin, end = match.start(), match.end()
        if begin > 0 and end < len(text) and (text[begin] not in ".…" or _stops(text, begin, end)):
            yield begin + len(match[0].rstrip()), end


def sentences(text: str) -> list[str]:
    """Split text into its sentences."""
    places = [(0, 0), *sentence_ends(text), (len(text), len(text))]
    found = (text[begin:end] for (_, begin), (end, _) in pairwise(places))
    return [sentence for sentence in found if sentence.strip()]


def breaths(sentence: str) -> list[str]:
    """Split a sentence where its author marks a breath, by an ellipsis: "Lift the leg… and move the ball"."""
    return _BREATH.split(sentence)


def rewrite(text: str, write: Callable[[str], str]) -> str:
    """Return text with each sentence written anew, and what stands between them as it is."""
    written = ""
    begun = 0
    for end, begin in sentence_ends(text):
        written += write(text[begun:end]) + text[end:begin]
        begun = begin
    return written + write(text[begun:])


def ends_sentence(text: str, dot: int) -> bool:
    """Whether the dot at `dot` ends a sentence, or all of `text`."""
    after = len(text) - len(text[dot + 1 :].lstrip(_CLOSING))
    return after == len(text) or any(end == after for end, _ in sentence_ends(text))


def _stops(text: str, dot: int, after: int) -> bool:
    """Whether a dot or an ellipsis before `after` ends a sentence."""
    following = text[after:].lstrip(_OPENERS)[:1]
    if following.islower() or following in (".", "…"):
        return False
    if text.startswith(("…", ".."), dot):
        return True
    found = _LAST_WORD.search(text, 0, dot)
    word = found[1].casefold() if found else ""
    if word in _NEVER:
        return False
    before = text[: found.start()].rstrip() if found else ""
    if word.isdigit() and following.isalpha() and _ORDINAL.search(text, 0, dot):
        return False
    if word in _NUMBERED and following.isdigit():
        return before[-1:].isdigit()
    if len(word) != 1 or not word.isalpha():
        return True
    if following.isupper() and text[dot - 1].isupper() and _INITIALS.search(text, 0, dot):
        return False
    # An initial after a title, or two letters that stand for two words, as in "z. B.".
    last = before.split()[-1].casefold().rstrip(".") if before else ""
    paired = before.endswith(".") and len(last) == 1 and last.isalpha() and before[-2].islower()
    return not (
        last in _NEVER | _TITLES or paired or (found is not None and found[1].islower() and _LETTER.match(text, after))
    )
