"""Source of a stream's chapters: an interface that other stages satisfy."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from coach.mix.model import RenderedChapter
from coach.session.location import USUAL, Arrival, Body, Location
from coach.units import Samples


class ChapterSource(Protocol):
    """Chapters in order, made when asked for. What has no body to lead derives from it and leaves the rest as it is."""

    @property
    def count(self) -> int:
        """Number of chapters in the session."""

    @property
    def channels(self) -> int:
        """1 for mono, 2 for left and right; the same for all chapters."""

    def load(self, index: int, arrival: Arrival = USUAL) -> Iterable[RenderedChapter]:
        """Chapter `index`, from 0: beginnings of it, each longer than the one before, and at last the whole.

        Each beginning has the same samples as the whole, has no stretch in it, and ends between two phrases. May take
        seconds and is called from a worker thread. Raises CoachError if the chapter cannot be made.
        """

    def remaining(self, index: int, offset: int) -> Samples | None:
        """From sample `offset` of chapter `index` to the end of the session; None while nobody knows. Never waits."""

    @property
    def progress(self) -> int:
        """Grows while something is being made; the session gives up where it stands still for too long."""
        return 0

    @property
    def protocols(self) -> tuple[str, ...]:
        """Those whose words lead out of a stretch."""
        return ("",)

    def location(self, index: int) -> Location:
        """The place that chapter `index` is about. Never waits."""
        return Location()

    def arrival(self, index: int, body: Body) -> Arrival:
        """Words for chapter `index` that are true of `body`. Never waits."""
        return USUAL

    def most_times(self, index: int) -> int | None:
        """Number of times that the place of chapter `index` may be treated in one session; None for no limit."""
        return None

    def with_whole_notice(self) -> "ChapterSource | None":
        """The same chapters with the whole notice, if they begin with the short one; else None. Never waits."""
        return None

    def eased(self, index: int, fewer: int = 0, over: tuple[str, ...] = ()) -> "Less":
        """The same session with `fewer` spots on each strip, and without the sides that are `over`. Never waits."""
        return Unchanged(self, index)


class Less(Protocol):
    """A session of which less is left."""

    @property
    def source(self) -> ChapterSource:
        """Chapters of the smaller session."""

    @property
    def at(self) -> int:
        """Index in `source` of the chapter that is like the one asked for, or comes next after it."""

    @property
    def same(self) -> bool:
        """Whether chapter `at` is like the one asked for."""

    @property
    def fewer(self) -> int:
        """Spots on each strip that the session has fewer than was chosen."""

    @property
    def over(self) -> tuple[str, ...]:
        """All sides that are over."""


class Unchanged(NamedTuple):
    """The same session, where nothing can be left out. A `Less`."""

    source: ChapterSource
    at: int
    same: bool = True
    fewer: int = 0
    over: tuple[str, ...] = ()
