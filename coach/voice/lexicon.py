"""Spellings of hard names, so that engines say them right. People see and read the true name.

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
"""Spellings for any engine: by language, then by word."""

Added = Mapping[str, Mapping[str, str]]
"""Spellings of a protocol's own: by word, then by engine (or `any`)."""


def respell(text: str, language: str, engine: str, added: Added | None = None) -> str:
    """Spell each hard name in `text` for `engine`; a protocol's own spelling goes before the shared one."""
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
