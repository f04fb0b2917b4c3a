"""Numbers and lengths in wording, compared with the limits that they are about.

What a number is about is told by where its line is said (in a hold, at a move, at the first spot), else by words of
its clause. A number that is clearly about something else, or not clearly about a limit, is not judged.
"""

import re
from collections.abc import Iterator

from coach.protocol.checks import grades
from coach.protocol.checks.clauses import Clause, clause_of, sentence_spans
from coach.protocol.checks.comparison import WHY, compare, counts, quoted, seconds
from coach.protocol.checks.frequency import days_apart, phrases, times
from coach.protocol.checks.topics import TOPICS, Topics
from coach.protocol.measures import Length, lengths_said
from coach.protocol.model import Protocol, Words
from coach.protocol.problems import Problems
from coach.protocol.quantities import Quantity, plain, quantities
from coach.protocol.sources import reason
from coach.protocol.traverse import chapters_in_order, wordings
from coach.protocol.vocabulary import Role

_AFTER = re.compile(r"\b(?:after|tras|despues de|a los)(?: about| unos)?\s*$")
_ONE_WAY = re.compile(r"\s*(?:out|back|de ida|de vuelta|ida|vuelta|each way|one way|a stroke|por pasada)\b")


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


def _roles(protocol: Protocol) -> dict[str, frozenset[Role]]:
    """Return the roles of lines, by their names."""
    found: dict[str, set[Role]] = {}
    for one in chapters_in_order(protocol):
        for step in one.part.steps:
            said: list[tuple[str | None, Role]] = []
            if step.hold:
                said += [(step.announce, "hold"), (step.halfway, "hold")]
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
            yield at, f"'{name}' is more than 0 cm{reason(WHY)}"
        elif plain(name) not in said:
            yield at, f"nothing says '{name}'; use it or remove it"
        elif real is not None and not _inside(real, number):
            yield at, f"'{name}' is about {_about(real)} cm, not {number:g}; use another measure{reason(WHY)}"


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

    def __init__(self, protocol: Protocol, words: Words, language: str, roles: frozenset[Role]) -> None:
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
        spans = sentence_spans(text)
        for said in lengths_said(text, self.language, self.lengths):
            if said.number is None:
                words = text[said.start : said.end]
                yield f"'{words}' has no number; write its number under 'lengths'{reason(WHY)}"
            else:
                yield from self._distance(clause_of(bare, spans, said), said.words, said.number, said.number)
        natural = lengths_said(text, self.language, {})
        found = [one for one in quantities(text, self.language) if not any(_overlap(one, other) for other in natural)]
        for one in found:
            yield from self._quantity(clause_of(bare, spans, one), one, text[one.start : one.end])
        if self.topics is not None:
            yield from phrases(self.protocol, self.topics, bare, spans)
            if self.limits.comfort is not None:
                yield from grades.problems(self.protocol, self.topics, bare, spans, found)

    def _quantity(self, at: Clause, one: Quantity, words: str) -> Iterator[str]:
        if self.topics is not None and self._denied(at):
            return
        if one.unit == "cm":
            yield from self._distance(at, words, one.least, one.most)
        elif one.unit == "s":
            yield from self._time(at, one, words)
        elif self.topics is None:
            return
        elif one.unit == "days":
            yield from days_apart(self.protocol, self.topics, at, one, words)
        elif one.unit == "times":
            yield from times(self.protocol, self.topics, at, one, words)
        elif not one.unit:
            yield from self._count(at, one, words)

    def _denied(self, at: Clause) -> bool:
        """Whether a number is denied, as in "not for 20 s"; "not more than 20 s" allows 20 s."""
        assert self.topics is not None
        found = self.topics.negated.search(at.begun)
        return found is not None and self.topics.bound.search(at.begun, found.end()) is None

    def _distance(self, at: Clause, words: str, least: float, most: float) -> Iterator[str]:
        """Judge centimetres: of a step, or of the first spot or the area from the landmark."""
        step, area, spots, topics = self.limits.step, self.limits.area, self.protocol.spots, self.topics
        if topics is not None and (topics.size_after.match(at.after) or topics.size_before.search(at.before)):
            return
        moves = topics is not None and topics.moving.search(at.text) is not None
        if "move" in self.roles or (moves and "place" not in self.roles and not self.landmark.search(at.sentence)):
            if step is not None:
                yield from compare(self.protocol, words, (least, most), "step", (step.least, step.most, "cm"), step)
        elif "place" in self.roles and spots is not None and spots.first is not None:
            if (least, most) != (spots.first, spots.first):
                why = reason(WHY, self.protocol, spots.source)
                yield f"{quoted(words, (least, most), 'cm')} is not where the first spot is, {spots.first:g} cm{why}"
        elif area is not None and ("place" in self.roles or self.landmark.search(at.sentence)):
            yield from compare(self.protocol, words, (least, most), "area", (area.least, area.most, "cm"), area)

    def _time(self, at: Clause, one: Quantity, words: str) -> Iterator[str]:
        """Judge seconds: of a hold, a stroke or a set."""
        limits, topics = self.limits, self.topics
        if topics is None:
            if limits.hold is not None and "hold" in self.roles:
                yield from seconds(self.protocol, words, one, "hold", limits.hold)
            return
        other = topics.not_holding.search(at.text) is not None
        ends = _AFTER.search(at.before) is not None and topics.ending.search(at.sentence) is not None
        holds = ends or ("move" not in self.roles and topics.holding.search(at.text) is not None)
        stroke = _ONE_WAY.match(at.after) or topics.one_stroke.search(at.text)
        if limits.hold is not None and not other and ("hold" in self.roles or holds):
            yield from seconds(self.protocol, words, one, "hold", limits.hold)
        elif limits.set is not None and limits.stroke is not None and stroke:
            yield from seconds(self.protocol, words, one, "stroke", limits.stroke)
        elif limits.set is not None and not other and topics.a_set.search(at.text):
            yield from seconds(self.protocol, words, one, "set", limits.set)

    def _count(self, at: Clause, one: Quantity, words: str) -> Iterator[str]:
        """Judge a bare number: of strips, spots or passes, or of the seconds of a hold."""
        limits, topics, strips = self.limits, self.topics, self.protocol.strips
        assert topics is not None
        if strips is not None and topics.strips.match(at.after):
            there = len(strips.order)
            some = topics.some.search(at.before) is not None or topics.total.search(at.sentence) is None
            if one.most > there or (one.most < there and not some):
                yield f"'{words}' strips, but there are {there}{reason(WHY, self.protocol, strips.source)}"
        elif limits.spots is not None and topics.spots.match(at.after) and one.most > 1:
            yield from counts(self.protocol, words, one, "spots", limits.spots)
        elif limits.spots is not None and topics.numbered.search(at.before):
            yield from compare(
                self.protocol, words, (one.least, one.most), "spots", (1, limits.spots.most, ""), limits.spots
            )
        elif limits.passes is not None and topics.passes.match(at.after):
            yield from counts(self.protocol, words, one, "passes", limits.passes)
        elif limits.hold is not None and "hold" in self.roles and self._holds(at):
            yield from seconds(self.protocol, words, one, "hold", limits.hold)

    def _holds(self, at: Clause) -> bool:
        """Whether a number without a unit, said in a hold, is its seconds."""
        topics = self.topics
        assert topics is not None
        if topics.not_holding.search(at.text) or topics.other.match(at.after):
            return False
        alone = re.fullmatch(r"\W*", at.begun) and re.match(r"\W*(?:$|[,.;:!])", at.after)
        return bool(alone or topics.holding.search(at.text))


def _overlap(one: Quantity, other: Length) -> bool:
    return one.start < other.end and other.start < one.end
