"""Wording of lines at one place of a session: the level chosen, variables filled in, numbers in words, phrases."""

from collections import Counter

import msgspec

from coach.protocol import Protocol
from coach.protocol.vocabulary import VARIABLE, Loop
from coach.session.choices import ResolvedChoices
from coach.session.location import Location
from coach.session.model import Phrase
from coach.session.normalise import phrases, spoken
from coach.session.steps import said_step, spot_range
from coach.text import capitalised
from coach.text.sentence_ends import rewrite
from coach.units import to_seconds

NAMED: tuple[Loop, ...] = ("protocol", "side", "strip")
"""Loops whose values are said by their names."""


class Round(msgspec.Struct, frozen=True):
    """Round of the loops that are open, outermost first."""

    location: Location = Location()
    loops: tuple[Loop, ...] = ()


class LineWriter:
    """Writer of the lines of one protocol; counts how often each was said in the session."""

    def __init__(self, protocol: Protocol, resolved: ResolvedChoices, minutes: int) -> None:
        """`minutes` is the total that the session announces."""
        self._protocol, self._resolved = protocol, resolved
        self._words = protocol.words[resolved.language]
        self._terms = self._words.terms  # made anew each time it is asked for
        self._strips = {strip.id: strip for strip in protocol.strips.order} if protocol.strips else {}
        self._said: Counter[str] = Counter()
        self.says_minutes = False
        """True after a line with the total."""
        self.fixed = {"minutes": str(minutes)}
        """Values of variables that are the same at every place."""
        times = {"hold": resolved.hold, "reach": resolved.reach, "set": resolved.strokes, "stroke": resolved.stroke}
        for name, length in times.items():
            if length is not None:
                self.fixed[name] = f"{round(to_seconds(length), 1):g}"
        if protocol.limits.step is not None:
            self.fixed["step"] = str(said_step(protocol, resolved.spots))
        if protocol.limits.spots is not None:
            self.fixed["spots"] = str(resolved.spots)

    def phrases(self, name: str, at: Round) -> tuple[Phrase, ...]:
        """Return the phrases of a line; none if it says nothing at this level."""
        text = self._text(name)
        self.says_minutes = self.says_minutes or (text is not None and "{minutes}" in text)
        language = self._resolved.language

        def begun(sentence: str) -> str:
            return capitalised(self.fill(sentence, at), language)

        # Sentences are found before anything is filled in: a name in small letters may begin one.
        filled = rewrite(" ".join((text or "").split()), begun)
        said = spoken(filled, language, tuple(self._words.pronounce))
        return phrases(rewrite(said, lambda sentence: capitalised(sentence, language)), self._resolved.pace)

    def counted(self, name: str, at: Round) -> Phrase | None:
        """Return a line as one phrase, or None if it says nothing at this level."""
        said = self.phrases(name, at)
        text = " ".join(phrase.text for phrase in said)
        return msgspec.structs.replace(said[-1], text=text) if said else None

    def fill(self, text: str, at: Round) -> str:
        """Put the values of this place in the place of variables."""
        terms = self._terms
        values = dict(self.fixed)
        here = at.location
        for loop in NAMED:
            if loop in at.loops:
                name = str(here.at(loop))
                values[loop] = terms.get(name, name)
        if here.strip is not None:
            values["muscle"] = self._strips[here.strip].muscle
        if here.spot is not None:
            values |= {"spot": str(here.spot), "spots": str(self._resolved.spots)}
            if "{at}" in text:
                values["at"] = self._distance(here.spot)
        if here.passage is not None:
            values |= {"pass": terms[f"pass {here.passage}"], "passes": str(self._resolved.passes)}
        return VARIABLE.sub(lambda match: values[match[1]], text)

    def _text(self, name: str) -> str | None:
        """Return the wording for the chosen level; several come in turn, the first one only once in a session."""
        line = self._words.lines[name]
        if line.always is not None:
            return line.always
        if self._resolved.level != "learn":
            return line.remind if self._resolved.level == "remind" else line.tones
        said, wordings = self._said[name], line.learn
        self._said[name] += 1
        if said == 0 or len(wordings) < 2:
            return wordings[0] if wordings else None
        return wordings[1 + (said - 1) % (len(wordings) - 1)]

    def _distance(self, spot: int) -> str:
        """Return the distance of a spot's middle from the landmark, as written text."""
        limits = self._protocol.limits
        step = said_step(self._protocol, self._resolved.spots) if limits.step is not None else None
        return "" if limits.area is None or step is None else str(spot_range(self._protocol, step, spot))
