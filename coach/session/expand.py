"""Expansion of a protocol and one person's choices into chapters of steps."""

from collections.abc import Iterator

import msgspec

from coach.errors import InputError
from coach.protocol import Protocol, Words
from coach.protocol.session_model import Leads, Part
from coach.protocol.session_model import Step as Authored
from coach.protocol.vocabulary import LOOPS, SIDE_TONE, Loop
from coach.session.choices import Choices, of_included, resolve
from coach.session.line_writer import NAMED, LineWriter, Round
from coach.session.location import USUAL, Arrival
from coach.session.model import ChapterScript, Hold, Reach, Rest, Say, Session, Step, Strokes, Tone
from coach.session.normalise import moves_in_words, spoken
from coach.text import capitalised
from coach.units import CARRIER_PERIOD, Samples, to_seconds, whole_periods

HALVED = 3
"""Largest number of chapters of which nobody is told the half."""


def expand(protocol: Protocol, choices: Choices, minutes: int = 0) -> Session:
    """Expand a protocol into a session: all chapters in order, with all wording settled.

    `minutes` is the total that the session announces; it depends on the lengths of speech, which
    this stage does not know, so a caller asks again once it does.
    Raises InputError for choices outside the protocol's limits.
    """
    writer = _Writer(protocol, choices, minutes)
    written = tuple(writer.chapters(protocol.session, Round()))
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
    return tuple(_Writer(protocol, choices, minutes).chapters(protocol.session, Round()))


def arriving(protocol: Protocol, choices: Choices, chapter: ChapterScript, arrival: Arrival) -> ChapterScript:
    """Return `chapter` with the words of `arrival`: its own, or those of `going on`.

    Raises KeyError for a protocol without these words; a checked one has them where they are needed.
    """
    if arrival == USUAL or chapter.arrives is None:
        return chapter
    of = protocol.parts[chapter.location.protocol]
    inner = choices if of is protocol else of_included(of, choices)
    return _Writer(of, inner, 0, alone=of is protocol).arriving(chapter, arrival)


class _Writer:
    """Writer of the chapters of one protocol; counts how often each line was said in the session."""

    def __init__(self, protocol: Protocol, choices: Choices, minutes: int, *, alone: bool = True) -> None:
        self.protocol = protocol
        self.resolved = resolved = resolve(protocol, choices)
        self._choices = choices
        self._minutes = minutes
        self._flags = {
            "alone": alone,
            "live": choices.live,
            "known": choices.known,
            "new": not choices.known,
            "waiting": choices.wait,
        }
        self.words: Words = protocol.words[resolved.language]
        self.announces: int | None = None
        self._lines = LineWriter(protocol, resolved, minutes)
        self._written = 0
        self._over: dict[Loop, list[str | int]] = {
            "protocol": list(resolved.protocols),
            "side": list(resolved.sides),
            "strip": [strip.id for strip in protocol.strips.order] if protocol.strips else [],
            "pass": [*range(1, resolved.passes + 1)],
            "spot": [*range(1, resolved.spots + 1)],
        }

    def chapters(self, parts: tuple[Part, ...], at: Round) -> Iterator[ChapterScript]:
        for part in parts:
            for inner in self._rounds(part.each, at):
                if not self._all_true(part.when, inner) or self._over_with(inner):
                    continue
                if part.chapter is not None:
                    chapter = self._chapter(part.chapter, part.steps, inner)
                    if self.announces is None and self._lines.says_minutes:
                        self.announces = self._written
                    yield chapter
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
        for chapter in inner.chapters(inner.protocol.session, Round()):
            yield msgspec.structs.replace(chapter, title=f"{capitalised(of, self.resolved.language)}: {chapter.title}")
            self._written += 1
        if self.announces is None and inner.announces is not None:
            self.announces = before + inner.announces

    def _over_with(self, at: Round) -> bool:
        """Whether this side is over; where there are no sides, every strip is."""
        treats = not {"side", "strip", "spot"}.isdisjoint(at.loops)
        return treats and (at.location.side or "") in self._choices.over

    def _rounds(self, loops: tuple[Loop, ...], at: Round) -> Iterator[Round]:
        if not loops:
            yield at
            return
        for value in self._over[loops[0]]:
            inner = Round(at.location.within(loops[0], value), (*at.loops, loops[0]))
            yield from self._rounds(loops[1:], inner)

    def _chapter(self, name: str, authored: tuple[Authored, ...], at: Round) -> ChapterScript:
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
        title = self._lines.fill(self.words.titles[name], at)
        forms = [
            tuple(spoken(form, self.resolved.language) for form in self.words.forms[str(at.location.at(loop))])
            for loop in NAMED
            if loop in at.loops
        ]
        named = [one[0] for one in forms]
        if at.location.spot is not None:
            named.append(spoken(str(at.location.spot), self.resolved.language))
        return ChapterScript(
            title=capitalised(title, self.resolved.language),
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
        at = Round(chapter.location, tuple(loop for loop in LOOPS[1:] if chapter.location.at(loop) is not None))
        lines = [going.stay if arrival.kind == "stay" else going.place]
        if arrival.moves:
            lines.insert(0, going.ahead if arrival.moves > 0 else going.back)
            self._lines.fixed["moves"] = moves_in_words(abs(arrival.moves), self.resolved.language)
        said = [phrase for line in lines for phrase in self._lines.phrases(line, at)]
        waits = any(isinstance(step, Rest) and step.until_ready for number, step in chapter.steps if number == index)
        rest = self._rest(going.rest, "in place" if waits else None)
        words: tuple[Step, ...] = (Say(tuple(said)), Tone("settle"), rest)
        before = [one for one in chapter.steps if one[0] < index]
        after = [one for one in chapter.steps if one[0] > index]
        leads: tuple[tuple[int, Leads], ...] = tuple(
            (number, "anywhere to on" if number == index else lead) for number, lead in chapter.leads
        )
        steps = (*before, *((index, word) for word in words), *after)
        return msgspec.structs.replace(chapter, steps=steps, leads=leads, arrival=arrival)

    def _rest(self, name: str, until: str | None = None) -> Rest:
        lengths = self.protocol.rests.lengths if self.protocol.rests else {}
        length = Samples(round(lengths[name] * self.resolved.pace))
        waiting = self.protocol.waiting if self.resolved.wait else None
        if until is None or waiting is None:
            return Rest(length, until == "ready")
        return Rest(length, True, whole_periods(waiting.most - CARRIER_PERIOD + 1), waiting.remind)

    def _all_true(self, when: tuple[str, ...], at: Round) -> bool:
        return all(self._holds_true(condition, at) for condition in when)

    def _holds_true(self, condition: str, at: Round) -> bool:
        if condition in self._flags:
            return self._flags[condition]
        which, name = condition.split()
        loop = next(one for one in LOOPS if one == name)
        if which == "halfway":
            return self._halfway(loop, at)
        return (at.location.at(loop) == self._over[loop][0]) == (which == "first")

    def _halfway(self, loop: Loop, at: Round) -> bool:
        """Whether as much comes before this chapter as from it on, of all that is inside one round of `loop`."""
        done = count = 0
        for inner in at.loops[at.loops.index(loop) + 1 :]:
            values, value = self._over[inner], at.location.at(inner)
            done = done * len(values) + next(index for index, one in enumerate(values) if one == value)
            count = max(1, count) * len(values)
        return count > HALVED and done == count // 2

    def _steps(self, step: Authored, at: Round) -> Iterator[Step]:
        if step.hold is not None and self.resolved.hold is not None:
            announce = self._lines.phrases(step.announce, at) if step.announce else ()
            count = tuple(self._lines.counted(line, at) for line in step.count)
            halfway = self._lines.counted(step.halfway, at) if step.halfway else None
            yield Hold(self.resolved.hold, announce, halfway, count)
            return
        if step.strokes is not None and self.resolved.strokes is not None and self.resolved.stroke is not None:
            halfway = self._lines.counted(step.halfway, at) if step.halfway else None
            yield Strokes(self.resolved.strokes, self.resolved.stroke, halfway)
            return
        if step.say is not None:
            if step.rest is not None:
                rest = self._rest(step.rest, step.until)
                self._lines.fixed["rest"] = f"{round(to_seconds(rest.length + rest.longer)):g}"
            said = self._lines.phrases(step.say, at)
            if said:
                yield Say(said)
        if step.tone is not None:
            yield Tone(at.location.side or "" if step.tone == SIDE_TONE else step.tone)
        if step.rest is not None:
            yield self._rest(step.rest, step.until)
        if step.reach is not None and self.resolved.reach is not None:
            yield Reach(self.resolved.reach)
