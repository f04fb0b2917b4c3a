"""Numbers, ranges and units in words; where to breathe."""

import pytest

from coach.session.wording import CLAUSE_PAUSE, SENTENCE_PAUSE, phrases, spoken


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("5-10 cm", "five to ten centimetres"),
        ("1 cm", "one centimetre"),
        ("8cm", "eight centimetres"),
        ("10–12 s", "ten to twelve seconds"),
        ("90°", "ninety degrees"),
        ("10.5 s", "ten point five seconds"),
        ("spot 2 of 3", "spot two of three"),
        ("2 strips", "two strips"),
    ],
)
def test_numbers_ranges_and_units(written: str, heard: str) -> None:
    assert spoken(written, "en") == heard


def test_pauses_come_after_sentences_and_long_clauses() -> None:
    parts = phrases("Lift the left leg, then move the ball along. Red, hot or swollen.")
    assert [(part.text, part.pause) for part in parts] == [
        ("Lift the left leg,", CLAUSE_PAUSE),
        ("then move the ball along.", SENTENCE_PAUSE),
        ("Red, hot or swollen.", SENTENCE_PAUSE),
    ]


def test_no_word_is_lost_in_phrases() -> None:
    text = "One, two, three four five; six seven eight nine: ten. Eleven?"
    assert " ".join(part.text for part in phrases(text)) == text
