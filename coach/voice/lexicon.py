"""Hard names, spelled so that engines say them right. What is shown and written stays the true name.

The respellings are plain words, which every engine reads. They were made for eSpeak's rules, which Piper
uses too; a test holds the phonemes. Spanish is written as it is said and needs none.
"""

import re
from collections.abc import Mapping

SHARED: dict[str, dict[str, str]] = {
    "en": {
        "femoris": "femmeris",
        "semitendinosus": "semmy tendinohsis",
        "semimembranosus": "semmy membranohsis",
        "quadriceps": "quadrisseps",
        "lateralis": "latterrayliss",
        "medialis": "meedyayliss",
        "popliteal": "pop-litteal",
        "osteomyelitis": "osteo-my-a-lightis",
        "osteoporosis": "osteo-porosis",
    }
}
"""By language: a word and how to spell it for any engine."""

Added = Mapping[str, Mapping[str, str]]
"""A protocol's own: a word, and by engine (or `any`) how to spell it."""


def respell(text: str, language: str, engine: str, added: Added | None = None) -> str:
    """`text` with each hard name as `engine` has to read it; a protocol's own spelling goes before the shared one."""
    spellings = dict(SHARED.get(language, {}))
    for word, by_engine in (added or {}).items():
        spelling = by_engine.get(engine, by_engine.get("any"))
        if spelling is not None:
            spellings[word.casefold()] = spelling
    if not spellings:
        return text
    longest_first = sorted(spellings, key=len, reverse=True)
    words = re.compile(rf"\b({'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)
    return words.sub(lambda match: spellings[match[0].casefold()], text)
