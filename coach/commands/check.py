"""Rehearse a checked protocol: every level in every language, at the ends of its limits, with estimated speech.

What `plan`, `play` and `export` would refuse for a choice that the limits allow is found here, at its place in the
file. Nothing is spoken for it: lengths are estimated by their letters, so words that barely fit may still be refused
in the mouth of a slower voice.
"""

import re
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from coach.errors import CoachError
from coach.mix import load_tones
from coach.protocol import LEVELS, Protocol, ProtocolError, find, load
from coach.protocol.checks import nearest
from coach.protocol.load import places
from coach.protocol.problems import KeyPath, Place, Problem
from coach.protocol.session_model import Step as Authored
from coach.protocol.traverse import PartInOrder, chapters_in_order, wordings
from coach.session import Choices, Session, expand
from coach.session.candidates import estimate_lengths
from coach.session.model import ChapterScript, Hold, Phrase
from coach.timeline import ScheduleError, Timeline, schedule_chapter
from coach.timeline.proofs import CHAPTER_PROOFS, SESSION_PROOFS
from coach.units import SAMPLE_RATE, to_samples, to_seconds

_SLOWER = to_samples(0.2)
"""Factor by which a voice may take longer for a phrase than is estimated by its letters."""

_HOW = "a session that cannot be proved never plays; our choice"

_Found = tuple[KeyPath, str]


def checked(name: str) -> Protocol:
    """Return the protocol of a shipped name or a path, if it is right in every choice that its limits allow.

    Raises ProtocolError with every problem found, InputError if it cannot be read.
    """
    protocol = load(name)
    found = rehearse(protocol, places(name), {tone: len(clip) for tone, clip in load_tones().items()})
    if found:
        raise ProtocolError(str(find(name)), found)
    return protocol


def rehearse(protocol: Protocol, where: Mapping[KeyPath, Place], tones: Mapping[str, int]) -> list[Problem]:
    """Return everything that some allowed choice would be refused for, once for each place in the file.

    `tones` are lengths in samples by name.
    """
    found: dict[KeyPath, str] = {}
    for choices in _choices(protocol):
        for path, message in _Rehearsal(protocol, choices, tones).problems():
            found.setdefault(path, message)  # the next choice would say the same in other words
    return [Problem(nearest(where, path), message) for path, message in found.items()]


def _choices(protocol: Protocol) -> Iterator[Choices]:
    """In each language at each level: least room for words and most to do, then the other ends, then a single side."""
    counts = protocol.limits.counts
    times = {name: limit for name, limit in protocol.limits.times.items() if name != "reach"}  # nobody chooses it
    least = {name: limit.least for name, limit in counts.items()}
    most = {name: limit.most for name, limit in counts.items()}
    short = {name: float(to_seconds(limit.least)) for name, limit in times.items()}
    long = {name: float(to_seconds(limit.most)) for name, limit in times.items()}
    order = protocol.protocols.order if protocol.protocols else ()
    for language in protocol.words:
        usual = Choices(language=language)
        for level in LEVELS:
            yield replace(usual, level=level)
            yield replace(usual, level=level, pace="calm", live=True, **most, **short)
            yield replace(usual, level=level, live=True, known=True)
        yield replace(usual, pace="brisk", **least, **long)
        for side in protocol.sides.order if protocol.sides else ():
            yield replace(usual, side=side)
        for name in order if len(order) > 1 else ():
            yield replace(usual, without=tuple(other for other in order if other != name))


class _Rehearsal:
    """One session, scheduled chapter by chapter."""

    def __init__(self, protocol: Protocol, choices: Choices, tones: Mapping[str, int]) -> None:
        self.protocol = protocol
        self.choices = choices
        self.tones = tones
        self.parts: dict[str, PartInOrder] = {}
        other = "new" if choices.known else "known"
        for one in chapters_in_order(protocol):
            if other not in one.when:
                self.parts.setdefault(one.part.chapter or "", one)

    def problems(self) -> Iterator[_Found]:
        try:
            session = expand(self.protocol, self.choices)
        except CoachError as error:
            yield ("session",), f"{self._at()}: {error}"
            return
        speech = estimate_lengths((text for chapter in session.chapters for text in chapter.texts()), {})
        in_holds = {text for chapter in session.chapters for text in _in_holds(chapter)}
        speech |= {text: speech[text] + _SLOWER for text in in_holds}
        timeline, found = self._scheduled(session, speech)
        if found:
            yield from found
            return
        # The words for another total would take about as long, so it is not expanded anew.
        session = replace(session, minutes=max(1, round(timeline.length / SAMPLE_RATE / 60)))
        for chapter in session.chapters:
            for text in chapter.texts():
                if re.search(r"\w", text) is None:
                    yield self._line(chapter, 0), f"{self._at()}: '{text}' has no word that a voice can say"
        yield from self._proved(session, timeline)

    def _at(self) -> str:
        return f"in '{self.choices.language}', at level '{self.choices.level}'"

    def _scheduled(self, session: Session, speech: Mapping[str, int]) -> tuple[Timeline, list[_Found]]:
        """The timeline, and the words for which there is no room; without their chapters, if there are any."""
        chapters, found = [], []
        for chapter in session.chapters:
            try:
                chapters.append(schedule_chapter(chapter, speech, self.tones))
            except ScheduleError as error:
                found += list(self._too_long(chapter, speech, error))
        return Timeline(session.protocol, session.title, session.language, tuple(chapters)), found

    def _too_long(self, chapter: ChapterScript, speech: Mapping[str, int], error: ScheduleError) -> Iterator[_Found]:
        """The lines of a chapter that do not fit into its holds; where it is none of them, the chapter."""
        found = []
        for index, step in chapter.steps:
            if not isinstance(step, Hold):
                continue
            authored = self._authored(chapter, index)
            quiet: tuple[Phrase | None, ...] = (None,) * len(step.count)
            tried: list[tuple[str | None, tuple[Phrase | None, ...], Hold]] = [
                (authored.announce if authored else None, step.announce, replace(step, halfway=None, count=quiet))
            ]
            for at, phrase in enumerate(step.count):
                alone = tuple(one if number == at else None for number, one in enumerate(step.count))
                line = authored.count[at] if authored else None
                tried.append((line, (phrase,), replace(step, announce=(), halfway=None, count=alone)))
            for line, phrases, hold in tried:
                excess = _excess(replace(chapter, steps=((index, hold),)), speech, self.tones)
                if excess is not None and any(phrases):
                    said = " ".join(phrase.text for phrase in phrases if phrase)
                    message = f"{self._at()}: '{said}' does not fit into a hold of {to_seconds(step.length):g} s"
                    found.append((self._wording(chapter, index, line), f"{message}; use fewer words (why: {_HOW})"))
        yield from found or [(self._chapter(chapter), f"{self._at()}: {error}")]

    def _proved(self, session: Session, timeline: Timeline) -> Iterator[_Found]:
        for written, chapter in zip(session.chapters, timeline.chapters, strict=True):
            for proof in CHAPTER_PROOFS:
                for flaw in proof(chapter):
                    opening = proof.__name__ == "chapters_open_with_orientation"
                    path = self._line(written, 0) if opening else self._chapter(written)
                    yield path, f"{self._at()}: {flaw} (why: {_HOW})"
        for proof_of_all in SESSION_PROOFS:
            for flaw in proof_of_all(timeline, session, self.protocol):
                told = next((one for one in session.chapters if flaw.startswith(f"{one.title}:")), None)
                if told is None and session.announces is not None and "announced" in flaw:
                    told = session.chapters[session.announces]
                yield self._chapter(told) if told else ("session",), f"{self._at()}: {flaw} (why: {_HOW})"

    def _chapter(self, chapter: ChapterScript) -> KeyPath:
        """Find a chapter in this file; one of an included protocol, where that is named."""
        order = self.protocol.protocols.order if self.protocol.protocols else ()
        if chapter.location.protocol != self.protocol.protocol and chapter.location.protocol in order:
            return ("protocols", "order", order.index(chapter.location.protocol))
        part = self.parts.get(chapter.name)
        return part.path if part else ("session",)

    def _authored(self, chapter: ChapterScript, index: int) -> Authored | None:
        part = self.parts.get(chapter.name) if chapter.location.protocol == self.protocol.protocol else None
        return part.part.steps[index] if part and index < len(part.part.steps) else None

    def _line(self, chapter: ChapterScript, index: int) -> KeyPath:
        """Find the words of a step in this file."""
        authored = self._authored(chapter, index)
        return self._wording(chapter, index, authored.say if authored else None)

    def _wording(self, chapter: ChapterScript, index: int, line: str | None) -> KeyPath:
        """Find a line in this file, at the level that was chosen."""
        lines = self.protocol.words[self.choices.language].lines
        if line is None or line not in lines:
            return self._chapter(chapter)
        at = ("words", self.choices.language, "lines", line)
        keys = [key for key, _ in wordings(lines[line])]
        chosen = next((key for key in keys if key[0] in ("always", self.choices.level)), None)
        return (*at, *chosen) if chosen else at


def _in_holds(chapter: ChapterScript) -> Iterator[str]:
    for _, step in chapter.steps:
        if isinstance(step, Hold):
            yield from (phrase.text for phrase in (*step.announce, *step.count) if phrase is not None)


def _excess(chapter: ChapterScript, speech: Mapping[str, int], tones: Mapping[str, int]) -> ScheduleError | None:
    try:
        schedule_chapter(chapter, speech, tones)
    except ScheduleError as error:
        return error
    return None
