"""Recording script: every line that a session of a protocol can say, for a person who records them."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, product

import msgspec

from coach.protocol import LEVELS, Protocol
from coach.protocol.limits_model import CountLimit, HoldLimit
from coach.protocol.session_model import Part, Step
from coach.protocol.traverse import prompt_lines, wordings
from coach.session.asking import around, too_soon_line
from coach.session.choices import SIDES, Choices, of_included, resolve
from coach.session.expand import arriving, chapters
from coach.session.location import Arrival, Location
from coach.session.model import ChapterScript
from coach.session.prompts import NUMBERED, PromptKind, answer, answers, prompt_phrases
from coach.units import SAMPLE_RATE
from coach.voice.recording_id import line_id

MINUTES = range(1, 61)
"""Totals that a line with {minutes} is listed for. A session of another length speaks its total anew."""

NUMBERS = ("minutes", "hold", "set", "stroke")
"""Variables for numbers that a session may choose."""


class PlacedStep(msgspec.Struct, frozen=True):
    """Instruction of a session, counted from 1 in its chapter."""

    title: str
    location: Location
    step: int


Numbers = dict[str, float]
Variants = dict[PlacedStep, dict[str, tuple[str, Numbers]]]
"""Sentences by instruction and words, each with the numbers at which it is said."""


class ScriptLine(msgspec.Struct, frozen=True):
    """Line of a script: words said in one breath, and the instruction that says them first.

    A session speaks breath by breath, and fills the pauses to its pace; so this, and not a sentence, is what a
    recording can stand for. The sentence is there to know its melody.
    """

    id: str
    """Name of the file with the recording, without its ending."""
    text: str
    sentence: str
    """Whole sentence with the words in it."""
    level: str
    chapter: str
    step: int
    """Number of the instruction in its chapter, from 1."""
    numbers: dict[str, float] = {}
    """Chosen numbers that may be in the words, by variable."""


def script(protocol: Protocol, language: str = "en") -> tuple[ScriptLine, ...]:
    """List every line that a session can say, each once, in the order in which they first come up.

    That is over every level, side, number of spots and passes, every beginning of a programme, every hold,
    set and stroke of whole seconds within the limits, and every announced total of `MINUTES`; times and totals
    count only for lines that name them. Then what is said outside of chapters: answers and questions.
    Raises InputError for a language that the protocol has not.
    """
    resolve(protocol, Choices(language=language))
    lines: dict[str, ScriptLine] = {}
    varied = [_Numbers(only, *_ranges(only, protocol, language)) for only in _naming_numbers(protocol, language)]
    for choices in _choices(protocol, language):
        variants: Variants = {}
        for one in varied:
            for place, more in one.variants(choices).items():
                variants.setdefault(place, {}).update(more)
        for chapter in (*chapters(protocol, choices, MINUTES[0]), *_entered_spots(protocol, choices)):
            if not variants and all(text in lines for text in chapter.texts()):
                continue
            for place, texts in _by_step(chapter):
                varied_here = variants.get(place, {})
                said = {text: (sentence, Numbers()) for text, sentence in texts} | varied_here
                for text in (*(text for text, _ in texts), *varied_here):
                    if text not in lines:
                        sentence, numbers = said[text]
                        name, at = line_id(text, language), place.step
                        lines[text] = ScriptLine(name, text, sentence, choices.level, chapter.title, at, numbers)
    for number, (kind, text, sentence, numbers) in enumerate(_answers(protocol, language), 1):
        name = line_id(text, language)
        lines.setdefault(text, ScriptLine(name, text, sentence, kind, "Answers", number, numbers))
    for number, (text, sentence) in enumerate(_outside(protocol, language), 1):
        lines.setdefault(text, ScriptLine(line_id(text, language), text, sentence, "always", "Questions", number))
    return tuple(lines.values())


def _entered_spots(protocol: Protocol, choices: Choices) -> Iterator[ChapterScript]:
    """Yield spots as they are entered after a pause or a jump: their words are the same at every level."""
    if (choices.level, choices.side) != (LEVELS[0], "both") or choices.live:
        return
    for chapter in chapters(protocol, choices, MINUTES[0]):
        here = chapter.location
        part = protocol.parts[here.protocol]
        if chapter.arrives is None or here.spot is None or part.going_on is None:
            continue
        most = resolve(part, of_included(part, choices)).spots
        moves = (here.spot - spot for spot in range(1, most + 1))
        for arrival in (Arrival("stay"), *(Arrival("place", count) for count in moves)):
            yield arriving(protocol, choices, chapter, arrival)


def _answers(protocol: Protocol, language: str) -> Iterator[tuple[str, str, str, Numbers]]:
    """Yield all prompts: the kind, the words breath by breath with their sentence, and the numbers in them."""
    for one in (protocol, *protocol.included.values()):
        for kind, said in groupby(answers(one, language), key=lambda each: each[0]):
            yield from ((kind, text, sentence, {}) for text, sentence in _in_sentences(text for _, text in said))
        for kind, most in {PromptKind.REMAINING: MINUTES.stop - 1, **NUMBERED}.items():
            for number in range(most + 1):
                told = _in_sentences(phrase.text for phrase in answer(one, language, kind, number))
                yield from ((kind, text, sentence, Numbers(minutes=number)) for text, sentence in told)


def _outside(protocol: Protocol, language: str) -> Iterator[tuple[str, str]]:
    """Yield lines that are said outside of chapters, and the coach's own, breath by breath with their sentence."""
    lines = [
        protocol.words[language].lines[line].always or ""
        for path, line in prompt_lines(protocol)
        if path[0] != "going on"
    ]
    soon = [
        too_soon_line(protocol, name, language)
        for name, one in protocol.parts.items()
        if one.safety and one.safety.too_soon
    ]
    for text in (*lines, *soon, *around(protocol, language)):
        yield from _in_sentences(phrase.text for phrase in prompt_phrases(protocol, text, language))


def _in_sentences(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each text with its whole sentence: all parts but the last end with a marked breath."""
    parts: list[str] = []
    for text in texts:
        if parts and not (parts[-1].endswith(("…", "...")) and text[:1].islower()):
            yield from ((part, " ".join(parts)) for part in parts)
            parts = []
        parts.append(text)
    yield from ((part, " ".join(parts)) for part in parts)


def _choices(protocol: Protocol, language: str) -> Iterator[Choices]:
    """Yield all choices that change which lines are said, the usual first."""
    limits = protocol.limits
    sides = [side for side in SIDES if side == "both" or (protocol.sides and side in protocol.sides.order)]
    order = protocol.protocols.order if protocol.protocols else ()
    # A programme differs by where it begins: that one has no break before it.
    left_out = [order[:first] for first in range(len(order))] or [()]
    counts = _counts(limits.spots), _counts(limits.passes)
    for level, side, spots, passes, without in product(LEVELS, sides, *counts, left_out):
        yield Choices(side=side, level=level, spots=spots, passes=passes, without=without, language=language)
    waits = (False, True) if any(one.waiting for one in protocol.parts.values()) else (False,)
    for level, known, wait in product(LEVELS, (False, True), waits):
        yield Choices(level=level, live=True, known=known, wait=wait, language=language)


def _counts(limit: CountLimit | None) -> list[int | None]:
    if limit is None:
        return [None]
    return sorted(range(limit.least, limit.most + 1), key=lambda count: count != limit.usual)


def _seconds(limit: HoldLimit | None) -> range:
    """Return the whole seconds within a limit; none without a limit."""
    return range(math.ceil(limit.least / SAMPLE_RATE), limit.most // SAMPLE_RATE + 1) if limit else range(0)


def _naming_numbers(protocol: Protocol, language: str) -> list[Protocol]:
    """Return the protocol pruned to lines that name a chosen number, once for each such number."""
    found = (_only(protocol, language, variable) for variable in NUMBERS)
    return [only for only in found if only is not None]


def _ranges(only: Protocol, protocol: Protocol, language: str) -> tuple[list[dict[str, float]], range]:
    """Return the times and totals to go through: all that one of the lines names, also together."""
    named = [variable for variable in NUMBERS if _only(only, language, variable) is not None]
    holds: list[dict[str, float]] = [{}]
    if "hold" in named:
        holds += [{"hold": seconds} for seconds in _seconds(protocol.limits.hold)]
    sets: list[dict[str, float]] = [{}]
    if "set" in named or "stroke" in named:
        long = _seconds(protocol.limits.set)
        for stroke in _seconds(protocol.limits.stroke):
            # A set is a whole number of strokes out and back.
            sets += [{"stroke": stroke, "set": seconds} for seconds in long if seconds % (2 * stroke) == 0]
    return [hold | each for hold, each in product(holds, sets)], MINUTES if "minutes" in named else MINUTES[:1]


def _only(protocol: Protocol, language: str, variable: str) -> Protocol | None:
    """Return the protocol pruned to lines that name `variable`, each at its own step; None if none does."""
    words = protocol.words.get(language)
    lines = words.lines.items() if words else ()
    named = {name for name, line in lines if f"{{{variable}}}" in " ".join(text for _, text in wordings(line))}
    kept = {name: _only(one, language, variable) for name, one in protocol.included.items()}
    parts = _pruned(protocol.session, named, includes=any(kept.values()))
    # What is included and names nothing stays, without any chapter.
    included = {name: kept[name] or msgspec.structs.replace(one, session=()) for name, one in protocol.included.items()}
    return msgspec.structs.replace(protocol, session=parts, included=included) if parts else None


def _pruned(parts: Iterable[Part], named: set[str], *, includes: bool) -> tuple[Part, ...]:
    kept = []
    for part in parts:
        steps = tuple(
            step if named & {step.say, step.announce, step.halfway, *step.count} else Step() for step in part.steps
        )
        inner = _pruned(part.session, named, includes=includes)
        if inner or any(step != Step() for step in steps) or (part.include is not None and includes):
            kept.append(msgspec.structs.replace(part, steps=steps, session=inner))
    return tuple(kept)


class _Numbers:
    """Numbers to list the lines for that name them."""

    def __init__(self, only: Protocol, times: Sequence[dict[str, float]], totals: Sequence[int]) -> None:
        """Take `times` as seconds by the names of choices, and `totals` as minutes."""
        self._only = only
        self._each = list(product(times, totals))
        self._totals = len(totals)
        self._known: dict[tuple[tuple[ChapterScript, ...], ...], Variants] = {}

    def variants(self, choices: Choices) -> Variants:
        """Return the words of each instruction at each of the numbers."""
        # What says the same at the first and at the last of them has the same wording: most choices do.
        key = (self._chapters(choices, *self._each[0]), self._chapters(choices, *self._each[-1]))
        if key not in self._known:
            found = self._known[key] = {}
            for each in self._each:
                minutes = {"minutes": each[1]} if self._totals > 1 else {}
                for chapter in self._chapters(choices, *each):
                    for place, texts in _by_step(chapter):
                        numbers = {**each[0], **minutes}
                        found.setdefault(place, {}).update({text: (whole, numbers) for text, whole in texts})
        return self._known[key]

    def _chapters(self, choices: Choices, times: dict[str, float], minutes: int) -> tuple[ChapterScript, ...]:
        return chapters(self._only, msgspec.structs.replace(choices, **times), minutes)


def _by_step(chapter: ChapterScript) -> Iterator[tuple[PlacedStep, list[tuple[str, str]]]]:
    """Yield each instruction with its words breath by breath, each with its sentence."""
    for index, step in chapter.steps:
        place = PlacedStep(chapter.title, chapter.location, index + 1)
        yield place, list(_in_sentences(msgspec.structs.replace(chapter, steps=((index, step),)).texts()))
