"""Limits of a protocol: in order, stated by the facts they cite, and no spot or path outside the area.

These are found before anything can be heard: `load` runs them, and every way to play, export or loop loads.
"""

import re
from collections.abc import Iterator
from typing import Any

from coach.protocol.landmarks import place_words
from coach.protocol.limits_model import CountLimit, HoldLimit
from coach.protocol.model import Protocol
from coach.protocol.problems import KeyPath, Problems
from coach.protocol.quantities import BASES, Quantity, plain, quantities
from coach.protocol.sources import CHOICE, Number, blocks, numbers, reason
from coach.text.numerals import DASH
from coach.units import to_seconds

_LISTED = re.compile(rf"\s*(?:,|{DASH}|,?\s(?:to|or|and|a|o|u|y)\s)\s*")
_ENOUGH = 1e-9  # centimetres, for sums of decimal fractions


def problems(protocol: Protocol) -> Problems:
    """Find wrong limits; each message ends with the reason and the source."""
    wrong = list(_order(protocol))
    yield from wrong
    disordered = {path[:2] for path, _ in wrong}
    yield from _stated(protocol, disordered)
    # What is computed from limits makes sense only where they are in order.
    if not disordered & {("limits", "set"), ("limits", "stroke")}:
        yield from _strokes_fit(protocol)
    if not disordered & {("limits", "area"), ("limits", "step"), ("limits", "spots")}:
        yield from _area(protocol)
    yield from _path(protocol)


def _order(protocol: Protocol) -> Problems:
    """Find limits whose numbers contradict each other."""
    limits = protocol.limits
    for name, limit in limits.ranges.items():
        at = ("limits", name)
        said = {str(path[0]): number for path, number in numbers(limit).items()}
        if said["least"].value < 0 or (said["least"].value == 0 and name != "area"):
            why = reason("a limit of nothing limits nothing", protocol, limit.source)
            yield (*at, "least"), f"the least of {name}, {said['least']}, must be more than 0{why}"
        elif said["least"].value > said["most"].value:
            why = reason("nothing lies inside such a limit", protocol, limit.source)
            yield (*at, "least"), f"the least of {name}, {said['least']}, is above its most, {said['most']}{why}"
        elif isinstance(limit, HoldLimit | CountLimit) and not limit.least <= limit.usual <= limit.most:
            why = reason("who chooses nothing gets the usual, and it must be safe", protocol, limit.source)
            yield (
                (*at, "usual"),
                f"the usual {name}, {said['usual']}, is outside its limit of {said['least']} to {said['most']}{why}",
            )
    comfort = limits.comfort
    if comfort is not None and not 0 <= comfort.aim < comfort.ease < comfort.stop <= 9:
        why = reason("what hurts must first ease off, then stop", protocol, comfort.source)
        yield ("limits", "comfort"), f"comfort needs 0 <= aim < ease < stop <= 9{why}"
    if limits.between is not None and limits.between.days < 1:
        why = reason("a muscle mends on the days between", protocol, limits.between.source)
        yield ("limits", "between", "days"), f"the days between two sessions are at least 1{why}"
    practice = protocol.practice
    if practice is not None and not (0 < practice.remind < practice.tones and practice.forget > 0):
        why = reason("nobody should be told less before having heard it all", protocol, practice.source)
        yield ("practice",), f"practice needs 0 < remind < tones, and forget of at least 1 day{why}"


def _stated(protocol: Protocol, disordered: set[KeyPath]) -> Problems:
    """Find numbers that cite a fact which does not say them."""
    for path, block in blocks(protocol):
        if CHOICE in block.source or path[:2] in disordered:
            continue
        texts = [text for reference in block.source for text in _texts(protocol, reference)]
        for key, number in numbers(block).items():
            # The usual is chosen from between the others, and nobody can cite what is unknown.
            if key != ("usual",) and texts and not any(_states(protocol, text, number) for text in texts):
                why = reason(
                    "a number is what its source says, or it is our choice and says so", protocol, block.source
                )
                yield (*path, *key), f"{number} is not what its source states; change it, or cite '{CHOICE}' too{why}"


def _texts(protocol: Protocol, reference: str) -> Iterator[str]:
    for name, source in protocol.sources.items():
        if reference == name:
            yield source.about
        elif reference in source.facts:
            yield source.facts[reference]


def _states(protocol: Protocol, text: str, number: Number) -> bool:
    """Whether a fact, read in English or a language of the protocol, says a number with its unit."""
    units = {"": ("", "times"), "sessions": ("", "times")}.get(number.unit, (number.unit,))
    return any(
        unit in units and abs(value - number.value) <= _ENOUGH * max(1, number.value)
        for language in {"en", *protocol.words}
        for value, unit in _ends(text, language)
    )


def _ends(text: str, language: str) -> Iterator[tuple[float, str]]:
    """Yield each number of a fact with its unit, which the numbers before it in a list share: "5, 8 or 10 cm"."""
    text = plain(text)
    following: Quantity | None = None
    for one in reversed(quantities(text, language)):
        if (
            not one.unit
            and following is not None
            and following.unit
            and _LISTED.fullmatch(text[one.end : following.start])
        ):
            _, factor = BASES.get(following.sign, ("", 1.0))
            one = one._replace(
                least=one.least * factor, most=one.most * factor, unit=following.unit, sign=following.sign
            )
        yield one.least, one.unit
        yield one.most, one.unit
        following = one


def _strokes_fit(protocol: Protocol) -> Problems:
    """Find strokes that may be chosen, and of which no whole number, out and back, makes a set."""
    strokes, whole = protocol.limits.stroke, protocol.limits.set
    if strokes is None or whole is None:
        return
    why = reason("each set ends where it began, so that no stroke is cut off", protocol, whole.source)
    fits = f"out and back fits into a set of {to_seconds(whole.least):g} to {to_seconds(whole.most):g} s{why}"
    for key, length in (("least", strokes.least), ("usual", strokes.usual), ("most", strokes.most)):
        pair = 2 * length
        if whole.most // pair * pair < whole.least:
            yield ("limits", "stroke", key), f"no whole number of strokes of {to_seconds(pair // 2):g} s {fits}"
            return
    # Between them: too long for one pair more, too short for one fewer.
    for count in range(1, whole.least // (2 * strokes.least) + 1):
        longer, shorter = max(whole.most / (count + 1), 2 * strokes.least), min(whole.least / count, 2 * strokes.most)
        if longer + 2 < shorter:
            example = to_seconds(round((longer + shorter) / 4))
            yield ("limits", "stroke", "most"), f"no whole number of strokes of about {example:.3g} s {fits}"
            return


def _area(protocol: Protocol) -> Problems:
    """Find spots outside the area."""
    limits, spots = protocol.limits, protocol.spots
    area, step = limits.area, limits.step
    if area is None:
        if step is not None and limits.spots is not None:
            never = tuple(reference for one in limits.never for reference in one.source)
            why = reason("without it, steps could lead anywhere", protocol, never)
            yield ("limits", "step"), f"spots with a step need 'limits: area: {{least, most, source}}'{why}"
        return
    first = area.least if spots is None or spots.first is None else spots.first
    start = f" from the {spots.start}" if spots is not None else ""
    within = f"outside the area of {area.least:g} to {area.most:g} cm{start}"
    why = reason("outside it lie places that must not be pressed", protocol, area.source)
    if not area.least <= first <= area.most:
        yield ("spots", "first"), f"the first spot, at {first:g} cm, is {within}{why}"
    elif step is not None and limits.spots is not None:
        for key, count in (("usual", limits.spots.usual), ("most", limits.spots.most)):
            last = first + (count - 1) * step.least
            if last > area.most + _ENOUGH:
                yield ("limits", "spots", key), f"spot {count} would be at {last:g} cm or beyond, {within}{why}"
                return


def _path(protocol: Protocol) -> Problems:
    """Find steps that lead back to the landmark, or to a forbidden place."""
    step, spots = protocol.limits.step, protocol.spots
    if step is None:
        return
    at = ("limits", "step", "towards")
    for never in protocol.limits.never:
        if place_words(step.towards) & place_words(never.area):
            why = reason("each step would come nearer to it", protocol, never.source)
            yield at, f"a path towards the {step.towards}, but never go to: {never.area}{why}"
            return
    if spots is not None and place_words(step.towards) & place_words(spots.start):
        why = reason("each step would leave the area again", protocol, _source(protocol.limits.area))
        yield at, f"a path towards the {step.towards}, from where spots are counted; steps lead away from there{why}"


def _source(block: Any) -> tuple[str, ...]:
    return () if block is None else tuple(block.source)
