"""Place every cue at an exact sample. Pure: integers in, values out.

The lengths of speech and tones are given; nothing is opened here. Speech that does not fit where it
has to fit is an error; it is never cut or shifted.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from coach.errors import InputError
from coach.session.model import ChapterScript, Hold, Phrase, Reach, Rest, Say, Session, Step, Strokes
from coach.timeline.model import Chapter, Cue, CueKind, Effort, Lead, Timeline, Wait
from coach.units import CARRIER_PERIOD, Samples, beyond, to_samples, to_seconds, whole_periods

if TYPE_CHECKING:
    from coach.voice.cache import Parts

LEAD_IN = to_samples(1.5)
"""Carrier at the opening of every chapter: a Bluetooth sink needs 0.5 to 1.5 s to wake."""

TAIL = to_samples(0.5)
"""The least carrier after the last cue, so that no player cuts that off."""

GAP = to_samples(0.3)
"""Time between a word and a tone that belong together."""

BEAT = to_samples(1.0)
"""Length of one count."""

QUIET = to_samples(0.8)
"""The least quiet in a hold around its words: after the announcement, and before the count."""


class ScheduleError(InputError):
    """Speech that does not fit its slot. The message names the chapter, the words and the excess."""


def schedule(
    session: Session,
    speech: Mapping[str, int],
    tones: Mapping[str, int],
    *,
    parts: Mapping[str, "Parts"] | None = None,
) -> Timeline:
    """Schedule a session.

    `speech` has the length in samples of each text that the session says, `tones` that of each tone, and `parts` the
    parts of those texts of which it is known when each is said. Raises ScheduleError for speech that does not fit.
    """
    chapters = tuple(schedule_chapter(chapter, speech, tones, parts=parts) for chapter in session.chapters)
    return Timeline(session.protocol, session.title, session.language, chapters)


def schedule_chapter(
    chapter: ChapterScript,
    speech: Mapping[str, int],
    tones: Mapping[str, int],
    *,
    parts: Mapping[str, "Parts"] | None = None,
) -> Chapter:
    """Schedule one chapter, with its cues counted from its own first sample.

    Raises ScheduleError for speech that does not fit.
    """
    builder = _ChapterBuilder(chapter.title, speech, tones, parts or {})
    for instruction, step in chapter.steps:
        builder.write(instruction, step)
    return _chapter(chapter, builder, whole_periods(max(builder.now, builder.busy_until + TAIL)))


def beginning(
    chapter: ChapterScript,
    speech: Mapping[str, int],
    tones: Mapping[str, int],
    *,
    parts: Mapping[str, "Parts"] | None = None,
) -> Chapter | None:
    """Schedule as much of a chapter as the texts in `speech` allow, each cue where the whole has it; None for nothing.

    It ends in the pause after a phrase, before the first start tone, hold or stroke at the latest.
    """
    builder = _ChapterBuilder(chapter.title, speech, tones, parts or {})
    end = 0
    for instruction, step in chapter.steps:
        if isinstance(step, Reach | Hold | Strokes):
            # The start tone comes in the pause after its words, the others after the pause.
            end = min(end, builder.tone_from) if isinstance(step, Reach) else end
            break
        known = [phrase for phrase in step.phrases if phrase.text in speech] if isinstance(step, Say) else []
        if isinstance(step, Say) and known != list(step.phrases):
            known = known[: next(at for at, phrase in enumerate(step.phrases) if phrase.text not in speech)]
            builder.write(instruction, Say(tuple(known)))
            end = builder.now if known else end
            break
        builder.write(instruction, step)
        end = builder.now
    length = Samples(end // CARRIER_PERIOD * CARRIER_PERIOD)
    return _chapter(chapter, builder, length) if builder.cues and length >= builder.busy_until else None


def _chapter(chapter: ChapterScript, builder: "_ChapterBuilder", length: Samples) -> Chapter:
    return Chapter(
        title=chapter.title,
        length=length,
        cues=tuple(builder.cues),
        held=tuple(builder.held),
        location=chapter.location,
        orientation=chapter.orientation,
        forms=chapter.forms,
        name=chapter.name,
        leads=tuple(_leads(chapter, builder, length)),
        waits=tuple(builder.waits),
        kept=chapter.kept,
        arrival=chapter.arrival,
    )


def _leads(chapter: ChapterScript, builder: "_ChapterBuilder", length: Samples) -> Iterator[Lead]:
    """List the leads, each from its first word to the first sound of the next instruction."""
    for number, does in chapter.leads:
        own = [cue for cue in builder.cues if cue.instruction == number]
        if not own:
            continue  # not yet, in a beginning
        later = (cue.start for cue in builder.cues if cue.instruction > number)
        words_end = max((cue.end for cue in own if cue.kind == "speech"), default=own[-1].end)
        yield Lead(own[0].start, min(later, default=length), does, words_end)


class _ChapterBuilder:
    """Builder of a chapter, cue after cue. The next words may start at `now`, the next tone at `tone_from`."""

    def __init__(
        self, title: str, speech: Mapping[str, int], tones: Mapping[str, int], parts: Mapping[str, "Parts"]
    ) -> None:
        self.title = title
        self.speech = speech
        self.parts = parts
        self.tones = tones
        self.instruction = 0
        self.now = LEAD_IN
        self.tone_from = LEAD_IN
        self.busy_until = LEAD_IN
        self.cues: list[Cue] = []
        self.held: list[Effort] = []
        self.waits: list[Wait] = []
        self.reached = Samples(0)

    def write(self, instruction: int, step: Step) -> None:
        self.instruction = instruction
        if isinstance(step, Say):
            self.say(step.phrases)
        elif isinstance(step, Rest):
            self.rest(step)
        elif isinstance(step, Reach):
            self.reach(step.length)
        elif isinstance(step, Hold):
            self.hold(step)
        elif isinstance(step, Strokes):
            self.strokes(step)
        else:
            self.tone(step.name)

    def say(self, phrases: tuple[Phrase, ...]) -> None:
        for phrase in phrases:
            self._cue("speech", phrase.text, self.now)
            pause = phrase.pause(self.cues[-1].length)
            self.now = Samples(self.busy_until + pause)
            self.tone_from = Samples(self.busy_until + min(pause, GAP))

    def tone(self, name: str) -> None:
        """Add a tone closely after the words before it; their own pause comes after the tone."""
        pause = max(self.now - self.tone_from, GAP)
        self._cue("tone", name, self.tone_from)
        self.now = self.tone_from = Samples(self.busy_until + pause)

    def rest(self, rest: Rest) -> None:
        """Add a rest from the end of the last sound on: a pause after a sentence is part of the rest."""
        self.now = self.tone_from = max(self.now, Samples(self.busy_until + rest.length))
        if rest.until_ready:
            self.waits.append(Wait(self.busy_until, self.now, rest.longer, rest.remind))

    def reach(self, length: Samples) -> None:
        """Add the start tone right after the words about it; the effort comes exactly `length` after its start."""
        self._cue("tone", "start", self.tone_from)
        self.now = self.tone_from = Samples(self.tone_from + length)
        self.reached = length
        self._fits((), self.busy_until, self.now)

    def hold(self, hold: Hold) -> None:
        start = self.now
        held = Effort(start, hold.length, None, self._led_up())
        self._cue("tone", "hold", start)
        quiet_from = self.busy_until
        self.now = Samples(self.busy_until + GAP)
        if hold.announce:
            self.say(hold.announce)
            quiet_from = self.busy_until
        first_count = held.end - len(hold.count) * BEAT
        self._fits(hold.announce, quiet_from + QUIET, first_count)
        if hold.halfway is not None:
            middle = Samples(held.start + held.length // 2)
            if quiet_from + QUIET <= middle and middle + self.speech[hold.halfway.text] + QUIET <= first_count:
                self._cue("speech", hold.halfway.text, middle)
        for index, phrase in enumerate(hold.count):
            slot = Samples(first_count + index * BEAT)
            self._cue("speech" if phrase else "tone", phrase.text if phrase else "count", slot)
            self._fits((phrase,) if phrase else (), self.busy_until, slot + BEAT)
        self._release(held)

    def strokes(self, strokes: Strokes) -> None:
        """Add a tone at the beginning of each stroke, rising out and falling back."""
        held = Effort(self.now, strokes.length, strokes.stroke, self._led_up())
        count = held.length // strokes.stroke
        for index in range(count):
            start = Samples(held.start + index * strokes.stroke)
            following = start + strokes.stroke
            self._cue("tone", "stroke-back" if index % 2 else "stroke-out", start)
            self._fits((), self.busy_until, following)
            if index == count // 2 and strokes.halfway is not None:
                says = Samples(self.busy_until + GAP)
                if says + self.speech[strokes.halfway.text] + GAP <= following:
                    self._cue("speech", strokes.halfway.text, says)
        self._release(held)

    def _led_up(self) -> Samples:
        reached, self.reached = self.reached, Samples(0)
        return reached

    def _release(self, held: Effort) -> None:
        self._cue("tone", "release", held.end)
        self.held.append(held)
        self.now = self.tone_from = Samples(self.busy_until + GAP)

    def _cue(self, kind: CueKind, content: str, start: Samples) -> None:
        lengths = self.speech if kind == "speech" else self.tones
        parts = self.parts.get(content, ()) if kind == "speech" else ()
        cue = Cue(kind, content, start, Samples(lengths[content]), self.instruction, parts)
        self.cues.append(cue)
        self.busy_until = cue.end

    def _fits(self, phrases: tuple[Phrase, ...], end: int, limit: int) -> None:
        if end > limit:
            words, excess = (
                " ".join(phrase.text for phrase in phrases),
                f"{beyond(to_seconds(end - limit), 0, 2)} s too long",
            )
            raise ScheduleError(
                f"{self.title}: '{words}' is {excess} for its place in the hold; use fewer words or a longer hold"
                if words
                else f"{self.title}: the tone '{self.cues[-1].content}' is {excess} for its place; use a shorter one"
            )
