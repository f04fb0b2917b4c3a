"""`coach sources`: every number with who says so; what we chose stands out and is counted."""

import re

import pytest
from small import TEXT

from coach.errors import InputError
from coach.protocol import load, parse
from coach.protocol.sources import as_lines, number_words, rows

SMALL = parse(TEXT, "small.yaml")


def test_each_limit_and_each_line_with_a_number_is_a_row() -> None:
    found = {row.what: row for row in rows(SMALL, "en")}
    assert list(found) == [
        "limit hold",
        "limit passes",
        "limit spots",
        "limit step",
        "limit area",
        "limit comfort",
        "sides",
        "strips",
        "spots",
        "rest short",
        "line total",
        "line here",
        "line move",
        "line hold",
        "line two",
        "line one",
    ]
    assert found["limit hold"].says == "least 4.5 s, most 6 s, usual 5 s"
    assert found["limit hold"].sources == ("A. Author, B1: hold for four and a half to six seconds",)
    assert not found["limit hold"].ours
    assert found["limit step"].says == "least 1 cm, most 2 cm, towards hand"
    assert found["limit step"].ours
    assert found["line move"].says == "Move it {step}."
    assert found["limit comfort"].says == "aim 3, ease 4, stop 6, of 0 to 9, where 0 is nothing and 9 is very bad"


def test_what_is_said_without_a_number_has_its_number_and_is_ours() -> None:
    text = TEXT.replace("    terms: {left", "    lengths: {a hand's width: 8 cm}\n    terms: {left")
    text = text.replace("learn: Put it down.", 'learn: "Put it down, a hand\'s width from the elbow."')
    found = {row.what: row for row in rows(parse(text, "small.yaml"), "en")}
    assert found["length a hand's width"] == ("length a hand's width", "8 cm", ("our choice",), True)
    assert found["line place"].says == "Put it down, a hand's width from the elbow."


def test_our_choice_stands_out_and_is_counted() -> None:
    found = rows(SMALL, "en")
    lines = list(as_lines(SMALL, found, 80))
    assert sum(line.startswith("* ") for line in lines) == sum("OUR CHOICE" in line for line in lines) == 14
    assert lines[-1] == "16 numbers of small; * 14 are our choice, 14 of them with no other source"
    assert not any("\x1b" in line for line in lines)
    assert all(len(line) <= 80 for line in lines)
    assert any("\x1b[33m" in line for line in as_lines(SMALL, found, 80, coloured=True))


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_number_of_the_shipped_protocol_is_left_out(language: str) -> None:
    protocol = load("hamstrings")
    found = {row.what: row for row in rows(protocol, language)}
    assert all(row.sources for row in found.values())
    for name, line in protocol.words[language].lines.items():
        said = f"{line.always} {line.learn} {line.remind} {line.tones}"
        if re.search(r"\d|\{(hold|step|minutes|spot|spots)\}", said):
            assert f"line {name}" in found
    assert {f"rest {name}" for name in protocol.rests.lengths} <= set(found)  # type: ignore[union-attr]
    assert {"practice", "limit between", "limit comfort", "limit area", "limit never", "spots"} <= set(found)
    assert found["limit hold"].sources[0].startswith("Dr Terry Davis, F16: Hold 10 to 12 seconds")


def test_number_words_are_those_of_the_language() -> None:
    assert {"five", "twenty", "once", "second"} <= number_words("en")
    assert {"cinco", "veinte", "treinta"} <= number_words("es")
    assert not {"and", "the"} & number_words("en")
    assert not {"y", "un", "una"} & number_words("es")
    assert number_words("xx") == frozenset()


def test_a_language_it_does_not_speak_is_refused() -> None:
    with pytest.raises(InputError, match="--language fi: there is en"):
        rows(SMALL, "fi")
