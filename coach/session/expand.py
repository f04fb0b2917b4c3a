"""Expansion of a protocol and one person's choices into chapters of steps."""

import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from coach.errors import InputError
from coach.protocol import Protocol, Words
from coach.protocol.session_model import Leads, Part
from coach.protocol.session_model import Step as Authored
from coach.protocol.vocabulary import LOOPS, SIDE_TONE, VARIABLE, Loop
from coach.session.choices import Choices, of_included, resolve
from coach.session.location import USUAL, Arrival, Location
from coach.session.model import ChapterScript, Hold, Phrase, Reach, Rest, Say, Session, Step, Strokes, Tone
from coach.session.normalise import moves_in_words, phrases, spoken
from coach.session.steps import said_step, spot_range
from coach.text import capitalised
from coach.units import Samples, to_seconds

HALVED = 3
"""Largest number of chapters of which nobody is told the half."""

_NAMED: tuple[Loop, ...] = ("protocol", "side", "strip")
"""Loops whose values are said by their names."""

_SENTENCE_START = re.compile(r"(^|[.?!:]\s+)(\w)")


def expand(protocol: Protocol, choices: Choices, minutes: int = 0) -> Session:
    """Expand a protocol into a session: all chapters in order, with all wording settled.

    `minutes` is the total that the session announces; it depends on the lengths of speech, which
    this stage does not know, so a caller asks again once it does.
    Raises InputError for choices outside the protocol's limits.
    """
    writer = _Writer(protocol, choices, minutes)
    written = tuple(writer.chapters(protocol.session, _Round()))
    if not written:
        raise InputError(f"{protocol.protocol}: nothing is left to do with these choices, so there is no session")
    return Session(
        protocol=protocol.protocol,
        title=writer.words.title,
        language=choices.language,
        minutes=minutes,
        chapters=written,
        announces=writer.announces,
        choices=choices,
    )


def chapters(protocol: Protocol, choices: Choices, minutes: int) -> tuple[ChapterScript, ...]:
    """Expand the chapters alone, of which there may be none. Raises InputError for choices outside the limits."""
    return tuple(_Writer(protocol, choices, minutes).chapters(protocol.session, _Round()))


def arriving(protocol: Protocol, choices: Choices, chapter: ChapterScript, arrival: Arrival) -> ChapterScript:
    """Return `chapter` with the words of `arrival`: its own, or those of `going on`.

    Raises KeyError for a protocol without these words; a checked one has them where they are needed.
    """
    if arrival == USUAL or chapter.arrives is None:
        return chapter
    of = protocol.parts[chapter.location.protocol]
    inner = choices if of is protocol else of_included(of, choices)
    return _Writer(of, inner, 0, alone=of is protocol).arriving(chapter, arrival)


class _Round(msgspec.Struct, frozen=True):
    """Round of the loops that are open, outermost first."""

    location: Location = Location()
    loops: tuple[Loop, ...] = ()


class _Writer:
    """Writer of the chapters of one protocol; counts how often each line was said in the session."""

    def __init__(self, protocol: Protocol, choices: Choices, minutes: int, *, alone: bool = True) -> None:
        self.protocol = protocol
        self.resolved = resolved = resolve(protocol, choices)
        self._choices = choices
        self._minutes = minutes
        self._flags = {"alone": alone, "live": choices.live}
        self.words: Words = protocol.words[resolved.language]
        self._terms = self.words.terms  # made anew each time it is asked for
        self.announces: int | None = None
        self._written = 0
        self._said: Counter[str] = Counter()
        self._strips = {strip.id: strip for strip in protocol.strips.order} if protocol.strips else {}
        self._over: dict[Loop, list[str | int]] = {
            "protocol": list(resolved.protocols),
            "side": list(resolved.sides),
            "strip": list(self._strips),
            "pass": [*range(1, resolved.passes + 1)],
            "spot": [*range(1, resolved.spots + 1)],
        }
        self._fixed = {"minutes": str(minutes)}
        times = (
            ("hold", resolved.hold),
            ("reach", resolved.reach),
            ("set", resolved.strokes),
            ("stroke", resolved.stroke),
        )
        for name, length in times:
            if length is not None:
                self._fixed[name] = f"{round(to_seconds(length), 1):g}"
        if protocol.limits.step is not None:
            self._fixed["step"] = str(said_step(protocol, resolved.spots))
        if protocol.limits.spots is not None:
            self._fixed["spots"] = str(resolved.spots)

    def chapters(self, parts: tuple[Part, ...], at: _Round) -> Iterator[ChapterScript]:
        for part in parts:
            for inner in self._rounds(part.each, at):
                if not self._all_true(part.when, inner) or self._over_with(inner):
                    continue
                if part.chapter is not None:
                    yield self._chapter(part.chapter, part.steps, inner)
                    self._written += 1
                elif part.include is not None:
                    yield from self._included(inner.location.protocol)
                else:
                    yield from self.chapters(part.session, inner)

    def _included(self, name: str) -> Iterator[ChapterScript]:
        """Yield the chapters of a protocol of this programme; their titles say of which."""
        part = self.protocol.included[name]
        inner = _Writer(part, of_included(part, self._choices), self._minutes, alone=False)
        of, before = self.words.terms[name], self._written
        for chapter in inner.chapters(inner.protocol.session, _Round()):
            yield msgspec.structs.replace(chapter, title=f"{capitalised(of)}: {chapter.title}")
            self._written += 1
        if self.announces is None and inner.announces is not None:
            self.announces = before + inner.announces

    def _over_with(self, at: _Round) -> bool:
        """Whether this side is over; where there are no sides, every strip is."""
        treats = not {"side", "strip", "spot"}.isdisjoint(at.loops)
        return treats and (at.location.side or "") in self._choices.over

    def _rounds(self, loops: tuple[Loop, ...], at: _Round) -> Iterator[_Round]:
        if not loops:
            yield at
            return
        for value in self._over[loops[0]]:
            inner = _Round(at.location.within(loops[0], value), (*at.loops, loops[0]))
            yield from self._rounds(loops[1:], inner)

    def _chapter(self, name: str, authored: tuple[Authored, ...], at: _Round) -> ChapterScript:
        steps: list[tuple[int, Step]] = []
        leads: list[tuple[int, Leads]] = []
        safety = self.protocol.safety
        never_skipped = safety.stop_rule if safety is not None else None
        kept = []
        for index, step in enumerate(authored):
            if self._all_true(step.when, at):
                done = [(index, one) for one in self._steps(step, at)]
                steps += done
                if done and step.leads is not None:
                    leads.append((index, step.leads))
                if done and step.say is not None and step.say == never_skipped:
                    kept.append(index)
        title = self._fill(self.words.titles[name], at)
        forms = [
            tuple(spoken(form, self.resolved.language) for form in self.words.forms[str(at.location.at(loop))])
            for loop in _NAMED
            if loop in at.loops
        ]
        named = [one[0] for one in forms]
        if at.location.spot is not None:
            named.append(spoken(str(at.location.spot), self.resolved.language))
        return ChapterScript(
            title=capitalised(title),
            steps=tuple(steps),
            location=msgspec.structs.replace(at.location, protocol=self.protocol.protocol),
            orientation=tuple(named),
            forms=tuple((one[0], one[1:]) for one in forms if one[1:]),
            name=name,
            leads=tuple(leads),
            kept=tuple(kept),
        )

    def arriving(self, chapter: ChapterScript, arrival: Arrival) -> ChapterScript:
        """Return the chapter with the words of `going on` in place of those that lead to its spot."""
        going, arrives = self.protocol.going_on, chapter.arrives
        if going is None or arrives is None:
            raise KeyError(f"{self.protocol.protocol} has no words for going on at {chapter.title}")
        index = arrives[0]
        at = _Round(chapter.location, tuple(loop for loop in LOOPS[1:] if chapter.location.at(loop) is not None))
        lines = [going.stay if arrival.kind == "stay" else going.place]
        if arrival.moves:
            lines.insert(0, going.ahead if arrival.moves > 0 else going.back)
            self._fixed["moves"] = moves_in_words(abs(arrival.moves), self.resolved.language)
        said = [phrase for line in lines for phrase in self._phrases(line, at)]
        words: tuple[Step, ...] = (Say(tuple(said)), Tone("settle"), self._rest(going.rest))
        before = [one for one in chapter.steps if one[0] < index]
        after = [one for one in chapter.steps if one[0] > index]
        leads: tuple[tuple[int, Leads], ...] = tuple(
            (number, "anywhere to on" if number == index else lead) for number, lead in chapter.leads
        )
        steps = (*before, *((index, word) for word in words), *after)
        return msgspec.structs.replace(chapter, steps=steps, leads=leads, arrival=arrival)

    def _rest(self, name: str, until: str | None = None) -> Rest:
        lengths = self.protocol.rests.lengths if self.protocol.rests else {}
        return Rest(Samples(round(lengths[name] * self.resolved.pace)), until is not None)

    def _all_true(self, when: tuple[str, ...], at: _Round) -> bool:
        return all(self._holds_true(condition, at) for condition in when)

    def _holds_true(self, condition: str, at: _Round) -> bool:
        if condition in self._flags:
            return self._flags[condition]
        which, name = condition.split()
        loop = next(one for one in LOOPS if one == name)
        if which == "halfway":
            return self._halfway(loop, at)
        return (at.location.at(loop) == self._over[loop][0]) == (which == "first")

    def _halfway(self, loop: Loop, at: _Round) -> bool:
        """Whether as much comes before this chapter as from it on, of all that is inside one round of `loop`."""
        done = count = 0
        for inner in at.loops[at.loops.index(loop) + 1 :]:
            values, value = self._over[inner], at.location.at(inner)
            done = done * len(values) + next(index for index, one in enumerate(values) if one == value)
            count = max(1, count) * len(values)
        return count > HALVED and done == count // 2

    def _steps(self, step: Authored, at: _Round) -> Iterator[Step]:
        if step.hold is not None and self.resolved.hold is not None:
            announce = self._phrases(step.announce, at) if step.announce else ()
            count = tuple(self._counted(line, at) for line in step.count)
            halfway = self._counted(step.halfway, at) if step.halfway else None
            yield Hold(self.resolved.hold, announce, halfway, count)
            return
        if step.strokes is not None and self.resolved.strokes is not None and self.resolved.stroke is not None:
            halfway = self._counted(step.halfway, at) if step.halfway else None
            yield Strokes(self.resolved.strokes, self.resolved.stroke, halfway)
            return
        if step.say is not None:
            if step.rest is not None:
                self._fixed["rest"] = f"{round(to_seconds(self._rest(step.rest).length)):g}"
            said = self._phrases(step.say, at)
            if said:
                yield Say(said)
        if step.tone is not None:
            yield Tone(at.location.side or "" if step.tone == SIDE_TONE else step.tone)
        if step.rest is not None:
            yield self._rest(step.rest, step.until)
        if step.reach is not None and self.resolved.reach is not None:
            yield Reach(self.resolved.reach)

    def _counted(self, name: str, at: _Round) -> Phrase | None:
        said = self._phrases(name, at)
        text = " ".join(phrase.text for phrase in said)
        return msgspec.structs.replace(said[-1], text=text) if said else None

    def _phrases(self, name: str, at: _Round) -> tuple[Phrase, ...]:
        text = self._text(name, at)
        if text and "{minutes}" in text and self.announces is None:
            self.announces = self._written
        said = spoken(self._fill(text, at), self.resolved.language) if text else ""
        return phrases(_SENTENCE_START.sub(lambda start: start[1] + start[2].upper(), said), self.resolved.pace)

    def _text(self, name: str, at: _Round) -> str | None:
        """Return the wording for the chosen level; several come in turn, the first one only once in a session."""
        line = self.words.lines[name]
        if line.always is not None:
            return line.always
        if self.resolved.level != "learn":
            return line.remind if self.resolved.level == "remind" else line.tones
        said, wordings = self._said[name], line.learn
        self._said[name] += 1
        if said == 0 or len(wordings) < 2:
            return wordings[0] if wordings else None
        return wordings[1 + (said - 1) % (len(wordings) - 1)]

    def _fill(self, text: str, at: _Round) -> str:
        terms = self._terms
        values = dict(self._fixed)
        here = at.location
        for loop in _NAMED:
            if loop in at.loops:
                name = str(here.at(loop))
                values[loop] = terms.get(name, name)
        if here.strip is not None:
            values["muscle"] = self._strips[here.strip].muscle
        if here.spot is not None:
            values |= {"spot": str(here.spot), "spots": str(self.resolved.spots)}
            if "{at}" in text:
                values["at"] = self._distance(here.spot)
        if here.passage is not None:
            values |= {"pass": terms[f"pass {here.passage}"], "passes": str(self.resolved.passes)}
        return VARIABLE.sub(lambda match: values[match[1]], text)

    def _distance(self, spot: int) -> str:
        """Return the distance of a spot's middle from the landmark, as written text."""
        limits = self.protocol.limits
        step = said_step(self.protocol, self.resolved.spots) if limits.step is not None else None
        return "" if limits.area is None or step is None else str(spot_range(self.protocol, step, spot))
