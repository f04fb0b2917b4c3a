"""Clauses of wording: a number with its sentence, and with the part of the sentence that it stands in."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from coach.protocol.measures import Length
from coach.protocol.quantities import Quantity
from coach.text.sentence_ends import sentence_ends

Spans = Sequence[tuple[int, int]]
"""Begins and ends of the sentences of a text, and of the parts of one around colons and semicolons."""

_PART_END = re.compile(r"(?<=[:;])\s+")
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


def sentence_spans(text: str) -> Spans:
    """Find the sentences of a text as it is written: a dot before a small letter, or of an abbreviation, ends none."""
    ends = {*sentence_ends(text), *(match.span() for match in _PART_END.finditer(text))}
    places = [(0, 0), *sorted(ends), (len(text), len(text))]
    return [(begin, end) for (_, begin), (end, _) in pairwise(places) if begin < end]


def clause_of(bare: str, spans: Spans, one: Quantity | Length) -> Clause:
    """Return the clause of a number in `bare`, a text in small letters without accents, with the spans of that text."""
    begin = max((begin for begin, _ in spans if begin <= one.start), default=0)
    end = min((end for _, end in spans if end >= one.end), default=len(bare))
    before, after = bare[begin : one.start], bare[one.end : end]
    begun = _CLAUSE_END.split(before)[-1]
    text = begun + bare[one.start : one.end] + _CLAUSE_END.split(after)[0]
    return Clause(before, after, text, begun)
