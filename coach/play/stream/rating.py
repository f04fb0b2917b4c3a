"""Rating of a running session: a number is written down, confirmed, and obeyed."""

from collections.abc import Callable
from typing import Literal

import msgspec

from coach.play.controls.verbs import Rating
from coach.play.events import Eased, RatingGiven
from coach.play.stream.offer import Offer
from coach.play.stream.playhead import Playhead
from coach.play.stream.position import Place
from coach.play.stream.source import Less
from coach.session.comfort import ComfortPolicy, can_lose_a_spot, working_place
from coach.session.location import Body
from coach.session.prompts import Prompt, PromptKind
from coach.units import Samples

RATED = (
    PromptKind.RATED,
    PromptKind.FEWER,
    PromptKind.LESS,
    PromptKind.SIDE_OVER,
    PromptKind.OTHER_SIDE,
)
"""Words that a number may need, made before anybody presses one."""


def rate(head: Playhead, comfort: ComfortPolicy, value: Rating, answer: Callable[[Literal["answer"]], None]) -> bool:
    """Take in how it feels. Returns whether it goes on elsewhere, or in another session.

    Up to the limit nothing changes; from `ease` on a stretch is led out of and less is left; from `stop` on this side
    is over, and the other one is offered.
    """
    if head.state == "ended" or head.closing is not None or head.failure is not None:
        return False
    index = min(head.place.index, head.source.count - 1)
    head.events.append(RatingGiven(Samples(head.clock), index, value))
    head.tally.felt = value
    if head.state == "easing":
        return False
    unsaid = head.asides.clear()
    answer("answer")
    head.asides.say(*unsaid)
    place = head.place.chapter.location if head.sounding and head.place.chapter else working_place(head.source, index)
    place = place if place is not None and (place.side or place.strip) else working_place(head.source, index)
    verdict = comfort.felt(place, value) if place is not None and head.offer is None else "fine"
    if place is None or verdict == "fine":
        head.later.append(Prompt(PromptKind.RATED, value))
        return False
    if verdict == "stop":
        _end_side(head, place.side or "", place.protocol, value)
        return True
    return _ease(head, place.protocol, value)


def _ease(head: Playhead, protocol: str, value: Rating) -> bool:
    """Less from here on. Out of a stretch it leads first, and this spot is done with."""
    was_stretched = head.stretched
    fewer = can_lose_a_spot(head.source, protocol)
    words = Prompt(PromptKind.FEWER if fewer else PromptKind.LESS, protocol=protocol)
    eased = head.source.eased(head.place.index, fewer=1 if fewer else 0)
    index = eased.at + (1 if eased.same and was_stretched else 0)
    if not was_stretched and eased.same:
        # What sounds goes on, as it is the same in what is left; the words wait for a rest.
        if fewer:
            head.change(eased.source, msgspec.structs.replace(head.place, index=eased.at))
            _tell(head, eased)
        head.later.extend([Prompt(PromptKind.RATED, value), words])
        return fewer
    _leave(head, eased, index, head.place.eased)
    head.asides.say(Prompt(PromptKind.RATED, value), words)
    return True


def _end_side(head: Playhead, side: str, protocol: str, value: Rating) -> None:
    """The technique ends for this side: off the ball, a rest, and the other side is offered if there is one."""
    eased = head.source.eased(head.place.index, over=(side,))
    _leave(head, eased, eased.at, Body())
    head.asides.say(Prompt(PromptKind.RATED, value), Prompt(PromptKind.SIDE_OVER, protocol=protocol))
    other = working_place(head.source, eased.at)
    if other is not None:
        question = Prompt(PromptKind.OTHER_SIDE, protocol=protocol)
        head.offer = Offer(question, lambda: _decline(head))
    elif eased.at < head.source.count:
        head.offer = Offer(None, lambda: None)


def _decline(head: Playhead) -> None:
    """Nobody went on: all that is left ends too, and the session closes as it does at its end."""
    while (place := working_place(head.source, head.place.index)) is not None:
        eased = head.source.eased(head.place.index, over=(place.side or "",))
        head.change(eased.source, head.at(eased.at, Body()))
        _tell(head, eased)
        if eased.at >= eased.source.count:
            break


def _leave(head: Playhead, eased: Less, index: int, body: Body) -> None:
    """Lead out of what sounds, and on to chapter `index` of what is left. A pause goes on."""
    paused = head.place.paused
    head.leave(head.place)
    head.change(eased.source, Place(index))
    head.move(msgspec.structs.replace(head.at(index, body), paused=paused))
    _tell(head, eased)


def _tell(head: Playhead, eased: Less) -> None:
    index, count = head.place.index, head.source.count
    head.events.append(Eased(Samples(head.clock), eased.fewer, eased.over, index, count))
