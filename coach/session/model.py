"""What one person will hear, in order: chapters of steps, all wording settled. No lengths of speech yet."""

import msgspec

from coach.protocol.session_model import Leads
from coach.session.choices import Choices
from coach.session.location import ARRIVALS, USUAL, Arrival, Location
from coach.units import Samples


class Phrase(msgspec.Struct, frozen=True):
    """Words said in one breath, and how much silence may follow them.

    The pause fills the time that these words should take at the pace of instructions, within its bounds:
    so the pace comes from pauses, whatever voice speaks.
    """

    text: str
    target: Samples
    """The words and their pause together, if the bounds allow it."""
    least: Samples
    most: Samples

    def pause(self, length: int) -> Samples:
        """The silence after the words, if they took `length` samples."""
        return Samples(min(max(self.target - length, self.least), self.most))


class Say(msgspec.Struct, frozen=True):
    """One instruction, phrase by phrase."""

    phrases: tuple[Phrase, ...]


class Tone(msgspec.Struct, frozen=True):
    """One tone, by name."""

    name: str


class Rest(msgspec.Struct, frozen=True):
    """Time to move or to recover."""

    length: Samples
    until_ready: bool = False
    """A live session ends it sooner, when the person says so."""


class Reach(msgspec.Struct, frozen=True):
    """The start tone, and the time to get into the stretch: as long as from that tone to the hold tone."""

    length: Samples


class Hold(msgspec.Struct, frozen=True):
    """A held stretch, from hold tone to release tone."""

    length: Samples
    announce: tuple[Phrase, ...] = ()
    """Said right after the hold tone; empty for nothing."""
    halfway: Phrase | None = None
    """Said in the middle, if there is room."""
    count: tuple[Phrase | None, ...] = ()
    """The last seconds, one entry a second; None is the count tone."""


class Strokes(msgspec.Struct, frozen=True):
    """A set of strokes, out and back in turn, each begun by a tone."""

    length: Samples
    """A whole number of strokes out and back."""
    stroke: Samples
    """One way."""
    halfway: Phrase | None = None
    """Said in the middle, if there is room between two tones."""


Step = Say | Tone | Rest | Reach | Hold | Strokes


class ChapterScript(msgspec.Struct, frozen=True):
    """One block of a session, with the place it is about."""

    title: str
    steps: tuple[tuple[int, Step], ...]
    """Each with the number of the instruction it belongs to."""
    location: Location = Location()
    """Place that the chapter is about; its protocol is a part of a programme, not the programme."""
    orientation: tuple[str, ...] = ()
    forms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Words of `orientation` that may also be heard in other forms, with these."""
    name: str = ""
    """What its protocol calls it, the same on every side and spot."""
    leads: tuple[tuple[int, Leads], ...] = ()
    """What instructions do with the body, by their numbers."""
    kept: tuple[int, ...] = ()
    """Instructions that nobody can skip."""
    arrival: Arrival = USUAL
    """How it brings the ball to its spot."""

    @property
    def arrives(self) -> tuple[int, Leads] | None:
        """The instruction that brings the ball to the spot, and from where; None for a chapter without one."""
        return next(((index, lead) for index, lead in self.leads if lead in ARRIVALS), None)

    def texts(self) -> tuple[str, ...]:
        """Everything this chapter can say, in order."""
        return tuple(phrase.text for _, step in self.steps for phrase in _phrases(step))

    def may_be_left_out(self) -> frozenset[str]:
        """What is said only where there is room."""
        efforts = (step for _, step in self.steps if isinstance(step, Hold | Strokes))
        return frozenset(effort.halfway.text for effort in efforts if effort.halfway is not None)


class Session(msgspec.Struct, frozen=True):
    """Chapters in order."""

    protocol: str
    title: str
    language: str
    minutes: int
    """The total that the session announces."""
    chapters: tuple[ChapterScript, ...]
    announces: int | None = None
    """The first chapter that says how many minutes the session takes."""
    choices: Choices = Choices()
    """What it was made from."""


def _phrases(step: Step) -> tuple[Phrase, ...]:
    if isinstance(step, Say):
        return step.phrases
    if isinstance(step, Hold):
        return tuple(phrase for phrase in (*step.announce, step.halfway, *step.count) if phrase is not None)
    if isinstance(step, Strokes):
        return (step.halfway,) if step.halfway else ()
    return ()
