"""The shipped protocols as timelines in the fake voice, without any sound."""

from functools import cache

from fakes import length

from coach.protocol import load
from coach.protocol.vocabulary import TONES as NAMES
from coach.session import Choices, expand
from coach.timeline import Timeline, schedule

TONES = {**dict.fromkeys(NAMES, 31_200), "count": 7_200, "stroke-out": 16_800, "stroke-back": 16_800}

WAYS = [
    *(("hamstrings", level, language) for level in ("learn", "remind", "tones") for language in ("en", "es")),
    ("quadriceps", "learn", "en"),
    ("quadriceps", "tones", "es"),
    ("leg", "remind", "en"),
    ("leg", "learn", "es"),
    ("waiting-room", "learn", "en"),
]
"""Protocol, level and language."""


@cache
def timeline_of(name: str, level: str = "learn", language: str = "en", **choices: object) -> Timeline:
    """The fake voice is brisk where a hold has little room, as a real one is."""
    session = expand(load(name), Choices(level=level, language=language, **choices), 20)  # type: ignore[arg-type]
    texts = {text for chapter in session.chapters for text in chapter.texts()}
    return schedule(session, {text: min(length(text), 400_000) for text in texts}, TONES)
