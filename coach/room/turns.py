"""Turns of the items: as listed, or shuffled round by round without near repeats."""

import random


class Turns:
    """Turns of `count` items, by index. In a shuffled round each item has one turn."""

    def __init__(self, count: int, chance: random.Random | None = None) -> None:
        """`chance` shuffles; without one, the items keep their order."""
        self._order = list(range(count))
        self._chance = chance
        self._turn = 0
        if chance is not None:
            chance.shuffle(self._order)

    def coming(self) -> list[int]:
        """List all items, from the one whose turn it is on."""
        return self._order[self._turn :] + self._order[: self._turn]

    def took(self, index: int) -> None:
        """Give the turn to the item after the one that was played, in a new round after the last."""
        self._turn = self._order.index(index) + 1
        if self._turn == len(self._order):
            self._turn = 0
            if self._chance is not None:
                self._order = _shuffled(self._order, self._chance)


def _shuffled(last: list[int], chance: random.Random) -> list[int]:
    """Shuffle a round after the last one: between two turns of an item are at least half of the others."""
    near, left, order = len(last) // 2, list(last), list[int]()
    while left:
        # An item at place p of the last round has had len(last) - p + len(order) - 1 others since.
        free = [one for one in left if last.index(one) <= len(last) + len(order) - 1 - near]
        order.append(chance.choice(free))
        left.remove(order[-1])
    return order
