"""What is said outside of a session's chapters: answers to requests, and what became of the sound."""

from enum import StrEnum
from typing import NamedTuple

from coach.protocol import Protocol
from coach.session.model import Phrase
from coach.session.normalise import phrases, spoken
from coach.text import capitalised


class PromptKind(StrEnum):
    """Prompt kinds: all that is said outside of a session's chapters, by its meaning."""

    STOP = "stop"  # ends the session
    OFF = "off"  # comes off the ball
    EASE = "ease"  # leads out of a stretch
    PAUSED = "paused"  # answers a pause
    LOST = "lost"  # the sound was away
    WAIT = "wait"  # the next words are being made
    STUCK = "stuck"  # they do not come
    REMAINING = "remaining"  # minutes left
    NOT_YET = "not yet"  # the time left is not known yet
    LOUDEST = "loudest"  # no louder
    SOFTEST = "softest"  # no softer
    KEYS = "keys"  # tells the keys
    HOW_NOW = "how now"  # asks before the first strip
    HOW_WAS_IT = "how was it"  # asks after a strip
    RATED = "rated"  # says a number back
    FEWER = "fewer"  # a spot less on each strip
    LESS = "less"  # less is left
    SIDE_OVER = "side over"  # this side is over
    OTHER_SIDE = "other side"  # offers the other side
    ENOUGH = "enough"  # this place had its turn
    DONE = "done"  # places treated
    FELT = "felt"  # the last number
    AGAIN_IN = "again in"  # days to the next time


class Prompt(NamedTuple):
    """Something to say, by its meaning."""

    kind: PromptKind
    number: int = 0
    """Minutes, days, places or a rating, for a kind that names a number."""
    protocol: str = ""
    """Protocol whose words they are, where the technique decides them; empty for the session's own."""


ANSWERS = {
    "en": {
        "stop": "We stop here.",
        "paused": "Paused.",
        "lost": "The sound was away. We go on from here.",
        "wait": "One moment, please.",
        "stuck": "Something is wrong: the next words do not come. We end here.",
        "remaining": "About {n} min left.",
        "nearly over": "Less than one minute left.",
        "not yet": "I can tell you in a moment.",
        "loudest": "This is the loudest.",
        "softest": "This is the softest.",
        "keys": (
            "These are the keys. Space pauses, and goes on. N is the next spot, and B the one before. "
            "A is this spot again. Plus is louder, and minus is softer. T tells how much time is left. "
            "A number tells how it feels: nought is nothing, nine is very bad. "
            "Q stops. H tells these keys again."
        ),
        "rated": "You said {n}.",
        "enough": "That place had its turn. More would be too much.",
        "done": "Places treated: {n}.",
        "felt": "The last you said of how it feels was {n}.",
        "tomorrow": "The next time can be tomorrow.",
        "again in": "The next time is in {n} days.",
    },
    "es": {
        "stop": "Paramos aquí.",
        "paused": "En pausa.",
        "lost": "El sonido se había ido. Seguimos desde aquí.",
        "wait": "Un momento, por favor.",
        "stuck": "Algo va mal: las palabras siguientes no llegan. Terminamos aquí.",
        "remaining": "Quedan unos {n} min.",
        "nearly over": "Queda menos de un minuto.",
        "not yet": "Te lo digo en un momento.",
        "loudest": "Es lo más alto.",
        "softest": "Es lo más bajo.",
        "keys": (
            "Estas son las teclas. La barra espaciadora hace una pausa, y sigue. "
            "N es el punto siguiente, y B el anterior. "
            "A es este punto otra vez. Más es más alto, y menos es más bajo. T dice cuánto tiempo queda. "
            "Un número dice cómo va: cero es nada, nueve es muy malo. "
            "Q termina. H repite estas teclas."
        ),
        "rated": "Has dicho {n}.",
        "enough": "Ese lugar ya ha tenido su turno. Más sería demasiado.",
        "done": "Lugares tratados: {n}.",
        "felt": "Lo último que dijiste de cómo va fue {n}.",
        "tomorrow": "La próxima vez puede ser mañana.",
        "again in": "La próxima vez es dentro de {n} días.",
    },
}
"""By language. One without a table here answers by its tones, and eases off in the protocol's words."""

NUMBERED = {"rated": 9, "done": 60, "felt": 9, "again in": 7}
"""Those that name a number, and the largest one that is likely."""


def _own(protocol: Protocol) -> dict[str, str]:
    """Answers whose words stand in the protocol, as they depend on the technique: the names of their lines."""
    ease, comfort = protocol.ease_off, protocol.comfort
    own = {"ease": ease.hold, "off": ease.end} if ease else {}
    if comfort is not None:
        own |= {
            "how now": comfort.before,
            "how was it": comfort.ask,
            "fewer": comfort.ease,
            "less": comfort.less,
            "side over": comfort.end,
            "other side": comfort.other,
        }
    return own


PROTOCOL_PROMPTS = (
    PromptKind.EASE,
    PromptKind.OFF,
    PromptKind.HOW_NOW,
    PromptKind.HOW_WAS_IT,
    PromptKind.FEWER,
    PromptKind.LESS,
    PromptKind.SIDE_OVER,
    PromptKind.OTHER_SIDE,
)
"""Kinds whose words stand in the protocol."""


def answer(protocol: Protocol, language: str, kind: str, number: int = 0) -> tuple[Phrase, ...]:
    """The words of an answer, by what it means; none where the language or the protocol has no words for it.

    `number` is of minutes, days, places, or how it feels.
    """
    return phrases(capitalised(spoken(answer_text(protocol, language, kind, number), language)))


def answer_text(protocol: Protocol, language: str, kind: str, number: int = 0) -> str:
    """The same as it is written."""
    if kind in PROTOCOL_PROMPTS:
        line = _own(protocol).get(kind)
        return (protocol.words[language].lines[line].always or "") if line else ""
    kind = "nearly over" if kind == "remaining" and number < 1 else kind
    kind = "tomorrow" if kind == "again in" and number == 1 else kind
    return ANSWERS.get(language, {}).get(kind, "").format(n=number)


def answers(protocol: Protocol, language: str) -> tuple[tuple[str, str], ...]:
    """All of them that name no number, as (what it means, words), phrase by phrase."""
    numbered = ("remaining", "nearly over", *NUMBERED)
    kinds = [*PROTOCOL_PROMPTS, *(kind for kind in ANSWERS.get(language, {}) if kind not in numbered)]
    return tuple((kind, phrase.text) for kind in kinds for phrase in answer(protocol, language, kind))
