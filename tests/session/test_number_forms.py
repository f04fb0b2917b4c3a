"""Forms of numbers in exercise texts, each with the words that are spoken: one table for each language."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.session.normalise import phrases, spoken
from coach.text.numerals import value_of
from coach.text.spoken_numbers import number_in_words
from coach.text.unclear_forms import unclear

FORMS = [
    (language, *line.split(" | "))
    for language in ("en", "es")
    for line in (Path(__file__).parent / f"number-forms-{language}.txt").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize(("language", "written", "said"), FORMS)
def test_each_form_is_spoken_as_the_table_says(language: str, written: str, said: str) -> None:
    assert spoken(written, language) == said
    assert not list(unclear(written, language))
    assert spoken(f"Now {written}, please.", language).count(said.rstrip(".")) == 1 or ":" in written or "-" in written


def test_the_tables_are_long_enough() -> None:
    assert sum(language == "en" for language, *_ in FORMS) >= 150
    assert sum(language == "es" for language, *_ in FORMS) >= 100


@pytest.mark.parametrize("number", ["1500", "12,345", "1234567", "1001"])
def test_no_pause_lies_inside_a_number(number: str) -> None:
    (phrase,) = phrases(spoken(f"Walk slowly for {number} steps every single day", "en"))
    assert "," not in phrase.text


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "1th"),
        ("en", "1.000 steps"),
        ("en", "24/7"),
        ("en", "3/1/3"),
        ("en", "30s/30s"),
        ("en", "1.2.3"),
        ("en", "2024/05/01"),
        ("en", "H2O"),
        ("en", "1.5e+3"),
        ("en", "1.5e3"),
        ("en", '10"'),
        ("en", "€5"),
        ("en", "@70%"),
        ("en", "1-800-555"),
        ("en", "2024-05-01"),
        ("en", "2nd/3rd"),
        ("en", "555-0199"),
        ("en", "300-200"),
        ("en", "60''"),
        ("en", "-5/10-"),
        ("en", "10-05"),
        ("en", "70kg/m2"),
        ("en", "5ft2"),
        ("en", "cm²"),
        ("en", "Ⅳ"),
        ("en", "9" * 400),
        ("es", "25.ª"),
        ("es", "1,000 pasos"),
        ("es", "120/80"),
        ("es", "1" * 30),
    ],
)
def test_what_is_not_understood_is_named(language: str, written: str) -> None:
    assert [token for token, _ in unclear(f"Now {written} so", language)] == [written.split()[0]]


@pytest.mark.parametrize("written", ["10 / 10", "10 /side", "reps / 3", "30 s/ 30 s"])
def test_a_slash_that_stands_apart_is_named(written: str) -> None:
    assert [token for token, _ in unclear(f"Now {written} so", "en")]


def test_long_digits_take_no_time() -> None:
    assert list(unclear("9" * 5_000 + " 9 /", "en"))


def test_a_language_or_number_without_words_is_none() -> None:
    assert number_in_words(3, "xx") is None
    assert number_in_words("1" * 30, "es") is None


@pytest.mark.parametrize(
    ("numeral", "english", "spanish"),
    [
        ("10,000", 10_000, 10),
        ("1.000", 1, 1_000),
        ("1,5", 1.5, 1.5),
        ("1.5", 1.5, 1.5),
        ("1.000,5", 1_000.5, 1_000.5),
        ("1,000.5", 1_000.5, 1_000.5),
        ("1 1/2", 1.5, 1.5),
        ("2½", 2.5, 2.5),
        ("10 000", 10_000, 10_000),
    ],
)
def test_one_reader_gives_the_values(numeral: str, english: float, spanish: float) -> None:
    assert (value_of(numeral, "en"), value_of(numeral, "es")) == (english, spanish)


LETTERS = st.text(alphabet="0123456789.,:/-–—x\u00d7½°'\"+%ºª ksmhLcin", max_size=24)
FORMS_OF_TEXTS = [written for _, written, _ in FORMS]
PIECES = [
    *"-–/x\u00d7:.,+±~#'\"%°ºª()",
    " ",
    " - ",
    "cm",
    "s",
    "min",
    "km/h",
    "st",
    "3",
    "12",
    "1,5",
    "1.000",
    "½",
    "0199",
]
MIXED = st.lists(st.sampled_from([*PIECES, *FORMS_OF_TEXTS]) | st.integers(0, 99_999).map(str), max_size=6).map("".join)


@given(LETTERS | MIXED, st.sampled_from(["en", "es"]))
def test_anything_is_spoken_or_named_as_it_is_written(text: str, language: str) -> None:
    said = spoken(text, language)
    named = [token for token, _ in unclear(text, language)]
    assert named or not any(letter.isnumeric() for letter in said)
    assert all(token in text for token in named)
    assert "  " not in said
