"""Proofs about the person who obeys: nobody is led astray, in the session's own order or out of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from coach.errors import InputError
from coach.protocol import Protocol
from coach.session import Session, arriving
from coach.session.choices import PACES
from coach.session.going_on import arrival_at
from coach.session.location import Arrival, Posture
from coach.timeline.model import Chapter, Timeline
from coach.timeline.person import Person, acts_of, acts_of_script, known_bodies, spots_of
from coach.timeline.schedule import LEAD_IN, TAIL
from coach.units import CARRIER_PERIOD, Samples, to_samples, to_seconds

if TYPE_CHECKING:
    from coach.session.model import ChapterScript

QUIET_APART = LEAD_IN + TAIL + CARRIER_PERIOD + to_samples(3.0)
"""Quiet that may add to a rest: the opening and the end of a chapter, and the longest pause after a sentence."""


Flaws = Iterator[str]


def the_person_stays_safe(timeline: Timeline, session: Session, protocol: Protocol) -> Flaws:
    """Prove that who obeys every word and tone is never stretched unled, never past the area, and never left alone."""
    parts = protocol.parts
    person = Person(parts, spots_of(timeline.chapters))
    for chapter in timeline.chapters:
        if chapter.location.protocol not in parts:
            continue  # limits_hold tells of it
        yield from person.obey(chapter, acts_of(chapter))
        yield from _quiet(chapter, parts[chapter.location.protocol])
        reach = parts[chapter.location.protocol].limits.reach
        for held in chapter.held:
            if held.reach and (reach is None or not reach.least <= held.reach <= reach.most):
                yield f"{chapter.title}: {to_seconds(held.reach):g} s to get into the stretch, outside the limit"
    if person.body.posture is not Posture.OFF and any(chapter.held for chapter in timeline.chapters):
        yield "the session ends, and nothing has led the leg off the ball"


def _quiet(chapter: Chapter, protocol: Protocol) -> Flaws:
    """Prove that no quiet is longer than the longest rest or effort that the protocol states."""
    limits = protocol.limits
    lengths = [limit.most for limit in (limits.hold, limits.reach) if limit is not None]
    lengths += protocol.rests.lengths.values() if protocol.rests else []
    most = max(PACES.values()) * max(lengths, default=0) + QUIET_APART
    # A reminder comes in a wait that lasts; the limit of a wait holds for a whole one.
    most += protocol.waiting.most if protocol.waiting and any(wait.longer for wait in chapter.waits) else 0
    ends = [0, *(cue.end for cue in chapter.cues)]
    starts = [*(cue.start for cue in chapter.cues), chapter.length]
    for end, start in zip(ends, starts, strict=True):
        if start - end > most:
            yield f"{chapter.title}: {to_seconds(Samples(start - end)):.1f} s without a word"


def going_on_is_true(timeline: Timeline, session: Session, protocol: Protocol) -> Flaws:
    """Prove that a chapter's words fit wherever ball and leg may be at its entry, and that no spot leaves the area."""
    parts, spots = protocol.parts, spots_of(session.chapters)
    for chapter in session.chapters:
        if chapter.arrives is None or chapter.location.protocol not in parts:
            continue
        scripts: dict[Arrival, ChapterScript] = {}  # many states are answered by the same words
        for body in known_bodies(session.chapters, chapter.location):
            arrival = arrival_at(chapter, parts[chapter.location.protocol], body)
            try:
                if arrival not in scripts:
                    scripts[arrival] = arriving(protocol, session.choices, chapter, arrival)
            except InputError as error:  # choices outside of these limits: it cannot be told where a spot is
                yield f"{chapter.title}: {error}"
                return
            script = scripts[arrival]
            yield from Person(parts, spots, body).obey(script, acts_of_script(script))
