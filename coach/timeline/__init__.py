"""Timeline: steps and lengths become cues at exact samples, proved before they are heard."""

from coach.timeline.model import Chapter, Cue, Effort, Timeline
from coach.timeline.proofs import ProofError, prove, prove_chapter
from coach.timeline.schedule import ScheduleError, beginning, schedule, schedule_chapter

__all__ = [
    "Chapter",
    "Cue",
    "Effort",
    "ProofError",
    "ScheduleError",
    "Timeline",
    "beginning",
    "prove",
    "prove_chapter",
    "schedule",
    "schedule_chapter",
]
