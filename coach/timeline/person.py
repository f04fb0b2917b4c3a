"""A small model of the person: leg and ball do what each word and tone asks for, and nothing else.

It knows nothing of how a session is played. What it is asked for in a state that does not fit is told as a flaw.
"""

from collections.abc import Iterator, Mapping, Sequence

from coach.protocol import Protocol
from coach.session.location import ARRIVALS, LEADS, Body, Location, Posture
from coach.session.model import ChapterScript, Hold, Reach, Strokes
from coach.session.steps import SaidStep, said_step, spot_range
from coach.timeline.model import Chapter

Flaws = Iterator[str]

ENOUGH = 1e-9
"""Centimetres, for sums of decimal fractions."""

Act = str
"""Act that words or tones ask for: one of `LEADS`, or `reach`, `hold` and `release`."""


def acts_of(chapter: Chapter) -> list[Act]:
    """List all that a chapter asks the person to do, in its order."""
    acts: list[tuple[int, Act]] = [(lead.start, lead.does) for lead in chapter.leads]
    for held in chapter.held:
        acts += [(held.begins, "reach")] if held.reach else []
        acts += [(held.start, "hold"), (held.end, "release")]
    return [act for _, act in sorted(acts, key=lambda each: each[0])]


def acts_of_script(chapter: ChapterScript) -> list[Act]:
    """List the same of a chapter that has no sound yet."""
    leads = dict(chapter.leads)
    acts: list[Act] = []
    for number, step in chapter.steps:
        if number in leads:
            acts.append(leads.pop(number))
        if isinstance(step, Reach):
            acts.append("reach")
        elif isinstance(step, Hold | Strokes):
            acts += ["hold", "release"]
    return acts


class Person:
    """Person who obeys. The ball lies within a range of centimetres: each move may be the smallest or the largest."""

    def __init__(self, parts: dict[str, Protocol], spots: Mapping[str, int], body: Body | None = None) -> None:
        """`parts` are the protocols by name, `spots` how many each has on a strip; the ball lies as in `body`."""
        self._parts = parts
        self._steps = {name: step for name, step in steps_of(parts, spots).items() if step is not None}
        self.body = body or Body()
        self.near = self.far = 0.0
        at = self.body.at
        if at is not None and at.protocol in self._steps:
            self.near, self.far = spot_range(parts[at.protocol], self._steps[at.protocol], at.spot or 1)

    def obey(self, chapter: Chapter | ChapterScript, acts: Sequence[Act]) -> Flaws:
        """Do what a chapter asks for. Yields what cannot be done from the state at that moment."""
        for act in acts:
            posture = self.body.posture
            if act in ARRIVALS:
                if posture in (Posture.REACHING, Posture.HELD):
                    yield f"{chapter.title}: the ball is moved while the muscle is stretched"
                yield from self._place(chapter, act)
            elif act == "reach":
                yield from self._loaded(chapter)
                self._take(Posture.REACHING)
            elif act == "hold":
                if posture is not Posture.REACHING:
                    yield from self._loaded(chapter)
                self._take(Posture.HELD)
            elif act != "release":
                before, after = LEADS[act]  # type: ignore[index]
                if posture not in before:
                    yield f"{chapter.title}: '{act}' is asked of a leg that is {posture}"
                self.body = Body(after, None if after is Posture.OFF else self.body.at)
            elif posture is not Posture.HELD:
                yield f"{chapter.title}: a release is asked of a leg that is {posture}"
        if self.body.posture in (Posture.REACHING, Posture.HELD):
            yield f"{chapter.title}: it ends with the leg {self.body.posture}"

    def _take(self, posture: Posture) -> None:
        self.body = Body(posture, self.body.at)

    def _loaded(self, chapter: Chapter | ChapterScript) -> Flaws:
        """Check before a stretch that the ball lies at this very spot, with the leg on it."""
        if self.body.posture is not Posture.ON or not chapter.location.same_place(self.body.at):
            yield f"{chapter.title}: a stretch begins with the leg {self.body.posture}, and the ball not at this spot"

    def _place(self, chapter: Chapter | ChapterScript, act: Act) -> Flaws:
        here, known, arrival = chapter.location, self.body.at, chapter.arrival
        part = self._parts[chapter.location.protocol]
        area, step = part.limits.area, self._steps.get(chapter.location.protocol, SaidStep(0.0, 0.0))
        moves = (here.spot or 0) - (known.spot or 0) if known is not None and known.line == here.line else None
        if arrival.kind == "stay":
            if not here.same_place(known):
                yield f"{chapter.title}: the ball is said to be there already, and it is not"
        elif act == "spot before to on" and arrival.kind == "usual":
            if moves != 1:
                yield f"{chapter.title}: one move is asked for from somewhere else than the spot before"
            self.near, self.far = self.near + step.least, self.far + step.most
        else:
            if arrival.moves and moves != arrival.moves:
                yield f"{chapter.title}: {arrival.moves} moves are told, and it is {moves}"
            self.near, self.far = spot_range(part, step, here.spot or 1)
        if area is not None and not (area.least - ENOUGH <= self.near and self.far <= area.most + ENOUGH):
            yield (
                f"{chapter.title}: the ball may lie {self.near:g} to {self.far:g} cm away, outside the area of "
                f"{area.least:g} to {area.most:g} cm"
            )
        self.body = Body(Posture.ON, here)


def spots_of(chapters: Sequence[Chapter | ChapterScript]) -> dict[str, int]:
    """Count the spots on a strip of each protocol."""
    spots: dict[str, int] = {}
    for chapter in chapters:
        spots[chapter.location.protocol] = max(spots.get(chapter.location.protocol, 1), chapter.location.spot or 1)
    return spots


def steps_of(parts: dict[str, Protocol], spots: Mapping[str, int]) -> dict[str, SaidStep | None]:
    """Find the step that may be said in each protocol with so many spots, in centimetres."""
    moving = {name: one for name, one in parts.items() if one.limits.step is not None}
    return {name: said_step(one, spots.get(name, 1)) for name, one in moving.items()}


def known_bodies(chapters: Sequence[ChapterScript], here: Location) -> Iterator[Body]:
    """List the states in which one may enter a chapter at `here`: the ball at a spot of the session, or nowhere."""
    yield Body()
    yield Body(Posture.ON)
    places = dict.fromkeys(chapter.location for chapter in chapters if chapter.arrives is not None)
    for place in places:
        # Other strips are all alike for it: one of each is enough.
        if place.line == here.line or place == next(iter(places)):
            yield Body(Posture.ON, place)
            yield Body(Posture.OFF, place)
