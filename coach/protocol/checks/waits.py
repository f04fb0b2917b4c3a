"""Waits for the person: at rests alone, never in a stretch, each with a limit and a reminder before it."""

from coach.protocol.model import Protocol
from coach.protocol.problems import KeyPath, Problems
from coach.protocol.session_model import Step, Waiting
from coach.protocol.sources import reason
from coach.protocol.traverse import at_level, chapters_in_order, wordings
from coach.protocol.vocabulary import LEVELS
from coach.units import CARRIER_PERIOD, Samples, to_samples, to_seconds

BLOCK = "waiting: {remind: TIME, most: TIME, reminder: LINE, source: SOURCE}"

LETTER = to_samples(0.15)
"""Samples a letter of speech with its pauses, at the calmest pace: the real length is below."""

SHORTEST = to_samples(0.5)
"""Limit in samples of a rest that waits: a shorter one has no room for an answer."""

_HELD = "a hold has its length, whatever is said or pressed"
_SURPRISED = "who has just become ready would be led into a stretch by a tone alone"
_LED = "who does not answer must know how to go on, and is never left without a word"


def problems(protocol: Protocol) -> Problems:
    """Find waits without a rest, limit or person, and waits in a stretch."""
    waits = False
    for one in chapters_in_order(protocol):
        yield from _conditions(protocol, one.part.when, (*one.path, "when"))
        for index, step in enumerate(one.part.steps):
            at = (*one.path, "steps", index)
            yield from _conditions(protocol, step.when, (*at, "when"))
            if step.until is not None:
                waits = True
                yield from _step(protocol, step, (*at, "until"))
                if not _words_follow(protocol, step, one.part.steps[index + 1 :]):
                    what = "between a wait and a stretch come words, said at every level; add a step with 'say'"
                    yield (*at, "until"), f"{what}{reason(_SURPRISED)}"
    if protocol.waiting is not None:
        yield from _limit(protocol, protocol.waiting)
        if not waits:
            yield ("waiting",), "no step says 'until', so this never comes; remove it, or write where it waits"


def _conditions(protocol: Protocol, when: tuple[str, ...], path: KeyPath) -> Problems:
    if "waiting" in when and protocol.waiting is None:
        yield path, f"'waiting' is never true here; it needs {BLOCK}"


def _step(protocol: Protocol, step: Step, path: KeyPath) -> Problems:
    if step.hold or step.strokes or step.reach:
        yield path, f"a stretch never waits; write 'until' at the rest before it{reason(_HELD)}"
    elif step.rest is None:
        yield path, f"'until: {step.until}' ends a rest sooner; add 'rest: NAME', which is how long it usually takes"
    elif protocol.rests is not None and protocol.rests.lengths.get(step.rest, SHORTEST) < SHORTEST:
        yield path, f"the rest '{step.rest}' is shorter than {to_seconds(SHORTEST):g} s, too short to wait in"
    if protocol.audience == "room":
        yield path, "a room waits for nobody: only 'audience: person' has somebody who is ready"
    elif step.until == "in place" and protocol.waiting is None:
        yield path, f"a wait needs a limit and a reminder: {BLOCK}{reason(_LED)}"


def _words_follow(protocol: Protocol, waits: Step, following: tuple[Step, ...]) -> bool:
    """Whether words come after a wait, before any stretch does."""
    for step in following:
        lines = [words.lines[step.say] for words in protocol.words.values() if step.say in words.lines]
        always = all(at_level(line, level) for line in lines for level in LEVELS)
        if step.say is not None and always and set(step.when) <= set(waits.when):
            return True
        if step.hold or step.strokes:
            return False
    return True


def _limit(protocol: Protocol, waiting: Waiting) -> Problems:
    if not CARRIER_PERIOD <= waiting.remind < waiting.most:
        yield ("waiting", "remind"), f"the reminder comes before the limit: 0 < remind < most{reason(_LED)}"
        return
    room = to_seconds(Samples(waiting.most - waiting.remind))
    for language, words in protocol.words.items():
        line = words.lines.get(waiting.reminder)
        longest = max((len(text) for _, text in wordings(line)), default=0) if line is not None else 0
        if LETTER * longest > waiting.most - waiting.remind:
            yield (
                ("words", language, "lines", waiting.reminder),
                f"the reminder may take {to_seconds(Samples(LETTER * longest)):.0f} s, and {room:g} s are left for it; "
                f"use fewer words, or a later limit{reason(_LED)}",
            )
