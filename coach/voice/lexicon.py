"""Spellings of hard names, so that engines say them right. People see and read the true name.

The respellings are plain words, which every engine reads. They were made for eSpeak's rules, which Piper
uses too; a test holds the phonemes. Spanish is written as it is said and needs none.
"""

from collections.abc import Mapping

from coach.text.find_words import find_words, small

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
    spellings = {small(word, language): spelling for word, spelling in SHARED.get(language, {}).items()}
    for word, by_engine in (added or {}).items():
        spelling = by_engine.get(engine, by_engine.get("any"))
        if spelling is not None:
            spellings[small(word, language)] = spelling
    spelled = ""
    done = 0
    for start, end, word in find_words(text, spellings, language):
        # A dot at the end is also that of the sentence.
        stop = "." if word.endswith(".") and end == len(text) and not spellings[word].endswith(".") else ""
        spelled += text[done:start] + spellings[word] + stop
        done = end
    return spelled + text[done:]
