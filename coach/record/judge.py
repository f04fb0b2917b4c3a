"""Judge of takes: the one reason for which a line has to be recorded again, or none.

The bounds are our choice. Those of length were set by 460 takes of four voices, in English and Spanish, whose lengths
were 0.62 to 1.35 of what the letters of their lines foretell for the same voice.
"""

from collections.abc import Iterable
from statistics import median

import numpy as np

from coach.record.take import Take
from coach.text.spoken_forms import in_words
from coach.units import Seconds, to_seconds

OVER_ROOM = 20.0
"""dB from the room up to the words, at least."""

SOFTEST, LOUDEST = -42.0, -9.0
"""LUFS of the words. Softer ones come from too far away; louder ones are about to clip."""

FLAT_PEAKS = 3
"""Peaks cut off flat from which a take counts as clipped: a single one nobody hears."""

LOUD_ROOM = -45.0
"""LUFS of a room from which most voices are less than `OVER_ROOM` above it."""

_LETTER, _LINE = 0.076, 0.28  # seconds for each letter, and for each line besides
_ANY_PACE = 0.45, 2.3  # of the foretold length, while the pace of the voice is not known
_OWN_PACE = 0.6, 1.6  # of the length at the voice's own pace
_SPARE = 0.1, 0.35  # seconds by which any line may be shorter and longer than that: short words differ most
_FEWEST = 8  # takes from which a pace is known
_EDGE = 20.0  # dB under the words at either end of a take
_SILENT = -55.0  # LUFS


def foretold(text: str, language: str) -> Seconds:
    """Foretell the seconds that words take at the usual pace, pauses left out."""
    return Seconds(_LINE + _LETTER * sum(letter.isalpha() for letter in in_words(text, language)))


class OwnPace:
    """OwnPace of one voice: how long its takes are beside the foretold lengths. Unknown until there are eight."""

    def __init__(self, ratios: Iterable[float] = ()) -> None:
        self._ratios = list(ratios)

    def learn(self, take: Take, text: str, language: str) -> None:
        """Take in a take that was judged well."""
        self._ratios.append(to_seconds(take.speech) / foretold(text, language))

    def bounds(self, text: str, language: str) -> tuple[Seconds, Seconds]:
        """Return the shortest and the longest that a take of these words may be, in seconds of speech."""
        usual = foretold(text, language)
        known = len(self._ratios) >= _FEWEST
        least, most = (median(self._ratios) * bound for bound in _OWN_PACE) if known else _ANY_PACE
        return Seconds(usual * least - _SPARE[0]), Seconds(usual * most + _SPARE[1])


def fault(take: Take, text: str, language: str, pace: OwnPace) -> str | None:
    """Name the first fault of a take and what helps, in one line; None for a good one."""
    if take.end == 0:
        if take.noise > _SILENT:
            return f"noisy: no words stand out of the room ({take.noise:.0f} LUFS); make it quieter, or come nearer"
        return "silent: no words are heard; is the microphone on, and is it the right one?"
    if take.flat >= FLAT_PEAKS:
        return f"clipped: {take.flat} peaks are cut off; turn the microphone down, or move away from it"
    if take.loudness > LOUDEST:
        return f"too loud: {take.loudness:.0f} LUFS; turn the microphone down, or move away from it"
    over = take.loudness - take.noise
    if over < OVER_ROOM:
        near = f"only {over:.0f} dB over the room, and have to be {OVER_ROOM:.0f}"
        return f"noisy: the words are {near}; make it quieter, or come nearer"
    if take.loudness < SOFTEST:
        return f"too soft: {take.loudness:.0f} LUFS; come nearer, or turn the microphone up"
    return _wrong_length(take, text, language, pace)


def _wrong_length(take: Take, text: str, language: str, pace: OwnPace) -> str | None:
    """Name an end that is cut off, or a length that does not fit the words."""
    edge = max(take.loudness - _EDGE, take.noise + 6)
    if take.last > edge:
        return "cut off at its end: it stops within a word; wait for a moment of quiet before you end it"
    if take.first > edge:
        return "cut off at its beginning: it starts within a word; wait for a moment before you speak"
    least, most = pace.bounds(text, language)
    long = to_seconds(take.speech)
    if long < least:
        return f"too short: {long:.1f} s, and these words take {least:.1f} s at least; is all of it there?"
    if long > most:
        return f"too long: {long:.1f} s, and these words take {most:.1f} s at most; a false start, or other words?"
    return None


def described(take: Take) -> str:
    """Describe a good take in a few words."""
    over = take.loudness - take.noise
    room = f", {over:.0f} dB over the room" if np.isfinite(over) else ""
    return f"{to_seconds(take.speech):.1f} s, {take.loudness:.0f} LUFS{room}"
