"""One wait for the person: the session stands still until somebody is ready, is reminded once, and has a limit."""

from coach.play.stream.chapter_reader import RAMP
from coach.session.prompts import Prompt
from coach.timeline.model import Wait


class Standing:
    """Wait under way, with the frames at which its reminder and its end are due."""

    def __init__(self, wait: Wait, offset: int, clock: int, reminder: Prompt) -> None:
        """Begin at sample `offset` of the chapter, at frame `clock`: the planned rest runs, and then the limit."""
        self.wait = wait
        self.reminder = reminder
        self._planned = clock + wait.end - offset
        self._reminds: int | None = self._planned + wait.remind
        # The chapter goes on one ramp before the words that come next, so a wait that nobody ends is exact.
        self._until = self._planned + wait.longer - RAMP

    def due(self, clock: int) -> Prompt | None:
        """Return the reminder, once, as soon as its time has come."""
        if self._reminds is None or clock < self._reminds:
            return None
        self._reminds = None
        return self.reminder

    def left(self, clock: int) -> int:
        """Count the frames until the next change; none where its limit is over."""
        return max(0, min(self._until, self._reminds or self._until) - clock)

    def offset(self, clock: int) -> int:
        """Return the sample of the chapter up to which the plan has come: no wait is planned longer than its rest."""
        return self.wait.end - max(0, self._planned - clock)
