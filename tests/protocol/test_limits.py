"""Nothing unsafe gets past the check: forty faulty protocols, one fault each, refused with place and reason."""

import re

import pytest

from coach.protocol import ProtocolError, parse

TEXT = """\
protocol: forearm
version: 1
audience: person
sources:
  book:
    by: A. Author
    about: a book that does not exist
    facts:
      B1: Hold for 5 to 8 seconds.
      B2: Once, at most twice, over the same place.
      B3: Move on by two to three centimetres.
      B4: Never in the fold of the elbow.
      B5: Not for anyone who must not have a massage.
  choice: {about: our choice}
limits:
  hold: {least: 5 s, most: 8 s, usual: 6 s, source: B1}
  reach: {least: 2 s, most: 4 s, usual: 3 s, source: choice}
  set: {least: 30 s, most: 40 s, usual: 32 s, source: choice}
  stroke: {least: 2 s, most: 4 s, usual: 2 s, source: choice}
  passes: {least: 1, most: 2, usual: 1, source: B2}
  spots: {least: 1, most: 3, usual: 2, source: choice}
  step: {least: 2 cm, most: 3 cm, towards: hand, source: B3}
  area: {least: 4 cm, most: 12 cm, source: [B4, choice]}
  comfort: {aim: 3, ease: 4, stop: 6, source: choice}
  between: {days: 2, source: choice}
  never:
    - {area: the fold of the elbow, source: B4}
sides: {order: [left, right], source: choice}
strips: {order: [{id: outer, muscle: brachioradialis}], source: choice}
spots: {from: elbow, first: 6 cm, source: choice}
rests: {lengths: {short: 1 s}, source: choice}
safety: {notice: notice, stop rule: stop rule, too soon: not now}
ease off: {hold: ease, end: away}
going on: {stay: still, place: again, ahead: ahead, back: back, rest: short}
comfort: {before: ask, ask: asked, ease: ease, less: less, end: away, other: other}
screening:
  questions: [{ask: broken, tier: do not start}, {ask: numb, tier: ask first}]
  outcomes: {do not start: not now, ask first: ask, confirm: asked}
session:
  - chapter: notice
    when: alone
    steps:
      - {say: notice}
  - chapter: before
    steps:
      - {say: total}
      - {say: stop rule}
  - each: [side, strip, pass, spot]
    chapter: spot
    steps:
      - {say: here, tone: side}
      - {say: put, tone: settle, rest: short, when: first spot, leads: anywhere to on}
      - {say: move, tone: move, rest: short, when: later spot, leads: spot before to on}
      - {say: bend, reach: chosen}
      - {hold: chosen, announce: hold, count: [one]}
      - {say: ease, leads: held to on}
  - each: [side, strip]
    chapter: strokes
    steps:
      - {say: there, tone: side}
      - {say: put, tone: settle, rest: short, leads: anywhere to on}
      - {strokes: chosen}
      - {say: ease, leads: held to on}
  - chapter: end
    steps:
      - {say: away, tone: finish, leads: anywhere to off}
words:
  en:
    title: Forearm
    terms: {left: left, right: right, outer: outer, elbow: elbow, pass 1: "", pass 2: " again"}
    titles: {notice: Before, before: What you need, spot: "{side} arm, {strip}, {spot}{pass}", strokes: Rub, end: End}
    lines:
      notice: {source: B5, always: Is this for you? Ask first.}
      total: {source: choice, learn: "This takes {minutes} min."}
      stop rule: {source: choice, always: Stop at once if it hurts. Lift the arm.}
      here: {source: choice, always: "{side} arm, {strip} strip, spot {spot}."}
      move: {source: B3, learn: "Move the ball {step}, away from the elbow.", remind: Move., tones: Move.}
      hold: {source: B1, learn: "Hold {hold} s."}
      put: {source: choice, always: Put the ball down.}
      bend: {source: choice, always: "Bend the wrist for {reach} s."}
      one: {source: choice, learn: One.}
      there: {source: choice, always: "{side} arm, {strip} strip."}
      still: {source: choice, always: It is there.}
      again: {source: choice, always: "Put it {at} away."}
      ahead: {source: choice, always: "{moves} on."}
      back: {source: choice, always: "{moves} back."}
      less: {source: choice, always: Bend it less.}
      other: {source: choice, always: Press a key for the other arm.}
      ease: {source: choice, always: Let go.}
      away: {source: choice, always: Put it away.}
      broken: {source: choice, always: "Is your arm broken?"}
      numb: {source: choice, always: "Is your hand numb?"}
      not now: {source: choice, always: Then not now.}
      ask: {source: choice, always: Then ask a doctor first.}
      asked: {source: choice, always: "Have you asked?"}
  es:
    title: Antebrazo
    terms: {left: izquierdo, right: derecho, outer: externa, elbow: codo, pass 1: "", pass 2: " otra vez"}
    titles: {notice: Antes, before: Qué necesitas, spot: "Brazo {side}, {strip}, {spot}{pass}", strokes: Roce, end: Ya}
    lines:
      notice: {source: B5, always: ¿Es para ti? Pregunta antes.}
      total: {source: choice, learn: "Dura {minutes} min."}
      stop rule: {source: choice, always: Para enseguida si duele. Levanta el brazo.}
      here: {source: choice, always: "Brazo {side}, franja {strip}, punto {spot}."}
      move: {source: B3, learn: "Mueve la pelota {step}, lejos del codo.", remind: Mueve., tones: Mueve.}
      hold: {source: B1, learn: "Mantén {hold} s."}
      put: {source: choice, always: Pon la pelota.}
      bend: {source: choice, always: "Dobla la muñeca en {reach} s."}
      one: {source: choice, learn: Uno.}
      there: {source: choice, always: "Brazo {side}, franja {strip}."}
      still: {source: choice, always: Está en su sitio.}
      again: {source: choice, always: "Ponla a {at}."}
      ahead: {source: choice, always: "{moves} más allá."}
      back: {source: choice, always: "{moves} atrás."}
      less: {source: choice, always: Dobla menos.}
      other: {source: choice, always: Pulsa una tecla para el otro brazo.}
      ease: {source: choice, always: Suelta.}
      away: {source: choice, always: Apártala.}
      broken: {source: choice, always: "¿Tienes el brazo roto?"}
      numb: {source: choice, always: "¿Tienes la mano dormida?"}
      not now: {source: choice, always: Entonces ahora no.}
      ask: {source: choice, always: Entonces pregunta antes a un médico.}
      asked: {source: choice, always: "¿Has preguntado?"}
"""
"""Complete: everything that a protocol can have, apart from a programme."""

LONG = "Then " + "and then ".join(["lift it "] * 10)
NO_BREATH = "Lift it off the ball and set it down on the ball again as slowly as you can and rest."
HARD = "Contraindicated physiological conditions necessitate professional consultation. " * 8
HARD_ES = "Determinadas circunstancias fisiológicas contraindicadas necesitan asesoramiento especializado. " * 6

FAULTS = [
    # numbers and their sources
    ("limit without source", "usual: 6 s, source: B1}", "usual: 6 s}", "16:9", "'source' is missing", "trace"),
    ("line without source", "hold: {source: B1, learn", "hold: {learn", "78:13", "'source' is missing", "trace"),
    ("rests without source", "{short: 1 s}, source: choice}", "{short: 1 s}}", "31:8", "'source' is missing", "trace"),
    ("empty source", "[left, right], source: choice", "[left, right], source: []", "28:31", "source is empty", "trace"),
    ("hold its fact does not state", "most: 8 s", "most: 60 s", "16:28", "60 s is not what", "B1: Hold for 5 to 8 se"),
    ("least its fact does not state", "least: 5 s", "least: 1 s", "16:17", "1 s is not what", "B1: Hold for 5 to 8 s"),
    ("passes not stated", "Once, at most twice,", "Only once", "20:28", "2 is not what its source", "B2: Only once"),
    ("step not stated", "most: 3 cm", "most: 4 cm", "22:29", "4 cm is not what", "B3: Move on by two to three"),
    # limits
    (
        "usual hold outside",
        "usual: 6 s",
        "usual: 9 s",
        "16:40",
        "usual hold, 9 s, is outside its limit of 5 s to 8",
        "B1:",
    ),
    ("usual passes outside", "usual: 1, source: B2", "usual: 3, source: B2", "20:38", "usual passes, 3, is", "B2:"),
    ("hold of nothing", "least: 5 s", "least: 0 s", "16:17", "must be more than 0", "B1: Hold"),
    ("step upside down", "step: {least: 2 cm", "step: {least: 5 cm", "22:17", "above its most, 3 cm", "B3: Move"),
    ("usual set outside", "usual: 32 s", "usual: 50 s", "18:41", "the usual set, 50 s, is outside", "our choice"),
    ("usual stroke outside", "most: 4 s, usual: 2 s", "most: 4 s, usual: 5 s", "19:42", "the usual stroke, 5 s", "our"),
    (
        "strokes that fit no set",
        "most: 40 s, usual: 32",
        "most: 31 s, usual: 30",
        "19:19",
        "2 s out and back",
        "choice",
    ),
    ("comfort upside down", "ease: 4, stop: 6", "ease: 7, stop: 6", "24:3", "0 <= aim < ease < stop <= 9", "our ch"),
    ("no days between", "days: 2", "days: 0", "25:19", "at least 1", "a muscle mends"),
    # places
    ("first spot outside", "first: 6 cm", "first: 3 cm", "30:29", "3 cm, is outside the area of 4 to 12 cm", "B4: Nev"),
    ("last spot outside", "most: 3, usual: 2", "most: 5, usual: 2", "21:27", "at 14 cm or beyond", "B4: Never"),
    ("no area", "  area: {least: 4 cm, most: 12 cm, source: [B4, choice]}\n", "", "22:3", "area: {least, most", "B4:"),
    (
        "path to the landmark",
        "towards: hand",
        "towards: elbow",
        "22:44",
        "path towards the elbow",
        "B4: Never in the fold",
    ),
    (
        "path to the landmark, said",
        "away from the elbow",
        "towards the elbow",
        "77:33",
        "'towards the elbow' is a",
        "B4:",
    ),
    ("the same in Spanish", "lejos del codo", "hacia el codo", "105:33", "'hacia el codo' is a path", "B4: Never"),
    ("landmark without a word", "elbow: codo, ", "", "98:5", "'elbow' has no word here", "nobody notices a step"),
    # what must be said
    (
        "no safety",
        "safety: {notice: notice, stop rule: stop rule, too soon: not now}\n",
        "",
        "3:11",
        "needs 'safety:",
        "before it begins",
    ),
    ("no stop rule", ", stop rule: stop rule", "", "32:9", "'stop rule' is missing", "know at once how to stop"),
    ("stop rule said too late", "      - {say: stop rule}\n", "", "32:37", "before the first stretch", "how to stop"),
    (
        "stop rule said at times",
        "chapter: before\n    steps:\n      - {say: total}\n      - {say: stop rule}",
        "chapter: before\n    each: pass\n    steps:\n      - {say: total}\n      - {say: stop rule, when: later pass}",
        "48:9",
        "every time",
        "stop",
    ),
    ("stop rule not at all levels", "always: Stop at", "learn: Stop at", "75:7", "write it under 'always'", "level"),
    (
        "no notice first",
        "- {say: notice}\n",
        "- {say: total}\n      - {say: notice}\n",
        "43:9",
        "begin with 'say: no",
        "B5",
    ),
    (
        "notice at times",
        "    when: alone\n",
        "    each: pass\n    when: [alone, later pass]\n",
        "44:9",
        "not only at 'later pass'",
        "B5: N",
    ),
    (
        "nothing said when too soon",
        ", too soon: not now}",
        "}",
        "32:1",
        "write 'too soon: LINE'",
        "too early",
    ),
    (
        "too soon without days between",
        "  between: {days: 2, source: choice}\n",
        "",
        "31:58",
        "nothing is too soon without 'limits: between",
        "never be said",
    ),
    (
        "no comfort",
        "  comfort: {aim: 3, ease: 4, stop: 6, source: choice}\n",
        "",
        "15:1",
        "'comfort: {aim",
        "may be felt",
    ),
    ("no way out", "ease off: {hold: ease, end: away}\n", "", "16:3", "ease off", "left in a stretch"),
    ("no outcome", "ask first: ask, ", "", "38:3", "no line for 'ask first'", "whoever says yes"),
    ("no confirmation", ", confirm: asked", "", "38:3", "no line for 'confirm'", "whoever says yes"),
    # wording
    (
        "chapter without orientation",
        '"{side} arm, {strip} strip',
        '"{side} arm, strip',
        "76:7",
        "'{strip}' at every",
        "closed",
    ),
    ("a pointing word", "Lift the arm.", "Lift the arm like this.", "75:43", "'like this' points", "eyes are closed"),
    ("a pointing word in Spanish", "Levanta el brazo.", "Levanta el brazo así.", "103:43", "'así' points", "eyes are"),
    (
        "the wrong side",
        "Move the ball {step}",
        "Move the left ball {step}",
        "77:33",
        "'left' is written out",
        "other one",
    ),
    (
        "a wrong side in Spanish",
        "Mueve la pelota",
        "Mueve la pelota derecha",
        "105:33",
        "'derecha' is written",
        "other",
    ),
    ("a title with a side", 'spot: "{side} arm', 'spot: "left arm', "71:59", "'left' is written out", "other one"),
    ("a tone with a side", "tone: side", "tone: left", "51:27", "write 'tone: side'", "the other side"),
    ("a long sentence", "Let go.", LONG, "89:38", "a sentence of", "cannot go back"),
    ("no breath", "Let go.", NO_BREATH, "89:38", "in one breath, at most 18; say it in two", "needs air"),
    ("hard words", "Let go.", HARD, "89:38", "needs a reading age of", "understood at once"),
    ("hard words in Spanish", "Suelta.", HARD_ES, "117:38", "needs a reading age of", "understood at once"),
]


def problems(text: str) -> list[str]:
    with pytest.raises(ProtocolError) as caught:
        parse(text, "x.yaml")
    return str(caught.value).splitlines()


def test_the_complete_one_is_right() -> None:
    assert parse(TEXT, "x.yaml").protocol == "forearm"


def test_there_are_at_least_forty() -> None:
    assert len({name for name, *_ in FAULTS}) == len(FAULTS) >= 40


@pytest.mark.parametrize(
    ("replaced", "by", "place", "what", "why"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS]
)
def test_each_fault_is_refused_at_its_place_with_its_reason(
    replaced: str, by: str, place: str | None, what: str, why: str
) -> None:
    assert replaced in TEXT
    found = problems(TEXT.replace(replaced, by, 1))
    assert len(found) == 1, found
    assert place is None or found[0].startswith(f"x.yaml:{place}: "), found
    said, _, reason = found[0].partition(" (why: ")
    assert what in said
    assert why in reason
    assert re.search(r"; .+\)$", reason), "it ends with the source"
