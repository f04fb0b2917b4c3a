"""Numbers, units, abbreviations and hard names in words; where to breathe."""

import pytest
from num2words import num2words

from coach.session.normalise import ABBREVIATIONS, BREATH_PAUSES, SENTENCE_PAUSES, WORD, phrases, spoken
from coach.text.spoken_numbers import UNIT_WORDS

# Written down by hand, so that they do not repeat the code: what every other number is made of.
ENGLISH = {
    0: "zero",
    1: "one",
    8: "eight",
    12: "twelve",
    13: "thirteen",
    20: "twenty",
    90: "ninety",
    100: "one hundred",
}
SPANISH = {0: "cero", 1: "uno", 8: "ocho", 12: "doce", 16: "dieciséis", 22: "veintidós", 90: "noventa", 100: "cien"}


@pytest.mark.parametrize("number", range(201))
def test_every_number_to_two_hundred_is_words_alone(number: int) -> None:
    for language, known in (("en", ENGLISH), ("es", SPANISH)):
        said = spoken(str(number), language)
        assert said == known.get(number, num2words(number, lang=language))
        assert not any(letter.isdigit() for letter in said)
        assert spoken(f"spot {number} of 3", language).split(" of ")[0] == f"spot {said}"


@pytest.mark.parametrize(
    ("written", "english", "spanish"),
    [
        ("5-10 cm", "five to ten centimetres", "cinco a diez centímetros"),
        ("10–12 s", "ten to twelve seconds", "diez a doce segundos"),
        ("8cm", "eight centimetres", "ocho centímetros"),
        ("10.5 s", "ten point five seconds", "diez coma cinco segundos"),
        ("90°", "ninety degrees", "noventa grados"),
        ("1 mm", "one millimetre", "un milímetro"),
        ("2 mm", "two millimetres", "dos milímetros"),
        ("1 cm", "one centimetre", "un centímetro"),
        ("3 kg", "three kilograms", "tres kilogramos"),
        ("1 kg", "one kilogram", "un kilogramo"),
        ("1 s", "one second", "un segundo"),
        ("1 min", "one minute", "un minuto"),
        ("21 min", "twenty-one minutes", "veintiún minutos"),
        ("31 min", "thirty-one minutes", "treinta y un minutos"),
        ("1 h", "one hour", "una hora"),
        ("21 h", "twenty-one hours", "veintiuna horas"),
        ("1°", "one degree", "un grado"),
        ("1 %", "one per cent", "un por ciento"),
        ("50%", "fifty per cent", "cincuenta por ciento"),
    ],
)
def test_units_and_ranges(written: str, english: str, spanish: str) -> None:
    assert spoken(written, "en") == english
    assert spoken(written, "es") == spanish


def test_every_unit_and_abbreviation_is_spoken_in_every_language() -> None:
    assert UNIT_WORDS["en"].keys() == UNIT_WORDS["es"].keys()
    for language in UNIT_WORDS:
        for unit, (one, many) in UNIT_WORDS[language].items():
            assert spoken(f"1 {unit}", language).endswith(one)
            assert spoken(f"7 {unit}", language).endswith(many)
        for short, long in ABBREVIATIONS[language].items():
            assert spoken(f"so {short} now", language) == f"so {long} now"


def test_words_that_only_look_like_units_stay() -> None:
    assert spoken("2 strips", "en") == "two strips"
    assert spoken("3 moves, 4 h", "en") == "three moves, four hours"


def test_a_language_without_tables_is_left_alone() -> None:
    assert spoken("5-10 cm", "fi") == "5-10 cm"


def test_pauses_come_after_sentences_and_marked_breaths() -> None:
    parts = phrases("Lift the left leg… then move the ball along, slowly; and rest. Red, hot or swollen.")
    assert [(part.text, (part.least, part.most)) for part in parts] == [
        ("Lift the left leg…", BREATH_PAUSES),
        ("then move the ball along, slowly; and rest.", SENTENCE_PAUSES),
        ("Red, hot or swollen.", SENTENCE_PAUSES),
    ]


def test_a_pause_makes_the_pace_within_its_bounds() -> None:
    (part,) = phrases("Go slowly to the first slight stretch now.")
    least, most = SENTENCE_PAUSES
    assert part.pause(8 * WORD - least - 1_000) == least + 1_000
    assert part.pause(8 * WORD) == least
    assert part.pause(1) == most


def test_pace_scales_pauses() -> None:
    calm, normal = phrases("Go on.", 1.25)[0], phrases("Go on.")[0]
    assert calm.least == 1.25 * normal.least
    assert calm.target == pytest.approx(1.25 * normal.target, abs=1)


def test_no_word_is_lost_in_phrases() -> None:
    text = "One, two, three four five; six seven eight nine: ten. Eleven?"
    assert " ".join(part.text for part in phrases(text)) == text
