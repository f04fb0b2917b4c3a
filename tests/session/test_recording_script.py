"""Every line that a session can say is in its script, under a name that never changes."""

import csv
import io
import re
from html.parser import HTMLParser
from itertools import product

import pytest
from small import TEXT

from coach.errors import InputError
from coach.protocol import LEVELS, Protocol, load, parse, shipped
from coach.protocol.traverse import prompt_lines
from coach.protocol.vocabulary import Level
from coach.session import SIDES, Choices, arriving, expand
from coach.session import recording_script as session_script
from coach.session.expand import chapters as expand_chapters
from coach.session.location import Arrival
from coach.session.model import ChapterScript
from coach.session.prompts import NUMBERED, PromptKind, answer, answers
from coach.session.recording_pages import FORMATS, format_named, rows
from coach.session.recording_script import MINUTES, script
from coach.voice.recording_id import line_id

SMALL = parse(TEXT, "small.yaml")
ALL = [(name, language) for name in shipped() for language in load(name).words]


def said(protocol: Protocol, choices: Choices, minutes: int) -> set[str]:
    return {text for chapter in expand(protocol, choices, minutes).chapters for text in chapter.texts()}


def gone_on(protocol: Protocol) -> set[str]:
    """Said at any spot, from any other spot of its strip or from nobody knows where, with any number of spots."""
    every: set[str] = set()
    for spots in (1, 2, 3):
        choices = Choices(spots=spots)
        for chapter in expand(protocol, choices).chapters:
            others = range(1, spots + 1) if chapter.location.spot else ()
            places = [Arrival("place", (chapter.location.spot or 0) - other) for other in others]
            for arrival in (*places, Arrival("stay")) if chapter.location.spot else ():
                every |= set(arriving(protocol, choices, chapter, arrival).texts())
    return every


def test_the_script_is_exactly_what_all_sessions_say() -> None:
    every: set[str] = set()
    for level, side, spots, passes, hold in product(LEVELS, SIDES, (1, 2, 3), (1, 2), (None, 5, 6)):
        every |= said(SMALL, Choices(side, level, spots, passes, hold), 1)
    for minutes in MINUTES:
        every |= said(SMALL, Choices(), minutes)
    every |= {text for _, text in answers(SMALL, "en")}
    for kind, most in {PromptKind.REMAINING: MINUTES.stop - 1, **NUMBERED}.items():
        every |= {phrase.text for number in range(most + 1) for phrase in answer(SMALL, "en", kind, number)}
    every |= {SMALL.words["en"].lines[line].always or "" for path, line in prompt_lines(SMALL) if path[0] != "going on"}
    every |= gone_on(SMALL)
    every |= {
        "Before the first session there is one question.",
        *("That key means nothing here.", "Press Y for yes, N for no, R to hear it again, Q to leave."),
        "You said yes to this question:",
    }
    lines = script(SMALL)
    assert {line.text for line in lines} == every
    assert len(lines) == len(every)


@pytest.mark.parametrize(("name", "language"), ALL)
@pytest.mark.parametrize("level", LEVELS)
def test_a_session_of_a_shipped_protocol_says_nothing_else(name: str, language: str, level: Level) -> None:
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
def test_the_formats_hold_every_line_with_its_sentence(name: str, language: str) -> None:
    protocol = load(name)
    lines = script(protocol, language)
    shown = rows(lines, language, numbers=True)
    assert [row.lines for row in shown] == [(line,) for line in lines]
    text = format_named("text")(protocol, language, shown)
    whole = [line.text if line.text == line.sentence else f"{line.text}   [{line.sentence}]" for line in lines]
    assert [tuple(row.split(None, 1)) for row in text.splitlines()] == [
        (line.id, said) for line, said in zip(lines, whole, strict=True)
    ]

    table = list(csv.DictReader(io.StringIO(format_named("csv")(protocol, language, shown).removeprefix("\ufeff"))))
    assert [(row["id"], row["text"], row["sentence"], row["number"]) for row in table] == [
        (line.id, line.text, line.sentence, str(number)) for number, line in enumerate(lines, 1)
    ]

    page = Page(format_named("html")(protocol, language, shown))
    assert [tuple(row[:3]) for row in page.rows[1:]] == [
        (str(number), line.text + (line.sentence if line.sentence != line.text else ""), line.id)
        for number, line in enumerate(lines, 1)
    ]
    assert page.links == []


CLAUSES = TEXT.replace(
    "learn: Put it down.", 'learn: "Put it down beside you… where it cannot roll away; then breathe out… slowly. Wait."'
)


def test_each_part_of_a_sentence_stands_with_the_whole_one() -> None:
    lines = {line.text: line.sentence for line in script(parse(CLAUSES, "small.yaml"))}
    whole = "Put it down beside you… where it cannot roll away; then breathe out… slowly."
    assert [text for text, sentence in lines.items() if sentence == whole] == [
        "Put it down beside you…",
        "where it cannot roll away; then breathe out…",
        "slowly.",
    ]
    assert lines["Wait."] == "Wait."


@pytest.mark.parametrize(("name", "language"), ALL)
def test_every_line_is_a_part_of_its_sentence_and_sentences_end(name: str, language: str) -> None:
    for line in script(load(name), language):
        assert line.text in line.sentence
        assert not line.sentence.endswith((",", ";", "…"))


@pytest.mark.parametrize(("name", "language"), ALL)
def test_lines_that_differ_in_a_number_have_one_row_with_its_range(name: str, language: str) -> None:
    lines = script(load(name), language)
    shown = rows(lines, language)
    assert sorted(line.id for row in shown for line in row.lines) == sorted(line.id for line in lines)
    without = [re.sub(r"\W+", " ", row.text.lower()) for row in shown]
    for tens in ("twenty", "veinti", "forty", "cuarenta"):
        assert sum(tens in text and ("minut" in text) for text in without) == 0, "no total by itself"
    (left,) = [row for row in shown if row.text in ("About [2–60] minutes left.", "Quedan unos [2–60] minutos.")]
    assert len(left.lines) == 59
    assert left.id == ""


def test_only_numbers_that_vary_become_a_range() -> None:
    shown = {row.text: row for row in rows(script(SMALL), "en")}
    assert {"About [1–60] minutes.", "Left arm, top, spot one of two."} <= shown.keys()
    assert {"Hold five.", "Hold six."} <= shown.keys(), "few variants are listed each"
    assert [line.text for line in shown["About [1–60] minutes."].lines][22] == "About twenty-three minutes."
    both = parse(TEXT.replace("About {minutes} minutes.", "About {minutes} minutes, {hold} s."), "small.yaml")
    assert "About [1–60] minutes, [5–6] seconds." in {row.text for row in rows(script(both), "en")}
    same = parse(TEXT.replace("About {minutes} minutes.", "Ten times, then {minutes} minutes."), "small.yaml")
    assert "Ten times, then [1–60] minutes." in {row.text for row in rows(script(same), "en")}


def test_a_row_of_many_tells_how_to_record_the_one_that_is_needed() -> None:
    shown = rows(script(SMALL), "en")
    (line,) = [line for line in FORMATS["text"](SMALL, "en", shown).splitlines() if "minutes." in line]
    assert line.startswith("(60 ids: see --numbers)")
    (row,) = [row for row in Page(FORMATS["html"](SMALL, "en", shown)).rows if "minutes." in row[1]]
    assert "60 ids" in row[2]
    assert line_id("About twenty-three minutes.", "en") in row[2]
    (cells,) = [
        row for row in csv.DictReader(io.StringIO(FORMATS["csv"](SMALL, "en", shown))) if "minutes." in row["text"]
    ]
    assert (cells["id"], cells["lines"]) == ("", "60")


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
    sharp = parse(TEXT.replace("Ask first.", "Ask < you & first > now."), "small.yaml")
    page = Page(FORMATS["html"](sharp, "en", rows(script(sharp), "en")))
    assert page.rows[1][1] == "Ask < you & first > now."


def test_it_does_not_go_through_more_sessions_than_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them takes some milliseconds: all numbers with all choices would be a hundred thousand."""
    expanded: list[object] = []
    real = expand_chapters

    def counted(protocol: Protocol, choices: Choices, minutes: int) -> tuple[ChapterScript, ...]:
        expanded.append(choices)
        return real(protocol, choices, minutes)

    monkeypatch.setattr(session_script, "chapters", counted)
    script(load("hamstrings"))
    assert 100 < len(expanded) < 1_000


def test_wrong_words_list_what_there_is() -> None:
    with pytest.raises(InputError, match="--language xx: there is en"):
        script(SMALL, "xx")
    with pytest.raises(InputError, match="--format pdf: there is text, csv, html"):
        format_named("pdf")
