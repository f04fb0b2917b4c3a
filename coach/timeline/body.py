"""The state of the body at each sample of a chapter, for whoever obeys its words and tones."""

from coach.session.location import ARRIVALS, LEADS, Body, Posture
from coach.timeline.model import Chapter


def body_at(chapter: Chapter, offset: int, entry: Body) -> Body:
    """Find the state of the body after `offset` samples of `chapter`, which began in the state `entry`.

    While the ball is on its way, nobody knows where it is.
    """
    body = entry
    for lead in chapter.leads:
        if offset < lead.start:
            break
        posture = LEADS[lead.does][1]
        if lead.does not in ARRIVALS:
            body = Body(posture, None if posture is Posture.OFF else body.at)
        elif offset >= lead.end or chapter.location.same_place(entry.at):
            body = Body(posture, chapter.location)
        else:
            body = Body(posture)
    held = chapter.stretched(offset)
    if held is not None:
        body = Body(Posture.REACHING if offset < held.start else Posture.HELD, body.at)
    return body


def done_with(chapter: Chapter, offset: int) -> bool:
    """Whether all its efforts are over at `offset`; never where there are none."""
    return bool(chapter.held) and offset >= chapter.held[-1].end
