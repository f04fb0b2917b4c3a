"""The plan beside an export, read back: every hold and set of strokes is where it was planned."""

from pathlib import Path

import pytest
from fakes import length
from programme import STROKES
from sessions import SHORT
from small import TEXT

from coach.inspection.planned import read_timeline
from coach.protocol import parse
from coach.protocol.vocabulary import TONES
from coach.session import Choices, expand
from coach.timeline import schedule
from coach.timeline.plan import as_json

LENGTHS = {**dict.fromkeys(TONES, 31_200), "count": 7_200, "stroke-out": 16_800, "stroke-back": 16_800}


@pytest.mark.parametrize(("text", "reach_s"), [(SHORT, 1), (TEXT, 0), (STROKES, 0)], ids=["reach", "hold", "strokes"])
def test_efforts_are_read_back_with_the_way_into_them(text: str, reach_s: int, tmp_path: Path) -> None:
    session = expand(parse(text, "one.yaml"), Choices(), 1)
    texts = {text for chapter in session.chapters for text in chapter.texts()}
    timeline = schedule(session, {text: length(text) for text in texts}, LENGTHS)
    (tmp_path / "timeline.json").write_text(as_json(timeline), encoding="utf-8")
    found = [chapter.held for chapter in read_timeline(tmp_path / "timeline.json").chapters]
    assert found == [chapter.held for chapter in timeline.chapters]
    assert {held.reach for chapter in found for held in chapter} == {reach_s * 48_000}
