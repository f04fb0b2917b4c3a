"""The printed cue sheet: valid, complete, short."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from shipped import WAYS, timeline_of

from coach.export.sidecars.cue_sheet import as_html
from coach.timeline import Chapter, Timeline
from coach.units import Samples, clock


class Page(HTMLParser):
    """Every element is closed in order; words are gathered."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data.split()


@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_it_is_one_page_with_every_chapter_and_hold(way: tuple[str, str, str]) -> None:
    timeline = timeline_of(*way)
    text = as_html(timeline)
    page = Page(text)
    tags = [tag for tag, _ in page.elements]
    assert text.startswith("<!doctype html>")
    assert not {"script", "link", "img"} & set(tags)
    assert "url(" not in text
    assert ("html", {"lang": way[2]}) in page.elements
    assert tags.count("tr") == 1 + len(timeline.chapters)
    said = " ".join(page.words)
    for start, chapter in zip(timeline.starts, timeline.chapters, strict=True):
        assert f"{clock(start)} {chapter.title}" in said
        way_said = "por sentido" if way[2] == "es" else "each way"
        for held in chapter.held:
            lasts = "10 s" if held.stroke is None else f"30 s, 3 s {way_said}"
            assert f"{lasts} {clock(start + held.start)}" in said
    assert set(" ".join(page.words).split()) >= {f"{clock(timeline.length)}"}


def test_where_spots_are_worded_alike_one_has_the_words_and_the_others_point_to_it() -> None:
    timeline = timeline_of("hamstrings", "remind")
    text = unescape(as_html(timeline))
    assert text.count("one hand above the knee fold.") == 1
    assert text.count(f"words as at {clock(timeline.starts[3])}") == 5, "the first spots of the other strips"
    assert text.count("words as at") == 14, "all but the first, second and third spot, and half of the leg"
    assert len(re.sub("<[^>]+>", " ", text[text.index("<body") :]).split()) < 1_200


def test_each_wording_stands_once_and_later_spots_point_to_it() -> None:
    timeline = timeline_of("hamstrings")
    text = unescape(as_html(timeline))
    said = dict(re.findall(r"<tr><td>([0-9:]+)</td>.*?</th><td>(.*?)</td>", text))
    assert list(said) == [clock(start) for start in timeline.starts]
    place = re.compile(r"\b(left|right|outer|middle|inner|one|two|three)\b", re.IGNORECASE)
    whole = {start: place.sub("#", words) for start, words in said.items() if "words as at" not in words}
    assert len(set(whole.values())) == len(whole), "each wording stands once"
    pointers = re.findall(r"words as at ([0-9:]+)", text)
    assert len(pointers) + len(whole) == len(timeline.chapters)
    assert len(pointers) >= 6
    assert set(pointers) <= set(whole), "they point to where the words stand"
    assert text.count("♪\u00a0start</i> 6 s") == sum("♪\u00a0start" in words for words in whole.values()) > 0
    for line in ("Do not start with a broken bone", "Never put the ball behind the knee.", "Now the right leg."):
        assert line in text
    shown = len(re.sub("<[^>]+>", " ", text[text.index("<table") :]).split())
    assert shown < sum(1 if cue.kind == "tone" else len(cue.content.split()) for _, _, cue in timeline.cues())


def test_a_set_of_strokes_is_told_by_its_first_out_and_back() -> None:
    timeline = timeline_of("quadriceps")
    text = unescape(as_html(timeline)).replace("\u00a0", " ")
    assert "sets of strokes: 6 \u00d7 30 s, 3 s each way" in text
    assert "holds:" not in text
    assert "Halfway." in text
    # Once in the legend, and once in each row that is not told to be like one before.
    rows = [row for row in re.findall(r"<tr>(.*?)</tr>", text) if "stroke-out" in row]
    assert rows
    assert all(row.count("stroke-out") == row.count("stroke-back") == row.count("release") == 1 for row in rows)
    both = as_html(timeline_of("leg", "remind"))
    assert "holds: 30 \u00d7 10 s \u00b7 sets of strokes: 6 \u00d7 30 s" in both


def test_different_words_are_never_left_out() -> None:
    for way in WAYS:
        timeline = timeline_of(*way)
        text = unescape(as_html(timeline))
        for chapter in timeline.chapters:
            if not chapter.orientation:
                assert all(cue.content in text for cue in chapter.cues if cue.kind == "speech")


def test_titles_are_escaped_and_may_be_given() -> None:
    timeline = Timeline("one", "A <b> & c", "de", (Chapter("x < y", Samples(48_000), ()),))
    assert "A &lt;b&gt; &amp; c" in as_html(timeline)
    assert "<h1>Other</h1>" in as_html(timeline, "Other")
    assert "x &lt; y" in as_html(timeline)
    Page(as_html(timeline))
