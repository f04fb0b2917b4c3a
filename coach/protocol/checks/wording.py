"""Wording for the ear of somebody with closed eyes: no pointing, short sentences, plain words, the right side.

Deictic words, directions and reading age are judged by language tables. A language without one is
not judged by it; everything else here holds in any language.
"""

import re
import unicodedata
from typing import NamedTuple

from coach.protocol.landmarks import place_words
from coach.protocol.model import Protocol, Words
from coach.protocol.problems import KeyPath, Problems
from coach.protocol.sources import reason
from coach.protocol.traverse import chapters_in_order, named, wordings
from coach.protocol.vocabulary import VARIABLE
from coach.text.sentence_ends import breaths, sentences

MOST_WORDS = 24
"""Limit of words in a sentence. Our choice: whoever listens cannot go back to where a sentence began."""

BREATH_WORDS = 18
"""Limit of words from breath to breath, some 7 s of speech. Our choice: longer ones leave a voice without air."""

_NUMBER_WORDS = 3  # "ten point five" is the longest that a number may be said
_STEP_WORDS = 4  # "five to ten centimetres"

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_CLAUSE = re.compile(r"[,;]?\s+(?:and|or|but|so that|until|with|y|o|u|e|pero|para que|hasta|con)\s|[,;]\s")
_RANGE = re.compile(r"(?<=\d)\s*[-–]\s*(?=\d)")


class Speech(NamedTuple):
    """Patterns of a language."""

    pointing: re.Pattern[str]
    """Words that point at what only eyes can see."""
    direction: re.Pattern[str]
    """Words that lead to a place; the group is what follows them."""
    endings: tuple[str, ...]
    """Endings of the words for left and right, where they change with the noun."""


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


SPEECH = {
    "en": Speech(
        _any(
            r"\blike this\b",
            r"\blike that(?=\s*(?:[.,;:!?]|$))",
            r"\b(?:over|up|down|right|just) (?:there|here)\b",
            r"(?<!\bin )\b(?:this|that) way(?=\s*(?:[.,;:!?]|$|and\b|until\b|with\b))",
            r"\bas (?:shown|pictured|you (?:can )?see)\b",
            r"\b(?:look|watch) (?:at|how|here)\b",
            r"\bin the (?:picture|image|video)\b",
            # "Here is" opens a sentence, and "from here on" means time.
            r"(?<!\bfrom )\bhere\b(?! (?:is|are|comes|come|begins)\b)",
        ),
        re.compile(
            r"(?<!\baway )\b(?:towards?|(?:near|clos)er to|close to|down to|up to|to|onto|into) (?:the|your|its) "
            r"((?:(?!away\b|from\b)\w+\s*){1,4})",
            re.IGNORECASE,
        ),
        (),
    ),
    "es": Speech(
        _any(
            r"(?<!\baun )\basí\b(?! que\b| como\b)",
            r"(?<!\bdesde )(?<!\bhasta )(?<!\bmás )\b(?:aquí|ahí|allí|allá|acá)\b(?! (?:están?|tienes|viene|hay)\b)",
            r"\bcomo (?:est[eao]s?|es[eao]s?|aquel|aquello)\b",
            r"\bde (?:esta|esa) (?:manera|forma)\b|\bde (?:este|ese) modo\b",
            r"\bcomo (?:se )?(?:ves?|muestra)\b",
            r"\b(?:mira|fíjate)\b",
            r"\ben la (?:imagen|foto)\b|\ben el (?:dibujo|vídeo)\b",
        ),
        re.compile(
            r"(?:\bhacia|\bhasta|\bcerca de|\bcerca del|\bal?) (?:(?:el|la|los|las|tu|tus) )?"
            r"((?:(?!lejos\b|desde\b)\w+\s*){1,4})",
            re.IGNORECASE,
        ),
        ("a", "o", "as", "os"),
    ),
}


def problems(protocol: Protocol) -> Problems:
    """Find wording that is hard or wrong to hear; each message ends with the reason and the source."""
    sided, moving = _spoken_in(protocol)
    for language, words in protocol.words.items():
        longest = _longest(protocol, words)
        for name, line in words.lines.items():
            for key, text in wordings(line):
                at = ("words", language, "lines", name, *key)
                yield from _pointing(text, at, language)
                yield from _long(text, at, longest)
                if name in sided:
                    yield from _sides(protocol, text, at, language)
                if name in moving:
                    yield from _direction(protocol, text, at, language)
        for one in chapters_in_order(protocol):
            title = words.titles.get(one.part.chapter or "")
            if title is not None and "side" in one.loops:
                yield from _sides(protocol, title, ("words", language, "titles", one.part.chapter or ""), language)


def _spoken_in(protocol: Protocol) -> tuple[set[str], set[str]]:
    """Return the lines of chapters that are repeated over sides, and the lines that tell where to move."""
    sided: set[str] = set()
    moving: set[str] = set()
    for one in chapters_in_order(protocol):
        for step in one.part.steps:
            lines = {line for _, line in named(step)}
            if "side" in one.loops:
                sided |= lines
            if step.tone == "move":
                moving |= lines
    return sided, moving


def _pointing(text: str, at: KeyPath, language: str) -> Problems:
    found = SPEECH[language].pointing.search(text) if language in SPEECH else None
    if found is not None:
        why = reason("eyes are closed, so words must name the place, the side and what is felt")
        yield at, f"'{found[0]}' points at what nobody sees{why}"


def _direction(protocol: Protocol, text: str, at: KeyPath, language: str) -> Problems:
    """Find a way back to the landmark in words. Its name in each language stands under `terms`."""
    if protocol.spots is None or language not in SPEECH:
        return
    start = place_words(" ".join(protocol.words[language].forms.get(protocol.spots.start, (protocol.spots.start,))))
    for found in SPEECH[language].direction.finditer(text):
        if place_words(found[1]) & start:
            near = [one for one in protocol.limits.never if place_words(one.area) & place_words(protocol.spots.start)]
            why = reason(
                "each step would come nearer to it", protocol, tuple(name for one in near for name in one.source)
            )
            yield at, f"'{found[0].strip()}' is a path towards where spots begin; steps lead away from there{why}"
            return


def _sides(protocol: Protocol, text: str, at: KeyPath, language: str) -> Problems:
    """Find left or right written out in a chapter that is heard for both."""
    endings = SPEECH[language].endings if language in SPEECH else ()
    for side in protocol.sides.order if protocol.sides else ():
        forms = [form for form in protocol.words[language].forms.get(side, ()) if form]
        if not forms:
            continue
        stems = [re.escape(form) for form in forms]
        if endings and forms[0].endswith(endings):
            stems.append(f"{re.escape(forms[0][:-1])}(?:{'|'.join(endings)})")
        found = re.search(rf"\b(?:{'|'.join(stems)})\b", text, re.IGNORECASE)
        if found is not None:
            why = reason("it is heard for each side, and would be wrong on the other one")
            yield at, f"'{found[0]}' is written out in a chapter for each side; write '{{side}}'{why}"
            return


def _long(text: str, at: KeyPath, longest: dict[str, int]) -> Problems:
    for sentence in sentences(text):
        count = len(words_of(sentence, longest))
        if count > MOST_WORDS:
            why = reason("who listens cannot go back to where it began")
            yield at, f"a sentence of {count} words; say it in sentences of at most {MOST_WORDS}{why}"
            return
        for breath in breaths(sentence):
            count = len(words_of(breath, longest))
            if count > BREATH_WORDS:
                why = reason("a voice needs air, and who listens a moment to follow")
                yield (
                    at,
                    (
                        f"{count} words in one breath, at most {BREATH_WORDS}; "
                        f"say it in two sentences, or mark a breath: '{_with_a_breath(breath)}'{why}"
                    ),
                )
                return


def _with_a_breath(text: str) -> str:
    """Mark a breath at the comma or conjunction nearest to the middle, else at a space; nowhere without one."""
    found = list(_CLAUSE.finditer(text)) or list(re.finditer(r"\s", text))
    if not found:  # one word to the eye, such as a row of dates
        return text
    at = min((one.start() for one in found), key=lambda place: abs(place - len(text) / 2))
    return f"{text[:at].rstrip(',; ')}… {text[at:].lstrip(',; ')}"


def words_of(text: str, longest: dict[str, int]) -> list[str]:
    """Split text into the words that are said; a variable counts as its longest value."""
    text = VARIABLE.sub(lambda found: " one" * longest.get(found[1], _NUMBER_WORDS) + " ", text)
    text = _RANGE.sub(" to ", text).replace("°", " degrees")
    # Marks are parts of their letters: many scripts write vowels with them.
    return _WORD.findall("".join(letter for letter in text if not unicodedata.category(letter).startswith("M")))


def _longest(protocol: Protocol, words: Words) -> dict[str, int]:
    """Return the greatest number of words of each variable."""

    def most(names: list[str]) -> int:
        return max((len(words.terms.get(name, name).split()) for name in names), default=1)

    strips = protocol.strips.order if protocol.strips else ()
    passes = protocol.limits.passes.most if protocol.limits.passes else 0
    return {
        "side": most(list(protocol.sides.order if protocol.sides else ())),
        "strip": most([strip.id for strip in strips]),
        "muscle": max((len(strip.muscle.split()) for strip in strips), default=1),
        "protocol": most(list(protocol.protocols.order if protocol.protocols else ())),
        "pass": most([f"pass {number + 1}" for number in range(passes)]),
        "step": _STEP_WORDS,
    }
