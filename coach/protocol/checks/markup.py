"""Markup and signs in wording that a voice would read aloud or swallow: each is named, with what might be heard."""

import re
import unicodedata

from coach.protocol.model import Protocol, Words
from coach.protocol.problems import KeyPath, Problems
from coach.protocol.sources import reason
from coach.protocol.traverse import judged_by_ear
from coach.protocol.vocabulary import VARIABLE
from coach.text.find_words import without
from coach.text.spoken_forms import RATE
from coach.text.spoken_numbers import UNIT_WORDS

_LETTER = r"[^\W\d_{}]"
_MARKUP = re.compile(
    rf"""
    (?P<link>\[[^\]]*\]\([^)]*\) | (?:https?|ftp|mailto):\S+ | \bwww\.\S+ | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
        | (?<![\w.])[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|info|io|co\.uk|eu|de|es|fr|it|uk)(?:/\S*)?(?!\w) )
    | (?P<tag><!--.*?--> | </?[A-Za-z][^<>]*> )
    | (?P<entity>&(?:\#\d+|\#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*); )
    | (?P<sign>\*+ | (?<!\w)_+(?=\w) | (?<=[^\W_])_+(?!\w) | __+ | ~~+ | ~(?=[^\W\d]) | `+ | \|+ | \\+ | \#+(?!\d) | \^
        | (?m:^[ \t]*[-+>–—][ \t]+) | [•‣▪●○◦·∙] | (?<![\w:;])[:;]-?[()DPp](?!\w) | (?<![<>])= | [@$](?!\d) )
    | (?P<slash>(?:(?<!\w){_LETTER}+\.?|(?<=\}}))[ ]?/[ ]?(?:{_LETTER}+|(?=\{{)) )
    """,
    re.VERBOSE,
)

_SPOKEN_SIGNS = frozenset("°℃℉№")
"""Symbols that are written out before a voice reads them, or read by every voice."""

_NAMES = {
    "*": "asterisk",
    "_": "underscore",
    "~": "tilde",
    "`": "backquote",
    "|": "bar",
    "\\": "backslash",
    "#": "hash",
    "^": "caret",
    "/": "slash",
    ":": "colon",
    ".": "dot",
    "@": "at",
    "<": "less than",
    ">": "greater than",
    "&": "and",
    ";": "semicolon",
    "-": "dash",
    "+": "plus",
    "[": "bracket",
    "]": "bracket",
    "(": "bracket",
    ")": "bracket",
    "=": "equals",
    "?": "question mark",
    "%": "per cent",
    "!": "exclamation mark",
}
_FOR_EYES = "who listens sees no marks; a voice reads them aloud, or leaves them out"
_MENDS = {
    "link": "say where to find it in words",
    "entity": "write the letter itself, or a word",
    "tag": "leave it out",
    "slash": "write a word, such as 'or'",
    "sign": "leave it out, or write a word",
}


def problems(protocol: Protocol) -> Problems:
    """Find marks for eyes in all that is said, all of one text in one problem."""
    for language, words in protocol.words.items():
        for path, text in judged_by_ear(protocol, language):
            yield from _judged(text, path, words, language)


def _judged(text: str, at: KeyPath, words: Words, language: str) -> Problems:
    bare = without(text, words.pronounce, language)  # they have a spelling for the ear
    bare = VARIABLE.sub(lambda found: "{" + " " * len(found[1]) + "}", bare)
    if language in UNIT_WORDS:  # rates are written out before a voice reads them
        bare = re.sub(RATE, lambda found: " " * len(found[0]), bare)
    found: dict[str, str] = {}
    for match in _MARKUP.finditer(bare):
        found.setdefault(match[0].strip().rstrip(".,"), match.lastgroup or "sign")
    for letter in bare:
        picture = unicodedata.category(letter) == "So" and letter not in _SPOKEN_SIGNS
        if picture or "\u2190" <= letter <= "\u21ff":
            found.setdefault(letter, "sign")
    if found:
        marks = ", ".join(f"'{mark}' would be heard as '{_heard(mark)}'" for mark, kind in found.items())
        mends = "; ".join(dict.fromkeys(_MENDS[kind] for kind in found.values()))
        yield at, f"{marks}, if at all; {mends}{reason(_FOR_EYES)}"


def _heard(mark: str) -> str:
    """Write a mark as a voice may read it."""
    return " ".join("".join(_name(letter) for letter in mark).split())


def _name(letter: str) -> str:
    if letter.isalnum() or letter.isspace():
        return letter
    return f" {_NAMES.get(letter) or unicodedata.name(letter, 'sign').lower()} "
