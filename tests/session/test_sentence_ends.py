"""Sentences end at the stops of any script, and at no abbreviation or ellipsis within one."""

import pytest

from coach.session.normalise import phrases, spoken

ENDS = [
    ("en", "Ask Dr. Smith first.", ["Ask Doctor Smith first."]),
    ("en", "Ask Dr. J. Smith first.", ["Ask Doctor J. Smith first."]),
    ("en", "Rest from 8 to 12 a.m. each day.", ["Rest from eight to twelve a.m. each day."]),
    ("en", "Rest at 12 p.m. Then sit.", ["Rest at twelve p.m.", "Then sit."]),
    ("en", "Bring a ball, etc. Then sit down.", ["Bring a ball, and so on.", "Then sit down."]),
    ("en", "Bring a ball, etc.", ["Bring a ball, and so on."]),
    ("en", "Bring balls, etc., and sit.", ["Bring balls, and so on, and sit."]),
    ("en", "Hold for 10 min. and rest.", ["Hold for ten minutes and rest."]),
    ("en", "Hold for 10 min. Rest.", ["Hold for ten minutes.", "Rest."]),
    ("en", "Use a ball, e.g. Anna's.", ["Use a ball, for example Anna's."]),
    ("en", "Breathe in… Now breathe out.", ["Breathe in…", "Now breathe out."]),
    ("en", "Breathe in... Now breathe out.", ["Breathe in...", "Now breathe out."]),
    ("en", "Breathe in… and out.", ["Breathe in…", "and out."]),
    ("en", "Breathe in... and out.", ["Breathe in...", "and out."]),
    ("en", "Say “I am well.” Then rest.", ["Say “I am well.”", "Then rest."]),
    ("en", "Ready?! Go!", ["Ready?!", "Go!"]),
    ("en", "Call the doctor. Then rest.", ["Call the doctor.", "Then rest."]),
    ("es", "Pregunta a la Sra. López.", ["Pregunta a la Señora López."]),
    ("en", "Approx. 5 cm. Then rest.", ["About five centimetres.", "Then rest."]),
    ("en", "J. R. Smith says so. Rest.", ["J. R. Smith says so.", "Rest."]),
    ("en", "Ask first. M. Lee knows. Rest.", ["Ask first.", "M. Lee knows.", "Rest."]),
    ("en", "Use plan B. Then rest.", ["Use plan B.", "Then rest."]),
    ("en", "Wait . . . Then rest.", ["Wait . . .", "Then rest."]),
    ("en", "See fig. 2 now.", ["See figure two now."]),
    ("el", "Πονάει; Σταμάτα.", ["Πονάει;", "Σταμάτα."]),
    ("es", "Aprox. 5 min. Luego para.", ["Aproximadamente cinco minutos.", "Luego para."]),
    ("es", "Toma algo, p. ej. una pelota.", ["Toma algo, por ejemplo una pelota."]),
    ("es", "Pelotas, etc. ¿Listo? ¡Vamos!", ["Pelotas, etcétera.", "¿Listo?", "¡Vamos!"]),
    ("ja", "すわって。いきをはく！はい？いいえ", ["すわって。", "いきをはく！", "はい？", "いいえ"]),  # noqa: RUF001
    ("ja", "「はい。」すわる。", ["「はい。」", "すわる。"]),
    ("hi", "बैठ जाइए। साँस छोड़िए।", ["बैठ जाइए।", "साँस छोड़िए।"]),
    ("hi", "बैठ जाइए।साँस छोड़िए॥", ["बैठ जाइए।", "साँस छोड़िए॥"]),
    ("ar", "هل أنت جاهز؟ اجلس.", ["هل أنت جاهز؟", "اجلس."]),
    ("de", "Ruh dich am 3. Tag aus.", ["Ruh dich am 3. Tag aus."]),
    ("de", "Ab dem 1. Mai und jeden 2. Tag.", ["Ab dem 1. Mai und jeden 2. Tag."]),
    ("de", "Der 2. und 4. Punkt.", ["Der 2. und 4. Punkt."]),
    ("de", "Geh zu Punkt 3. Dann ruh dich aus.", ["Geh zu Punkt 3.", "Dann ruh dich aus."]),
    ("de", "Es sind 10. Zähle sie.", ["Es sind 10.", "Zähle sie."]),
    ("en", "Stay on spot 3. Then rest.", ["Stay on spot three.", "Then rest."]),
    ("en", "Repeat from 2 to 3. Then rest.", ["Repeat from two to three.", "Then rest."]),
    ("de", "Nimm z. B. Wasser. Dann ruh dich aus.", ["Nimm z. B. Wasser.", "Dann ruh dich aus."]),
]


@pytest.mark.parametrize(("language", "text", "expected"), ENDS)
def test_sentences_end_where_they_end(language: str, text: str, expected: list[str]) -> None:
    assert [phrase.text for phrase in phrases(spoken(text, language))] == expected


def test_an_ellipsis_in_a_sentence_is_a_breath() -> None:
    said = phrases("Breathe in through the nose… and out through the mouth.")
    assert [phrase.text for phrase in said] == ["Breathe in through the nose…", "and out through the mouth."]


def test_words_with_a_spelling_of_their_own_keep_their_digits_and_dots() -> None:
    assert spoken("Feel l4, L5 and 4 cm.", "en", ("L4", "L5")) == "Feel l4, L5 and four centimetres."
    assert spoken("Use the min. 5 way.", "en", ("min. 5",)) == "Use the min. 5 way."
