"""Policy for a voice, in one table: the verb of each phrase, and the moments at which it counts. Nothing else counts.

Never by voice alone: the questions before a session, its start, a number for how it feels, going on after a stop in a
stretch or after a side that is over, the loudest volume, and the end of the session. What is heard as stop eases off
and pauses, which can be undone. Silence means nothing.
"""

from enum import Enum

from coach.listen.phrases import Phrase
from coach.play.controls.verbs import Spoken, Verb


class Moment(Enum):
    """Moment of a session, as far as it matters to a voice."""

    RUNNING = "it sounds, or is about to"
    WAITING = "it waits for the person, and still speaks"
    ASKING = "it waits for the person, and is quiet"
    PAUSED = "it was paused"
    HURT = "it was paused by what was heard as stop, or as a cry, in a stretch"
    OFFERED = "a side is over, as it felt bad"
    OVER = "it ends"


_GOING = frozenset({Moment.RUNNING, Moment.WAITING, Moment.ASKING})
_WAITS = frozenset({Moment.WAITING, Moment.ASKING})
_MOVES = _GOING | {Moment.PAUSED}
_ALWAYS = frozenset(Moment) - {Moment.OVER}

MEANINGS: dict[Phrase, tuple[Verb, frozenset[Moment]]] = {
    Phrase.STOP: (Verb.PAUSE, _GOING),
    Phrase.PAUSE: (Verb.PAUSE, _GOING),
    Phrase.GO_ON: (Verb.RESUME, _WAITS | {Moment.PAUSED}),
    Phrase.READY: (Verb.READY, _WAITS),
    Phrase.AGAIN: (Verb.AGAIN, _MOVES),
    Phrase.NEXT: (Verb.NEXT, _MOVES),
    Phrase.BACK: (Verb.BACK, _MOVES),
    Phrase.LOUDER: (Verb.LOUDER, _ALWAYS),
    Phrase.SOFTER: (Verb.SOFTER, _ALWAYS),
    Phrase.HOW_LONG: (Verb.REMAINING, _ALWAYS),
    Phrase.YES: (Verb.READY, frozenset({Moment.ASKING})),
    Phrase.READY_WORD: (Verb.READY, frozenset({Moment.ASKING})),
    Phrase.GO_ON_WORD: (Verb.READY, frozenset({Moment.ASKING})),
}
"""Verb of each phrase, and the moments at which it counts. "No" leaves all as it is, so it is not here."""

LOUDEST = 1
"""Steps over the volume at the start up to which a voice can go; a key goes further."""


def verb_of(spoken: Spoken, moment: Moment, *, stretched: bool, volume: int) -> Verb | None:
    """Choose the verb for what was heard; None for what does nothing.

    `stretched` is True while the muscle is loaded: only then a cry counts. `volume` is in steps over that at the start.
    """
    if spoken.cry:
        return Verb.PAUSE if stretched and moment in _GOING else None
    if spoken.phrase is None or spoken.phrase not in MEANINGS:
        return None
    verb, moments = MEANINGS[spoken.phrase]
    too_loud = verb is Verb.LOUDER and volume >= LOUDEST
    return verb if moment in moments and not too_loud else None
