"""One writer of SVG: what it writes is well formed, whatever words it is given."""

from xml.etree import ElementTree

from coach import svg

SVG = "{http://www.w3.org/2000/svg}"


def test_words_and_titles_cannot_break_the_markup() -> None:
    evil = "<b> & \"quotes\" 'too' </svg>"
    parts = [svg.theme(".a { fill: #fff }", ".a { fill: #000 }"), svg.text(evil, 1, 2, class_="a")]
    root = ElementTree.fromstring(svg.document(10, 20, evil, [*parts, svg.element("rect", svg.tip(evil), x=1)]))
    assert root.findtext(f"{SVG}title") == root.findtext(f"{SVG}text") == root.findtext(f"{SVG}rect/{SVG}title") == evil
    assert (root.get("viewBox"), root.get("role")) == ("0 0 10 20", "img")
    assert "prefers-color-scheme: dark" in str(root.findtext(f"{SVG}style"))


def test_attributes_are_written_as_svg_has_them() -> None:
    written = svg.text("a", 1, 2.25, class_="small", text_anchor="end", textLength=3)
    assert written == '<text x="1" y="2.2" class="small" text-anchor="end" textLength="3">a</text>'
    assert svg.element("line", x1=0.04) == '<line x1="0.0"/>'
    assert svg.tip("") == ""


def test_a_legend_has_a_box_and_a_word_for_each() -> None:
    parts = list(svg.legend([("whole", "finished"), ("part", "stopped")], 100, 24, 90, 16))
    root = ElementTree.fromstring(svg.document(300, 60, "a", parts))
    assert [(each.get("class"), each.get("x")) for each in root.iter(f"{SVG}rect")] == [
        ("whole", "100"),
        ("part", "190"),
    ]
    assert [(each.text, each.get("x")) for each in root.iter(f"{SVG}text")] == [("finished", "122"), ("stopped", "212")]
