"""Postures in a protocol: each effort is approached, led out of, and never begun from a state that does not fit.

The session proves the same of its timeline; here an author is told at which step, before anything is spoken.
"""

from itertools import product

from coach.protocol.model import Protocol
from coach.protocol.problems import KeyPath, Problems, unknown
from coach.protocol.session_model import Step
from coach.protocol.sources import reason
from coach.protocol.traverse import PartInOrder, at_level, chapters_in_order, going_on_lines, wordings
from coach.protocol.vocabulary import LEVELS, LOOPS
from coach.text.spoken_numbers import number_in_words

ARRIVES = ("anywhere to on", "spot before to on")
LEADS_OUT = ("held to on", "held to off")

_NEEDED = {"stay": None, "place": "at", "ahead": "moves", "back": "moves"}
"""Variables that the lines of `going on` must say."""

_PRESSED = "what is pinned or stretched at the wrong place can be hurt"
_LED = "nobody is left in a stretch without a word, nor told one that does not fit"
_HEARD = "a tone alone can be misheard, and what moves the body matters"


def problems(protocol: Protocol) -> Problems:
    """Find states of the body that words leave open or contradict."""
    for one in chapters_in_order(protocol):
        if one.part.include is None:
            yield from _steps(protocol, one)
            yield from _chapter(one)
    yield from _ease_off(protocol)
    yield from _going_on(protocol)
    yield from _spoken(protocol)


def _steps(protocol: Protocol, one: PartInOrder) -> Problems:
    steps = one.part.steps
    for index, step in enumerate(steps):
        at = (*one.path, "steps", index)
        following = steps[index + 1] if index + 1 < len(steps) else None
        if step.leads is not None and step.say is None:
            yield (*at, "leads"), f"'leads' says what words do; add 'say: LINE'{reason(_LED)}"
        if step.rest is None and step.say is not None:
            for language, words in protocol.words.items():
                if step.say in words.lines and any("{rest}" in text for _, text in wordings(words.lines[step.say])):
                    yield (*at, "say"), f"in language '{language}' it says {{rest}}, and this step has no rest"
        if step.leads == "spot before to on" and "spot" not in one.loops:
            yield (*at, "leads"), "there is a spot before only where the chapter is repeated over 'spot'"
        elif step.leads == "spot before to on" and "later spot" not in step.when:
            yield (*at, "leads"), f"the first spot has none before it; add 'when: later spot'{reason(_PRESSED)}"
        if step.reach is not None:
            if step.say is None or step.tone or step.rest:
                yield (
                    (*at, "reach"),
                    "'reach' comes right after its words, with the start tone: write {say: LINE, reach: chosen}",
                )
            if following is None or not (following.hold or following.strokes) or following.when != step.when:
                yield (*at, "reach"), f"'reach' leads into a stretch: the next step is its 'hold'{reason(_LED)}"
            if protocol.limits.reach is None:
                yield (*at, "reach"), "'reach' needs a limit: limits: reach: {least, most, usual, source}"


def _chapter(one: PartInOrder) -> Problems:
    """Judge each way through the conditions of a chapter that has an effort."""
    steps = one.part.steps
    efforts = [index for index, step in enumerate(steps) if step.hold or step.strokes]
    if not efforts:
        for index, step in enumerate(steps):
            if step.leads in LEADS_OUT:
                yield (*one.path, "steps", index, "leads"), f"'{step.leads}', but this chapter holds nothing"
        return
    if len(efforts) > 1:
        why = reason("who breaks off must know which one to begin again")
        yield (*one.path, "steps", efforts[1]), f"a chapter has one hold or one set of strokes; begin a new one{why}"
        return
    conditions = sorted({condition for step in steps for condition in step.when})
    told: set[tuple[KeyPath, str]] = set()
    for truths in product((True, False), repeat=len(conditions)):
        true = {condition for condition, holds in zip(conditions, truths, strict=True) if holds}
        both = [{f"first {loop}", f"later {loop}"} for loop in LOOPS]
        if any(pair <= set(conditions) and len(pair & true) != 1 for pair in both):
            continue  # the first and a later one at once, or neither
        said = [(index, step) for index, step in enumerate(steps) if set(step.when) <= true]
        for problem in _walk(one.path, said):
            if problem not in told:
                told.add(problem)
                yield problem


def _walk(path: KeyPath, steps: list[tuple[int, Step]]) -> Problems:
    state = "loose"
    for index, step in steps:
        at = (*path, "steps", index)
        if step.leads in ARRIVES and state not in ("loose", "on"):
            yield at, f"the ball is moved in the middle of a stretch{reason(_PRESSED)}"
        elif step.leads in ARRIVES:
            state = "on"
        elif step.reach or step.hold or step.strokes:
            if state == "loose":
                why = reason(_PRESSED)
                yield at, f"nothing says before it where the ball goes: 'leads: anywhere to on' in that step{why}"
            state = "reaching" if step.reach else "held"
        elif step.leads in LEADS_OUT:
            if state != "held":
                yield at, f"'{step.leads}', but no hold comes before it{reason(_LED)}"
            state = "on" if step.leads == "held to on" else "loose"
        elif state == "held" and (step.say or step.tone or step.rest):
            what = "after the hold comes the step that leads out of it, with 'leads: held to on' or 'held to off'"
            yield at, what + reason(_LED)
            state = "on"
        elif step.leads == "anywhere to off":
            state = "loose"
    if state in ("held", "reaching"):
        at = (*path, "steps", steps[-1][0])
        yield at, f"the chapter ends in a stretch; add a step with 'leads: held to on' or 'held to off'{reason(_LED)}"


def _ease_off(protocol: Protocol) -> Problems:
    """Find words of `ease off` that lead to another state than those after the whole effort."""
    if protocol.ease_off is None:
        return
    leads = protocol.ease_off.leads
    for one in chapters_in_order(protocol):
        for step in one.part.steps if one.part.include is None and one.stretches else ():
            if step.leads in LEADS_OUT and step.leads != leads:
                what = f"'{leads}', but after the effort of chapter '{one.part.chapter}' comes '{step.leads}'"
                yield ("ease off", "leads"), f"{what}; write the same in both{reason(_LED)}"
                return


def _going_on(protocol: Protocol) -> Problems:
    """Find missing or false words for a spot that is not reached from the one before."""
    needed = any(step.leads == "spot before to on" for one in chapters_in_order(protocol) for step in one.part.steps)
    if protocol.going_on is None:
        if needed:
            why = reason("after a pause or a jump, the same words would move the ball once more, out of the area")
            yield (
                ("session",),
                f"it needs 'going on: {{stay: LINE, place: LINE, ahead: LINE, back: LINE, rest: REST}}'{why}",
            )
        return
    if not needed:
        yield ("going on",), "no step says 'leads: spot before to on', so this is never said; remove it"
    rests = protocol.rests.lengths if protocol.rests else {}
    if protocol.going_on.rest not in rests:
        yield ("going on", "rest"), unknown("rest", protocol.going_on.rest, rests)
    for language, words in protocol.words.items():
        for key, name in going_on_lines(protocol.going_on):
            variable = _NEEDED[key]
            line = words.lines.get(name)
            if variable is not None and line is not None and f"{{{variable}}}" not in (line.always or ""):
                why = reason("who does not see the ball must be told where it goes")
                yield ("words", language, "lines", name), f"it must say {{{variable}}}{why}"


def _spoken(protocol: Protocol) -> Problems:
    """Find words that move the body and are not said at every level."""
    moving = {
        step.say
        for one in chapters_in_order(protocol)
        for step in one.part.steps
        if step.say and (step.leads or step.reach)
    }
    for language, words in protocol.words.items():
        for name in sorted(moving & words.lines.keys()):
            missing = [level for level in LEVELS if not all(at_level(words.lines[name], level) or ("",))]
            if missing:
                at = ("words", language, "lines", name)
                yield at, f"it moves the body, so it is said at every level; add '{missing[0]}'{reason(_HEARD)}"
        yield from _counts(protocol, language)


def _counts(protocol: Protocol, language: str) -> Problems:
    """Find counts inside a hold that don't go down to one: the word of release comes after its tone."""
    lines = protocol.words[language].lines
    for one in chapters_in_order(protocol):
        for index, step in enumerate(one.part.steps):
            for place, name in enumerate(step.count):
                number = len(step.count) - place
                texts = {text for level in LEVELS for text in at_level(lines[name], level)} if name in lines else set()
                word = number_in_words(number, language)
                right = {str(number)} if word is None else {str(number), word.casefold()}
                if word is None:  # no table of the language: only digits can be judged
                    texts = {text for text in texts if any(letter.isdigit() for letter in text)}
                for text in sorted(texts):
                    if text.casefold().strip(" .,;:!?¡¿…") not in right:
                        why = reason("a word of release inside the hold would end it too early")
                        at = (*one.path, "steps", index, "count", place)
                        what = f"in language '{language}' it says '{text}' where the count is {number}"
                        yield at, f"{what}; the word of release comes after{why}"
                        break
