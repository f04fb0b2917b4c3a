"""File names that every disk takes."""

import unicodedata

import pytest

from coach.export.names import MOST_BYTES, alike, numbered, safe
from coach.text import one_line


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Before you start", "Before you start"),
        ("Left: outer/inner", "Left- outer-inner"),
        ('a\\b|c<d>e?f*g"h', "a-b-cdefg'h"),
        ("two\nlines\tand a\x00zero\u2028end", "two lines and azero end"),
        ("dots and spaces. . .", "dots and spaces"),
        ("...hidden", "hidden"),
        ("--help", "help"),
        ("../../etc", "etc"),
        ("CON", "CON_"),
        ("nul.txt", "nul_.txt"),
        ("com1", "com1_"),
        ("LPT³.a.b", "LPT³_.a.b"),
        ("Console", "Console"),
        ("cafe\u0301", "caf\u00e9"),
        ("левая нога", "левая нога"),
        ("左脚 · ボール", "左脚 · ボール"),
        ("می‌خواهم", "می‌خواهم"),
        ("safe\u202efdp", "safefdp"),
        ("lone \ud800 half", "lone half"),
        ("", "Session"),
        (" ?* ", "Session"),
        ("...", "Session"),
    ],
)
def test_a_title_becomes_a_name(title: str, name: str) -> None:
    assert safe(title, "Session") == name


@pytest.mark.parametrize("letter", ["a", "é", "ж", "脚", "🦵", "x\u0323\u0307", ". "])
def test_long_titles_are_cut_between_characters(letter: str) -> None:
    name = safe("t" + letter * 300, "Session")
    assert len(name.encode()) <= MOST_BYTES
    assert name == unicodedata.normalize("NFC", name)
    assert not name.endswith((".", " "))
    if letter.startswith("x"):
        assert name == "t" + unicodedata.normalize("NFC", letter) * ((len(name) - 1) // 2)


def test_numbers_have_the_same_width_and_keep_equal_titles_apart() -> None:
    assert numbered(["a", "a", "A"]) == ("01 a", "02 a", "03 A")
    many = numbered(["same"] * 120)
    assert (many[0], many[99]) == ("001 same", "100 same")
    assert sorted(many) == list(many)
    assert len({alike(name) for name in many}) == 120


def test_one_line_keeps_what_files_may_not_have() -> None:
    assert one_line('  Why? "this"\n or: that/ ') == 'Why? "this" or: that/'


def test_names_a_disk_takes_for_one_are_alike() -> None:
    assert alike("Straße É.mp3") == alike("STRASSE e\u0301.MP3")
