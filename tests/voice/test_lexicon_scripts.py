"""Spellings of a protocol's own match in every script, in capitals or not, composed or not."""

import unicodedata

import pytest

from coach.voice.lexicon import respell

MATCHES = [
    ("tr", "iç", "İç bacak.", "X bacak."),
    ("tr", "iç", "I\u0307ç bacak.", "X bacak."),
    ("tr", "kıl", "KIL yap.", "X yap."),  # noqa: RUF001
    ("tr", "kıl", "Kil yap.", "Kil yap."),  # noqa: RUF001
    ("tr", "kil", "KIL yap.", "KIL yap."),
    ("en", "inner", "INNER part", "X part"),
    ("de", "Gesäß", "Das Gesäß.", "Das X."),
    ("de", "Gesäß", "DAS GESÄSS", "DAS X"),
    ("de", "gesäß", unicodedata.normalize("NFD", "Das Gesäß"), "Das X"),
    ("de", unicodedata.normalize("NFD", "Gesäß"), "Das Gesäß", "Das X"),
    ("fr", "cafe", "un cafe\u0301", "un cafe\u0301"),
    ("en", "L4", "Feel l4 and L45.", "Feel X and L45."),
    ("en", "maj.", "Use psoas maj. now.", "Use psoas X now."),
    ("en", "maj.", "Use psoas maj.", "Use psoas X."),
    ("en", "maj.", "Use maj.or", "Use maj.or"),
    ("en", "S.I. joint", "The s.i. joint", "The X"),
    ("en", "and/or", "left and/or right", "left X right"),
    ("en", "psoas' end", "the psoas’ end", "the X"),  # noqa: RUF001
    ("el", "ΜΥΣ", "ο μυς", "ο X"),  # noqa: RUF001
    ("ru", "мышца", "Мышца, мышцами", "X, мышцами"),
    ("hi", "साँस", "साँस लो, साँसें", "X लो, साँसें"),
    ("ja", "腰", "足と腰をまげて", "足とXをまげて"),
    ("th", "หลัง", "นวดหลังเบา", "นวดXเบา"),
]


@pytest.mark.parametrize(("language", "word", "text", "expected"), MATCHES)
def test_an_entry_matches_as_it_is_read(language: str, word: str, text: str, expected: str) -> None:
    assert respell(text, language, "piper", {word: {"any": "X"}}) == expected


def test_the_longest_entry_goes_first() -> None:
    added = {"psoas": {"any": "X"}, "psoas maj.": {"any": "Y"}}
    assert respell("psoas, psoas maj. now", "en", "piper", added) == "X, Y now"
