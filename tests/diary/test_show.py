"""The diary for people: a table, CSV and a picture."""

import csv
import io
import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from diary_material import NOON, done, entry, felt

from coach.diary.calendar import WEEKS, as_svg
from coach.diary.table import as_csv, as_lines

RIGHT = done(chapter=3, side="right", title="Right arm, top, spot 1 of 2")

# The table


def test_the_table_is_aligned_with_the_newest_last() -> None:
    entries = [
        entry(done=(done(), done(chapter=3), RIGHT), comfort_before=4, comfort_after=2),
        entry(NOON + timedelta(days=2), level="remind", ending="stopped", comfort_before=3, heard=95.0),
        entry(NOON + timedelta(days=4), ending=None, ended=None, done=(), heard=None),
    ]
    assert as_lines(entries) == [
        "date              protocol  level   done             min  comfort  ending",
        "2026-05-10 12:00  small     learn   left 2, right 1  10   4 -> 2   finished",
        "2026-05-12 12:00  small     remind  left 1           2    3 -> ?   stopped after Left arm, top, spot 1 of 2",
        "2026-05-14 12:00  small     learn   nothing          0    -        broken off before the first hold",
        "comfort: before -> after, from 0, nothing, to 9, very bad",
    ]


def test_what_was_done_twice_counts_once() -> None:
    assert "left 1, right 1" in as_lines([entry(done=(done(), done(), RIGHT))])[1]


def test_a_programme_says_of_what() -> None:
    line = as_lines([entry(protocol="both", done=(done(), done(protocol="other", side=None)))])[1]
    assert "small left 1; other 1" in line


def test_an_empty_diary_is_one_friendly_line() -> None:
    (line,) = as_lines([])
    assert line.startswith("The diary is empty")


def test_a_title_cannot_play_with_the_terminal() -> None:
    lines = as_lines([entry(protocol="a\x1b[31m\nb", ending="stopped", done=(done(title="x\r\x07y", protocol="a"),))])
    assert len(lines) == 2
    assert not any(ord(letter) < 32 for line in lines for letter in line)


def test_an_old_entry_takes_as_long_as_its_times_say() -> None:
    assert as_lines([entry(heard=None)])[1].split()[6] == "10"


# CSV


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_csv_has_one_row_a_session_and_lists_the_spots() -> None:
    text = as_csv(
        [entry(done=(done(), RIGHT), ratings=(felt(4), felt(2)), comfort_after=2), entry(ending=None, ended=None)]
    )
    first, second = rows(text)
    assert first["began"] == "2026-05-10T12:00:00+02:00"
    assert first["spots"] == "Left arm, top, spot 1 of 2 (5 s); Right arm, top, spot 1 of 2 (5 s)"
    scale = "(from 0, nothing, to 9, very bad)"
    assert [first[f"comfort {when} {scale}"] for when in ("before", "after", "said")] == ["", "2", "4; 2"]
    assert (first["done"], first["minutes"], first["ending"]) == ("left 1, right 1", "10", "finished")
    assert (second["ending"], second["ended"]) == ("broken off", "")


def test_csv_is_as_the_rfc_says() -> None:
    text = as_csv([entry(title='Say "hello",\nthere')])
    assert text.endswith("\r\n")
    assert text.count("\r\n") == 2
    assert '"Say ""hello"",\nthere"' in text
    assert rows(text)[0]["title"] == 'Say "hello",\nthere'
    assert rows(as_csv([])) == []
    assert as_csv([]).startswith("\ufeffbegan,ended,protocol")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(start: str) -> None:
    evil = f"{start}HYPERLINK(1)"
    (row,) = rows(as_csv([entry(protocol=evil, title=evil, level=evil, language=evil, done=(done(title=evil),))]))
    assert row["title"] == f"'{evil}"
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in row.values())


# The picture

TODAY = date(2026, 5, 14)


def picture(*entries: object) -> ElementTree.Element:
    return ElementTree.fromstring(as_svg(entries, TODAY))  # type: ignore[arg-type]


def of(tree: ElementTree.Element, tag: str, look: str) -> list[ElementTree.Element]:
    found = tree.iter(f"{{http://www.w3.org/2000/svg}}{tag}")
    return [each for each in found if each.get("class") == look]


def says(element: ElementTree.Element) -> str:
    return element[0].text or ""


def test_the_calendar_has_twelve_weeks_up_to_today() -> None:
    tree = picture()
    days = of(tree, "rect", "day")
    assert len(days) == 7 * (WEEKS - 1) + TODAY.weekday() + 1
    assert (says(days[0]), says(days[-1])) == ("23 February 2026", "14 May 2026")
    assert of(tree, "circle", "from") != [], "the legend is there without any session"


def test_each_day_shows_what_was_done() -> None:
    stopped = entry(NOON + timedelta(days=1), ending="stopped")
    twice = [entry(NOON + timedelta(days=3), ending="stopped"), entry(NOON + timedelta(days=3, hours=1))]
    tree = picture(entry(NOON - timedelta(days=300)), entry(), stopped, *twice)
    whole, part = of(tree, "rect", "whole")[1:], of(tree, "rect", "part")[1:]  # the first is the legend's
    assert [says(day).partition(":")[0] for day in whole] == ["10 May 2026; small", "13 May 2026; small"]
    assert [says(day) for day in part] == ["11 May 2026; small: left 1, stopped after Left arm, top, spot 1 of 2"]
    text = "".join(tree.itertext())
    assert "13 \u00d72" in text
    assert "4 sessions since 23 February 2026" in text


def test_comfort_is_where_its_day_is_and_as_high_as_it_was() -> None:
    tree = picture(
        entry(comfort_before=9, comfort_after=0), entry(NOON + timedelta(days=1), comfort_before=3, comfort_after=None)
    )
    before, after = of(tree, "circle", "from")[1:], of(tree, "circle", "to")[1:]
    assert [says(each) for each in before] == ["10 May 2026, before: 9", "11 May 2026, before: 3"]
    assert [says(each) for each in after] == ["10 May 2026, after: 0"]
    first, second = before
    assert float(second.get("cx") or 0) - float(first.get("cx") or 0) == pytest.approx(58 / 7, abs=0.1)
    scale = (float(after[0].get("cy") or 0) - float(first.get("cy") or 0)) / 9
    assert float(second.get("cy") or 0) - float(first.get("cy") or 0) == pytest.approx(6 * scale)
    assert len(of(tree, "line", "change")) == 1


def test_everything_lies_inside_and_nothing_breaks_the_markup() -> None:
    entries = [
        entry(NOON - timedelta(days=day), comfort_before=9, comfort_after=0, protocol="<&\"'>") for day in range(80)
    ]
    text = as_svg(entries, TODAY)
    tree = ElementTree.fromstring(text)
    width, height = map(float, re.findall(r"viewBox=\"0 0 (\d+) (\d+)\"", text)[0])
    for element in tree.iter():
        for name, most in (("x", width), ("cx", width), ("x2", width), ("y", height), ("cy", height), ("y2", height)):
            assert 0 <= float(element.get(name) or 0) <= most
    assert "prefers-color-scheme: dark" in text
