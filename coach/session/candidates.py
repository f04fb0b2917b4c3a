"""Candidates for a session of a target length: choices in order of preference, and the fit among them.

Holds and sets of strokes are never among them: what changes is how much is said, how many spots are treated, and
how long one rests.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import product
from math import log

import msgspec

from coach.protocol import LEVELS, Protocol
from coach.protocol.limits_model import Limits
from coach.session.choices import PACES, Choices, Pace
from coach.session.model import ChapterScript, Hold, Session, Step, Strokes
from coach.session.request import FREE
from coach.units import to_samples

TOLERANCE = to_samples(30)
"""Largest distance from the target, in samples, of a session that fits."""

ESTIMATE_ERROR = 0.016
"""Largest error of an estimated length, as a share of it.

Over all 72 choices of the hamstrings: 1.4 % (eSpeak: 1.0 %).
"""

_LETTER, _BREATH, _ENDS = to_samples(0.062), to_samples(0.5), to_samples(0.15)
_MARKS = ".,;:?!"

Length = Callable[[Choices], int]


class FitResult(msgspec.Struct, frozen=True):
    """Result of a fit: the best choices and the lengths of all candidates, in samples."""

    choices: Choices
    lengths: dict[Choices, int]
    exact: dict[Choices, int]
    """Lengths that are measured, not estimated; that of `choices` is among them."""


def candidates(protocol: Protocol, choices: Choices, free: Collection[str]) -> tuple[Choices, ...]:
    """Return `choices` with every value of what is `free`, the best ones first.

    A protocol without spots, passes and included ones has nothing to choose: it is told as a whole. What is chosen
    for a person treats no place again while a strip could have more spots, and hurries nobody through explanations.
    """
    limits = protocol.limits
    if limits.spots is None and limits.passes is None and protocol.protocols is None:
        return (choices,)
    paces = sorted(PACES, key=_unusual)
    values: dict[str, Sequence[object]] = {"pace": paces, "level": LEVELS}
    if limits.passes is not None:
        values["passes"] = range(limits.passes.least, limits.passes.most + 1)
    if limits.spots is not None:
        values["spots"] = range(limits.spots.most, limits.spots.least - 1, -1)
    varied = [name for name in FREE if name in free and name in values]
    among = (
        msgspec.structs.replace(choices, **dict(zip(varied, each, strict=True)))
        for each in product(*(values[name] for name in varied))
    )
    return tuple(one for one in among if not _again_too_early(one, limits, varied) and not _hurried(one, varied))


def _again_too_early(one: Choices, limits: Limits, varied: Collection[str]) -> bool:
    """Whether places are treated again, though there could be more of them."""
    if limits.passes is None or limits.spots is None or not {"passes", "spots"} <= set(varied):
        return False
    return (one.passes or 0) > limits.passes.least and (one.spots or 0) < limits.spots.most


def _hurried(one: Choices, varied: Collection[str]) -> bool:
    """Whether explanations are hurried, though nobody asked for both."""
    return one.level == LEVELS[0] and PACES[one.pace] < PACES["normal"] and not {"pace", "level"}.isdisjoint(varied)


def fit(among: Sequence[Choices], target: int, estimated: Length, measured: Length) -> FitResult:
    """Return the first candidate within the tolerance, otherwise the nearest.

    Measuring is dear, so it is done only for what a guess says is worth it. A measurement may make
    the next guesses better, so these are asked for again.
    """
    exact: dict[Choices, int] = {}
    while True:
        lengths = {one: exact[one] if one in exact else estimated(one) for one in among}
        best = _best(lengths, target, exact)
        if best in exact:
            return FitResult(best, lengths, exact)
        exact[best] = measured(best)


def _best(lengths: Mapping[Choices, int], target: int, exact: Collection[Choices]) -> Choices:
    for one, length in lengths.items():
        if abs(length - target) <= TOLERANCE + (0 if one in exact else ESTIMATE_ERROR * length):
            return one
    return min(lengths, key=lambda one: abs(lengths[one] - target))


def estimate_lengths(texts: Iterable[str], known: Mapping[str, int]) -> dict[str, int]:
    """Estimate the length of each spoken text in samples, by its letters; those in `known` are exact.

    Fitted to all lines of the hamstrings in the shipped voice, where it is 0.23 s off (standard deviation). How fast
    another voice speaks comes from what is known of it.
    """
    by_letters = sum(_estimate(text) for text in known)
    rate = sum(known.values()) / by_letters if by_letters else 1.0
    return {text: known[text] if text in known else round(rate * _estimate(text)) for text in texts}


def without_words_in_holds(session: Session) -> Session:
    """Return the session without words in holds, as long as before: a wrong estimate might not fit there."""
    return msgspec.structs.replace(session, chapters=tuple(_without(chapter) for chapter in session.chapters))


def _without(chapter: ChapterScript) -> ChapterScript:
    return msgspec.structs.replace(chapter, steps=tuple((index, _wordless(step)) for index, step in chapter.steps))


def _wordless(step: Step) -> Step:
    if isinstance(step, Hold):
        return Hold(step.length)
    return Strokes(step.length, step.stroke) if isinstance(step, Strokes) else step


def _estimate(text: str) -> int:
    breaths = max(0, sum(text.count(mark) for mark in _MARKS) - 1)
    return _ENDS + len(text) * _LETTER + breaths * _BREATH


def _unusual(pace: Pace) -> tuple[float, float]:
    """Return the sort key of a pace: its distance from normal, then the slower one first."""
    return round(abs(log(PACES[pace])), 3), -PACES[pace]
