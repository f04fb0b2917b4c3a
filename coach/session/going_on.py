"""Arrivals: the words that are true of a state of the body, for a chapter that is entered out of its order."""

from coach.protocol import Protocol
from coach.session.location import USUAL, Arrival, Body
from coach.session.model import ChapterScript


def arrival_at(chapter: ChapterScript, protocol: Protocol, body: Body) -> Arrival:
    """Return the arrival of `chapter`, of `protocol`, for a body in the state `body`.

    Only words that are true there: the ball is moved by one step only from the spot before, and it is said where it
    goes whenever nobody knows where it is.
    """
    arrives, here, known = chapter.arrives, chapter.location, body.at
    if arrives is None or here.spot is None:
        return USUAL
    going_on = protocol.going_on is not None
    if going_on and here.same_place(known) and known == here:
        return Arrival("stay")
    near = known if known is not None and known.line == here.line and known.passage == here.passage else None
    moves = (here.spot or 0) - (near.spot or 0) if near is not None else 0
    if arrives[1] == "anywhere to on" and not (going_on and moves):
        return USUAL
    if arrives[1] == "spot before to on" and moves == 1:
        return USUAL
    return Arrival("place", moves)
