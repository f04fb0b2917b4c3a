"""Numerals that no rule turns into words, or that people read in two ways: named with what would be spoken."""

from coach.protocol.model import Protocol
from coach.protocol.problems import Problems
from coach.protocol.sources import reason
from coach.protocol.traverse import judged_by_ear
from coach.text.find_words import without
from coach.text.spoken_numbers import UNIT_WORDS
from coach.text.unclear_forms import unclear

_WHY = "who hears a number does what it says"


def problems(protocol: Protocol) -> Problems:
    """Find numerals that may be spoken wrongly. A language without units here is left to its engine."""
    for language, words in protocol.words.items():
        if language not in UNIT_WORDS:
            continue
        titles = [(("words", language, "titles", name), text) for name, text in words.titles.items()]
        for path, text in (*titles, *judged_by_ear(protocol, language)):
            for token, said in dict.fromkeys(unclear(without(text, words.pronounce, language), language)):
                spoken = "as the voice reads its signs" if said == token else f"'{said}'"
                what = f"'{token}' would be spoken {spoken}; write in words what is to be heard"
                yield path, what + reason(_WHY)
