"""Numbers and lengths in wording, compared with the limits that they are about.

What a number is about is told by where its line is said (in a hold, at a move, at the first spot), else by words of
its clause. A number that is clearly about something else, or not clearly about a limit, is not judged.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from coach.protocol.checks import grades
from coach.protocol.checks.topics import NTH, TOPICS, Topics
from coach.protocol.limits_model import HoldLimit
from coach.protocol.measures import Length, lengths_said
from coach.protocol.model import Protocol, Words
from coach.protocol.problems import Problems
from coach.protocol.quantities import Quantity, plain, quantities
from coach.protocol.sources import reason
from coach.protocol.traverse import chapters_in_order, wordings
from coach.units import to_seconds

_SENTENCE_END = re.compile(r"(?<=[.?!:;])\s+")
_CLAUSE_END = re.compile(r"[,;:]\s")
_AFTER = re.compile(r"\b(?:after|tras|despues de|a los)(?: about| unos)?\s*$")
_ONE_WAY = re.compile(r"\s*(?:out|back|de ida|de vuelta|ida|vuelta|each way|one way|a stroke|por pasada)\b")
_WHY = "who hears a number does what it says"


class _Place(NamedTuple):
    """Number or length in its sentence; all text is in small letters without accents."""

    before: str
    after: str
    """Texts before and after the number in its sentence."""
    clause: str
    """Part of the sentence between commas, with the number."""
    begun: str
    """Text before the number in its clause."""

    @property
    def sentence(self) -> str:
        return f"{self.before} {self.after}"


def problems(protocol: Protocol) -> Problems:
    """Find numbers in wording outside of the limits; each message has the number, the limit and its source."""
    roles = _roles(protocol)
    for language, words in protocol.words.items():
        yield from _lengths(words, language)
        for name, line in words.lines.items():
            judge = _Judge(protocol, words, language, roles.get(name, frozenset()))
            for key, text in wordings(line):
                for problem in dict.fromkeys(judge.problems(text)):
                    yield ("words", language, "lines", name, *key), problem


def _roles(protocol: Protocol) -> dict[str, frozenset[str]]:
    """Return the roles of lines, by their names."""
    found: dict[str, set[str]] = {}
    for one in chapters_in_order(protocol):
        for step in one.part.steps:
            said = [(step.announce, "hold"), (step.halfway, "hold")] if step.hold else []
            if step.tone == "move":
                said.append((step.say, "move"))
            if step.tone == "settle" or "first spot" in step.when:
                said.append((step.say, "place"))
            for line, role in said:
                if line is not None:
                    found.setdefault(line, set()).add(role)
    return {line: frozenset(roles) for line, roles in found.items()}


def _lengths(words: Words, language: str) -> Problems:
    """Find declared lengths that differ from what they measure, or that nobody says."""
    texts = [text for line in words.lines.values() for _, text in wordings(line)] if words.lengths else []
    said = {one.words: one.real for text in texts for one in lengths_said(text, language, words.lengths) if one.number}
    for name, number in words.lengths.items():
        at, real = ("words", language, "lengths", name), said.get(plain(name))
        if number <= 0:
            yield at, f"'{name}' is more than 0 cm{reason(_WHY)}"
        elif plain(name) not in said:
            yield at, f"nothing says '{name}'; use it or remove it"
        elif real is not None and not _inside(real, number):
            yield at, f"'{name}' is about {_about(real)} cm, not {number:g}; use another measure{reason(_WHY)}"


def _inside(real: tuple[float, float], number: float) -> bool:
    return real[0] * 0.99 <= number <= real[1] * 1.01


def _about(real: tuple[float, float]) -> str:
    """Write a range as one number where people say it so: 18 to 23 is about 20."""
    least, most = real
    if most - least < 1:
        return f"{(least + most) / 2:.3g}"
    return f"{least:g} to {most:g}" if most - least < 5 else f"{round((least + most) / 2 / 5) * 5:g}"


class _Judge:
    """Judge of the wordings of one line."""

    def __init__(self, protocol: Protocol, words: Words, language: str, roles: frozenset[str]) -> None:
        self.protocol = protocol
        self.limits = protocol.limits
        self.language = language
        self.lengths = words.lengths
        self.roles = roles
        self.topics: Topics | None = TOPICS.get(language)
        start = protocol.spots.start if protocol.spots else ""
        forms = [plain(one) for one in (*words.forms.get(start, ()), start) if one]
        self.landmark = re.compile(rf"\b(?:{'|'.join(map(re.escape, forms))})\b") if forms else re.compile(r"(?!)")

    def problems(self, text: str) -> Iterator[str]:
        bare = plain(text)
        shown = text if len(text) == len(bare) else bare
        for said in lengths_said(text, self.language, self.lengths):
            if said.number is None:
                words = shown[said.start : said.end]
                yield f"'{words}' has no number; write its number under 'lengths'{reason(_WHY)}"
            else:
                yield from self._distance(_place(bare, said), said.words, said.number, said.number)
        natural = lengths_said(text, self.language, {})
        found = [one for one in quantities(text, self.language) if not any(_overlap(one, other) for other in natural)]
        for one in found:
            yield from self._quantity(_place(bare, one), one, shown[one.start : one.end])
        if self.topics is not None:
            yield from self._phrases(bare)
            if self.limits.comfort is not None:
                yield from grades.problems(self.protocol, self.topics, bare, found)

    def _quantity(self, at: _Place, one: Quantity, words: str) -> Iterator[str]:
        if self.topics is not None and self._denied(at):
            return
        if one.unit == "cm":
            yield from self._distance(at, words, one.least, one.most)
        elif one.unit == "s":
            yield from self._time(at, one, words)
        elif self.topics is None:
            return
        elif one.unit == "days":
            yield from self._days(at, one, words)
        elif one.unit == "times":
            yield from self._times(at, one, words)
        elif not one.unit:
            yield from self._count(at, one, words)

    def _denied(self, at: _Place) -> bool:
        """Whether a number is denied, as in "not for 20 s"; "not more than 20 s" allows 20 s."""
        assert self.topics is not None
        found = self.topics.negated.search(at.begun)
        return found is not None and self.topics.bound.search(at.begun, found.end()) is None

    def _distance(self, at: _Place, words: str, least: float, most: float) -> Iterator[str]:
        """Judge centimetres: of a step, or of the first spot or the area from the landmark."""
        step, area, spots, topics = self.limits.step, self.limits.area, self.protocol.spots, self.topics
        if topics is not None and (topics.size_after.match(at.after) or topics.size_before.search(at.before)):
            return
        moves = topics is not None and topics.moving.search(at.clause) is not None
        if "move" in self.roles or (moves and "place" not in self.roles and not self.landmark.search(at.sentence)):
            if step is not None:
                yield from self._compare(words, (least, most), "step", (step.least, step.most, "cm"), step)
        elif "place" in self.roles and spots is not None and spots.first is not None:
            if (least, most) != (spots.first, spots.first):
                why = reason(_WHY, self.protocol, spots.source)
                yield f"{_shown(words, (least, most), 'cm')} is not where the first spot is, {spots.first:g} cm{why}"
        elif area is not None and ("place" in self.roles or self.landmark.search(at.sentence)):
            yield from self._compare(words, (least, most), "area", (area.least, area.most, "cm"), area)

    def _time(self, at: _Place, one: Quantity, words: str) -> Iterator[str]:
        """Judge seconds: of a hold, a stroke or a set."""
        limits, topics = self.limits, self.topics
        if topics is None:
            if limits.hold is not None and "hold" in self.roles:
                yield from self._seconds(words, one, "hold", limits.hold)
            return
        other = topics.not_holding.search(at.clause) is not None
        ends = _AFTER.search(at.before) is not None and topics.ending.search(at.sentence) is not None
        holds = ends or ("move" not in self.roles and topics.holding.search(at.clause) is not None)
        stroke = _ONE_WAY.match(at.after) or topics.one_stroke.search(at.clause)
        if limits.hold is not None and not other and ("hold" in self.roles or holds):
            yield from self._seconds(words, one, "hold", limits.hold)
        elif limits.set is not None and limits.stroke is not None and stroke:
            yield from self._seconds(words, one, "stroke", limits.stroke)
        elif limits.set is not None and not other and topics.a_set.search(at.clause):
            yield from self._seconds(words, one, "set", limits.set)

    def _seconds(self, words: str, one: Quantity, name: str, limit: HoldLimit) -> Iterator[str]:
        ends = to_seconds(limit.least), to_seconds(limit.most), "s"
        yield from self._compare(words, (one.least, one.most), name, ends, limit)

    def _count(self, at: _Place, one: Quantity, words: str) -> Iterator[str]:
        """Judge a bare number: of strips, spots or passes, or of the seconds of a hold."""
        limits, topics, strips = self.limits, self.topics, self.protocol.strips
        assert topics is not None
        if strips is not None and topics.strips.match(at.after):
            there = len(strips.order)
            some = topics.some.search(at.before) is not None or topics.total.search(at.sentence) is None
            if one.most > there or (one.most < there and not some):
                yield f"'{words}' strips, but there are {there}{reason(_WHY, self.protocol, strips.source)}"
        elif limits.spots is not None and topics.spots.match(at.after) and one.most > 1:
            yield from self._compare(words, (one.least, one.most), "spots", (*_ends(limits.spots), ""), limits.spots)
        elif limits.spots is not None and topics.numbered.search(at.before):
            yield from self._compare(words, (one.least, one.most), "spots", (1, limits.spots.most, ""), limits.spots)
        elif limits.passes is not None and topics.passes.match(at.after):
            yield from self._compare(words, (one.least, one.most), "passes", (*_ends(limits.passes), ""), limits.passes)
        elif limits.hold is not None and "hold" in self.roles and self._holds(at):
            yield from self._seconds(words, one, "hold", limits.hold)

    def _holds(self, at: _Place) -> bool:
        """Whether a number without a unit, said in a hold, is its seconds."""
        topics = self.topics
        assert topics is not None
        if topics.not_holding.search(at.clause) or topics.other.match(at.after):
            return False
        alone = re.fullmatch(r"\W*", at.begun) and re.match(r"\W*(?:$|[,.;:!])", at.after)
        return bool(alone or topics.holding.search(at.clause))

    def _times(self, at: _Place, one: Quantity, words: str) -> Iterator[str]:
        """Judge times: a day, a week, or over the same place."""
        topics, between, passes = self.topics, self.limits.between, self.limits.passes
        assert topics is not None
        for often, days in ((topics.a_day, 1), (topics.a_week, 7)):
            if often.match(at.after):
                if between is not None and self._about_treating(at.sentence) and days / one.most < between.days:
                    why = reason(_WHY, self.protocol, between.source)
                    yield f"'{words}' so often is more than once in {between.days} days, the limit 'between'{why}"
                return
        if passes is not None and topics.again.search(at.sentence) and not topics.not_again.search(at.sentence):
            yield from self._compare(words, (one.least, one.most), "passes", (*_ends(passes), ""), passes)

    def _days(self, at: _Place, one: Quantity, words: str) -> Iterator[str]:
        """Judge days from one session to the next."""
        topics, between = self.topics, self.limits.between
        assert topics is not None
        if between is None:
            return
        why = reason(_WHY, self.protocol, between.source)
        ago = topics.ago.match(at.after) or re.search(r"\bhace\b", at.before)
        less = re.search(r"(?:less than|menos de)\s*$", at.before) and topics.session.search(at.sentence)
        often = topics.each.search(at.before) or topics.apart.match(at.after)
        if ago and less and (one.least, one.most) != (between.days, between.days):
            yield f"'{words}' is not the limit 'between', {between.days} days{why}"
        elif often and not ago and self._about_treating(at.sentence) and one.least < between.days:
            yield f"'{words}' is less than the limit 'between', {between.days} days{why}"

    def _phrases(self, bare: str) -> Iterator[str]:
        """Judge phrases without a number: every day, a third time."""
        topics, between, passes = self.topics, self.limits.between, self.limits.passes
        assert topics is not None
        for sentence in _SENTENCE_END.split(bare):
            for pattern, days in topics.every:
                found = pattern.search(sentence)
                denied = found is not None and topics.negated.search(sentence[: found.start()]) is not None
                if found and between and not denied and self._about_treating(sentence) and days < between.days:
                    why = reason(_WHY, self.protocol, between.source)
                    yield f"'{found[0]}' is more often than the limit 'between', {between.days} days{why}"
            found = topics.nth.search(sentence)
            other = topics.negated.search(sentence) or topics.not_again.search(sentence)
            if found and passes and topics.again.search(sentence) and not other and NTH[found[1]] > passes.most:
                why = reason(_WHY, self.protocol, passes.source)
                yield f"'{found[0]}' is outside the limit of passes, {passes.least} to {passes.most}{why}"

    def _about_treating(self, sentence: str) -> bool:
        assert self.topics is not None
        return bool(self.topics.treating.search(sentence)) and not self.topics.not_treating.search(sentence)

    def _compare(
        self, words: str, said: tuple[float, float], name: str, limit: tuple[float, float, str], block: Any
    ) -> Iterator[str]:
        least, most, unit = limit
        if not Quantity(*said, "", 0, 0).within(least, most):
            why = reason(_WHY, self.protocol, block.source)
            yield (
                f"{_shown(words, said, unit)} is outside the limit of {name}, {_range(least, most)} {unit}".rstrip()
                + why
            )


def _ends(limit: Any) -> tuple[float, float]:
    return limit.least, limit.most


def _shown(words: str, said: tuple[float, float], unit: str) -> str:
    """Quote words, with their number where they are not written as one: 'ten seconds', 10 s,"""
    number = f"{_range(*said)} {unit}".strip()
    return f"'{words}'" if number == words else f"'{words}', {number},"


def _range(least: float, most: float) -> str:
    return f"{least:g}" if least == most else f"{least:g} to {most:g}"


def _overlap(one: Quantity, other: Length) -> bool:
    return one.start < other.end and other.start < one.end


def _place(bare: str, one: Quantity | Length) -> _Place:
    """Return a number with its sentence and its clause."""
    begin = max((match.end() for match in _SENTENCE_END.finditer(bare, 0, one.start)), default=0)
    following = _SENTENCE_END.search(bare, one.end)
    end = following.start() if following else len(bare)
    before, after = bare[begin : one.start], bare[one.end : end]
    begun = _CLAUSE_END.split(before)[-1]
    clause = begun + bare[one.start : one.end] + _CLAUSE_END.split(after)[0]
    return _Place(before, after, clause, begun)
