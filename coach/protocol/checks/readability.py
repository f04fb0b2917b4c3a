"""Reading age of the wording, from the lengths of words and sentences.

Judged are texts of 40 words and more: a line for itself, and all that a chapter says at one level.
Shorter texts have no stable score, and one medical name in a safety line would decide it: such names
must be said as they are. English by Flesch and Kincaid's grade, Spanish by Fernández Huerta's ease;
syllables by pyphen. Any other language is not judged. The limit is our choice: wording for people of
any age is written for readers of 9 to 11.

To judge takes longer than a session may take to start, so what was found easy is remembered by its digest,
in the user's cache. Other words have another digest, and are judged.
"""

import hashlib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from coach.errors import CoachError
from coach.protocol.checks.wording import words_of
from coach.protocol.model import Protocol, Words
from coach.protocol.problems import KeyPath, Problems
from coach.protocol.sources import reason
from coach.protocol.traverse import at_level, chapters_in_order, named, wordings
from coach.protocol.vocabulary import LEVELS
from coach.storage.atomic import made_folder, write_text, writing
from coach.storage.paths import cache_folder
from coach.text.sentence_ends import sentences

OLDEST = 11
"""Limit in years, counted as people count them: up to the day before one is 12."""

FEWEST = 40
"""Words in a text that is judged."""

_STARTS_SCHOOL = 5  # years: grade 1 is read at 6

_AGES = ((90, 9), (80, 10), (70, 11), (60, 13), (50, 15), (30, 17))
"""Ease after Fernández Huerta, and the years up to it (fourth grade at 90, sixth at 70)."""

_OLDER = 18

_RULES = 1
"""Version of the rules: count it up when texts are judged in another way, then nothing is remembered."""

_KEPT = 64  # digests


def problems(protocol: Protocol) -> Problems:
    """Find texts that are harder than `OLDEST`."""
    for language, words in protocol.words.items():
        if language in _AGE:
            hard = [*_lines(words, language)]
            yield from hard
            if not hard:
                yield from _chapters(protocol, words, language)


def problems_unless_known(protocol: Protocol) -> list[tuple[KeyPath, str]]:
    """Find texts that are harder than `OLDEST`, without judging again what was found easy on this machine."""
    judged = msgspec.json.encode([_RULES, OLDEST, FEWEST, protocol.session, protocol.words])
    digest = hashlib.sha256(judged).hexdigest()
    try:
        memory = _memory()
    except CoachError:  # without a home directory, it is judged each time
        return list(problems(protocol))
    known = _known(memory)
    if digest in known:
        return []
    found = list(problems(protocol))
    if not found:
        _remember(memory, [digest, *known[: _KEPT - 1]])
    return found


def _memory() -> Path:
    return cache_folder() / "easy-to-read"


def _known(memory: Path) -> list[str]:
    try:
        return memory.read_text(encoding="ascii").split()
    except (OSError, ValueError):  # not there, or not ours: judge again
        return []


def _remember(memory: Path, digests: list[str]) -> None:
    # Where nothing can be kept, it is judged each time.
    with suppress(CoachError), writing(memory), made_folder(memory.parent):
        write_text(memory, "\n".join(digests))


def _lines(words: Words, language: str) -> Problems:
    for name, line in words.lines.items():
        for key, text in wordings(line):
            yield from _judge((text,), ("words", language, "lines", name, *key), language, "this")


def _chapters(protocol: Protocol, words: Words, language: str) -> Problems:
    for one in chapters_in_order(protocol):
        said = dict.fromkeys(line for step in one.part.steps for _, line in named(step))
        for level in LEVELS:
            texts = tuple(text for line in said if line in words.lines for text in at_level(words.lines[line], level))
            found = list(_judge(texts, (*one.path, "chapter"), language, f"in '{language}', at level '{level}', it"))
            yield from found
            if found:
                break


def _judge(texts: tuple[str, ...], at: KeyPath, language: str, what: str) -> Problems:
    words = [word for text in texts for word in words_of(text, {})]
    if len(words) < FEWEST:
        return
    age = reading_age(language, words, sum(len(sentences(text)) for text in texts))
    if int(age) > OLDEST:
        why = reason("it must be understood at once, by anybody, with closed eyes")
        yield at, f"{what} needs a reading age of {int(age)}; with shorter words and sentences at most {OLDEST}{why}"


def reading_age(language: str, words: list[str], count: int) -> float:
    """Return the reading age in years of `words` in `count` sentences, for a language in `_AGE`."""
    syllables = sum(_syllables(language, word) for word in words)
    return _AGE[language](len(words) / count, syllables / len(words))


def _english(length: float, syllables: float) -> float:
    return 0.39 * length + 11.8 * syllables - 15.59 + _STARTS_SCHOOL


def _spanish(length: float, syllables: float) -> float:
    ease = 206.84 - 60 * syllables - 1.02 * length
    return float(next((age for least, age in _AGES if ease >= least), _OLDER))


_AGE = {"en": _english, "es": _spanish}


def _syllables(language: str, word: str) -> int:
    return len(_hyphens(language).positions(word.lower())) + 1


@cache
def _hyphens(language: str) -> Any:
    from pyphen import Pyphen

    return Pyphen(lang={"en": "en_US", "es": "es"}[language], left=1, right=1)
