"""Numbers and lengths in wording: what a limit does not allow is refused at its place, all else passes."""

import pytest

from coach.protocol import ProtocolError, load, parse, shipped
from coach.protocol.template import template
from coach.units import Centimetres

TEXT = """\
protocol: arm
version: 1
audience: person
sources:
  book: {by: A. Author, about: a book, facts: {B1: hold for ten to twelve seconds}}
  choice: {about: our choice}
limits:
  hold: {least: 10 s, most: 12 s, usual: 10 s, source: B1}
  set: {least: 30 s, most: 60 s, usual: 30 s, source: choice}
  stroke: {least: 2 s, most: 4 s, usual: 3 s, source: choice}
  passes: {least: 1, most: 2, usual: 1, source: choice}
  spots: {least: 1, most: 4, usual: 3, source: choice}
  step: {least: 5 cm, most: 7 cm, towards: hand, source: choice}
  area: {least: 8 cm, most: 31 cm, source: choice}
  comfort: {aim: 3, ease: 4, stop: 6, source: choice}
  between: {days: 2, source: choice}
sides: {order: [left, right], source: choice}
strips: {order: [{id: outer, muscle: a}, {id: middle, muscle: b}, {id: inner, muscle: c}], source: choice}
spots: {from: elbow, first: 10 cm, source: choice}
rests: {lengths: {short: 1 s}, source: choice}
safety: {notice: notice, stop rule: notice, too soon: too soon}
ease off: {hold: ease, end: off}
going on: {stay: there, place: again, ahead: ahead, back: back, rest: short}
screening: {questions: [{ask: broken, tier: do not start}], outcomes: {do not start: not now}}
session:
  - chapter: opening
    steps:
      - {say: notice}
      - {say: free}
  - each: [side, strip, pass, spot]
    chapter: spot
    steps:
      - {say: here}
      - {say: place, tone: settle, rest: short, when: first spot, leads: anywhere to on}
      - {say: move, tone: move, rest: short, when: later spot, leads: spot before to on}
      - {hold: chosen, announce: hold, halfway: halfway}
      - {say: ease, leads: held to on}
  - each: side
    chapter: rolled
    steps:
      - {say: arm}
      - {say: roll, leads: anywhere to on}
      - {strokes: chosen}
      - {say: ease, leads: held to on}
  - chapter: end
    steps:
      - {say: off, leads: anywhere to off}
words:
"""

WORDS = """\
  LANGUAGE:
    title: Arm
    terms: {left: LEFT, right: RIGHT, outer: outer, middle: middle, inner: inner, elbow: ELBOW, pass 1: "", pass 2: ""}
    titles: {opening: Opening, spot: "{side}, {strip}, {spot} of {spots}{pass}", rolled: "{side}", end: End}
    lines:
      notice: {source: choice, always: "NOTICE"}
      free: {source: choice, always: "FREE"}
      too soon: {source: choice, always: "TOO SOON"}
      here: {source: choice, always: "{side}, {strip}, {spot} of {spots}."}
      place: {source: choice, always: "PLACE"}
      move: {source: choice, always: "MOVE"}
      hold: {source: choice, always: "HOLD"}
      halfway: {source: choice, always: "HALFWAY"}
      roll: {source: choice, always: "ROLL"}
      arm: {source: choice, always: "{side}."}
      there: {source: choice, always: "OK"}
      again: {source: choice, always: "OK {at}."}
      ahead: {source: choice, always: "OK {moves}."}
      back: {source: choice, always: "OK {moves}."}
      ease: {source: choice, always: "OK"}
      off: {source: choice, always: "OK"}
      broken: {source: choice, always: "OK"}
      not now: {source: choice, always: "OK"}
"""
NAMES = {"en": ("left", "right", "elbow"), "es": ("izquierda", "derecha", "codo")}
LINES = ("NOTICE", "FREE", "TOO SOON", "PLACE", "MOVE", "HOLD", "HALFWAY", "ROLL")


def written(language: str, line: str = "", wording: str = "", lengths: str = "") -> str:
    """A protocol with one line that says `wording`, in one language."""
    text = WORDS.replace("LANGUAGE", language)
    for name, word in zip(("LEFT", "RIGHT", "ELBOW"), NAMES[language], strict=True):
        text = text.replace(name, word)
    for name in LINES:
        text = text.replace(f'"{name}"', f'"{wording}"' if name == line else '"OK"')
    if lengths:
        text = text.replace("    lines:\n", f"    lengths: {{{lengths}}}\n    lines:\n")
    return TEXT + text


FAULTS = [
    # seconds of a hold
    ("en", "HOLD", "Hold still for 20 s.", "'20 s' is outside the limit of hold, 10 to 12 s", "B1: hold for ten"),
    ("en", "HOLD", "Hold still for twenty seconds.", "'twenty seconds', 20 s, is outside the limit of hold", "B1"),
    ("en", "HOLD", "Hold for 5 s.", "'5 s' is outside the limit of hold", "B1"),
    ("en", "HOLD", "Hold for 10-15 s.", "'10-15 s', 10 to 15 s, is outside the limit of hold", "B1"),
    ("en", "HOLD", "Hold for ten to fifteen seconds.", "'ten to fifteen seconds', 10 to 15 s, is outside", "B1"),
    ("en", "HOLD", "Hold, twenty.", "'twenty', 20 s, is outside the limit of hold", "B1"),
    ("en", "HOLD", "Hold it for a minute.", "'a minute', 60 s, is outside the limit of hold", "B1"),
    ("en", "HOLD", "A twenty-second hold.", "'twenty-second', 20 s, is outside the limit of hold", "B1"),
    ("en", "HOLD", "Hold for twelve and a half seconds.", "'twelve and a half seconds', 12.5 s", "B1"),
    ("en", "HALFWAY", "Ten more seconds, twenty seconds in all.", "'twenty seconds', 20 s, is outside", "B1"),
    (
        "en",
        "FREE",
        "Each stretch is held for half a minute.",
        "'half a minute', 30 s, is outside the limit of hold",
        "B1",
    ),
    ("en", "FREE", "You never hold it longer than 20 s.", "'20 s' is outside the limit of hold", "B1"),
    ("en", "FREE", "After thirty seconds, you let go.", "'thirty seconds', 30 s, is outside the limit of hold", "B1"),
    ("en", "FREE", "Let go after thirty seconds.", "'thirty seconds', 30 s, is outside the limit of hold", "B1"),
    ("es", "HOLD", "Mantén 20 s.", "'20 s' is outside the limit of hold, 10 to 12 s", "B1"),
    ("es", "HOLD", "Mantén veinte segundos.", "'veinte segundos', 20 s, is outside the limit of hold", "B1"),
    ("es", "HOLD", "Mantén de diez a quince segundos.", "'diez a quince segundos', 10 to 15 s, is outside", "B1"),
    ("es", "HOLD", "Aguanta medio minuto.", "'medio minuto', 30 s, is outside the limit of hold", "B1"),
    ("es", "FREE", "Quédate sin moverte veintiún segundos.", "'veintiún segundos', 21 s, is outside", "B1"),
    # strokes and sets
    ("en", "ROLL", "Roll 8 s out, and 3 s back.", "'8 s' is outside the limit of stroke, 2 to 4 s", "our choice"),
    ("en", "ROLL", "Each stroke takes six seconds.", "'six seconds', 6 s, is outside the limit of stroke", "choice"),
    ("en", "ROLL", "Keep rolling for five minutes.", "'five minutes', 300 s, is outside the limit of set", "choice"),
    ("es", "ROLL", "Cada pasada dura seis segundos.", "'seis segundos', 6 s, is outside the limit of stroke", "choice"),
    ("es", "ROLL", "Pasa el rodillo cinco minutos.", "'cinco minutos', 300 s, is outside the limit of set", "choice"),
    # steps
    (
        "en",
        "MOVE",
        "Move the ball 20 cm towards your hand.",
        "'20 cm' is outside the limit of step, 5 to 7 cm",
        "choice",
    ),
    ("en", "MOVE", "Move it by two to six centimetres.", "'two to six centimetres', 2 to 6 cm, is outside", "choice"),
    ("en", "MOVE", "Move it 80 mm.", "'80 mm', 8 cm, is outside the limit of step", "choice"),
    (
        "en",
        "FREE",
        "Then you move the ball ten centimetres.",
        "'ten centimetres', 10 cm, is outside the limit of step",
        "",
    ),
    (
        "es",
        "MOVE",
        "Mueve la pelota veinte centímetros.",
        "'veinte centímetros', 20 cm, is outside the limit of step",
        "",
    ),
    ("es", "MOVE", "Muévela 3 cm.", "'3 cm' is outside the limit of step, 5 to 7 cm", "our choice"),
    # places and the area
    ("en", "PLACE", "Put the ball 40 cm from the elbow.", "'40 cm' is not where the first spot is, 10 cm", "choice"),
    ("en", "PLACE", "Put the ball twelve centimetres up.", "'twelve centimetres', 12 cm, is not where the first", ""),
    (
        "en",
        "FREE",
        "Stay five centimetres above the elbow.",
        "'five centimetres', 5 cm, is outside the limit of area",
        "",
    ),
    ("es", "PLACE", "Pon la pelota a 40 cm del codo.", "'40 cm' is not where the first spot is, 10 cm", "choice"),
    ("es", "FREE", "Quédate cinco centímetros por encima del codo.", "'cinco centímetros', 5 cm, is outside", "choice"),
    # comfort
    (
        "en",
        "FREE",
        "On a scale of nought to ten, stay at five or less.",
        "'five' of ten is above the limit of comfort, aim 3",
        "",
    ),
    ("en", "FREE", "At six out of ten, ease off.", "'six' of ten is above the limit of comfort, ease 4", "choice"),
    (
        "en",
        "FREE",
        "At four out of ten, ease off; at eight stop.",
        "'eight' of ten is above the limit of comfort, stop 6",
        "",
    ),
    ("en", "FREE", "Pain up to 5 of 10 is fine.", "'5' of ten is above the limit of comfort, aim 3", "choice"),
    ("en", "FREE", "Stop at 7, or with any sharp pain.", "'7' of ten is above the limit of comfort, stop 6", "choice"),
    (
        "en",
        "FREE",
        "The pain may go up to five, stop at six.",
        "'five' of ten is above the limit of comfort, aim 3",
        "",
    ),
    (
        "es",
        "FREE",
        "En una escala de cero a diez, quédate en cinco o menos.",
        "'cinco' of ten is above the limit",
        "aim 3",
    ),
    ("es", "FREE", "A partir de seis sobre diez, afloja.", "'seis' of ten is above the limit of comfort, ease 4", ""),
    ("es", "FREE", "En ocho, o con dolor agudo, para.", "'ocho' of ten is above the limit of comfort, stop 6", ""),
    # days
    (
        "en",
        "TOO SOON",
        "Your last session was less than three days ago.",
        "'three days' is not the limit 'between', 2 days",
        "",
    ),
    (
        "en",
        "TOO SOON",
        "Your last session was less than one day ago.",
        "'one day' is not the limit 'between', 2 days",
        "",
    ),
    ("en", "FREE", "Do this every day.", "'every day' is more often than the limit 'between', 2 days", "our choice"),
    (
        "en",
        "FREE",
        "Treat these muscles four times a week.",
        "'four times' so often is more than once in 2 days",
        "choice",
    ),
    ("en", "FREE", "A session once a day is enough.", "'once' so often is more than once in 2 days", "our choice"),
    (
        "es",
        "TOO SOON",
        "Tu última sesión fue hace menos de tres días.",
        "'tres días' is not the limit 'between'",
        "choice",
    ),
    ("es", "FREE", "Repite esto todos los días.", "'todos los dias' is more often than the limit 'between'", "choice"),
    ("es", "FREE", "Haz una sesión dos veces al día.", "'dos veces' so often is more than once in 2 days", "choice"),
    ("en", "FREE", "At 7/10, ease off. It may feel like 3.", "'7/10' of ten is above the limit of comfort", "choice"),
    ("es", "HOLD", "Mantén doscientos segundos.", "'doscientos segundos', 200 s, is outside the limit", "B1"),
    # a dot that ends no sentence
    ("en", "FREE", "Move the ball by approx. 9 cm.", "'9 cm' is outside the limit of step", "choice"),
    ("en", "FREE", "Hold it for e.g. 20 s.", "'20 s' is outside the limit of hold", "B1"),
    ("es", "FREE", "Mueve la pelota aprox. 9 cm.", "'9 cm' is outside the limit of step", "choice"),
    (
        "en",
        "FREE",
        "With pain at 8 of ten, as Dr. Kim says, stop.",
        "'8' of ten is above the limit of comfort",
        "choice",
    ),
    # counts
    ("en", "FREE", "There are four strips on each arm.", "'four' strips, but there are 3", "our choice"),
    ("en", "FREE", "Two strips in all.", "'Two' strips, but there are 3", "our choice"),
    ("en", "FREE", "Each strip has six spots.", "'six', 6, is outside the limit of spots, 1 to 4", "our choice"),
    ("en", "FREE", "Go over each strip three times.", "'three times', 3, is outside the limit of passes, 1 to 2", ""),
    (
        "en",
        "FREE",
        "This is the third time over this strip.",
        "'third time' is outside the limit of passes, 1 to 2",
        "",
    ),
    ("es", "FREE", "Hay cuatro franjas en cada brazo.", "'cuatro' strips, but there are 3", "our choice"),
    ("es", "FREE", "Cada franja tiene seis puntos.", "'seis', 6, is outside the limit of spots, 1 to 4", "our choice"),
    ("es", "FREE", "Pasa tres veces por la misma franja.", "'tres veces', 3, is outside the limit of passes", "choice"),
]

HARMLESS = [
    ("en", "HOLD", "Hold still for {hold} s."),
    ("en", "HOLD", "Hold still for ten to twelve seconds."),
    ("en", "HOLD", "Hold for 11 s."),
    ("en", "HOLD", "Hold, and breathe out for four seconds."),
    ("en", "FREE", "Hold on to the chair for 30 s."),
    ("en", "FREE", "Never hold it longer than 12 s."),
    ("en", "FREE", "Do not hold it for 20 s."),
    ("en", "FREE", "Rest for 30 s."),
    ("en", "FREE", "This takes about {minutes} min."),
    ("en", "FREE", "Warm up for five minutes, and breathe slowly."),
    ("en", "FREE", "You need a firm ball, about 8 cm wide."),
    ("en", "MOVE", "Move the 8 cm ball {step} towards your hand."),
    ("en", "MOVE", "Move it five to seven centimetres, away from the elbow."),
    ("en", "PLACE", "Put the ball, which is 8 cm wide, ten centimetres above the elbow."),
    ("en", "FREE", "Bend your arm to about 90°."),
    ("en", "FREE", "Call 112 if you need help, or 0800 123 456."),
    ("en", "FREE", "How does it feel, from nought to nine? Press a number."),
    ("en", "FREE", "On a scale of nought to ten, stay at three or less."),
    ("en", "FREE", "At four out of ten, ease off. At six, or any sharp pain, stop."),
    ("en", "FREE", "At four out of ten ease off, and at six stop."),
    ("en", "FREE", "The pain stays below four."),
    ("en", "FREE", "If it hurts, stop at once, and come back after three days."),
    ("en", "TOO SOON", "Your last session was less than two days ago."),
    ("en", "FREE", "If you had surgery less than ten days ago, ask first."),
    ("en", "FREE", "Every other day is often enough."),
    ("en", "FREE", "Drink water every day."),
    ("en", "FREE", "Do not do this every day."),
    ("en", "FREE", "Twice a week is enough."),
    ("en", "FREE", "There are three strips, and on each strip up to four spots."),
    ("en", "FREE", "The first two strips are easy."),
    ("en", "FREE", "There is one spot fewer on each strip."),
    ("en", "FREE", "Go over it once, at most twice."),
    ("en", "FREE", "Breathe in three times on each spot."),
    ("en", "FREE", "Ten times as much is not ten times as good."),
    ("en", "FREE", "This is the second time over this strip. There is no third."),
    ("en", "ROLL", "Roll three seconds out, and three seconds back."),
    ("en", "FREE", "One of your arms is enough. Two hands are not needed."),
    ("es", "HOLD", "Mantén {hold} s."),
    ("es", "HOLD", "Mantén de diez a doce segundos."),
    ("es", "HOLD", "Mantén, y respira cuatro segundos."),
    ("es", "FREE", "Descansa treinta segundos."),
    ("es", "FREE", "Necesitas una pelota de púas firme, de unos 8 cm."),
    ("es", "FREE", "Una pelota de 8 cm de ancho."),
    ("es", "MOVE", "Mueve la pelota de 8 cm {step} hacia la mano."),
    ("es", "PLACE", "Pon la pelota diez centímetros por encima del codo."),
    ("es", "FREE", "Dobla el brazo a unos 90°."),
    ("es", "FREE", "¿Cómo ha ido, de cero a nueve? Pulsa un número."),
    ("es", "FREE", "En una escala de cero a diez, quédate en tres o menos."),
    ("es", "FREE", "En cuatro sobre diez, afloja. En seis, o con dolor agudo, para."),
    ("es", "FREE", "De cuatro sobre diez en adelante, afloja."),
    ("es", "TOO SOON", "Tu última sesión fue hace menos de dos días."),
    ("es", "FREE", "Si te operaron hace menos de diez días, pregunta antes."),
    ("es", "FREE", "Un día sí y otro no es suficiente."),
    ("es", "FREE", "Bebe agua todos los días."),
    ("es", "FREE", "No hagas esto todos los días."),
    ("es", "FREE", "Hay tres franjas, y en cada franja hasta cuatro puntos."),
    ("es", "FREE", "Desde este momento hay un punto menos en cada franja."),
    ("es", "FREE", "Pasa una o dos veces por la misma franja."),
    ("es", "FREE", "Respira tres veces en cada punto."),
    ("es", "ROLL", "Rueda tres segundos de ida, y tres segundos de vuelta."),
]


def problems(text: str) -> list[str]:
    with pytest.raises(ProtocolError) as caught:
        parse(text, "x.yaml")
    return str(caught.value).splitlines()


def place(text: str, wording: str) -> str:
    """Line and column where a wording is written."""
    line = next(number for number, one in enumerate(text.splitlines(), 1) if wording in one)
    return f"{line}:{text.splitlines()[line - 1].index(wording)}"


@pytest.mark.parametrize(("language", "line", "wording", "what", "source"), FAULTS, ids=[one[2] for one in FAULTS])
def test_a_number_outside_its_limit_is_refused_at_its_place(
    language: str, line: str, wording: str, what: str, source: str
) -> None:
    text = written(language, line, wording)
    found = problems(text)
    assert len(found) == 1, found
    assert found[0].startswith(f"x.yaml:{place(text, wording)}: "), found
    assert what in found[0]
    assert " (why: who hears a number" in found[0]
    assert source in found[0]


@pytest.mark.parametrize(("language", "line", "wording"), HARMLESS, ids=[one[2] for one in HARMLESS])
def test_a_number_about_something_else_passes(language: str, line: str, wording: str) -> None:
    assert parse(written(language, line, wording), "x.yaml")


def test_there_are_enough_of_both_in_both_languages() -> None:
    for language in ("en", "es"):
        assert sum(one[0] == language for one in FAULTS) >= 20
        assert sum(one[0] == language for one in HARMLESS) >= 20


@pytest.mark.parametrize("name", shipped())
def test_the_shipped_ones_say_nothing_outside_their_limits(name: str) -> None:
    assert load(name).protocol == name


def test_the_template_says_its_lengths_with_their_numbers() -> None:
    assert parse(template("mine"), "mine.yaml").words["en"].lengths == {"three fingers": Centimetres(6)}


def test_without_a_limit_no_number_is_judged() -> None:
    free = "  hold: {least: 10 s, most: 12 s, usual: 10 s, source: B1}\n"
    text = written("en", "FREE", "There are four strips, and each is held for 20 s.").replace(free, "")
    assert not any("'20 s'" in one for one in problems(text))
    assert any("'four' strips" in one for one in problems(text))


LENGTHS = [
    ("en", "PLACE", "A hand's width above the elbow.", "", "'A hand's width' has no number; write its number under"),
    (
        "en",
        "PLACE",
        "Half a hand's width above the elbow.",
        "a hand's width: 10 cm",
        "'Half a hand's width' has no number",
    ),
    (
        "en",
        "PLACE",
        "A hand's width above the elbow.",
        "a hand's width: 20 cm",
        "'a hand's width' is about 8 to 10 cm, not 20",
    ),
    ("en", "PLACE", "Two fingers from the elbow.", "two fingers: 10 cm", "'two fingers' is about 3 to 5 cm, not 10"),
    ("en", "PLACE", "Four inches above the elbow.", "four inches: 4 cm", "'four inches' is about 10.2 cm, not 4"),
    ("en", "PLACE", "A hand's width above the elbow.", "a hand's width: 9 cm", "is not where the first spot is, 10 cm"),
    ("en", "FREE", "Stay a foot above the elbow.", "", "'a foot' has no number"),
    (
        "en",
        "FREE",
        "Stay two thumbs from the elbow.",
        "two thumbs: 4.5 cm",
        "'two thumbs', 4.5 cm, is outside the limit of area",
    ),
    (
        "en",
        "FREE",
        "Stay two balls from the elbow.",
        "two balls: 40 cm",
        "'two balls', 40 cm, is outside the limit of area",
    ),
    (
        "en",
        "MOVE",
        "Move it a fist's width.",
        "a fist's width: 9 cm",
        "'a fist's width', 9 cm, is outside the limit of step",
    ),
    ("en", "FREE", "Hello.", "a hand's width: 9 cm", "nothing says 'a hand's width'"),
    ("en", "FREE", "A ball's width.", "a ball's width: 0 cm", "'a ball's width' is more than 0 cm"),
    ("es", "PLACE", "Un palmo por encima del codo.", "un palmo: 10 cm", "'un palmo' is about 20 cm, not 10"),
    ("es", "PLACE", "Un palmo por encima del codo.", "", "'Un palmo' has no number"),
    ("es", "PLACE", "Un palmo por encima del codo.", "un palmo: 20 cm", "is not where the first spot is, 10 cm"),
    ("es", "PLACE", "A dos dedos del codo.", "", "'dos dedos' has no number"),
    ("es", "PLACE", "El ancho de una mano por encima.", "el ancho de una mano: 15 cm", "is about 8 to 10 cm, not 15"),
    ("es", "FREE", "Quédate un pie por debajo del codo.", "", "'un pie' has no number"),
    ("es", "MOVE", "Mueve la pelota dos pulgadas.", "dos pulgadas: 9 cm", "'dos pulgadas' is about 5.1 cm, not 9"),
]

NO_LENGTHS = [
    ("en", "PLACE", "A hand's width above the elbow.", "a hand's width: 10 cm"),
    ("en", "PLACE", "The breadth of your hand above the elbow.", "the breadth of your hand: 10 cm"),
    ("en", "MOVE", "Move it two inches.", "two inches: 5.1 cm"),
    ("en", "FREE", "Put one hand on the chair, and press with one finger.", ""),
    ("en", "FREE", "Lift one foot off the floor. Let the foot sink back.", ""),
    ("en", "FREE", "Rest the arm on your hand. Spread the fingers.", ""),
    ("es", "PLACE", "El ancho de una mano por encima del codo.", "el ancho de una mano: 10 cm"),
    ("es", "FREE", "Lleva despacio los dedos del pie hacia la espinilla.", ""),
    ("es", "FREE", "Apoya el pie, y pon una mano sobre la silla.", ""),
    ("es", "FREE", "Abre la mano, y mueve los cinco dedos de la mano.", ""),
]


@pytest.mark.parametrize(("language", "line", "wording", "lengths", "what"), LENGTHS, ids=[one[2] for one in LENGTHS])
def test_a_length_without_its_number_or_with_a_wrong_one_is_refused(
    language: str, line: str, wording: str, lengths: str, what: str
) -> None:
    text = written(language, line, wording, lengths)
    found = [one for one in problems(text) if what in one]
    assert len(found) == 1, problems(text)
    assert found[0].startswith((f"x.yaml:{place(text, wording)}: ", "x.yaml:53:"))


@pytest.mark.parametrize(("language", "line", "wording", "lengths"), NO_LENGTHS, ids=[one[2] for one in NO_LENGTHS])
def test_true_lengths_and_parts_of_the_body_pass(language: str, line: str, wording: str, lengths: str) -> None:
    assert parse(written(language, line, wording, lengths), "x.yaml")
