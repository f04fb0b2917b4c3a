"""How it feels, said by a key from 0 to 9, and what follows from it: fewer spots, or the end of a strip."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from coach.play.answers import Kind
from coach.protocol.model import Comfort

Asked = Literal["how now", "how was it"]

SAYS: tuple[Kind, ...] = ("strip over", "fewer")


class Spot(NamedTuple):
    """Where a chapter works; a chapter without a strip does not."""

    protocol: str
    side: str | None
    strip: str | None
    spot: int | None

    @property
    def strip_of(self) -> tuple[str, str | None, str | None]:
        """One strip of one side."""
        return self.protocol, self.side, self.strip


class Easing:
    """Which chapters are left out, as it was said how it feels. Knows places, and no sound."""

    def __init__(self, spots: Sequence[Spot], limits: Mapping[str, Comfort], *, asks: bool = False) -> None:
        """`limits` are those of each protocol; without any, a number is only written down.

        With `asks`, it is asked before the first strip and after each one.
        """
        self._spots = spots
        self._limits = limits
        self._asks = asks
        self._asked: set[int] = set()
        self._most: dict[str, int] = {}
        self.says: tuple[Kind, ...] = (*(("how now", "how was it") if asks else ()), *(SAYS if limits else ()))
        """What it may need words for, in this order."""
        for place in spots:
            self._most[place.protocol] = max(self._most.get(place.protocol, 0), place.spot or 0)

    def felt(self, index: int, value: int, *, sounding: bool) -> Literal["fine", "ease", "stop"]:
        """What follows from `value` in chapter `index`, or in the quiet before it if nothing is `sounding`.

        A strip that is over already cannot end, so what would end it means fewer spots. No strip is left without
        spots: where each has one, it ends instead. A strip that has no spots is eased in words alone.
        """
        place = self._spots[index] if index < len(self._spots) else None
        limit = self._limits.get(place.protocol) if place else None
        if place is None or limit is None or value < limit.ease:
            return "fine"
        working, most = sounding and place.strip is not None, self._most[place.protocol]
        if working and value >= limit.stop:
            return "stop"
        if most == 1:
            return "stop" if working else "fine"
        self._most[place.protocol] = max(0, most - 1)
        return "ease"

    def after(self, index: int) -> int:
        """The chapter that follows chapter `index`, without those that are left out."""
        following = index + 1
        while following < len(self._spots) and self._left_out(self._spots[following]):
            following += 1
        return following

    def after_strip(self, index: int) -> int:
        """The first chapter after the strip that chapter `index` is on."""
        here = self._spots[index].strip_of
        while index + 1 < len(self._spots) and self._spots[index + 1].strip_of == here:
            index += 1
        return self.after(index)

    def asks_before(self, index: int) -> Asked | None:
        """What is to be asked before chapter `index`: each once, and nothing in the middle of a strip."""
        if not self._asks or index in self._asked or not 0 < index < len(self._spots):
            return None
        self._asked.add(index)
        before, here = self._spots[index - 1], self._spots[index]
        if before.strip is not None and before.strip_of != here.strip_of:
            return "how was it"
        first = next((at for at, spot in enumerate(self._spots) if spot.strip is not None), None)
        return "how now" if index == first else None

    def _left_out(self, place: Spot) -> bool:
        return place.spot is not None and place.spot > self._most[place.protocol]
