"""Every line that a session can say is in its script, under a name that never changes."""

import csv
import io
import re
import time
from html.parser import HTMLParser
from itertools import product

import pytest
from small import TEXT

from coach.errors import InputError
from coach.protocol import LEVELS, Protocol, load, parse, shipped
from coach.protocol.check import outside
from coach.session import SIDES, Choices, expand
from coach.session.answers import answers
from coach.session.script import FORMATS, MINUTES, format_named, line_id, script

SMALL = parse(TEXT, "small.yaml")
ALL = [(name, language) for name in shipped() for language in load(name).words]


def said(protocol: Protocol, choices: Choices, minutes: int) -> set[str]:
    return {text for chapter in expand(protocol, choices, minutes).chapters for text in chapter.texts()}


def test_the_script_is_exactly_what_all_sessions_say() -> None:
    every: set[str] = set()
    for level, side, spots, passes, hold in product(LEVELS, SIDES, (1, 2, 3), (1, 2), (None, 5, 6)):
        every |= said(SMALL, Choices(side, level, spots, passes, hold), 1)
    for minutes in MINUTES:
        every |= said(SMALL, Choices(), minutes)
    every |= {text for _, text in answers(SMALL, "en", MINUTES.stop)}
    every |= {SMALL.words["en"].lines[line].always or "" for _, line in outside(SMALL)}
    lines = script(SMALL)
    assert {line.text for line in lines} == every
    assert len(lines) == len(every)


@pytest.mark.parametrize(("name", "language"), ALL)
@pytest.mark.parametrize("level", LEVELS)
def test_a_session_of_a_shipped_protocol_says_nothing_else(name: str, language: str, level: str) -> None:
    protocol = load(name)
    known = {line.text for line in script(protocol, language)}
    for minutes in (7, 25, 60):
        assert said(protocol, Choices(level=level, language=language), minutes) <= known


def test_lines_come_in_the_order_of_the_usual_session_and_totals_stand_together() -> None:
    lines = script(SMALL)
    usual = [text for chapter in expand(SMALL, Choices(), 1).chapters for text in chapter.texts()]
    position = {line.text: index for index, line in enumerate(lines)}
    assert [position[text] for text in dict.fromkeys(usual)] == sorted(position[text] for text in set(usual))
    totals = [position[line.text] for line in lines if line.chapter == "Total"]
    assert len(totals) == len(MINUTES)
    assert totals == list(range(totals[0], totals[0] + len(MINUTES)))
    first = lines[totals[0]]
    assert (first.level, first.chapter, first.step) == ("learn", "Total", 1)


def test_a_line_with_hold_and_total_is_listed_for_each_of_both() -> None:
    both = parse(TEXT.replace("About {minutes} minutes", "About {minutes} minutes, {hold} seconds"), "small.yaml")
    texts = {line.text for line in script(both)}
    assert {"About two minutes, six seconds.", "About sixty minutes, five seconds."} <= texts


def test_ids_are_unique_over_all_shipped_protocols_and_safe_as_file_names() -> None:
    found: dict[str, tuple[str, str]] = {}
    for name, language in ALL:
        for line in script(load(name), language):
            assert found.setdefault(line.id, (language, line.text)) == (language, line.text)
            # The hash behind it keeps it from being one of the names that Windows reserves, such as con.
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*-[0-9a-f]{8}", line.id)
            assert len(line.id) <= 49


def test_ids_never_change() -> None:
    assert line_id("Lift your left leg.", "en") == "lift-your-left-leg-917cf224"
    assert line_id("Hold.", "en") != line_id("Hold.", "es")
    assert line_id("Hold.", "en") != line_id("Hold!", "en")
    assert line_id("Estira la rodilla, más despacio.", "es").startswith("estira-la-rodilla-mas-despacio-")
    assert line_id("con\u0301", "es") == line_id("co\u0144", "es")
    assert line_id("左", "zh") != line_id("右", "zh")
    assert line_id("Con", "en").startswith("con-")


@pytest.mark.parametrize(("name", "language"), ALL)
def test_the_formats_hold_every_line(name: str, language: str) -> None:
    protocol = load(name)
    lines = script(protocol, language)
    text = format_named("text")(protocol, language, lines)
    assert [tuple(row.split(None, 1)) for row in text.splitlines()] == [(line.id, line.text) for line in lines]

    table = list(csv.DictReader(io.StringIO(format_named("csv")(protocol, language, lines))))
    assert [(row["id"], row["text"], row["number"]) for row in table] == [
        (line.id, line.text, str(number)) for number, line in enumerate(lines, 1)
    ]

    page = Page(format_named("html")(protocol, language, lines))
    assert [tuple(row[:3]) for row in page.rows[1:]] == [
        (str(number), line.text, line.id) for number, line in enumerate(lines, 1)
    ]
    assert page.links == []


class Page(HTMLParser):
    """Rows of cells of a page, and what it would load."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.links: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.links += [str(value) for key, value in attributes if key in ("src", "href")]
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and data.strip():
            self.rows[-1][-1] += data


def test_words_cannot_break_the_page() -> None:
    sharp = parse(TEXT.replace("Ask first.", "Ask <b>&amp; first</b>."), "small.yaml")
    page = Page(FORMATS["html"](sharp, "en", script(sharp)))
    assert page.rows[1][1] == "Ask <b>&amp; first</b>."


def test_it_is_quick() -> None:
    script(load("hamstrings"))
    start = time.perf_counter()
    script(load("hamstrings"))
    assert time.perf_counter() - start < 2  # under half a second on a laptop


def test_wrong_words_list_what_there_is() -> None:
    with pytest.raises(InputError, match="--language xx: there is en"):
        script(SMALL, "xx")
    with pytest.raises(InputError, match="--format pdf: there is text, csv, html"):
        format_named("pdf")
