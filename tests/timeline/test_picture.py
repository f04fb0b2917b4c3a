"""The picture of a session shows every chapter, cue and hold of it."""

from xml.etree import ElementTree

from programme import STROKES
from sessions import SHORT
from small import TEXT
from test_schedule import timeline_of

from coach.protocol import parse
from coach.session import Choices, expand
from coach.timeline.picture import as_svg

SVG = "{http://www.w3.org/2000/svg}"


def test_every_chapter_cue_and_hold_is_drawn_inside_its_row() -> None:
    timeline = timeline_of(expand(parse(TEXT, "small.yaml"), Choices(), 1))
    root = ElementTree.fromstring(as_svg(timeline))
    drawn = [(each.get("class"), each.findtext(f"{SVG}title")) for each in root.iter(f"{SVG}rect")]
    for chapter in timeline.chapters:
        assert ("row", chapter.title) in drawn
    cues = [(cue.kind, cue.content) for _, _, cue in timeline.cues()]
    assert [each for each in drawn if each[0] in ("speech", "tone") and each[1]] == cues
    assert sum(kind == "held" and bool(says) for kind, says in drawn) == sum(len(c.held) for c in timeline.chapters)
    width = float(str(root.get("viewBox")).split()[2])
    assert all(float(each.get("x", 0)) + float(each.get("width", 0)) <= width for each in root.iter(f"{SVG}rect"))


def test_a_set_of_strokes_tells_its_times() -> None:
    timeline = timeline_of(expand(parse(STROKES, "strokes.yaml"), Choices(), 1))
    root = ElementTree.fromstring(as_svg(timeline))
    told = [each.findtext(f"{SVG}title") for each in root.iter(f"{SVG}rect") if each.get("class") == "held"]
    assert told == [None, *["strokes, 12 s, 3 s each way"] * 4]
    assert "strokes" in [each.text for each in root.iter(f"{SVG}text")]
    assert "reach" not in [each.text for each in root.iter(f"{SVG}text")], "nothing leads up to them"


def test_the_way_into_a_hold_is_drawn_up_to_it_and_in_the_legend() -> None:
    timeline = timeline_of(expand(parse(SHORT, "short.yaml"), Choices(), 1))
    root = ElementTree.fromstring(as_svg(timeline))
    drawn = {
        kind: [each for each in root.iter(f"{SVG}rect") if each.get("class") == kind] for kind in ("reach", "held")
    }
    assert [each.findtext(f"{SVG}title") for each in drawn["reach"]] == [None, "reach, 1 s", "reach, 1 s"]
    assert "reach" in [each.text for each in root.iter(f"{SVG}text")]
    for reach, held in list(zip(drawn["reach"], drawn["held"], strict=True))[1:]:
        end = float(str(reach.get("x"))) + float(str(reach.get("width")))
        assert abs(end - float(str(held.get("x")))) <= 0.11
