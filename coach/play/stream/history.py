"""Track of the way a session has gone, by frames handed out: for a device that never played the last of it."""

from collections import deque

import msgspec

from coach.play.stream.position import Place
from coach.session.location import ARRIVALS

LONGEST = 1000
"""Changes that are remembered: a device loses a second or two, and a session has a few of them a minute."""


class Track:
    """Places with the frames from which on they were current, and whether they sounded."""

    def __init__(self, place: Place) -> None:
        self._changes: deque[tuple[int, bool, Place]] = deque([(0, False, place)], maxlen=LONGEST)

    def add(self, frame: int, sounding: bool, place: Place) -> None:
        """Note that the session is at `place` from `frame` on."""
        self._changes.append((frame, sounding, place))

    def back_to(self, frame: int) -> tuple[bool, Place]:
        """Forget all after `frame`; return whether a chapter sounded there, and the place."""
        while len(self._changes) > 1 and self._changes[-1][0] > frame:
            self._changes.pop()
        since, sounding, place = self._changes[-1]
        if sounding and place.chapter is not None:
            place = msgspec.structs.replace(place, offset=place.offset + _moved(place, frame - since))
        return sounding and place.chapter is not None, place

    def since(self, frame: int, end: int) -> tuple[bool, str | None]:
        """Tell if the ball was to be moved from `frame` up to `end`, and the protocol of a stretch between, if any."""
        moved, stretched = False, None
        for since, sounding, place in reversed(self._changes):
            if sounding and place.chapter is not None and end >= frame:
                first, last = (place.offset + _moved(place, at - since) for at in (max(frame, since), end))
                leads = (lead for lead in place.chapter.leads if lead.does in ARRIVALS)
                moved = moved or any(lead.start <= last and lead.end > first for lead in leads)
                if any(place.chapter.stretched(at) for at in (first, last)):
                    stretched = stretched or place.chapter.location.protocol
            end = since
        return moved, stretched


def _moved(place: Place, frames: int) -> int:
    """Return how far a chapter that sounds goes on in so many frames: not at all in a wait."""
    return 0 if place.stands else frames
