"""Session as one person will hear it: chapters of steps in order, all wording settled. No lengths of speech yet."""

import msgspec

from coach.protocol.session_model import Leads
from coach.session.choices import Choices
from coach.session.location import ARRIVALS, USUAL, Arrival, Location
from coach.units import Samples


class Phrase(msgspec.Struct, frozen=True):
    """Phrase: words said in one breath, and the silence that may follow them.

    The pause fills the time that these words should take at the pace of instructions, within its bounds:
    so the pace comes from pauses, whatever voice speaks.
    """

    text: str
    target: Samples
    """Length of the words and their pause together, if the bounds allow it."""
    least: Samples
    most: Samples

    def pause(self, length: int) -> Samples:
        """Return the silence after words of `length` samples."""
        return Samples(min(max(self.target - length, self.least), self.most))


class Say(msgspec.Struct, frozen=True):
    """Instruction, phrase by phrase."""

    phrases: tuple[Phrase, ...]


class Tone(msgspec.Struct, frozen=True):
    """Tone, by name."""

    name: str


class Rest(msgspec.Struct, frozen=True):
    """Time to move or to recover."""

    length: Samples
    until_ready: bool = False
    """True for a rest that a live session ends sooner, when the person says so."""
    longer: Samples = Samples(0)
    """Time for which it waits for the person after its length: whole periods of the carrier."""
    remind: Samples = Samples(0)
    """Time after its length at which the person is reminded."""


class Reach(msgspec.Struct, frozen=True):
    """Start tone, and the time to get into the stretch: `length` runs from that tone to the hold tone."""

    length: Samples


class Hold(msgspec.Struct, frozen=True):
    """Hold: a stretch from hold tone to release tone."""

    length: Samples
    announce: tuple[Phrase, ...] = ()
    """Phrases right after the hold tone; empty for none."""
    halfway: Phrase | None = None
    """Phrase in the middle, if there is room."""
    count: tuple[Phrase | None, ...] = ()
    """Phrases of the last seconds, one a second; None is the count tone."""


class Strokes(msgspec.Struct, frozen=True):
    """Set of strokes, out and back in turn, each begun by a tone."""

    length: Samples
    """Length of a whole number of strokes out and back."""
    stroke: Samples
    """Length of one stroke, one way."""
    halfway: Phrase | None = None
    """Phrase in the middle, if there is room between two tones."""


Step = Say | Tone | Rest | Reach | Hold | Strokes


class ChapterScript(msgspec.Struct, frozen=True):
    """Chapter of a session, with its location."""

    title: str
    steps: tuple[tuple[int, Step], ...]
    """Steps, each with the number of its instruction."""
    location: Location = Location()
    """Place that the chapter is about; its protocol is a part of a programme, not the programme."""
    orientation: tuple[str, ...] = ()
    forms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Other forms in which words of `orientation` may be heard."""
    name: str = ""
    """Name in the protocol, the same on every side and spot."""
    leads: tuple[tuple[int, Leads], ...] = ()
    """Leads of instructions, by their numbers."""
    kept: tuple[int, ...] = ()
    """Instructions that nobody can skip."""
    arrival: Arrival = USUAL
    """Arrival of the ball at the spot."""

    @property
    def arrives(self) -> tuple[int, Leads] | None:
        """Instruction that brings the ball to the spot, with its lead; None for a chapter without one."""
        return next(((index, lead) for index, lead in self.leads if lead in ARRIVALS), None)

    def texts(self) -> tuple[str, ...]:
        """Return every text of this chapter, in order."""
        return tuple(phrase.text for _, step in self.steps for phrase in _phrases(step))

    def may_be_left_out(self) -> frozenset[str]:
        """Return the texts that are said only if there is room."""
        efforts = (step for _, step in self.steps if isinstance(step, Hold | Strokes))
        return frozenset(effort.halfway.text for effort in efforts if effort.halfway is not None)


class Session(msgspec.Struct, frozen=True):
    """Chapters in order."""

    protocol: str
    title: str
    language: str
    minutes: int
    """Total that the session announces."""
    chapters: tuple[ChapterScript, ...]
    announces: int | None = None
    """Index of the first chapter that says the total."""
    choices: Choices = Choices()
    """Choices that the session was made from."""


def _phrases(step: Step) -> tuple[Phrase, ...]:
    if isinstance(step, Say):
        return step.phrases
    if isinstance(step, Hold):
        return tuple(phrase for phrase in (*step.announce, step.halfway, *step.count) if phrase is not None)
    if isinstance(step, Strokes):
        return (step.halfway,) if step.halfway else ()
    return ()
