"""The first minute of a person who has heard the whole notice, in the real voice."""

import pytest

from coach.protocol import load, shipped
from coach.render.renderer import SessionRenderer
from coach.session import Choices
from coach.session.location import Body
from coach.session.request import SessionRequest
from coach.timeline import schedule_chapter
from coach.timeline.model import Chapter
from coach.units import to_samples

pytestmark = pytest.mark.piper

PERSONS = sorted(name for name in shipped() if load(name).audience == "person")


def opening(name: str, count: int) -> list[Chapter]:
    """The first chapters, alone: the whole session would take minutes to speak."""
    choices = Choices(level="remind", live=True, known=True)
    session = SessionRenderer(SessionRequest(name, choices))
    scripts = [session._script(index, session.arrival(index, Body())) for index in range(count)]
    return [schedule_chapter(one, session.clips.lengths(one.texts()), session.tone_lengths) for one in scripts]


@pytest.mark.parametrize("name", PERSONS)
def test_the_short_notice_is_short(name: str) -> None:
    (notice,) = opening(name, 1)
    spoken = [cue for cue in notice.cues if cue.kind == "speech"]
    assert any(cue.content.endswith("stop right away.") for cue in spoken)
    assert spoken[-1].end - spoken[0].start <= to_samples(20)


def test_the_ball_is_placed_within_a_minute_of_the_first_word() -> None:
    chapters = opening("hamstrings", 4)
    before = sum(chapter.length for chapter in chapters[:3])
    words = next(cue for cue in chapters[3].cues if cue.content.startswith("Raise the left leg, with the ball on"))
    assert before + words.start - chapters[0].cues[0].start <= to_samples(60)
