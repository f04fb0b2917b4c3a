"""Proofs of every timeline before it is heard, each on its own.

`CHAPTER_PROOFS` look at one chapter, so that a live session can start while the rest is still
being made. `SESSION_PROOFS` look at the whole. Each yields one sentence for each thing that is wrong.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from msgspec.structs import replace

from coach.errors import CoachError
from coach.protocol import Protocol
from coach.protocol.quantities import Quantity, quantities
from coach.session import Session
from coach.session.model import Hold, Strokes
from coach.session.steps import first_spot
from coach.timeline.model import Chapter, Timeline
from coach.timeline.proofs_of_body import going_on_is_true, the_person_stays_safe
from coach.timeline.proofs_of_waits import WAYS, Way, waits_are_quiet_and_loose, walked, walked_through
from coach.timeline.schedule import LEAD_IN
from coach.units import CARRIER_PERIOD, SAMPLE_RATE, to_samples, to_seconds

if TYPE_CHECKING:
    from coach.session.location import Location

ANNOUNCED_WITHIN = 35 * SAMPLE_RATE
"""Distance of the announced whole minutes from the true total, at most: half a minute, and one sentence."""

LONGEST_PAUSE = to_samples(0.35)
"""The longest pause inside a sentence. A clip has none longer than 0.3 s, see `audio.long_pauses`."""

_ENOUGH = 1e-6  # centimetres, for sums of decimal fractions

Flaws = Iterator[str]


class ProofError(CoachError):
    """A timeline that failed a proof, by a fault of the coach or of a protocol, never of the listener."""

    def __init__(self, flaws: list[str]) -> None:
        self.flaws = flaws
        super().__init__("not played, because it could not be proved safe: " + "; ".join(flaws))


def cues_never_overlap(chapter: Chapter) -> Flaws:
    """Prove that no two cues sound at once, and none sounds outside its chapter or in its lead-in."""
    for before, after in pairwise(chapter.cues):
        if after.start < before.end:
            yield f"{chapter.title}: '{after.content}' starts before '{before.content}' has ended"
    for cue in chapter.cues:
        if cue.start < LEAD_IN or cue.end > chapter.length or cue.length <= 0:
            yield f"{chapter.title}: '{cue.content}' does not lie inside its chapter"


def sentences_stay_whole(chapter: Chapter) -> Flaws:
    """Prove that no pause lies inside a sentence, but where its author marks a breath."""
    for before, after in pairwise(chapter.cues):
        goes_on = before.kind == after.kind == "speech" and before.instruction == after.instruction
        marked = before.content.endswith((".", "…")) or not after.content[:1].islower()
        if goes_on and not marked and after.start - before.end > LONGEST_PAUSE:
            yield f"{chapter.title}: a pause breaks the sentence '{before.content} {after.content}'"


def holds_are_exact(chapter: Chapter) -> Flaws:
    """Prove that each hold runs from hold tone to release tone, to the sample, and each such tone belongs to one."""
    stretches = [held for held in chapter.held if held.stroke is None]
    for name, places in (
        ("start", [held.begins for held in chapter.held if held.reach]),
        ("hold", [held.start for held in stretches]),
        ("release", [held.end for held in chapter.held]),
    ):
        sounded = _sounded(chapter, name)
        if sounded != places:
            yield f"{chapter.title}: the {name} tones are at {sounded}, the holds need them at {places}"


def release_comes_after_its_tone(chapter: Chapter) -> Flaws:
    """Prove that no word leads out of a hold before its release tone, and one does right after it."""
    for held in chapter.held:
        out = [lead for lead in chapter.leads if lead.does in ("held to on", "held to off")]
        if any(lead.start < held.end for lead in out):
            yield f"{chapter.title}: words of release begin before the release tone"
        if not out:
            yield f"{chapter.title}: no words lead out of the hold"


def strokes_are_even(chapter: Chapter) -> Flaws:
    """Prove that each set of strokes goes out and back in turn, to the sample, and ends where it began."""
    sets = [(held, held.stroke) for held in chapter.held if held.stroke is not None]
    for held, stroke in sets:
        if stroke <= 0 or held.length <= 0 or held.length % (2 * stroke):
            yield f"{chapter.title}: {held.length} samples are no whole number of strokes out and back of {stroke}"
            return
    for name, first in (("stroke-out", 0), ("stroke-back", 1)):
        places = [at for held, one in sets for at in range(held.start + first * one, held.end, 2 * one)]
        sounded = _sounded(chapter, name)
        if sounded != places:
            yield f"{chapter.title}: the {name} tones are at {sounded}, the strokes need them at {places}"


def _sounded(chapter: Chapter, tone: str) -> list[int]:
    return [cue.start for cue in chapter.cues if cue.kind == "tone" and cue.content == tone]


def chapters_open_with_orientation(chapter: Chapter) -> Flaws:
    """Prove that the first thing heard says where one is: the side, the strip and the spot."""
    if not chapter.cues or chapter.cues[0].kind != "speech":
        yield f"{chapter.title}: does not open with words"
        return
    first = chapter.cues[0].instruction
    heard = " ".join(cue.content for cue in chapter.cues if cue.instruction == first and cue.kind == "speech")
    words, forms = _words(heard), dict(chapter.forms)
    for name in chapter.orientation:
        if not any(_words(form) <= words for form in (name, *forms.get(name, ()))):
            yield f"{chapter.title}: opens with '{heard}', which does not name '{name}'"


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def chapters_join_without_a_click(chapter: Chapter) -> Flaws:
    """Prove that a chapter is a whole number of carrier periods long."""
    if chapter.length % CARRIER_PERIOD or chapter.length <= 0:
        yield f"{chapter.title}: {chapter.length} samples are not a multiple of {CARRIER_PERIOD}"


def waits_can_be_walked(chapter: Chapter) -> Flaws:
    """Prove the same of a chapter as it is heard by who is ready at once, and by who never answers."""
    for way in WAYS if chapter.waits else ():
        other = walked(chapter, way)
        yield from (f"{flaw} ({_WALKED[way]})" for proof in _OF_EACH_WAY for flaw in proof(other))
        if [(one.length, one.reach) for one in other.held] != [(one.length, one.reach) for one in chapter.held]:
            yield f"{chapter.title}: a wait changes a hold"


_WALKED: dict[Way, str] = {"shortest": "if somebody is ready at once", "longest": "if nobody answers"}


def waits_keep_their_limits(timeline: Timeline, session: Session, protocol: Protocol) -> Flaws:
    """Prove that nothing waits beyond its protocol's limit, and that the whole is safe for both ways through waits."""
    if not any(chapter.waits for chapter in timeline.chapters):
        return
    for chapter in timeline.chapters:
        of = protocol.parts.get(chapter.location.protocol)
        most = of.waiting.most if of is not None and of.waiting is not None and session.choices.wait else 0
        for wait in chapter.waits:
            if wait.longer > most:
                yield f"{chapter.title}: it waits {to_seconds(wait.longer):g} s, and the limit is {to_seconds(most):g}"
    for way in WAYS:
        other = walked_through(timeline, way)
        for proof in (sides_are_equal, limits_hold, the_person_stays_safe, nothing_is_lost):
            yield from (f"{flaw} ({_WALKED[way]})" for flaw in proof(other, session, protocol))


def sides_are_equal(timeline: Timeline, session: Session, protocol: Protocol) -> Flaws:
    """Prove that every side gets the same spots and the same held time."""
    work: dict[str, list[tuple[Location, object]]] = {}
    for chapter in timeline.chapters:
        side = chapter.location.side
        if side is not None:
            times = tuple((held.length, held.stroke) for held in chapter.held)
            work.setdefault(side, []).append((replace(chapter.location, side=None), times))
    for (one, done), (other, also) in pairwise(work.items()):
        if done != also:
            yield f"the {one} side does not get the same spots and held time as the {other} side"


def limits_hold(timeline: Timeline, session: Session, protocol: Protocol) -> Flaws:
    """Prove that holds, passes and spots are as chosen and inside the protocol's limits."""
    known = protocol.parts
    treated: dict[Location, int] = {}
    for wanted, chapter in zip_longest(session.chapters, timeline.chapters):
        if chapter is None:
            break  # nothing_is_lost tells of it
        here = chapter.location
        if here.protocol not in known:
            yield f"{chapter.title}: is of '{here.protocol}', whose limits nobody knows"
            continue
        limits = known[here.protocol].limits
        efforts = (step for _, step in wanted.steps if isinstance(step, Hold | Strokes)) if wanted else ()
        chosen = [(step.length, step.stroke if isinstance(step, Strokes) else None) for step in efforts]
        if [(held.length, held.stroke) for held in chapter.held] != chosen:
            held_for = ", ".join(f"{to_seconds(held.length):g}" for held in chapter.held)
            yield f"{chapter.title}: held for {held_for} s, or by strokes, which was not chosen"
        for held in chapter.held:
            limit = limits.hold if held.stroke is None else limits.set
            if limit is None or not limit.least <= held.length <= limit.most:
                yield f"{chapter.title}: held for {to_seconds(held.length):g} s, outside the protocol's limit"
            if held.stroke is not None and not (
                limits.stroke and limits.stroke.least <= held.stroke <= limits.stroke.most
            ):
                yield f"{chapter.title}: a stroke of {to_seconds(held.stroke):g} s is outside the protocol's limit"
            place = replace(here, passage=None)
            treated[place] = treated.get(place, 0) + 1
            if limits.passes and treated[place] > limits.passes.most:
                yield f"{chapter.title}: stretched {treated[place]} times, the limit is {limits.passes.most}"
            if limits.spots and here.spot is not None and not 1 <= here.spot <= limits.spots.most:
                yield f"{chapter.title}: more spots than the limit of {limits.spots.most}"


def steps_stay_in_the_area(timeline: Timeline, session: Session, protocol: Protocol) -> Flaws:
    """Prove that steps as long as words say stay inside the area, and that no step said is outside its limit.

    A move without a length is as long as the one before; the first of a strip is then the least that is allowed.
    """
    known = protocol.parts
    reached: dict[Location, tuple[float, float]] = {}
    for chapter in timeline.chapters:
        here = chapter.location
        limits = known[here.protocol].limits if here.protocol in known else None
        if limits is None or limits.step is None or limits.area is None or here.spot is None:
            continue
        strip = replace(here, spot=None)
        if here.spot == 1 or strip not in reached:
            reached[strip] = first_spot(known[here.protocol]), limits.step.least
        if here.spot == 1:
            continue
        at, longest = reached[strip]
        for said in _moves(chapter, timeline.language):
            if not said.within(limits.step.least, limits.step.most):
                yield f"{chapter.title}: a step of {said.least:g} to {said.most:g} cm is said, outside its limit"
            longest = said.most
        at += longest
        if at > limits.area.most + _ENOUGH:
            within = f"{limits.area.least:g} to {limits.area.most:g} cm"
            yield f"{chapter.title}: by what is said it may be at {at:g} cm, outside the area of {within}"
        reached[strip] = at, longest


def _moves(chapter: Chapter, language: str) -> Iterator[Quantity]:
    """Yield the lengths in the words that go with the tone for a move."""
    moves = {cue.instruction for cue in chapter.cues if cue.kind == "tone" and cue.content == "move"}
    for cue in chapter.cues:
        if cue.kind == "speech" and cue.instruction in moves:
            yield from (said for said in quantities(cue.content, language) if said.unit == "cm")


def announced_total_is_true(timeline: Timeline, session: Session, protocol: Protocol) -> Flaws:
    """Prove that a session that says how long it takes, takes that long."""
    if session.announces is not None:
        excess = timeline.length - session.minutes * 60 * SAMPLE_RATE
        shortest = session.minutes == 1 and excess < 0  # no fewer can be announced
        if abs(excess) > ANNOUNCED_WITHIN and not shortest:
            yield f"{session.minutes} minutes are announced, but it takes {to_seconds(timeline.length) / 60:.1f}"


def nothing_is_lost(timeline: Timeline, session: Session, protocol: Protocol) -> Flaws:
    """Prove that every word of the session is in the timeline, in order, and nothing else; halfway cues need room."""
    for wanted, chapter in zip_longest(session.chapters, timeline.chapters):
        placed = [cue.content for cue in chapter.cues if cue.kind == "speech"] if chapter else []
        optional = wanted.may_be_left_out() if wanted else frozenset()
        for text in wanted.texts() if wanted else ():
            if placed and placed[0] == text:
                placed.pop(0)
            elif text not in optional:
                yield f"{wanted.title}: '{text}' is not said"
        if placed:
            yield f"{chapter.title}: '{placed[0]}' is said, which nobody wrote there"


_OF_EACH_WAY: tuple[Callable[[Chapter], Flaws], ...] = (
    cues_never_overlap,
    sentences_stay_whole,
    holds_are_exact,
    release_comes_after_its_tone,
    strokes_are_even,
    chapters_open_with_orientation,
    chapters_join_without_a_click,
)
"""Proofs of one chapter, which hold for each way through its waits."""

CHAPTER_PROOFS = (*_OF_EACH_WAY, waits_are_quiet_and_loose, waits_can_be_walked)

SESSION_PROOFS: tuple[Callable[[Timeline, Session, Protocol], Flaws], ...] = (
    sides_are_equal,
    limits_hold,
    the_person_stays_safe,
    going_on_is_true,
    steps_stay_in_the_area,
    announced_total_is_true,
    nothing_is_lost,
    waits_keep_their_limits,
)


def prove_chapter(chapter: Chapter) -> Chapter:
    """Return the same chapter if proved. Raises ProofError with everything that is wrong."""
    flaws = [flaw for proof in CHAPTER_PROOFS for flaw in proof(chapter)]
    if flaws:
        raise ProofError(flaws)
    return chapter


def prove(timeline: Timeline, session: Session, protocol: Protocol) -> Timeline:
    """Return the same timeline if proved. Raises ProofError with everything that is wrong."""
    flaws = [flaw for chapter in timeline.chapters for proof in CHAPTER_PROOFS for flaw in proof(chapter)]
    flaws += [flaw for proof in SESSION_PROOFS for flaw in proof(timeline, session, protocol)]
    if flaws:
        raise ProofError(flaws)
    return timeline
