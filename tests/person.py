"""Somebody on the ball who hears a live session: obeys each word and tone, and notes what must never be.

It knows what words ask for by what the protocol declares, and nothing of how a session is played. Words that were
broken off may have been obeyed or not: both are kept in mind.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from coach.play.events import (
    Answered,
    ChapterStarted,
    Eased,
    Event,
    MicrophoneChanged,
    RatingGiven,
    StateChanged,
)
from coach.render.renderer import SessionRenderer
from coach.session.location import ARRIVALS, LEADS, Location, Posture
from coach.session.prompts import Prompt, PromptKind
from coach.session.steps import spot_range
from coach.timeline.model import Chapter, Cue, Lead
from coach.timeline.person import spots_of, steps_of
from coach.units import to_samples, to_seconds

ENOUGH = 1e-9
LONGEST_QUIET = 18.0
"""Seconds beyond the longest rest, from the beginning of the words before it: these words themselves, the end of one
chapter and the opening of the next, or the time to come off the ball."""


@dataclass
class Listener:
    """Follows the events of one session; `flaws` are what must never be."""

    prepared: SessionRenderer
    posture: Posture = Posture.OFF
    at: Location | None = None
    near: float = 0.0
    far: float = 0.0
    unsure: bool = False
    """Words that move the ball were broken off."""
    flaws: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    index: int = 0
    """Of the chapter that was heard last."""
    left_out: tuple[int, tuple[str, ...]] = (0, ())
    """Spots on each strip and sides that are left out, as it was too much."""

    def __post_init__(self) -> None:
        self._chapter: Chapter | None = None
        self._lead: Lead | None = None
        self._before: tuple[Posture, Location | None, float, float] | None = None
        self._must_ease = False
        self._last = self._begun = 0
        self._state = "waiting"
        parts = self.prepared.protocol.parts
        self._eases = {
            self.prepared.prompts.text(Prompt(PromptKind.EASE, protocol=one)): name for one in parts for name in (one,)
        }
        self._offs = {
            self.prepared.prompts.text(Prompt(kind, protocol=one))
            for one in parts
            for kind in (PromptKind.OFF, PromptKind.SIDE_OVER)
        }
        rests = [length for one in parts.values() if one.rests for length in one.rests.lengths.values()]
        self._steps = {
            name: step for name, step in steps_of(parts, spots_of(self.prepared.timeline.chapters)).items() if step
        }
        self._wait = to_seconds(max((one.waiting.most for one in parts.values() if one.waiting), default=0))
        self._quiet = to_seconds(max(rests, default=0)) * 1.25 + LONGEST_QUIET

    def stand_at(self, done: Chapter) -> None:
        """All up to chapter `done` was obeyed: the ball lies at its spot, if it has one."""
        self.posture = Posture.ON if done.arrives else Posture.OFF
        if done.arrives and not any(lead.does == "held to off" for lead in done.leads):
            self.at = done.location
            step = self._steps.get(done.location.protocol)
            if step is not None:
                part = self.prepared.protocol.parts[done.location.protocol]
                self.near, self.far = spot_range(part, step, done.location.spot or 1)
        elif done.arrives:
            self.posture = Posture.OFF

    def follow(self, events: Iterable[Event]) -> None:
        for event in events:
            self._follow(event)

    def end(self, frame: int) -> None:
        """The session is over."""
        self._quiet_until(frame)
        if self.posture in (Posture.REACHING, Posture.HELD):
            self._note("the session is over, and the leg is stretched")

    def forget(self) -> None:
        """The program was killed; another one goes on, with a clock of its own."""
        self._broken_off(self._last + to_samples(0.3))
        self._chapter, self._last, self._state = None, 0, "waiting"

    def _note(self, what: str) -> None:
        self.flaws.append(f"{what} (after: {self.heard[-3:]})")

    def _quiet_until(self, frame: int) -> None:
        quiet = to_seconds(frame - self._last)
        longer = {"offered": 45, "awaiting": self._wait}.get(self._state, 0)
        if self._state not in ("paused", "ended") and quiet > self._quiet + longer:
            self._note(f"{quiet:.0f} s without a word in '{self._state}'")

    def _follow(self, event: Event) -> None:
        if isinstance(event, RatingGiven | MicrophoneChanged):
            return
        if isinstance(event, Eased):
            self.index, self.left_out = event.index, (event.fewer, event.over)
            return
        if isinstance(event, StateChanged):
            self._changed(event)
            return
        if isinstance(event, ChapterStarted):
            self.index = event.index
            if self._lead is not None and event.offset == 0:
                self._finish()  # what was left was told by a state before this
            if event.offset == 0 and self.posture in (Posture.REACHING, Posture.HELD):
                self._note(f"{event.chapter.title} begins in a stretch")
            self._chapter = event.chapter
            return
        text = event.text if isinstance(event, Answered) else event.cue.content
        if isinstance(event, Answered) and not text:
            return
        self._quiet_until(event.frame)
        # An answer comes in one event, whatever its length; the fake voice takes 50 ms for a letter, and pauses.
        self._last = event.frame + (to_samples(0.11) * len(text) if isinstance(event, Answered) else 0)
        self.heard.append(text)
        if isinstance(event, Answered):
            self._answered(text)
        else:
            self._cue(event.cue)

    def _changed(self, event: StateChanged) -> None:
        self._quiet_until(event.frame)
        if event.state in ("paused", "offered") or self._state in ("paused", "offered"):
            self._last = event.frame
        if event.state in ("between", "paused", "easing", "lost", "ended"):
            self._broken_off(event.frame)
        self._state = event.state

    def _broken_off(self, frame: int) -> None:
        """What sounded was left."""
        lead = self._lead
        if lead is not None:
            out = lead.does.startswith("held") and frame - self._begun >= lead.words_end - lead.start
            self._finish(broken=not out)
        if self.posture in (Posture.REACHING, Posture.HELD):
            self._must_ease = True

    def _answered(self, text: str) -> None:
        in_stretch = self.posture in (Posture.REACHING, Posture.HELD)
        if text in self._eases:
            leads = self.prepared.protocol.parts[self._eases[text]].ease_off
            assert leads is not None
            self.posture = LEADS[leads.leads][1]
            self.at = self.at if self.posture is Posture.ON else None
            self._must_ease = False
            self._lead = None
        elif self._must_ease and in_stretch:
            self._note(f"'{text}' comes before the way out of the stretch")
            self._must_ease = False
        if text in self._offs:
            if self.posture in (Posture.REACHING, Posture.HELD):
                self._note(f"'{text}' is said to somebody in a stretch")
            self.posture, self.at = Posture.OFF, None

    def _cue(self, cue: Cue) -> None:
        chapter = self._chapter
        assert chapter is not None
        if self._must_ease:
            self._note(f"'{cue.content}' comes before the way out of the stretch")
            self._must_ease = False
        if self._lead is not None and cue.start >= self._lead.end:
            self._finish()
        lead = next((one for one in chapter.leads if one.start == cue.start), None)
        if lead is not None:
            self._begun = self._last  # a cue, so this is its first frame
            self._begin(chapter, lead)
        if cue.kind == "tone" and cue.content == "start":
            self._load(chapter, Posture.REACHING)
        if any(held.start == cue.start for held in chapter.held):
            self._load(chapter, Posture.HELD)

    def _load(self, chapter: Chapter, posture: Posture) -> None:
        if self._lead is not None:
            self._finish()
        if posture is Posture.REACHING and self.posture is not Posture.ON:
            self._note(f"{chapter.title}: a stretch begins with the leg {self.posture}")
        if not chapter.location.same_place(self.at):
            self._note(f"{chapter.title}: a stretch begins, and the ball is at {self.at}")
        self.posture = posture

    def _begin(self, chapter: Chapter, lead: Lead) -> None:
        before, after = LEADS[lead.does]
        if self.posture not in before and not (lead.does.startswith("held") and self.posture is Posture.ON):
            self._note(f"{chapter.title}: '{lead.does}' is asked of a leg that is {self.posture}")
        self._before = self.posture, self.at, self.near, self.far
        self._lead = lead
        self.posture = after
        if lead.does in ARRIVALS:
            self._place(chapter, lead)
        elif after is Posture.OFF:
            self.at = None

    def _place(self, chapter: Chapter, lead: Lead) -> None:
        here, part = chapter.location, self.prepared.protocol.parts[chapter.location.protocol]
        step, area, arrival = self._steps.get(chapter.location.protocol), part.limits.area, chapter.arrival
        least, most = step or (0.0, 0.0)
        same_line = self.at is not None and self.at.line == here.line
        moves = (here.spot or 0) - (self.at.spot or 0) if self.at is not None and same_line else None
        if arrival.kind == "stay":
            if not here.same_place(self.at) or self.unsure:
                self._note(f"{chapter.title}: the ball is said to be there, and it is at {self.at}")
        elif lead.does == "spot before to on" and arrival.kind == "usual":
            if moves != 1 or self.unsure:
                self._note(f"{chapter.title}: one move is asked for, and the ball is at {self.at}")
            self.near, self.far = self.near + least, self.far + most
        else:
            if arrival.moves and moves != arrival.moves:
                self._note(f"{chapter.title}: {arrival.moves} moves are told, and it is {moves}")
            if step is not None:
                self.near, self.far = spot_range(part, step, here.spot or 1)
            self.unsure = False
        if area is not None and not (area.least - ENOUGH <= self.near and self.far <= area.most + ENOUGH):
            self._note(f"{chapter.title}: the ball may be {self.near:g} to {self.far:g} cm away")
        self.at = here

    def _finish(self, *, broken: bool = False) -> None:
        """The words were obeyed; if they were broken off, perhaps not."""
        lead, before = self._lead, self._before
        self._lead = self._before = None
        moved = self._chapter is not None and before is not None and not self._chapter.location.same_place(before[1])
        if broken and lead is not None and before is not None and lead.does in ARRIVALS and moved:
            self.unsure = True
            self.near, self.far = min(self.near, before[2]), max(self.far, before[3])
        if broken and lead is not None and lead.does.startswith("held") and before is not None:
            self.posture = before[0]  # the words were cut off, so nobody may have come out
