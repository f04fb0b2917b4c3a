"""Marks for eyes, and spellings that match nothing, are named at their place."""

import pytest
from small import TEXT

from coach.protocol import ProtocolError, parse

LINE = "This is the last rest."


def _told(text: str, extra: str = "") -> str:
    with pytest.raises(ProtocolError) as caught:
        parse(_with(text, extra), "own.yaml")
    return str(caught.value)


def _with(text: str, extra: str = "") -> str:
    return f"""\
protocol: own
version: 1
audience: room
sources: {{choice: {{about: our choice}}}}
rests: {{lengths: {{short: 2 s}}, source: choice}}
session:
  - chapter: one
    steps:
      - {{say: first, rest: short}}
words:
  en:
    title: Own
    titles: {{one: One}}
{extra}    lines:
      first:
        source: choice
        always: {text}
"""


MARKS = [
    ('"**Hold** it."', "'**' would be heard as 'asterisk asterisk'"),
    ('"Hold _it_ now."', "'_' would be heard as 'underscore'"),
    ('"Hold `it` now."', "'`' would be heard as 'backquote'"),
    ('"Hold <b>it</b> now."', "'<b>'"),
    ('"Hold<br/>it now."', "'<br/>'"),
    ('"Hold &amp; rest."', "'&amp;' would be heard as 'and amp semicolon'"),
    ('"Hold&#160;it."', "'&#160;'"),
    ('"Read https://example.com/a."', "'https://example.com/a' would be heard as 'https colon slash slash example dot"),
    ('"Read www.example.com now."', "'www.example.com'"),
    ('"Read example.com now."', "'example.com'"),
    ('"Write to me@example.com now."', "me at example dot com"),
    ('"Read [this](a.html) now."', "'[this](a.html)'"),
    ('"Relax 🙂 now."', "'🙂' would be heard as 'slightly smiling face'"),
    ('"Relax → rest."', "'→' would be heard as 'rightwards arrow'"),
    ('"Roll the chest/pec now."', "'chest/pec' would be heard as 'chest slash pec'"),
    ('"Left and/or right."', "'and/or'"),
    ('"Links / rechts."', "'Links / rechts'"),
    ("|-\n          - Hold it.\n          - Rest.", "'-' would be heard as 'dash'"),
    ("|-\n          # Hold it.", "'#' would be heard as 'hash'"),
    ('"Hold it :-)"', "':-)' would be heard as 'colon dash bracket'"),
    ('"Effort = rest."', "'=' would be heard as 'equals'"),
    ('"Do it @home."', "'@' would be heard as 'at'"),
    ('"Use a towel, e.g./i.e. a soft one."', "'g./i'"),
    ('"• Hold it."', "'•' would be heard as 'bullet'"),
]


@pytest.mark.parametrize(("written", "told"), MARKS)
def test_a_mark_is_named_in_one_line_with_what_would_be_heard(written: str, told: str) -> None:
    found = _told(written)
    assert found.startswith("own.yaml:17:17:")
    assert told in found
    assert len(found.splitlines()) == 1


@pytest.mark.parametrize(
    "written",
    [
        "Bend to 90° - slowly.",
        "Rest 5-10 s (or more) now.",
        "A well-known ball & towel.",
        "Hold < 5 s, or >= 2 s.",
        "Note: (softly) hold.",
        "Don't hold… 'it' now.",
        "Do 1/2.",
        "Walk at 5 km/h now.",
        "Hold 30 s/side.",
    ],
)
def test_usual_signs_are_no_markup(written: str) -> None:
    parse(_with(f'"{written}"'), "own.yaml")


def test_what_has_a_spelling_for_the_ear_is_no_markup() -> None:
    parse(_with('"Left and/or right."', "    pronounce: {and/or: {any: or}}\n"), "own.yaml")


def test_an_entry_that_matches_nothing_is_named() -> None:
    found = _told('"Feel L4 now."', "    pronounce: {l4: {any: ell four}, L5: {any: ell five}}\n")
    assert len(found.splitlines()) == 1
    assert "no line in 'en' says 'L5'" in found


def test_two_entries_that_are_read_alike_are_named() -> None:
    found = _told('"Feel L4 now."', "    pronounce: {l4: {any: ell four}, L4: {any: ell}}\n")
    assert "'L4' is the same word as 'l4'" in found


def test_an_entry_may_be_said_by_a_term_or_a_muscle() -> None:
    words = "    pronounce: {brachialis: {any: brack}}\n"
    parse(TEXT.replace("words:\n  en:\n", f"words:\n  en:\n{words}"), "small.yaml")


@pytest.mark.parametrize(
    ("muscle", "told"),
    [
        ('"*brachialis*"', "'*' would be heard as 'asterisk'"),
        ("brachialis/biceps", "'brachialis/biceps' would be heard as"),
        ('"brachialis 3/7"', "'3/7' would be spoken as the voice reads its signs"),
    ],
)
def test_a_muscle_that_is_said_is_judged_once(muscle: str, told: str) -> None:
    text = TEXT.replace("muscle: brachialis", f"muscle: {muscle}")
    parse(text, "small.yaml")  # nothing says it
    text = text.replace('always: "{side} arm, {strip}, spot', 'always: "{side} arm, {strip}, {muscle}, spot')
    with pytest.raises(ProtocolError) as caught:
        parse(text, "small.yaml")
    (line,) = str(caught.value).splitlines()
    assert line.startswith("small.yaml:15:")
    assert told in line


def test_a_number_with_a_spelling_for_the_ear_is_not_named() -> None:
    parse(_with('"A 24/7 ball."', "    pronounce: {24/7: {any: all day}}\n"), "own.yaml")


def test_a_term_with_a_number_that_no_rule_reads_is_named() -> None:
    with pytest.raises(ProtocolError, match="'3/7' would be spoken"):
        parse(TEXT.replace("top: top", "top: top 3/7"), "small.yaml")


@pytest.mark.parametrize("entry", ["left top", "left arm", "spot 2", "top spot 2", "left top spot 2", "right arm top"])
def test_an_entry_may_span_variables_and_words(entry: str) -> None:
    text = TEXT.replace('"{side} arm, {strip}, spot', '"{side} {strip} spot {spot}, {side} arm {strip}, spot')
    parse(text.replace("words:\n  en:\n", f"words:\n  en:\n    pronounce: {{{entry}: {{any: x}}}}\n"), "small.yaml")


def test_an_entry_that_no_filling_says_is_refused_in_one_line() -> None:
    words = "    pronounce: {top left: {any: x}}\n"
    with pytest.raises(ProtocolError, match=r"\Asmall.yaml:38:\d+: no line in 'en' says 'top left'[^\n]*\Z"):
        parse(TEXT.replace("words:\n  en:\n", f"words:\n  en:\n{words}"), "small.yaml")
