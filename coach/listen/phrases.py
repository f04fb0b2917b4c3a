"""Phrases that the coach can hear, and the words that say each."""

from enum import StrEnum


class Phrase(StrEnum):
    """Phrase that the net has a class for. The value names it in files and on the screen."""

    PAUSE = "coach, pause"
    GO_ON = "coach, go on"
    AGAIN = "coach, again"
    NEXT = "coach, next"
    BACK = "coach, back"
    LOUDER = "coach, louder"
    SOFTER = "coach, softer"
    HOW_LONG = "coach, how long"
    READY = "coach, ready"
    STOP = "stop"
    YES = "yes"
    NO = "no"
    READY_WORD = "ready"
    GO_ON_WORD = "go on"

    @property
    def forms(self) -> tuple[str, ...]:
        """Words that mean this phrase."""
        return _FORMS.get(self, (self.value,))


_FORMS = {
    Phrase.STOP: ("stop", "stop, stop", "stop now", "please stop", "coach, stop"),
    Phrase.YES: ("yes", "yes, please"),
    Phrase.NO: ("no", "no, thank you"),
}

COACH = tuple(phrase for phrase in Phrase if phrase.startswith("coach"))
"""Phrases that begin with "coach"; they count at any time, as stop does."""

WORDS = (Phrase.YES, Phrase.NO, Phrase.READY_WORD, Phrase.GO_ON_WORD)
"""Phrases that count only in the scripted quiet after a question."""
