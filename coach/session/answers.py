"""What is said outside of a session's chapters: answers to requests, and what became of the sound."""

from coach.protocol import Protocol
from coach.session.model import Phrase
from coach.session.wording import phrases, spoken

ANSWERS = {
    "en": {
        "stop": "We stop here.",
        "paused": "Paused.",
        "lost": "The sound was away. We go on from here.",
        "wait": "One moment, please.",
        "remaining": "About {minutes} min left.",
        "nearly over": "Less than one minute left.",
        "not yet": "I can tell you in a moment.",
        "loudest": "This is the loudest.",
        "softest": "This is the softest.",
    },
    "es": {
        "stop": "Paramos aquí.",
        "paused": "En pausa.",
        "lost": "El sonido se había ido. Seguimos desde aquí.",
        "wait": "Un momento, por favor.",
        "remaining": "Quedan unos {minutes} min.",
        "nearly over": "Queda menos de un minuto.",
        "not yet": "Te lo digo en un momento.",
        "loudest": "Es lo más alto.",
        "softest": "Es lo más bajo.",
    },
}
"""By language. One without a table here answers by its tones, and eases off in the protocol's words."""


def _own(protocol: Protocol) -> dict[str, str]:
    """Answers whose words stand in the protocol, as they depend on the technique: the names of their lines."""
    ease, comfort = protocol.ease_off, protocol.comfort
    own = {"ease": ease.hold, "off": ease.end} if ease else {}
    if comfort is not None:
        own |= {"how now": comfort.before, "how was it": comfort.ask, "fewer": comfort.ease, "strip over": comfort.end}
    return own


OWN = ("ease", "off", "how now", "how was it", "fewer", "strip over")
"""What they mean."""


def answer(protocol: Protocol, language: str, kind: str, minutes: int = 0) -> tuple[Phrase, ...]:
    """The words of an answer, by what it means; none where the language or the protocol has no words for it."""
    if kind in OWN:
        line = _own(protocol).get(kind)
        text = (protocol.words[language].lines[line].always or "") if line else ""
    else:
        kind = "nearly over" if kind == "remaining" and minutes < 1 else kind
        text = ANSWERS.get(language, {}).get(kind, "").format(minutes=minutes)
    return phrases(_capital(spoken(text, language)))


def answers(protocol: Protocol, language: str, longest: int) -> tuple[tuple[str, str], ...]:
    """All of them as (what it means, words), for sessions of up to `longest` minutes."""
    kinds = [*OWN, *(kind for kind in ANSWERS.get(language, {}) if kind not in ("remaining", "nearly over"))]
    asked = [(kind, 0) for kind in kinds] + [("remaining", minutes) for minutes in range(longest)]
    said = ((kind, phrase.text) for kind, minutes in asked for phrase in answer(protocol, language, kind, minutes))
    return tuple(said)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
