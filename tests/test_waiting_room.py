"""What strangers in a waiting room hear: items that stand alone, of a length one can listen to, and nothing to do."""

from pathlib import Path

import pytest

from coach.prepare import Prepared, Sounds
from coach.session import Choices
from coach.units import to_seconds

UNSPEAKABLE = (
    "thrombosis",
    "blood clot",
    "pregnan",
    "diabet",
    "cancer",
    "fracture",
    "osteopor",
    "your leg",
    "your knee",
)
"""Conditions by name, and anything that makes a listener's own leg the subject."""


@pytest.mark.piper
def test_items_of_two_to_four_minutes_and_ten_to_fifteen_in_all(tmp_path: Path) -> None:
    timeline = Prepared("waiting-room", Choices(), Sounds(cache=tmp_path)).timeline
    minutes = [to_seconds(chapter.length) / 60 for chapter in timeline.chapters]
    assert all(2 <= item <= 4 for item in minutes), minutes
    assert 10 <= sum(minutes) <= 15
    assert not any(chapter.held for chapter in timeline.chapters)
    words = " ".join(cue.content for _, _, cue in timeline.cues() if cue.kind == "speech").casefold()
    assert [word for word in UNSPEAKABLE if word in words] == []
    assert words.count("practitioner") >= len(minutes), "each item sends people to their practitioner"
