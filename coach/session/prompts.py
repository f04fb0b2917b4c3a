"""Prompts, said outside of a session's chapters: answers to requests, and faults of the sound."""

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
    NEARLY_OVER = "nearly over"  # none left: for `REMAINING`
    NOT_YET = "not yet"  # the time left is not known yet
    LOUDEST = "loudest"  # no louder
    SOFTEST = "softest"  # no softer
    KEYS = "keys"  # tells the keys
    MICROPHONE_ON = "microphone on"  # it listens
    MICROPHONE_OFF = "microphone off"  # it does not any more
    DEAF = "deaf"  # the microphone gives nothing that could be understood
    HEARD_STOP = "heard stop"  # says back a stop, and that it pauses
    HEARD_CRY = "heard cry"  # the same for a loud, continued sound
    HOW_NOW = "how now"  # asks before the first strip
    HOW_WAS_IT = "how was it"  # asks after a strip
    RATED = "rated"  # says a number back
    FEWER = "fewer"  # a spot less on each strip
    LESS = "less"  # less is left
    SIDE_OVER = "side over"  # this side is over
    OTHER_SIDE = "other side"  # offers the other side
    REMINDER = "reminder"  # reminds that the session waits
    ENOUGH = "enough"  # this place had its turn
    DONE = "done"  # places treated
    FELT = "felt"  # the last number
    AGAIN_IN = "again in"  # days to the next time
    TOMORROW = "tomorrow"  # one day: for `AGAIN_IN`


class Prompt(NamedTuple):
    """Prompt, by its meaning."""

    kind: PromptKind
    number: int = 0
    """Minutes, days, places or a rating, for a kind that names a number."""
    protocol: str = ""
    """Protocol whose words they are, where the technique decides them; empty for the session's own."""


ANSWERS: dict[str, dict[PromptKind, str]] = {
    "en": {
        PromptKind.STOP: "We stop here.",
        PromptKind.PAUSED: "Paused.",
        PromptKind.LOST: "The sound was away. We go on from here.",
        PromptKind.WAIT: "One moment, please.",
        PromptKind.STUCK: "Something is wrong: the next words do not come. We end here.",
        PromptKind.REMAINING: "About {n} min left.",
        PromptKind.NEARLY_OVER: "Less than one minute left.",
        PromptKind.NOT_YET: "I can tell you in a moment.",
        PromptKind.LOUDEST: "This is the loudest.",
        PromptKind.SOFTEST: "This is the softest.",
        PromptKind.KEYS: (
            "These are the keys. Space pauses, and goes on. N is the next spot, and B the one before. "
            "A is this spot again. Plus is louder, and minus is softer. T tells how much time is left. "
            "A number tells how it feels: nought is nothing, nine is very bad. "
            "Q stops. H tells these keys again."
        ),
        PromptKind.MICROPHONE_ON: (
            "The microphone is on, as an experiment. Say coach, and one of these: pause, go on, again, next, back, "
            "louder, softer, how long, ready. Keys and buttons always work."
        ),
        PromptKind.MICROPHONE_OFF: "The microphone goes off.",
        PromptKind.DEAF: "I cannot hear you. Keys and buttons work.",
        PromptKind.HEARD_STOP: "I heard stop. Paused. Press Enter to go on.",
        PromptKind.HEARD_CRY: "That sounded like pain. Paused. Press Enter to go on.",
        PromptKind.RATED: "You said {n}.",
        PromptKind.ENOUGH: "That place had its turn. More would be too much.",
        PromptKind.DONE: "Places treated: {n}.",
        PromptKind.FELT: "The last you said of how it feels was {n}.",
        PromptKind.TOMORROW: "The next time can be tomorrow.",
        PromptKind.AGAIN_IN: "The next time is in {n} days.",
    },
    "es": {
        PromptKind.STOP: "Paramos aquí.",
        PromptKind.PAUSED: "En pausa.",
        PromptKind.LOST: "El sonido se había ido. Seguimos desde aquí.",
        PromptKind.WAIT: "Un momento, por favor.",
        PromptKind.STUCK: "Algo va mal: las palabras siguientes no llegan. Terminamos aquí.",
        PromptKind.REMAINING: "Quedan unos {n} min.",
        PromptKind.NEARLY_OVER: "Queda menos de un minuto.",
        PromptKind.NOT_YET: "Te lo digo en un momento.",
        PromptKind.LOUDEST: "Es lo más alto.",
        PromptKind.SOFTEST: "Es lo más bajo.",
        PromptKind.KEYS: (
            "Estas son las teclas. La barra espaciadora hace una pausa, y sigue. "
            "N es el punto siguiente, y B el anterior. "
            "A es este punto otra vez. Más es más alto, y menos es más bajo. T dice cuánto tiempo queda. "
            "Un número dice cómo va: cero es nada, nueve es muy malo. "
            "Q termina. H repite estas teclas."
        ),
        PromptKind.MICROPHONE_ON: (
            "El micrófono está encendido, como experimento. Entiende unas palabras en inglés. "
            "Las teclas y los botones funcionan siempre."
        ),
        PromptKind.MICROPHONE_OFF: "El micrófono se apaga.",
        PromptKind.DEAF: "No te oigo. Las teclas y los botones funcionan.",
        PromptKind.HEARD_STOP: "He oído que pare. En pausa. Pulsa Intro para seguir.",
        PromptKind.HEARD_CRY: "Ha sonado a dolor. En pausa. Pulsa Intro para seguir.",
        PromptKind.RATED: "Has dicho {n}.",
        PromptKind.ENOUGH: "Ese lugar ya ha tenido su turno. Más sería demasiado.",
        PromptKind.DONE: "Lugares tratados: {n}.",
        PromptKind.FELT: "Lo último que dijiste de cómo va fue {n}.",
        PromptKind.TOMORROW: "La próxima vez puede ser mañana.",
        PromptKind.AGAIN_IN: "La próxima vez es dentro de {n} días.",
    },
}
"""Words of prompts by language. One without a table answers by its tones, and eases off in the protocol's words."""

NUMBERED = {PromptKind.RATED: 9, PromptKind.DONE: 60, PromptKind.FELT: 9, PromptKind.AGAIN_IN: 7}
"""Kinds that name a number, and the largest one that is likely."""


def _own(protocol: Protocol) -> dict[PromptKind, str]:
    """Return the names of the lines of kinds with words in the protocol, as they depend on the technique."""
    ease, comfort = protocol.ease_off, protocol.comfort
    own = {PromptKind.EASE: ease.hold, PromptKind.OFF: ease.end} if ease else {}
    if protocol.waiting is not None:
        own[PromptKind.REMINDER] = protocol.waiting.reminder
    if comfort is not None:
        own |= {
            PromptKind.HOW_NOW: comfort.before,
            PromptKind.HOW_WAS_IT: comfort.ask,
            PromptKind.FEWER: comfort.ease,
            PromptKind.LESS: comfort.less,
            PromptKind.SIDE_OVER: comfort.end,
            PromptKind.OTHER_SIDE: comfort.other,
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
    PromptKind.REMINDER,
)
"""Kinds with words in the protocol."""


def answer(protocol: Protocol, language: str, kind: PromptKind, number: int = 0) -> tuple[Phrase, ...]:
    """Return the phrases of a prompt; none if the language or the protocol has no words for it.

    `number` is of minutes, days, places, or how it feels.
    """
    return prompt_phrases(protocol, answer_text(protocol, language, kind, number), language)


def prompt_phrases(protocol: Protocol, text: str, language: str) -> tuple[Phrase, ...]:
    """Return the phrases of a text that is said outside of chapters."""
    said = spoken(text, language, tuple(protocol.words[language].pronounce))
    return phrases(capitalised(said, language))


def answer_text(protocol: Protocol, language: str, kind: PromptKind, number: int = 0) -> str:
    """Return the text of a prompt as it is written."""
    if kind in PROTOCOL_PROMPTS:
        line = _own(protocol).get(kind)
        return (protocol.words[language].lines[line].always or "") if line else ""
    if kind == PromptKind.REMAINING and number < 1:
        kind = PromptKind.NEARLY_OVER
    elif kind == PromptKind.AGAIN_IN and number == 1:
        kind = PromptKind.TOMORROW
    return ANSWERS.get(language, {}).get(kind, "").format(n=number)


def answers(protocol: Protocol, language: str) -> tuple[tuple[PromptKind, str], ...]:
    """Return all prompts that name no number, as (kind, words), phrase by phrase."""
    numbered = (PromptKind.REMAINING, PromptKind.NEARLY_OVER, *NUMBERED)
    kinds = [*PROTOCOL_PROMPTS, *(kind for kind in ANSWERS.get(language, {}) if kind not in numbered)]
    return tuple((kind, phrase.text) for kind in kinds for phrase in answer(protocol, language, kind))
