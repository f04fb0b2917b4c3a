"""Clauses of wording: a number with its sentence, and with the part of the sentence that it stands in."""

import re
from typing import NamedTuple

from coach.protocol.measures import Length
from coach.protocol.quantities import Quantity

SENTENCE_END = re.compile(r"(?<=[.?!:;])\s+")
_CLAUSE_END = re.compile(r"[,;:]\s")


class Clause(NamedTuple):
    """Clause around a number or a length; all text is in small letters without accents."""

    before: str
    after: str
    """Texts before and after the number in its sentence."""
    text: str
    """Part of the sentence between commas, with the number."""
    begun: str
    """Text before the number in its clause."""

    @property
    def sentence(self) -> str:
        """Sentence without the number."""
        return f"{self.before} {self.after}"


def clause_of(bare: str, one: Quantity | Length) -> Clause:
    """Return the clause of a number in `bare`, which is in small letters without accents."""
    begin = max((match.end() for match in SENTENCE_END.finditer(bare, 0, one.start)), default=0)
    following = SENTENCE_END.search(bare, one.end)
    end = following.start() if following else len(bare)
    before, after = bare[begin : one.start], bare[one.end : end]
    begun = _CLAUSE_END.split(before)[-1]
    text = begun + bare[one.start : one.end] + _CLAUSE_END.split(after)[0]
    return Clause(before, after, text, begun)
