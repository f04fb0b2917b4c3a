"""Tally of treated places and the last rating: for the words at the end, and against too much of one place."""

from coach.protocol import Protocol
from coach.session.location import Location
from coach.session.prompts import Prompt, PromptKind


class Tally:
    """Counts efforts that were held to their end. Frames are those of the stream."""

    def __init__(self, days: int | None = None) -> None:
        """`days` lie between two sessions, if the protocol says so."""
        self._days = days
        self._treated: list[tuple[int, Location]] = []
        self.felt: int | None = None
        """The last number that was pressed."""

    @classmethod
    def of(cls, protocol: Protocol) -> "Tally":
        """Begin a tally of a session of `protocol`."""
        between = protocol.limits.between
        return cls(between.days if between is not None else None)

    def add(self, frame: int, place: Location) -> None:
        """An effort at `place` came to its end at `frame`."""
        self._treated.append((frame, place))

    def rewind(self, frame: int) -> None:
        """Forget what nobody heard: all after `frame`."""
        self._treated = [one for one in self._treated if one[0] <= frame]

    def times(self, place: Location) -> int:
        """Count the treatments of this very place, in any pass."""
        return sum(place.same_place(other) for _, other in self._treated)

    @property
    def done(self) -> int:
        """Efforts that were held to their end."""
        return len(self._treated)

    def words(self) -> list[Prompt]:
        """The summary: nothing where nothing was done."""
        if not self._treated:
            return []
        said = [Prompt(PromptKind.DONE, self.done)]
        if self.felt is not None:
            said.append(Prompt(PromptKind.FELT, self.felt))
        if self._days is not None:
            said.append(Prompt(PromptKind.AGAIN_IN, self._days))
        return said
